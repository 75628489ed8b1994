// SPDX-License-Identifier: Apache-2.0
#include "core/media/sourceprobe.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace sightglass;

namespace
{

/// A port of this machine at which somebody listens, who never says a word; 0: any that is free.
class Listener
{
public:
    explicit Listener(int port = 0)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        const int yes = 1;
        ::setsockopt(m_socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        socklen_t size = sizeof(address);
        if (::bind(m_socket, reinterpret_cast<sockaddr *>(&address), size) == 0 && ::listen(m_socket, 8) == 0 &&
            ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size) == 0)
            m_port = ntohs(address.sin_port);
    }
    ~Listener() { ::close(m_socket); }
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    int port() const { return m_port; }
    /// How many have connected so far.
    int knocks()
    {
        for (int caller = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC); caller >= 0;
             caller = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC)) {
            ::close(caller);
            ++m_knocks;
        }
        return m_knocks;
    }

private:
    int m_socket;
    int m_port = 0;
    int m_knocks = 0;
};

} // namespace

class SourceProbeTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void seesADeviceReturn();
    void seesAServerReturn_data();
    void seesAServerReturn();
    void asksNobodyElse_data();
    void asksNobodyElse();
    void knowsWhoListens();
};

void SourceProbeTest::seesADeviceReturn()
{
    const QTemporaryDir dir;
    const QString device = dir.filePath(QStringLiteral("video9"));
    SourceProbe probe({SourceKind::Camera, device});
    QVERIFY(!probe.cameBack());
    QFile file(device);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(probe.cameBack());
    QVERIFY(!probe.cameBack()); // Once.
    QVERIFY(file.remove());
    QVERIFY(!probe.cameBack());
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(probe.cameBack());
}

void SourceProbeTest::seesAServerReturn_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("number") << QStringLiteral("127.0.0.1");
    QTest::newRow("name") << QStringLiteral("localhost"); // Of which the first address may be another kind's.
}

void SourceProbeTest::seesAServerReturn()
{
    QFETCH(QString, host);
    auto server = std::make_unique<Listener>();
    const int port = server->port();
    QVERIFY(port > 0);
    SourceProbe probe(
        {SourceKind::Url, QStringLiteral("rtsp://user:secret@%1:%2/live").arg(host, QString::number(port))});
    // There all the time: that is no return.
    bool back = false;
    QVERIFY(QTest::qWaitFor([&] {
        back = back || probe.cameBack();
        return server->knocks() >= 2;
    }));
    QVERIFY(!back);
    server.reset();
    // So many questions are enough to be sure of it, whatever the system says how soon.
    for (int i = 0; i < 20; ++i)
        QVERIFY(!probe.cameBack());
    server = std::make_unique<Listener>(port);
    QCOMPARE(server->port(), port);
    QTRY_VERIFY(back = back || probe.cameBack());
}

void SourceProbeTest::asksNobodyElse_data()
{
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<QString>("location");
    QTest::newRow("datagrams") << SourceKind::Url << QStringLiteral("udp://127.0.0.1:5000");
    QTest::newRow("no port") << SourceKind::Url << QStringLiteral("tcp://127.0.0.1");
    QTest::newRow("no host") << SourceKind::Url << QStringLiteral("http:///live");
    QTest::newRow("a pipeline") << SourceKind::GStreamer << QStringLiteral("videotestsrc");
    QTest::newRow("the screen") << SourceKind::Screen << QStringLiteral("screen");
}

void SourceProbeTest::asksNobodyElse()
{
    QFETCH(SourceKind, kind);
    QFETCH(QString, location);
    SourceProbe probe({kind, location});
    for (int i = 0; i < 5; ++i)
        QVERIFY(!probe.cameBack());
}

void SourceProbeTest::knowsWhoListens()
{
    QVERIFY(SourceProbe::listens({SourceKind::Url, QStringLiteral("udp://0.0.0.0:5000")}));
    QVERIFY(SourceProbe::listens({SourceKind::Url, QStringLiteral("RTP://127.0.0.1:5000")}));
    QVERIFY(!SourceProbe::listens({SourceKind::Url, QStringLiteral("rtsp://127.0.0.1/live")}));
    QVERIFY(!SourceProbe::listens({SourceKind::VideoFile, QStringLiteral("udp://clip.mp4")}));
}

QTEST_GUILESS_MAIN(SourceProbeTest)
#include "tst_sourceprobe.moc"
