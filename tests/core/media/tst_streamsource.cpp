// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "tests/core/media/localserver.h"
#include "tests/support/testcase.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QUrl>

#include <array>
#include <chrono>
#include <future>
#include <thread>
#include <utility>

using namespace sightglass;
using test::LocalServer;

class StreamSourceTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void abortEndsOpening_data();
    void abortEndsOpening();
    void abortEndsReading();
    void strangersOnAnRtspPort();
    void saysHowPasswordsAreWritten_data();
    void saysHowPasswordsAreWritten();
    void tellsDownFromWrong();
    void readsOverHttp();
    void saysWhatIsWrong();
    void hidesCredentials();
    void streamsLeadNowhereElse_data();
    void streamsLeadNowhereElse();
    void filesLeadNowhereElse_data();
    void filesLeadNowhereElse();
    void saysThereIsNoCamera();
};

namespace
{

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Error errorOfOpening(const QString &url)
{
    const auto info = makeFrameSource({SourceKind::Url, url})->open();
    return info ? Error{} : info.error();
}

/// The machines that run tests are slow at times; the contract says 200 ms.
constexpr qint64 promptly = 1500;

} // namespace

void StreamSourceTest::abortEndsOpening_data()
{
    QTest::addColumn<QString>("scheme");
    for (const char *scheme : {"http", "rtsp", "https", "rtmp"})
        QTest::newRow(scheme) << QString::fromLatin1(scheme);
}

void StreamSourceTest::abortEndsOpening()
{
    QFETCH(QString, scheme);
    const LocalServer silent;
    const auto source = makeFrameSource({SourceKind::Url, silent.url(scheme)});
    auto opening = std::async(std::launch::async, [&source] { return source->open(); });
    QCOMPARE(int(opening.wait_for(std::chrono::milliseconds(400))), int(std::future_status::timeout));
    QElapsedTimer time;
    time.start();
    source->abort();
    const auto opened = opening.get();
    QVERIFY2(time.elapsed() < promptly, qPrintable(QString::number(time.elapsed())));
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.contains(QLatin1String("was stopped")), qPrintable(opened.error().toText()));
    QVERIFY(!source->open());
}

void StreamSourceTest::abortEndsReading()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/webm_vp8_bbb30s.webm"));
    // Announces all of the clip, sends a part of it, and falls silent.
    const QByteArray content = contentOf(clip);
    QByteArray answer = LocalServer::httpAnswer("200 OK", content);
    answer.chop(content.size() / 2);
    const LocalServer server(answer, true);
    const auto source = makeFrameSource({SourceKind::Url, server.url(QStringLiteral("http"))});
    QVERIFY(source->open());
    std::int64_t frames = 0;
    std::promise<void> silent;
    auto reading = std::async(std::launch::async, [&] {
        Frame frame;
        bool waits = false;
        while (const auto status = source->read(frame)) {
            frames += *status == FrameSource::ReadStatus::Frame ? 1 : 0;
            if (*status == FrameSource::ReadStatus::NoData && !std::exchange(waits, true))
                silent.set_value();
        }
    });
    QCOMPARE(int(silent.get_future().wait_for(std::chrono::seconds(8))), int(std::future_status::ready));
    QElapsedTimer time;
    time.start();
    source->abort();
    reading.get();
    QVERIFY(frames > 10);
    QVERIFY2(time.elapsed() < promptly, qPrintable(QString::number(time.elapsed())));
}

/// All at the same time, because each takes its ten seconds.
void StreamSourceTest::strangersOnAnRtspPort()
{
    const LocalServer silent;
    const LocalServer shell("SSH-2.0-OpenSSH_9.2p1\r\n", true);
    const LocalServer page(LocalServer::httpAnswer("200 OK", "<html>no camera</html>"));
    const LocalServer noise(QByteArray(100000, '\xa7'), true);
    const auto opening = [](const LocalServer &server) {
        return std::async(std::launch::async,
                          [url = server.url(QStringLiteral("rtsp"))] { return errorOfOpening(url); });
    };
    QElapsedTimer time;
    time.start();
    auto ofSilent = opening(silent);
    std::array others{opening(shell), opening(page), opening(noise)};
    const Error error = ofSilent.get();
    QVERIFY2(error.message.contains(QLatin1String("time-out")), qPrintable(error.toText()));
    QVERIFY(time.elapsed() > 5000 && time.elapsed() < 20000);
    for (auto &other : others) {
        const Error strange = other.get();
        QVERIFY2(strange.message.contains(QLatin1String("does not speak RTSP")), qPrintable(strange.toText()));
        QVERIFY(strange.suggestion.contains(QLatin1String("port")));
    }
}

void StreamSourceTest::saysHowPasswordsAreWritten_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {"rtsp://admin:pa#ss@127.0.0.1:%1/live", "http://admin:12#34@127.0.0.1:%1/",
                            "rtsp://admin:p@s#s@127.0.0.1:%1/live", "rtsp://admin:pa?ss@127.0.0.1:%1/live",
                            "rtsp://admin:pa/ss@127.0.0.1:%1/live", "http://admin:p@ss@127.0.0.1:%1/live"})
        QTest::newRow(url) << QString::fromLatin1(url);
}

void StreamSourceTest::saysHowPasswordsAreWritten()
{
    QFETCH(QString, url);
    LocalServer gone;
    gone.close();
    const Error error = errorOfOpening(url.arg(QUrl(gone.url(QStringLiteral("http"))).port()));
    QVERIFY2(error.suggestion.contains(QLatin1String("%40 for @, %23 for #")), qPrintable(error.toText()));
    QVERIFY2(!error.toText().contains(QLatin1String("admin")), qPrintable(error.toText()));
    QVERIFY2(!error.toText().contains(QLatin1String("ss@")), qPrintable(error.toText()));
}

void StreamSourceTest::tellsDownFromWrong()
{
    const auto comesUp = [](const QString &url) {
        const auto source = makeFrameSource({SourceKind::Url, url});
        return !source->open() && source->mayComeUp();
    };
    LocalServer gone;
    gone.close();
    QVERIFY(comesUp(gone.url(QStringLiteral("rtsp"))));
    QVERIFY(comesUp(gone.url(QStringLiteral("http"))));
    const LocalServer busy(LocalServer::httpAnswer("503 Service Unavailable", "later"));
    QVERIFY(comesUp(busy.url(QStringLiteral("http"))));
    const LocalServer closed(LocalServer::httpAnswer("401 Unauthorized", "who?"));
    QVERIFY(!comesUp(closed.url(QStringLiteral("http"))));
    const LocalServer page(LocalServer::httpAnswer("200 OK", "<html>" + QByteArray(3000, 'x') + "</html>"));
    QVERIFY(!comesUp(page.url(QStringLiteral("http"))));
    QVERIFY(!comesUp(QStringLiteral("nonsense://127.0.0.1/x")));
}

void StreamSourceTest::readsOverHttp()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/edge/container.wmv"));
    const LocalServer server(LocalServer::httpAnswer("200 OK", contentOf(clip)));
    const auto source = makeFrameSource({SourceKind::Url, server.url(QStringLiteral("http"), QStringLiteral("a.wmv"))});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->size, QSize(64, 64));
    QVERIFY(!info->live);
    QVERIFY(!info->seekable);
    QVERIFY(!info->frameCount);
    QCOMPARE(info->duration, 1.0);
    Frame frame;
    std::int64_t lastPts = -1;
    int count = 0;
    while (true) {
        const auto status = source->read(frame);
        QVERIFY(status);
        if (*status == FrameSource::ReadStatus::End)
            break;
        QCOMPARE(frame.id.index, count);
        QVERIFY(frame.pts > lastPts);
        QVERIFY(frame.duration > 0);
        if (count == 0)
            QCOMPARE(frame.pts, 0);
        lastPts = frame.pts;
        ++count;
    }
    QCOMPARE(count, 25);
    QVERIFY(!source->seek(3));
}

void StreamSourceTest::saysWhatIsWrong()
{
    const auto check = [](const QString &url, const char *sentence) {
        const Error error = errorOfOpening(url);
        QVERIFY2(error.message.contains(QLatin1String(sentence)), qPrintable(error.toText()));
        QVERIFY(!error.suggestion.isEmpty());
    };
    LocalServer gone;
    gone.close();
    check(gone.url(QStringLiteral("http")), "refused the connection");
    check(gone.url(QStringLiteral("rtsp")), "refused the connection");
    const LocalServer missing(LocalServer::httpAnswer("404 Not Found", "none"));
    check(missing.url(QStringLiteral("http"), QStringLiteral("a.mp4")), "404");
    const LocalServer closed(LocalServer::httpAnswer("401 Unauthorized", "who?"));
    check(closed.url(QStringLiteral("http")), "wants other credentials");
    const LocalServer page(LocalServer::httpAnswer("200 OK", "<html>" + QByteArray(3000, 'x') + "</html>"));
    check(page.url(QStringLiteral("http")), "not a video");
    check(QStringLiteral("nonsense://127.0.0.1/x"), "protocol");
    check(QStringLiteral("http://host.invalid/x"), "host.invalid");
}

void StreamSourceTest::hidesCredentials()
{
    LocalServer gone;
    gone.close();
    QString url = gone.url(QStringLiteral("http"), QStringLiteral("x?token=sesame"));
    url.replace(QLatin1String("://"), QLatin1String("://admin:secret@"));
    const Error error = errorOfOpening(url);
    QVERIFY(!error.message.isEmpty());
    QVERIFY2(!error.toText().contains(QLatin1String("secret")), qPrintable(error.toText()));
    QVERIFY2(!error.toText().contains(QLatin1String("sesame")), qPrintable(error.toText()));
}

void StreamSourceTest::streamsLeadNowhereElse_data()
{
    // %F: a video on this machine, which no server has a right to.
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("body");
    const auto serves = [](const char *name, const char *body) {
        QTest::newRow(name) << QByteArray("200 OK") << QByteArray(body);
    };
    const auto redirects = [](const char *name, const char *target) {
        QTest::newRow(name) << QByteArray("302 Found\r\nLocation: ") + target << QByteArray();
    };
    serves("HLS to a file", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://%F\n#EXT-X-ENDLIST\n");
    serves("HLS to a path", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%F\n#EXT-X-ENDLIST\n");
    serves("HLS to parts of files",
           "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nconcat:file:%F|file:%F\n#EXT-X-ENDLIST\n");
    serves("HLS to a part",
           "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsubfile,,start,0,end,0,,:%F\n#EXT-X-ENDLIST\n");
    serves("HLS with a key", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI=\"file://"
                             "%F\"\n#EXTINF:2,\nfile://%F\n#EXT-X-ENDLIST\n");
    serves("list of files", "ffconcat version 1.0\nfile '%F'\n");
    serves("list of addresses", "ffconcat version 1.0\nfile 'file:%F'\n");
    redirects("redirect to a file", "file://%F");
    redirects("redirect to a path", "%F");
}

void StreamSourceTest::streamsLeadNowhereElse()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, body);
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/edge/container.wmv"));
    QVERIFY(makeFrameSource(SourceSpec::fromPath(clip))->open());
    status.replace("%F", clip.toUtf8());
    body.replace("%F", clip.toUtf8());
    const LocalServer server(LocalServer::httpAnswer(status, body));
    const Error error = errorOfOpening(server.url(QStringLiteral("http"), QStringLiteral("a.m3u8")));
    QVERIFY(server.answered() > 0);
    QVERIFY(!error.message.isEmpty());
}

void StreamSourceTest::filesLeadNowhereElse_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("body");
    const auto add = [](const char *name, const char *body) {
        QTest::newRow(name) << QString::fromLatin1(name) << QByteArray(body);
    };
    add("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%U\n#EXT-X-ENDLIST\n");
    add("a.ffconcat", "ffconcat version 1.0\nfile '%U'\n");
    add("a.sdp",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:%U\nm=video 5004 RTP/AVP 96\n"
        "a=rtpmap:96 H264/90000\n");
    add("a.mpd",
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" "
        "mediaPresentationDuration=\"PT2S\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" "
        "bandwidth=\"1\"><BaseURL>%U</BaseURL></Representation></AdaptationSet></Period></MPD>");
}

void StreamSourceTest::filesLeadNowhereElse()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, body);
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/edge/container.wmv"));
    const LocalServer server(LocalServer::httpAnswer("200 OK", contentOf(clip)));
    body.replace("%U", server.url(QStringLiteral("http"), QStringLiteral("a.wmv")).toUtf8());
    const QTemporaryDir folder;
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(body);
    file.close();
    QVERIFY(!makeFrameSource(SourceSpec::fromPath(file.fileName()))->open());
    QCOMPARE(server.answered(), 0);
}

void StreamSourceTest::saysThereIsNoCamera()
{
    const auto info = makeFrameSource({SourceKind::Camera, QStringLiteral("/dev/video987")})->open();
    QVERIFY(!info);
    QVERIFY(info.error().message.contains(QLatin1String("/dev/video987")));
    QVERIFY(info.error().suggestion.contains(QLatin1String("amera")));
    const auto notCamera = makeFrameSource({SourceKind::Camera, QStringLiteral("/dev/null")})->open();
    QVERIFY(!notCamera);
    QVERIFY2(notCamera.error().message.contains(QLatin1String("is not a camera")),
             qPrintable(notCamera.error().toText()));
}

QTEST_GUILESS_MAIN(StreamSourceTest)
#include "tst_streamsource.moc"
