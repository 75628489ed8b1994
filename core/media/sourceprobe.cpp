// SPDX-License-Identifier: Apache-2.0
#include "core/media/sourceprobe.h"

#include "core/media/cameraaddress.h"

#include <QFile>
#include <QHash>
#include <QUrl>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace sightglass
{

namespace
{

/// Of schemes over TCP.
int usualPort(const QString &scheme)
{
    static const QHash<QString, int> ports{
        {QStringLiteral("rtsp"), 554},  {QStringLiteral("rtsps"), 322}, {QStringLiteral("http"), 80},
        {QStringLiteral("https"), 443}, {QStringLiteral("rtmp"), 1935}, {QStringLiteral("rtmps"), 443},
        {QStringLiteral("tcp"), 0},
    };
    return ports.value(scheme, -1);
}

struct Address
{
    sockaddr_storage bytes{};
    socklen_t size = 0;
};

/// On a thread of its own, which owns all that it touches, as the system may take half a minute.
std::future<std::vector<Address>> lookUp(const QString &host, int port)
{
    std::promise<std::vector<Address>> promise;
    auto answer = promise.get_future();
    std::thread([promise = std::move(promise), name = host.toStdString(), service = std::to_string(port)]() mutable {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        addrinfo *found = nullptr;
        std::vector<Address> addresses;
        if (::getaddrinfo(name.c_str(), service.c_str(), &hints, &found) == 0) {
            for (const addrinfo *each = found; each != nullptr; each = each->ai_next) {
                Address &address = addresses.emplace_back();
                address.size = each->ai_addrlen;
                std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
            }
            ::freeaddrinfo(found);
        }
        promise.set_value(std::move(addresses));
    }).detach();
    return answer;
}

} // namespace

/// The port of a server: knocked at by connections that nobody waits for.
class SourceProbe::Door
{
public:
    Door(QString host, int port)
        : m_host(std::move(host))
        , m_port(port)
        , m_lookUp(lookUp(m_host, port))
    {}
    ~Door() { hangUp(); }
    Door(const Door &) = delete;
    Door &operator=(const Door &) = delete;

    /// Nothing: not known yet.
    std::optional<bool> isOpen()
    {
        if (m_lookUp.valid()) {
            if (m_lookUp.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
                return std::nullopt;
            m_addresses = m_lookUp.get();
            if (m_addresses.empty()) { // The network itself is away, or nobody has this name.
                m_lookUp = lookUp(m_host, m_port);
                return false;
            }
        }
        if (m_socket < 0) {
            knock();
            return std::nullopt;
        }
        pollfd state{m_socket, POLLOUT, 0};
        const bool answered = ::poll(&state, 1, 0) > 0;
        if (!answered && ++m_questions < patience)
            return std::nullopt;
        int error = ETIMEDOUT;
        socklen_t size = sizeof(error);
        if (answered)
            ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
        hangUp();
        if (error == 0)
            return true;
        m_next = (m_next + 1) % m_addresses.size();
        if (m_next == 0)
            return false;
        knock();
        return std::nullopt;
    }

private:
    static constexpr int patience = 4;

    void knock()
    {
        const Address &address = m_addresses[m_next];
        m_questions = 0;
        m_socket = ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (m_socket >= 0) // How that ends, poll() tells.
            (void)::connect(m_socket, reinterpret_cast<const sockaddr *>(&address.bytes), address.size);
    }

    void hangUp()
    {
        if (m_socket >= 0)
            ::close(m_socket);
        m_socket = -1;
    }

    const QString m_host;
    const int m_port;
    std::future<std::vector<Address>> m_lookUp;
    std::vector<Address> m_addresses; ///< Those of the host, which may have one of each kind.
    std::size_t m_next = 0;
    int m_socket = -1;
    int m_questions = 0; ///< Since the knock.
};

SourceProbe::SourceProbe(const SourceSpec &source)
{
    if (source.kind == SourceKind::Camera) {
        m_device = CameraAddress::deviceIn(source.location);
    } else if (source.kind == SourceKind::Url) {
        const QUrl url(source.location);
        const int usual = usualPort(url.scheme().toLower());
        const int port = url.port(usual);
        if (usual >= 0 && port > 0 && !url.host().isEmpty())
            m_door = std::make_unique<Door>(url.host(), port);
    }
}

SourceProbe::~SourceProbe() = default;

std::optional<bool> SourceProbe::isThere()
{
    if (!m_device.isEmpty())
        return QFile::exists(m_device);
    return m_door ? m_door->isOpen() : std::nullopt;
}

bool SourceProbe::cameBack()
{
    const std::optional<bool> there = isThere();
    if (!there)
        return false;
    return std::exchange(m_isAway, !*there) && *there;
}

bool SourceProbe::listens(const SourceSpec &source)
{
    const QString scheme = source.kind == SourceKind::Url ? QUrl(source.location).scheme().toLower() : QString();
    return scheme == QLatin1String("udp") || scheme == QLatin1String("rtp");
}

} // namespace sightglass
