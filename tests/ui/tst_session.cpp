// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/session.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

const QString folder = QStringLiteral("/data/day");

Session fullSession()
{
    Session session;
    SessionSource &first = session.sources.emplace_back();
    first.spec = {SourceKind::VideoFile, QStringLiteral("/data/day/clips/a b.mp4")};
    first.paused = true;
    first.frame = 123;
    first.speed = 0.5;
    first.offset = -1.25;
    first.thresholds.confidence = 0.625f;
    first.thresholds.classes[3] = {.shown = false, .confidence = 0.5f};
    session.sources.append({.spec = {SourceKind::VideoFile, QStringLiteral("/elsewhere/b.mp4")}});
    session.sources.append({.spec = {SourceKind::Camera, QStringLiteral("/dev/video0")}});
    session.sources.append({.spec = {SourceKind::Url, QStringLiteral("rtsp://camera.example/1")}});
    session.chosen = 2;
    session.grid = GridShape::ThreeByThree;
    session.flow.policy = FlowPolicy::EveryFrame;
    session.flow.mode = ViewMode::Smooth;
    session.loop = true;
    session.together = true;
    session.tunesAll = false;
    session.model.location = QStringLiteral("/data/day/model.pt");
    session.model.workers = 2;
    session.panels = QByteArray("\0\1\2panels", 9);
    return session;
}

QString messageOf(const QByteArray &json)
{
    const auto parsed = parseSession(json, folder);
    return parsed ? QString() : parsed.error().message;
}

} // namespace

/// A session comes back as it was saved, wherever its folder lies; what others made is not believed.
class SessionTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackWhole()
    {
        const Session session = fullSession();
        const auto again = parseSession(sessionJson(session, folder), folder);
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY(*again == session);
        const auto none = parseSession(sessionJson({}, folder), folder);
        QVERIFY(none && *none == Session());
    }

    void movesWithItsFolder()
    {
        const QByteArray json = sessionJson(fullSession(), folder);
        QVERIFY(!json.contains("/data/day"));
        const auto moved = parseSession(json, QStringLiteral("/mnt/other"));
        QVERIFY(moved);
        QCOMPARE(moved->sources.at(0).spec.location, QStringLiteral("/mnt/other/clips/a b.mp4"));
        QCOMPARE(moved->sources.at(1).spec.location, QStringLiteral("/elsewhere/b.mp4"));
        QCOMPARE(moved->sources.at(2).spec.location, QStringLiteral("/dev/video0"));
        QCOMPARE(moved->model.location, QStringLiteral("/mnt/other/model.pt"));
    }

    void builtInModelsAreNoFiles()
    {
        Session session;
        session.model.location = QStringLiteral("builtin:people-hog");
        const auto again = parseSession(sessionJson(session, folder), folder);
        QVERIFY(again);
        QCOMPARE(again->model.location, session.model.location);
    }

    void keepsNoCredentials()
    {
        Session session;
        session.sources.append(
            {.spec = {SourceKind::Url, QStringLiteral("rtsp://ann:s3cret@camera.example/1?token=t0ken")}});
        const QByteArray json = sessionJson(session, folder);
        QVERIFY(!json.contains("s3cret"));
        QVERIFY(!json.contains("t0ken"));
        QVERIFY(!json.contains("ann"));
        const auto again = parseSession(json, folder);
        QVERIFY(again);
        QVERIFY(again->sources.at(0).spec.incomplete);
    }

    void pipelinesOfOthersAreNotTyped()
    {
        Session session;
        session.sources.append({.spec = {.kind = SourceKind::GStreamer,
                                         .location = QStringLiteral("videotestsrc ! videoconvert"),
                                         .typed = true}});
        QByteArray json = sessionJson(session, folder);
        QVERIFY(!json.contains("typed"));
        json.replace("\"kind\"", "\"typed\": true, \"kind\"");
        const auto again = parseSession(json, folder);
        QVERIFY(again);
        QVERIFY(!again->sources.at(0).spec.typed);
    }

    void addressesOfOthersAreAddressesAlone()
    {
        for (const char *location : {"concat:/etc/hostname|/etc/passwd", "file:///etc/passwd", "data:text/plain,x"}) {
            const QByteArray json = QByteArray("{\"sightglass_session\": 1, \"sources\": [{\"kind\": \"url\", "
                                               "\"location\": \"") +
                                    location + "\"}]}";
            const auto parsed = parseSession(json, folder);
            QVERIFY(parsed);
            QVERIFY2(parsed->sources.at(0).spec.incomplete, location);
        }
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("message");
        QTest::newRow("empty") << QByteArray() << "Line 1 is not valid JSON.";
        QTest::newRow("cut") << QByteArray("{\n\n\"loop\": tr") << "Line 3 is not valid JSON.";
        QTest::newRow("array") << QByteArray("[]") << "Line 1 is not valid JSON.";
        QTest::newRow("none") << QByteArray("{}")
                              << "sightglass_session is no field of a session, or its value none of it.";
        QTest::newRow("newer") << QByteArray("{\"sightglass_session\": 2, \"new\": 1}")
                               << "It was written by a newer version of Sightglass.";
        QTest::newRow("unknown") << QByteArray("{\"sightglass_session\": 1, \"lop\": true}")
                                 << "lop is no field of a session, or its value none of it.";
        QTest::newRow("kind") << QByteArray("{\"sightglass_session\": 1, \"grid\": \"5x5\"}")
                              << "grid is no field of a session, or its value none of it.";
        QTest::newRow("huge") << QByteArray("{\"sightglass_session\": 1, \"chosen\": 1e300}")
                              << "chosen is no field of a session, or its value none of it.";
        QByteArray many("{\"sightglass_session\": 1, \"sources\": [{}");
        for (int i = 0; i < mostTiles; ++i)
            many += ",{}";
        QTest::newRow("many") << many + "]}"
                              << "It has 17 sources; there is room for 16.";
    }

    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, message);
        QCOMPARE(messageOf(json), message);
    }

    void valuesAreBroughtIntoRange()
    {
        const auto parsed =
            parseSession("{\"sightglass_session\": 1, \"chosen\": -7, \"sources\": [{\"speed\": 1e9, "
                         "\"frame\": -3, \"thresholds\": {\"confidence\": 7, \"max_detections\": -1}}]}",
                         folder);
        QVERIFY(parsed);
        QCOMPARE(parsed->chosen, 0);
        QCOMPARE(parsed->sources.at(0).speed, 16.0);
        QCOMPARE(parsed->sources.at(0).frame, 0);
        QCOMPARE(parsed->sources.at(0).thresholds.confidence, 1.f);
        QCOMPARE(parsed->sources.at(0).thresholds.maxDetections, 1);
    }

    void noCutOrChangedByteEndsTheProgram()
    {
        const QByteArray json = sessionJson(fullSession(), folder);
        for (qsizetype i = 0; i < json.size(); ++i) {
            QVERIFY(!parseSession(json.left(i), folder) || i == json.size() - 1);
            QByteArray changed = json;
            changed[i] = static_cast<char>(changed.at(i) ^ (1 << (i % 8)));
            if (const auto parsed = parseSession(changed, folder))
                QVERIFY(parsed->sources.size() <= mostTiles);
        }
    }

    void filesAreWrittenWholeAndRead()
    {
        const QTemporaryDir place;
        const QString path = place.filePath(QStringLiteral("day.sightglass"));
        QVERIFY(looksLikeSession(path));
        Session session;
        session.sources.append({.spec = {SourceKind::VideoFile, place.filePath(QStringLiteral("a.mp4"))}});
        QVERIFY(writeSession(session, path));
        const auto again = readSession(path);
        QVERIFY(again);
        QVERIFY(*again == session);
        const auto missing = readSession(place.filePath(QStringLiteral("none.sightglass")));
        QVERIFY(!missing);
        QVERIFY(missing.error().message.startsWith(QStringLiteral("The session none.sightglass cannot be opened: ")));
        QVERIFY(!writeSession(session, place.filePath(QStringLiteral("no/folder.sightglass"))));
        QFile large(path);
        QVERIFY(large.open(QFile::WriteOnly) && large.resize((1 << 20) + 1));
        QVERIFY(readSession(path).error().message.contains(QStringLiteral("too large")));
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "tst_session.moc"
