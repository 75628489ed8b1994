// SPDX-License-Identifier: Apache-2.0
#include "core/media/portalsource.h"
#include "tests/support/testcase.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusUnixFileDescriptor>
#include <QDBusVirtualObject>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>

#include <fcntl.h>
#include <unistd.h>

#include <future>
#include <thread>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

struct Stream
{
    uint node = 0;
};

QDBusArgument &operator<<(QDBusArgument &argument, const Stream &stream)
{
    argument.beginStructure();
    argument << stream.node << QVariantMap();
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, Stream &)
{
    return argument;
}

/// Plays the part of the portal, on a bus of its own, as the interface's documentation tells it.
class FakePortal : public QDBusVirtualObject
{
    Q_OBJECT

public:
    enum class Person
    {
        Agrees,
        Refuses,
        Thinks, ///< For ever.
    };

    explicit FakePortal(QDBusConnection bus)
        : m_bus(std::move(bus))
    {
        QVERIFY(m_bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
        QVERIFY(m_bus.registerVirtualObject(QStringLiteral("/org/freedesktop/portal/desktop"), this));
        QCOMPARE(::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK), 0);
    }
    ~FakePortal() override
    {
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }

    QString introspect(const QString &) const override { return {}; }

    bool handleMessage(const QDBusMessage &message, const QDBusConnection &) override
    {
        const QString method = message.member();
        calls.append(method);
        if (method == QLatin1String("OpenPipeWireRemote")) {
            m_bus.send(message.createReply(QVariant::fromValue(QDBusUnixFileDescriptor(m_pipe[1]))));
            ::close(m_pipe[1]); // What was handed over is a copy.
            m_pipe[1] = -1;
            return true;
        }
        const auto options = qdbus_cast<QVariantMap>(message.arguments().constLast());
        const QString sender = message.service().mid(1).replace(QLatin1Char('.'), QLatin1Char('_'));
        const QString request = QStringLiteral("/org/freedesktop/portal/desktop/request/%1/%2")
                                    .arg(sender, options.value(QStringLiteral("handle_token")).toString());
        m_bus.send(message.createReply(QVariant::fromValue(QDBusObjectPath(request))));
        QVariantMap results;
        uint code = 0;
        if (method == QLatin1String("CreateSession")) {
            results.insert(QStringLiteral("session_handle"), QStringLiteral("/session/of/the/fake"));
        } else if (method == QLatin1String("SelectSources")) {
            selected = options;
        } else if (person == Person::Thinks) {
            return true;
        } else if (person == Person::Refuses) {
            code = 1;
        } else {
            QDBusArgument streams;
            streams.beginArray(QMetaType::fromType<Stream>());
            streams << Stream{42};
            streams.endArray();
            results.insert(QStringLiteral("streams"), QVariant::fromValue(streams));
        }
        QDBusMessage answer = QDBusMessage::createSignal(request, QStringLiteral("org.freedesktop.portal.Request"),
                                                         QStringLiteral("Response"));
        answer << code << results;
        m_bus.send(answer);
        return true;
    }

    /// Whether the other end of what was handed over is still open.
    bool isRemoteOpen() const
    {
        char byte = 0;
        return ::read(m_pipe[0], &byte, 1) != 0;
    }

    Person person = Person::Agrees;
    QStringList calls;
    QVariantMap selected;

private:
    QDBusConnection m_bus;
    int m_pipe[2] = {-1, -1};
};

/// Live pictures whose number is the node's.
const QString element = QStringLiteral("videotestsrc is-live=true num-buffers=5 name=fd%1node%2 ! video/x-raw,width=%2,"
                                       "height=32");

/// Beside this thread, on which the portal answers.
template <typename Function>
auto inThread(Function function)
{
    auto result = std::async(std::launch::async, function);
    while (result.wait_for(1ms) != std::future_status::ready)
        QCoreApplication::processEvents();
    return result.get();
}

} // namespace

/// The screen of a Wayland session, by its portal.
class PortalSourceTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qDBusRegisterMetaType<Stream>();
        const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (daemon.isEmpty() && !test::isCi())
            QSKIP("dbus-daemon is not installed");
        m_daemon.start(daemon,
                       {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
        QVERIFY(m_daemon.waitForStarted());
        while (!m_daemon.canReadLine())
            QVERIFY(m_daemon.waitForReadyRead());
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
    }

    void cleanupTestCase()
    {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    void init() { test::TestCase::init(); }

    void showsWhatThePersonShares()
    {
        FakePortal portal(bus());
        auto source = std::make_unique<PortalSource>(screen(), element);
        const auto info = inThread([&] { return source->open(); });
        QVERIFY2(info, info ? "" : qPrintable(info.error().toText()));
        QCOMPARE(portal.calls, (QStringList{QStringLiteral("CreateSession"), QStringLiteral("SelectSources"),
                                            QStringLiteral("Start"), QStringLiteral("OpenPipeWireRemote")}));
        QCOMPARE(portal.selected.value(QStringLiteral("types")).toUInt(), 3u); // Monitors and windows.
        QCOMPARE(info->size, QSize(42, 32));                                   // The node's number.
        QVERIFY(info->live && !info->seekable);
        QCOMPARE(info->spec.location, QStringLiteral("screen"));
        Frame frame;
        for (int i = 0; i < 5;) {
            const auto status = source->read(frame);
            QVERIFY(status);
            i += *status == FrameSource::ReadStatus::Frame ? 1 : 0;
        }
        QCOMPARE(frame.id.index, 4);
        QVERIFY(portal.isRemoteOpen());
        // It is no longer shared: nobody is asked again.
        auto status = source->read(frame);
        while (status && *status == FrameSource::ReadStatus::NoData)
            status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::End);
        source.reset();
        QVERIFY(!portal.isRemoteOpen());
    }

    void aRefusalIsTold()
    {
        FakePortal portal(bus());
        portal.person = FakePortal::Person::Refuses;
        PortalSource source(screen(), element);
        const auto info = inThread([&] { return source.open(); });
        QVERIFY(!info);
        QVERIFY2(info.error().message.contains(QStringLiteral("not shared")), qPrintable(info.error().message));
        QVERIFY(!source.mayComeUp());
    }

    void aQuestionThatIsOpenCanBeGivenUp()
    {
        FakePortal portal(bus());
        portal.person = FakePortal::Person::Thinks;
        PortalSource source(screen(), element);
        auto opening = std::async(std::launch::async, [&] { return source.open(); });
        QTRY_VERIFY(portal.calls.contains(QStringLiteral("Start")));
        QElapsedTimer timer;
        timer.start();
        source.abort();
        QTRY_VERIFY(opening.wait_for(0s) == std::future_status::ready);
        QVERIFY(timer.elapsed() < 1000);
        QVERIFY(!opening.get());
    }

    void aDesktopWithoutAPortalIsTold()
    {
        PortalSource source(screen(), element);
        const auto info = inThread([&] { return source.open(); });
        QVERIFY(!info);
        QVERIFY2(info.error().message.contains(QStringLiteral("portal")), qPrintable(info.error().message));
        QVERIFY(info.error().suggestion.contains(QStringLiteral("xdg-desktop-portal")));
    }

    void aPartIsTheDesktopsToAskFor()
    {
        PortalSource source({SourceKind::Screen, QStringLiteral("screen:64x48+0+0")}, element);
        const auto info = source.open();
        QVERIFY(!info);
        QVERIFY(info.error().suggestion.contains(QStringLiteral("\"screen\"")));
    }

private:
    static SourceSpec screen() { return {SourceKind::Screen, QStringLiteral("screen")}; }

    QDBusConnection bus()
    {
        // One for each portal, so that the name goes with it.
        QDBusConnection::disconnectFromBus(QStringLiteral("fake"));
        return QDBusConnection::connectToBus(m_address, QStringLiteral("fake"));
    }

    QProcess m_daemon;
    QString m_address;
};

QTEST_GUILESS_MAIN(PortalSourceTest)
#include "tst_portalsource.moc"
