// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace sightglass::test
{

/// The ways in which a stream may come that a server can stop in the middle of.
///
/// Without datagrams under the ThreadSanitizer of GCC 13 and later: libavformat ends the thread that receives them by
/// pthread_cancel(3), which that one takes for an error of the program where it looks away from libraries.
inline QStringList stoppableStreams()
{
    QStringList modes{QStringLiteral("rtsp"), QStringLiteral("mjpeg"), QStringLiteral("ts")};
#if !defined(__SANITIZE_THREAD__) || __GNUC__ < 13
    modes.append(QStringLiteral("udp"));
#endif
    return modes;
}

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
    /// Of a server with "absent=…": from now on it has its stream.
    void publish();
    void kill();

private:
    QString m_mode;
    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
};

} // namespace sightglass::test
