// SPDX-License-Identifier: Apache-2.0
#include "core/media/credentials.h"
#include "tests/support/testcase.h"

using namespace sightglass;

class CredentialsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areNotShown_data();
    void areNotShown();
    void areNotKept_data();
    void areNotKept();
    void areGoneAtOnce_data();
    void areGoneAtOnce();
    void ofAnyLength();
};

void CredentialsTest::areNotShown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto add = [](const char *text, const char *shown) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(shown);
    };
    add("nothing to hide: a/b@c", "nothing to hide: a/b@c");
    add("rtsp://admin:secret@cam:554/live", "rtsp://cam:554/live");
    add("rtsp://admin:p@ss#1@10.0.0.2/live", "rtsp://10.0.0.2/live");
    add("rtsp://admin:pa/ss@10.0.0.2/live", "rtsp://10.0.0.2/live");
    add("rtsp://admin:pa?ss@10.0.0.2/live", "rtsp://10.0.0.2/live");
    add("rtsp://me@example.org:pa/ss@10.0.0.2/live", "rtsp://10.0.0.2/live");
    add("rtsp://[fe80::1]:554/@live", "rtsp://[fe80::1]:554/@live");
    add("https://example.org:8080/@user/clip.mp4#t=5", "https://example.org:8080/@user/clip.mp4");
    add("http://cam/video.cgi?user=admin&pwd=secret", "http://cam/video.cgi");
    add("Failed to open 'https://u:secret@cdn/seg1.ts?token=secret' (404), http://b/",
        "Failed to open 'https://cdn/seg1.ts' (404), http://b/");
    add("rtspsrc location=rtsp://u:secret@cam/1 latency=0 ! decodebin",
        "rtspsrc location=rtsp://cam/1 latency=0 ! decodebin");
    add("rtspsrc user-id=admin user-pw=secret ! decodebin name=d", "rtspsrc user-id=… user-pw=… ! decodebin name=d");
    add("srtsrc uri=srt://h:1 passphrase = \"se cret\" ! identity", "srtsrc uri=srt://h:1 passphrase = … ! identity");
    add("souphttpsrc extra-headers=\"h,A=\\\"Bearer secret\\\"\" cookies='a b' ! decodebin",
        "souphttpsrc extra-headers=… cookies=… ! decodebin");
    add("a user-pw='se'cret\"s\" passwd=x'y z' ! b", "a user-pw=… passwd=… ! b");
    add("x264enc key-int-max=30 bypass=true ! identity", "x264enc key-int-max=30 bypass=true ! identity");
}

void CredentialsTest::areNotShown()
{
    QFETCH(QString, text);
    QTEST(withoutCredentials(text), "shown");
}

void CredentialsTest::areNotKept_data()
{
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<QString>("location");
    QTest::addColumn<QString>("kept");
    const auto add = [](SourceKind kind, const char *location, const char *kept) {
        QTest::newRow(location) << kind << QString::fromUtf8(location) << QString::fromUtf8(kept);
    };
    add(SourceKind::VideoFile, "/a/user=b/c://d:e@f.mp4", "/a/user=b/c://d:e@f.mp4");
    add(SourceKind::Url, "rtsp://cam/1?channel=1&subtype=0", "rtsp://cam/1?channel=1&subtype=0");
    add(SourceKind::Url, "rtsp://u:p@cam/1?channel=1&key=x&subtype=0#y", "rtsp://cam/1?channel=1&subtype=0");
    add(SourceKind::Url, "srt://h:9000?mode=caller&passphrase=x", "srt://h:9000?mode=caller");
    add(SourceKind::Url, "http://cam/?whatever", "http://cam/");
    add(SourceKind::GStreamer, "videotestsrc ! identity", "videotestsrc ! identity");
    add(SourceKind::GStreamer, "rtspsrc location=rtsp://cam/?channel=1 user-pw=x ! decodebin",
        "rtspsrc location=rtsp://cam/?channel=1 user-pw=… ! decodebin");
}

void CredentialsTest::areNotKept()
{
    QFETCH(SourceKind, kind);
    QFETCH(QString, location);
    QFETCH(QString, kept);
    const SourceSpec spec{kind, location, true};
    const SourceSpec written = withoutCredentials(spec);
    QCOMPARE(written.location, kept);
    QCOMPARE(written.incomplete, kept != location);
    QVERIFY(written.kind == kind && written.typed);
}

void CredentialsTest::areGoneAtOnce_data()
{
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<QString>("location");
    QTest::newRow("slash after @") << SourceKind::Url << QStringLiteral("rtsp://a@b:c/d@e:f/g@h");
    QTest::newRow("no address") << SourceKind::Url << QStringLiteral("a");
    QTest::newRow("open quotes") << SourceKind::GStreamer << QStringLiteral("a pw=b\"\\\"pw=\\\"c ! d");
    QTest::newRow("next to each other") << SourceKind::GStreamer << QStringLiteral("a pw='b'c http://d:e@f'pw=g'h");
}

/// What is left of a source changes no more when it is kept again.
void CredentialsTest::areGoneAtOnce()
{
    QFETCH(SourceKind, kind);
    QFETCH(QString, location);
    const SourceSpec once = withoutCredentials(SourceSpec{kind, location});
    QCOMPARE(withoutCredentials(once), once);
}

void CredentialsTest::ofAnyLength()
{
    const QString secret(1'000'000, QLatin1Char('x'));
    QCOMPARE(withoutCredentials(QStringLiteral("a user-pw=%1 ! b").arg(secret)), QStringLiteral("a user-pw=… ! b"));
    QCOMPARE(withoutCredentials(QStringLiteral("a user-pw=\"%1\" ! b").arg(secret)), QStringLiteral("a user-pw=… ! b"));
}

QTEST_GUILESS_MAIN(CredentialsTest)
#include "tst_credentials.moc"
