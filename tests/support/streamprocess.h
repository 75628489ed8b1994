// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace sightglass::test
{

/// A streamserver (see streamserver.cpp) that one test runs, stops, continues and kills.
class StreamProcess
{
public:
    /// "rtsp", "mjpeg", "ts", "udp", "hls" and so on, and the server's other arguments. Returns when its port is known.
    explicit StreamProcess(const QString &mode, const QStringList &arguments = {});
    /// Kills it.
    ~StreamProcess();
    StreamProcess(const StreamProcess &) = delete;
    StreamProcess &operator=(const StreamProcess &) = delete;

    QString url() const;
    /// 0: it did not start.
    int port() const { return m_port; }
    /// Where an HLS server keeps its files.
    QString folder() const { return m_folder.path(); }

    /// Its connections stay open, and nothing comes.
    void stop();
    void goOn();
    void kill();

private:
    QString m_mode;
    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
};

} // namespace sightglass::test
