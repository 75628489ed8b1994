// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <thread>

namespace sightglass::test
{

/// A server on this machine for one test: takes connections, and either says nothing or answers every request alike.
class LocalServer
{
public:
    /// Connections are taken by the system alone, and nobody ever answers.
    LocalServer();
    /// Answers with these bytes and hangs up; `thenSilent` keeps the connection open instead.
    explicit LocalServer(QByteArray answer, bool thenSilent = false);
    ~LocalServer();
    LocalServer(const LocalServer &) = delete;
    LocalServer &operator=(const LocalServer &) = delete;

    QString url(const QString &scheme, const QString &path = {}) const;
    /// How many connections have been answered.
    int answered() const { return m_answered; }
    /// Frees the port: connections to it are refused from now on.
    void close();

    static QByteArray httpAnswer(const QByteArray &status, const QByteArray &body);

private:
    void serve();

    int m_socket = -1;
    int m_port = 0;
    QByteArray m_answer;
    bool m_thenSilent = false;
    std::atomic<bool> m_stopping{false};
    std::atomic<int> m_answered{0};
    std::thread m_thread;
};

} // namespace sightglass::test
