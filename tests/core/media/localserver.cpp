// SPDX-License-Identifier: Apache-2.0
#include "tests/core/media/localserver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace sightglass::test
{

LocalServer::LocalServer()
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof(address));
    ::listen(m_socket, 8);
    socklen_t length = sizeof(address);
    ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &length);
    m_port = ntohs(address.sin_port);
}

LocalServer::LocalServer(QByteArray answer, bool thenSilent)
    : LocalServer()
{
    m_answer = std::move(answer);
    m_thenSilent = thenSilent;
    m_thread = std::thread([this] { serve(); });
}

LocalServer::~LocalServer()
{
    m_stopping = true;
    if (m_thread.joinable())
        m_thread.join();
    close();
}

void LocalServer::close()
{
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
}

void LocalServer::serve()
{
    std::vector<int> open;
    while (!m_stopping) {
        pollfd waiting{m_socket, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0)
            continue;
        const int connection = ::accept(m_socket, nullptr, nullptr);
        ++m_answered;
        std::array<char, 4096> request{};
        if (::recv(connection, request.data(), request.size(), 0) > 0) {
            qsizetype sent = 0;
            while (sent < m_answer.size()) {
                const auto count = ::send(connection, m_answer.constData() + sent,
                                          static_cast<std::size_t>(m_answer.size() - sent), MSG_NOSIGNAL);
                if (count <= 0)
                    break;
                sent += count;
            }
        }
        if (m_thenSilent)
            open.push_back(connection);
        else
            ::close(connection);
    }
    for (const int connection : open)
        ::close(connection);
}

QString LocalServer::url(const QString &scheme, const QString &path) const
{
    return QStringLiteral("%1://127.0.0.1:%2/%3").arg(scheme, QString::number(m_port), path);
}

QByteArray LocalServer::httpAnswer(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status +
           "\r\nConnection: close\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace sightglass::test
