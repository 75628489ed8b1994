// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportjournal.h"
#include "tests/core/export/exportertestcase.h"
#include "tests/core/export/videofile.h"

#include <QDirIterator>
#include <QGuiApplication>
#include <QMap>
#include <QRegularExpression>

#include <opencv2/core.hpp>

using namespace sightglass;
using namespace sightglass::test;

/// An export that broke off goes on, and what comes of it is what an unbroken one makes.
class ExportResumeTest : public ExporterTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void goesOnFromTheLastPart_data();
    void goesOnFromTheLastPart();
    void unreadableFramesAreCountedOnce();
    void goesOnWithinARange();
    void whoStopsItCanGoOnAndWhoCancelsItCannot();
    void anotherExportBeginsAnew_data();
    void anotherExportBeginsAnew();
    void filesAreToBeAsTheyWere();
    void unaskedItBeginsAnew();
    void damageCostsWhatFollowsIt();
    void oneAtATime();

private:
    /// Twenty seconds, with boxes that move.
    static SyntheticScript script() { return {.size = {320, 128}, .frames = 600}; }
    ExportRequest someRequest(const char *video = "out.mp4", const char *list = "out.csv") const;
    QString journal(const char *target = "out.mp4") const { return ExportJournal::pathFor(in(target)); }
    /// Ended by the model, on the picture with this number.
    Error breakOff(const ExportRequest &request, std::int64_t at,
                   const SyntheticScript &script = ExportResumeTest::script());
    QMap<QString, QByteArray> whatIsThere() const;
};

ExportRequest ExportResumeTest::someRequest(const char *video, const char *list) const
{
    put(in("source.mp4"), "the content is made up");
    return request(video, list);
}

Error ExportResumeTest::breakOff(const ExportRequest &request, std::int64_t at, const SyntheticScript &script)
{
    m_model->failAt = at;
    Exporter broken = exporter(script);
    const auto summary = broken.run(request, {});
    m_model->failAt = -1;
    if (summary)
        return {};
    [&] { QVERIFY(broken.canGoOn() == QFile::exists(ExportJournal::pathFor(request.targets().constFirst()))); }();
    return summary.error();
}

/// Without the time at which it was made.
static QByteArray comparable(const QByteArray &content)
{
    static const QRegularExpression made(QStringLiteral("\"made\": *\"[^\"]*\""));
    return QString::fromLatin1(content).remove(made).toLatin1();
}

/// The same pictures at the same times.
static void verifySameVideo(const VideoFile &video, const VideoFile &expected)
{
    QVERIFY(expected.valid);
    QCOMPARE(video.codec, expected.codec);
    QCOMPARE(video.duration, expected.duration);
    QCOMPARE(video.seconds, expected.seconds);
    QCOMPARE(video.pictures.size(), expected.pictures.size());
    for (std::size_t i = 0; i < video.pictures.size(); ++i) {
        QCOMPARE(video.pictures[i].pts, expected.pictures[i].pts);
        QVERIFY2(cv::norm(video.pictures[i].luma, expected.pictures[i].luma, cv::NORM_L1) == 0.0,
                 qPrintable(QString::number(i)));
    }
}

/// All files by their names, those within folders too.
QMap<QString, QByteArray> ExportResumeTest::whatIsThere() const
{
    QMap<QString, QByteArray> found;
    QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        found.insert(QDir(m_folder->path()).relativeFilePath(path), get(path));
    }
    return found;
}

void ExportResumeTest::goesOnFromTheLastPart_data()
{
    QTest::addColumn<QByteArray>("video");
    QTest::addColumn<QString>("codec");
    QTest::addColumn<QString>("format");
    QTest::newRow("mp4, csv") << QByteArray("out.mp4") << QString() << QStringLiteral("csv");
    QTest::newRow("mkv, ndjson") << QByteArray("out.mkv") << QString() << QStringLiteral("ndjson");
    QTest::newRow("hevc, coco data") << QByteArray("out.mkv") << QStringLiteral("hevc") << QStringLiteral("coco-data");
    QTest::newRow("webm, coco") << QByteArray("out.webm") << QString() << QStringLiteral("coco");
    QTest::newRow("av1, cvat") << QByteArray("out.mp4") << QStringLiteral("av1") << QStringLiteral("cvat");
    QTest::newRow("avi, label studio") << QByteArray("out.avi") << QString() << QStringLiteral("label-studio");
    QTest::newRow("ffv1, mot") << QByteArray("out.mkv") << QStringLiteral("ffv1") << QStringLiteral("mot");
    QTest::newRow("mov, yolo") << QByteArray("out.mov") << QString() << QStringLiteral("yolo");
    QTest::newRow("no video, kitti") << QByteArray() << QString() << QStringLiteral("kitti");
    QTest::newRow("no video, voc") << QByteArray() << QString() << QStringLiteral("voc");
}

void ExportResumeTest::goesOnFromTheLastPart()
{
    QFETCH(QByteArray, video);
    QFETCH(QString, codec);
    QFETCH(QString, format);
    ExportRequest request = someRequest(video.constData(), "");
    request.video.codec = codec;
    request.results = {{in("results"), format}};
    QVERIFY(exporter(script()).run(request, {}).ok());
    const auto unbroken = whatIsThere();
    const VideoFile before = video.isEmpty() ? VideoFile() : readVideo(in(video.constData()));
    for (const QString &name : unbroken.keys()) {
        if (name != QLatin1String("source.mp4"))
            QVERIFY(QFile::remove(in(name.toUtf8().constData())));
    }
    QDir(in("results")).removeRecursively();
    const QString first = request.targets().constFirst();

    // Parts of five seconds, 150 frames: two are whole.
    const Error error = breakOff(request, 400);
    QVERIFY2(error.suggestion.contains(QLatin1String("What was done so far is kept")), qPrintable(error.toText()));
    const auto left = whatIsThere();
    QCOMPARE(left.size(), 2);
    QVERIFY(left.contains(QFileInfo(ExportJournal::pathFor(first)).fileName()));

    // Twice more, and once so soon that there is no other part.
    request.resume = true;
    QVERIFY(!breakOff(request, 420).message.isEmpty());
    QVERIFY(!breakOff(request, 510).message.isEmpty());
    const int calls = m_model->calls;
    const auto summary = exporter(script()).run(request, {});
    QVERIFY2(summary.ok(), qPrintable(summary ? QString() : summary.error().toText()));
    QCOMPARE(m_model->calls - calls, 150);
    QCOMPARE(summary->resumed, 450U);
    QCOMPARE(summary->written, 600U);
    QCOMPARE(summary->counts.captured, 600U);
    QCOMPARE(summary->counts.inferred, 600U);
    QCOMPARE(summary->detections, 1200U);
    const auto resumed = whatIsThere();
    QCOMPARE(resumed.keys(), unbroken.keys());
    for (const QString &name : unbroken.keys()) {
        if (name == QLatin1String(video))
            continue;
        QVERIFY2(comparable(resumed[name]) == comparable(unbroken[name]), qPrintable(name));
    }
    if (video.isEmpty())
        return;
    // Matroska has an id by chance, and x264 more than one way to code the same pixels.
    verifySameVideo(readVideo(in(video.constData())), before);
}

void ExportResumeTest::unreadableFramesAreCountedOnce()
{
    SyntheticScript damaged = script();
    damaged.damaged = {0, 7, 8, 299, 300, 301, 500};
    ExportRequest request = someRequest();
    QVERIFY(exporter(damaged).run(request, {}).ok());
    const QByteArray unbroken = get(in("out.csv"));
    QVERIFY(!breakOff(request, 400, damaged).message.isEmpty());
    request.resume = true;
    const auto summary = exporter(damaged).run(request, {});
    QVERIFY(summary.ok());
    QVERIFY(summary->resumed > 0);
    QCOMPARE(summary->unreadable.indices(100), damaged.damaged);
    QCOMPARE(get(in("out.csv")), unbroken);
}

void ExportResumeTest::goesOnWithinARange()
{
    ExportRequest request = someRequest();
    request.range = {100, 399};
    QVERIFY(exporter(script()).run(request, {}).ok());
    const QByteArray unbroken = get(in("out.csv"));
    QVERIFY(!breakOff(request, 300).message.isEmpty());
    request.resume = true;
    const auto summary = exporter(script()).run(request, {});
    QVERIFY(summary.ok());
    QCOMPARE(summary->resumed, 150U);
    QCOMPARE(summary->written, 300U);
    QCOMPARE(get(in("out.csv")), unbroken);
}

void ExportResumeTest::whoStopsItCanGoOnAndWhoCancelsItCannot()
{
    for (const bool forGood : {false, true}) {
        const ExportRequest request = someRequest();
        Exporter running = exporter(script());
        m_model->onPicture = [&](std::int64_t number) {
            if (number == 400)
                forGood ? running.cancel() : running.stop();
        };
        QVERIFY(!running.run(request, {}).ok());
        QVERIFY(running.wasCancelled());
        QCOMPARE(running.canGoOn(), !forGood);
        QCOMPARE(QFile::exists(journal()), !forGood);
        m_model->onPicture = {};
    }
}

void ExportResumeTest::anotherExportBeginsAnew_data()
{
    QTest::addColumn<QByteArray>("change");
    for (const char *change : {"threshold", "style", "codec", "source", "range"})
        QTest::newRow(change) << QByteArray(change);
}

void ExportResumeTest::anotherExportBeginsAnew()
{
    QFETCH(QByteArray, change);
    ExportRequest request = someRequest();
    QVERIFY(!breakOff(request, 400).message.isEmpty());
    request.resume = true;
    if (change == "threshold")
        request.thresholds.confidence = 0.6f;
    else if (change == "style")
        request.style.lineWidth = 3;
    else if (change == "codec")
        request.video.codec = QStringLiteral("hevc");
    else if (change == "range")
        request.range.first = 1;
    else
        put(request.source.location, "something else");
    const auto summary = exporter(script()).run(request, {});
    QVERIFY(summary.ok());
    QCOMPARE(summary->resumed, 0U);
    QCOMPARE(files(),
             QStringList({QStringLiteral("out.csv"), QStringLiteral("out.mp4"), QStringLiteral("source.mp4")}));
}

/// A model is known by its files.
void ExportResumeTest::filesAreToBeAsTheyWere()
{
    ExportRequest request = someRequest();
    const QString model = in("model.onnx");
    put(model, "one");
    const QByteArray before = ExportJournal::purposeOf(request, {model});
    QCOMPARE(ExportJournal::purposeOf(request, {model}), before);
    request.model.workers = 2;
    request.overwrite = false;
    request.resume = true;
    QCOMPARE(ExportJournal::purposeOf(request, {model}), before);
    put(model, "three");
    QVERIFY(ExportJournal::purposeOf(request, {model}) != before);
}

void ExportResumeTest::unaskedItBeginsAnew()
{
    const ExportRequest request = someRequest();
    QVERIFY(!breakOff(request, 400).message.isEmpty());
    const auto summary = exporter(script()).run(request, {});
    QVERIFY(summary.ok());
    QCOMPARE(summary->resumed, 0U);
    QVERIFY(!QFile::exists(journal()));
}

/// Cut off or with a byte that is another, anywhere: it goes on from the last part before that.
void ExportResumeTest::damageCostsWhatFollowsIt()
{
    ExportRequest request = someRequest();
    QVERIFY(exporter(script()).run(request, {}).ok());
    const QByteArray unbroken = get(in("out.csv"));
    QVERIFY(!breakOff(request, 500).message.isEmpty());
    const QByteArray whole = get(journal());
    request.resume = true;
    std::uint64_t most = 0;
    for (int i = 0; i < 12; ++i) {
        QByteArray bytes = whole;
        const qsizetype place = whole.size() * i / 12;
        if (i % 2 == 0)
            bytes.truncate(place);
        else
            bytes[place] = static_cast<char>(bytes[place] ^ 0x10);
        put(journal(), bytes);
        const auto summary = exporter(script()).run(request, {});
        QVERIFY(summary.ok());
        QCOMPARE(summary->resumed % 150, 0U);
        QVERIFY(summary->resumed >= most);
        most = summary->resumed;
        QCOMPARE(get(in("out.csv")), unbroken);
        QCOMPARE(readVideo(in("out.mp4")).pictures.size(), std::size_t(600));
        QVERIFY(!QFile::exists(journal()));
    }
    QVERIFY(most >= 300);
}

void ExportResumeTest::oneAtATime()
{
    const ExportRequest request = someRequest();
    const QByteArray purpose = ExportJournal::purposeOf(request, {});
    const auto held = ExportJournal::open(in("out.mp4"), purpose, true);
    QVERIFY(held.ok());
    const auto second = ExportJournal::open(in("out.mp4"), purpose, true);
    QVERIFY(!second.ok());
    QVERIFY(second.error().message.contains(QLatin1String("is being written by another export")));
    QVERIFY(QFile::exists(journal()));
}

QTEST_MAIN(ExportResumeTest)
#include "tst_exportresume.moc"
