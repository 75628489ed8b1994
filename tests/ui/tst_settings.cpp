// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/classrules.h"
#include "ui/settings.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

using namespace sightglass;

class SettingsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWasSaved();
    void forgetsWhatIsNoLongerThere();
    void nonsenseBecomesTheDefault();
    void coloursAreKeptAsTheyAreShown();
    void recentIsShortAndHasNoDoubles();
    void rulesFollowTheNamesToOtherIds();
    void rulesOfNamelessClasses();
    void areForTheOwnerAlone();
    void keepNoCredentials();
};

void SettingsTest::comesBackAsItWasSaved()
{
    Settings before;
    before.window.geometry = QByteArray("\x00\x01geometry", 10);
    before.window.statisticsOverlay = true;
    before.window.appearance = Appearance::Dark;
    before.playback.flow = {FlowPolicy::EveryFrame, ViewMode::Smooth, 17};
    before.playback.loop = true;
    before.tuning.common.confidence = 0.61f;
    before.tuning.common.iou = 0.3f;
    before.tuning.common.maxDetections = 42;
    before.tuning.common.classAgnostic = true;
    before.tuning.models[QStringLiteral("/models/a b.pt")] = {
        0.4f, {{QStringLiteral("traffic light"), {false, 0.7f}}, {QStringLiteral("Bär/1"), {true, std::nullopt}}}};
    before.tuning.style.labels = false;
    before.tuning.style.masks = false;
    before.tuning.style.keypoints = false;
    before.tuning.style.lineWidth = 3.5;
    before.tuning.style.fill = 0.4;
    before.tuning.style.fontFamily = QStringLiteral("Some Font, Condensed");
    before.tuning.moreShown = true;
    before.tuning.presets[QStringLiteral("a/b = c")] = {before.tuning.common,
                                                        {{QStringLiteral("car"), {false, std::nullopt}}}};
    before.tuning.presets[QStringLiteral("plain")] = {};
    before.window.narrow = true;
    before.window.timeline = false;
    before.exporting.margin = 2.5;
    before.window.units = BoxUnits::Percent;
    before.window.language = QStringLiteral("de");
    before.window.drawer = QStringList{QStringLiteral("tuning"), QStringLiteral("model")};
    before.window.keys = {{QStringLiteral("quit"), {}},
                          {QStringLiteral("loop"), {QStringLiteral(","), QStringLiteral("Ctrl+;")}}};
    before.tuning.style.colours = {{QStringLiteral("dog"), QColor(1, 2, 3)}};
    before.model.request = {
        QStringLiteral("/models/a b.pt"), QStringLiteral("cuda:1"), Precision::Float16, Backend::OpenCv, 3, 2, 4};
    before.model.recent = QStringList{QStringLiteral("/models/a b.pt")};
    before.model.trusted.add({QByteArray(64, 'e'), QStringLiteral("/models/a b.pt")});
    before.source.recent = {{SourceKind::Camera, QStringLiteral("/dev/video2")},
                            {SourceKind::GStreamer, QStringLiteral("videotestsrc ! appsink"), true},
                            {SourceKind::Screen, QStringLiteral("640x480+10+20")}};
    before.source.decoder = DecoderChoice::Software;
    before.source.analyses = true;
    before.source.cameraModes = {
        {QStringLiteral("/dev/v4l/by-id/usb-a-video-index0"), QStringLiteral("640x480@15/2,mjpeg")}};
    before.exporting = {QStringLiteral("/videos"),
                        true,
                        QStringLiteral("coco"),
                        false,
                        {QStringLiteral("hevc"), {}, 60, EncodingSpeed::Slow},
                        {},
                        {QStringLiteral("csv"), QStringLiteral("crops")}};

    before.recording = {{.seconds = 30.0, .bytes = std::size_t{64} << 20}, 0.0, QStringLiteral("/recordings"), false};

    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("settings.ini"));
    {
        QSettings store(path, QSettings::IniFormat);
        saveSettings(before, store);
    }
    QSettings store(path, QSettings::IniFormat);
    const Settings after = loadSettings(store);
    QCOMPARE(after.window.geometry, before.window.geometry);
    QCOMPARE(after.window.statisticsOverlay, true);
    QVERIFY(after.window.appearance == Appearance::Dark);
    QVERIFY(after.playback.flow == before.playback.flow);
    QCOMPARE(after.playback.loop, true);
    QVERIFY(after.tuning.common == before.tuning.common);
    QVERIFY(after.tuning.models == before.tuning.models);
    QVERIFY(after.tuning.style == before.tuning.style);
    QVERIFY(after.model.request == before.model.request);
    QCOMPARE(after.model.recent, before.model.recent);
    QVERIFY(after.model.trusted == before.model.trusted);
    QVERIFY(after.source.recent == before.source.recent);
    QCOMPARE(after.exporting.folder, before.exporting.folder);
    QCOMPARE(after.exporting.detections, true);
    QCOMPARE(after.exporting.video, before.exporting.video);
    QVERIFY(after == before);
}

void SettingsTest::forgetsWhatIsNoLongerThere()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Settings settings;
    settings.source.recent = {{SourceKind::VideoFile, QStringLiteral("a")},
                              {SourceKind::VideoFile, QStringLiteral("b")}};
    settings.tuning.models[QStringLiteral("m")] = {0.5f, {{QStringLiteral("cat"), {false, 0.9f}}}};
    saveSettings(settings, store);
    settings.source.recent.removeLast();
    settings.tuning.models[QStringLiteral("m")].classes[QStringLiteral("cat")].confidence.reset();
    saveSettings(settings, store);
    const Settings after = loadSettings(store);
    QCOMPARE(after.source.recent.size(), 1);
    QVERIFY(after.tuning.models == settings.tuning.models);
}

void SettingsTest::nonsenseBecomesTheDefault()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    store.setValue(QStringLiteral("tuning/confidence"), 7);
    store.setValue(QStringLiteral("tuning/iou"), QStringLiteral("much"));
    store.setValue(QStringLiteral("tuning/maxDetections"), -3);
    store.setValue(QStringLiteral("playback/policy"), 99);
    store.setValue(QStringLiteral("playback/capacity"), 100000);
    store.setValue(QStringLiteral("overlay/lineWidth"), QStringLiteral("nan"));
    store.setValue(QStringLiteral("overlay/fontSize"), QStringLiteral("inf"));
    const Settings settings = loadSettings(store);
    QCOMPARE(settings.tuning.common.confidence, 0.25f);
    QCOMPARE(settings.tuning.common.iou, 0.45f);
    QCOMPARE(settings.tuning.common.maxDetections, 1);
    QVERIFY(settings.playback.flow.policy == FlowPolicy::Latest);
    QCOMPARE(settings.playback.flow.capacity, std::size_t(64));
    QCOMPARE(settings.tuning.style.lineWidth, 2.0);
    QCOMPARE(settings.tuning.style.fontSize, 64.0);
}

void SettingsTest::coloursAreKeptAsTheyAreShown()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    store.beginWriteArray(QStringLiteral("overlay/colours"), 3);
    int index = 0;
    for (const char *colour : {"#80010203", "#000100020003", "transparent"}) {
        store.setArrayIndex(index++);
        store.setValue(QStringLiteral("class"), QLatin1String(colour));
        store.setValue(QStringLiteral("colour"), QLatin1String(colour));
    }
    store.endArray();
    const Settings first = loadSettings(store);
    QCOMPARE(first.tuning.style.colours.value(QStringLiteral("#80010203")), QColor(1, 2, 3));
    saveSettings(first, store);
    QVERIFY(loadSettings(store) == first);
}

void SettingsTest::recentIsShortAndHasNoDoubles()
{
    QStringList recent;
    for (int i = 0; i < 15; ++i)
        rememberRecent(recent, QString::number(i));
    rememberRecent(recent, QStringLiteral("12"));
    QCOMPARE(recent.size(), 10);
    QCOMPARE(recent.mid(0, 3), (QStringList{QStringLiteral("12"), QStringLiteral("14"), QStringLiteral("13")}));
    QCOMPARE(recent.count(QStringLiteral("12")), 1);
}

void SettingsTest::rulesFollowTheNamesToOtherIds()
{
    const QStringList first{QStringLiteral("person"), QStringLiteral("car"), QStringLiteral("dog")};
    const QStringList second{QStringLiteral("dog"), QString(), QStringLiteral("person")};
    const std::map<int, ClassRule> rules{{0, {false, std::nullopt}}, {1, {true, 0.5f}}, {2, {true, std::nullopt}}};
    const auto byName = rulesByName(rules, &first);
    QCOMPARE(byName.size(), std::size_t(2));
    const auto moved = rulesById(byName, &second);
    QCOMPARE(moved.size(), std::size_t(1));
    QVERIFY((moved.at(2) == ClassRule{false, std::nullopt}));
}

void SettingsTest::rulesOfNamelessClasses()
{
    const std::map<int, ClassRule> rules{{7, {false, std::nullopt}}};
    const auto byName = rulesByName(rules, nullptr);
    QVERIFY(byName.contains(QStringLiteral("class 7")));
    QVERIFY(rulesById(byName, nullptr) == rules);
    const QStringList named(10, QStringLiteral("x"));
    QVERIFY(rulesById(byName, &named).empty());
}

void SettingsTest::areForTheOwnerAlone()
{
    constexpr QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("below/settings.ini"));
    {
        QSettings store(path, QSettings::IniFormat);
        saveSettings({}, store);
        QVERIFY((QFile::permissions(path) & others) == QFile::Permissions());
    }
    QVERIFY((QFile::permissions(path) & others) == QFile::Permissions());
    QVERIFY(QFile(path).size() > 0);
    // Left by an earlier version.
    QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
    QSettings store(path, QSettings::IniFormat);
    const Settings settings = loadSettings(store);
    QVERIFY((QFile::permissions(path) & others) == QFile::Permissions());
    saveSettings(settings, store);
    store.sync();
    QVERIFY((QFile::permissions(path) & others) == QFile::Permissions());
}

void SettingsTest::keepNoCredentials()
{
    const auto url = [](const char *text) { return SourceSpec{SourceKind::Url, QString::fromUtf8(text)}; };
    Settings settings;
    settings.source.recent = {url("rtsp://admin:sesame@cam.example/1?channel=2&pwd=sesame"),
                              url("http://cam.example/2"),
                              {SourceKind::GStreamer,
                               QStringLiteral("rtspsrc location=rtsp://cam.example user-pw=sesame ! decodebin"), true}};
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("settings.ini"));
    {
        QSettings store(path, QSettings::IniFormat);
        saveSettings(settings, store);
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY2(!content.contains("sesame") && !content.contains("admin"), content.constData());
    QSettings store(path, QSettings::IniFormat);
    const QList<SourceSpec> recent = loadSettings(store).source.recent;
    QCOMPARE(recent.size(), 3);
    QCOMPARE(recent[0].location, QStringLiteral("rtsp://cam.example/1?channel=2"));
    QVERIFY(recent[0].incomplete);
    QCOMPARE(recent[1], settings.source.recent[1]);
    QVERIFY(recent[2].incomplete && recent[2].typed);
    // What an earlier version kept is not handed on.
    store.beginWriteArray(QStringLiteral("source/recent"), 1);
    store.setArrayIndex(0);
    store.setValue(QStringLiteral("kind"), int(SourceKind::Url));
    store.setValue(QStringLiteral("location"), QStringLiteral("http://a:sesame@cam.example/"));
    store.remove(QStringLiteral("incomplete"));
    store.endArray();
    const SourceSpec old = loadSettings(store).source.recent.first();
    QCOMPARE(old.location, QStringLiteral("http://cam.example/"));
    QVERIFY(old.incomplete);
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
