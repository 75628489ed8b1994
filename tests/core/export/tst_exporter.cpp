// SPDX-License-Identifier: Apache-2.0
#include "tests/core/export/barcode.h"
#include "tests/core/export/exportertestcase.h"
#include "tests/core/export/videofile.h"

#include <QGuiApplication>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace sightglass;
using namespace std::chrono_literals;

/// What an export writes.
class ExporterTest : public test::ExporterTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void writesEveryFrameInOrder()
    {
        ExportRequest wanted = request("out.mp4", "");
        wanted.thresholds.confidence = 1.f; // nothing drawn over the numbers
        Exporter exporter(test::BarcodeSource::factory({.size = {320, 192}, .frames = 200, .frameRate = {30000, 1001}}),
                          test::SyntheticDetector::factory(m_model));
        std::vector<ExportProgress> progress;
        const auto summary = exporter.run(wanted, [&](const ExportProgress &current) { progress.push_back(current); });
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->counts.captured, 200u);
        QCOMPARE(summary->counts.inferred, 200u);
        QCOMPARE(summary->counts.dropped, 0u);
        QCOMPARE(summary->written, 200u);
        QCOMPARE(summary->detections, 0u);
        QCOMPARE(summary->size, QSize(320, 192));
        QCOMPARE(files(), QStringList{QStringLiteral("out.mp4")});
        const auto video = test::readVideo(in("out.mp4"));
        QCOMPARE(video.frameRate, (Rational{30000, 1001}));
        QCOMPARE(video.pictures.size(), std::size_t{200});
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(test::barcodeNumber(video.pictures[i].luma), static_cast<std::int64_t>(i));
        QVERIFY(!progress.empty());
        QCOMPARE(progress.back().written, 200u);
        QCOMPARE(progress.back().total, std::optional<std::int64_t>(200));
        QCOMPARE(progress.back().secondsLeft, std::optional<double>(0.0));
        QVERIFY(static_cast<double>(progress.size()) <= summary->seconds * 10.0 + 2.0);
    }

    void keepsTheSourcesTimes()
    {
        const test::BarcodeTimes times{{1, 1000}, [](std::int64_t i) { return i * i * 7; }, 123};
        ExportRequest wanted = request("out.mp4", "out.csv");
        wanted.range = {5, 14};
        wanted.thresholds.confidence = 0.9f;
        Exporter exporter(test::BarcodeSource::factory({.size = {320, 192}, .frames = 30}, times),
                          test::SyntheticDetector::factory(m_model));
        QVERIFY(exporter.run(wanted, {}));
        const auto video = test::readVideo(in("out.mp4"));
        QCOMPARE(video.pictures.size(), std::size_t{10});
        // The video begins at 0, the list tells the source's own time.
        for (std::int64_t i = 0; i < 10; ++i) {
            const std::int64_t expected = (i + 5) * (i + 5) * 7 - 25 * 7;
            const auto &picture = video.pictures[static_cast<std::size_t>(i)];
            QCOMPARE(picture.pts * video.timeBase.num * 1000, expected * video.timeBase.den);
        }
        const auto lines = get(in("out.csv")).split('\n');
        QCOMPARE(lines.size(), 1 + 10 + 1);
        QVERIFY2(lines.at(1).startsWith("5,0.175000,0,zero,0.9000,"), lines.at(1).constData());
        QVERIFY2(lines.at(10).startsWith("14,1.372000,0,zero,0.9000,"), lines.at(10).constData());
    }

    void drawsTheDetections()
    {
        ExportRequest wanted = request("out.png", "");
        wanted.style.labels = wanted.style.scores = false;
        wanted.style.colours.insert(QStringLiteral("zero"), QColor(255, 0, 0));
        QVERIFY(exporter({.size = {320, 192}, .frames = 1}).run(wanted, {}));
        const QImage picture(in("out.png"));
        QCOMPARE(picture.size(), QSize(320, 192));
        // The box of class "zero" ends at x = y = 10, its line is two pixels wide.
        QCOMPARE(picture.pixelColor(10, 5), QColor(255, 0, 0));
        QCOMPARE(picture.pixelColor(100, 100), QColor(0, 0, 0));
    }

    void listsWhatThresholdsAndClassesLeave_data()
    {
        QTest::addColumn<float>("confidence");
        QTest::addColumn<QStringList>("classes");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray zero = "3,0.100000,0,zero,0.9000,3.00,0.00,10.00,10.00\n";
        const QByteArray one = "3,0.100000,1,one,0.5000,3.00,20.00,10.00,10.00\n";
        const QByteArray two = "3,0.100000,2,two,0.1000,3.00,40.00,10.00,10.00\n";
        QTest::newRow("default") << 0.25f << QStringList() << zero + one;
        QTest::newRow("all") << 0.05f << QStringList() << zero + one + two;
        QTest::newRow("few") << 0.6f << QStringList() << zero;
        QTest::newRow("one class") << 0.05f << QStringList{QStringLiteral("one")} << one;
        QTest::newRow("by number") << 0.05f << QStringList{QStringLiteral("2"), QStringLiteral("Zero")} << zero + two;
    }

    void listsWhatThresholdsAndClassesLeave()
    {
        QFETCH(float, confidence);
        QFETCH(QStringList, classes);
        QFETCH(QByteArray, expected);
        ExportRequest wanted = request("", "out.csv");
        wanted.thresholds.confidence = confidence;
        wanted.shownClasses = classes;
        wanted.range = {3, 3};
        const auto summary = exporter({.frames = 10}).run(wanted, {});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(get(in("out.csv")), "frame,time,class_id,class,score,x,y,width,height\n" + expected);
        QCOMPARE(summary->detections, static_cast<std::uint64_t>(expected.count('\n')));
        QCOMPARE(summary->written, 1u);
    }

    void takesTheModelsOwnConfidence()
    {
        // The synthetic model leaves it at 0.25.
        ExportRequest wanted = request("", "out.csv");
        wanted.thresholds.confidence = 0.99f;
        wanted.useModelConfidence = true;
        const auto summary = exporter({.frames = 10}).run(wanted, {});
        QVERIFY(summary);
        QCOMPARE(summary->detections, 20u);
    }

    void worksWithoutAModel()
    {
        ExportRequest wanted = request("out.mp4", "");
        wanted.model.location.clear();
        const auto summary = exporter({.size = {320, 192}, .frames = 5}).run(wanted, {});
        QVERIFY(summary);
        QCOMPARE(summary->written, 5u);
        QVERIFY(summary->modelName.isEmpty());
        QCOMPARE(m_model->calls.load(), 0);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("video");
        QTest::addColumn<QString>("list");
        QTest::addColumn<FrameRange>("range");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("suggestion");
        const QString mp4 = QStringLiteral("out.mp4");
        const QString none;
        QTest::newRow("nothing") << none << none << FrameRange{} << QStringLiteral("nothing to export to")
                                 << QStringLiteral("a list of detections");
        QTest::newRow("unknown ending") << QStringLiteral("out.xyz") << none << FrameRange{}
                                        << QStringLiteral("out.xyz has no ending") << QStringLiteral("mp4, m4v, mov");
        QTest::newRow("no ending") << QStringLiteral("out") << none << FrameRange{}
                                   << QStringLiteral("out has no ending") << QStringLiteral("webm");
        QTest::newRow("no list") << none << QStringLiteral("out.json") << FrameRange{}
                                 << QStringLiteral("out.json has no ending") << QStringLiteral(".ndjson");
        QTest::newRow("no folder") << QStringLiteral("missing/out.mp4") << none << FrameRange{}
                                   << QStringLiteral("There is no folder") << QStringLiteral("Create it");
        QTest::newRow("no folder for the list") << mp4 << QStringLiteral("missing/out.csv") << FrameRange{}
                                                << QStringLiteral("There is no folder") << QStringLiteral("Create it");
        QTest::newRow("a folder") << QStringLiteral("folder.mp4") << none << FrameRange{}
                                  << QStringLiteral("is a folder") << QStringLiteral("name of a file");
        QTest::newRow("the source") << QStringLiteral("source.mp4") << none << FrameRange{}
                                    << QStringLiteral("is what is being read") << QStringLiteral("another name");
        QTest::newRow("the source by a link")
            << QStringLiteral("link.mp4") << none << FrameRange{} << QStringLiteral("is what is being read")
            << QStringLiteral("another name");
        QTest::newRow("negative range") << mp4 << none << FrameRange{-1, 3} << QStringLiteral("range holds no frame")
                                        << QStringLiteral("counted from 0");
        QTest::newRow("backward range") << mp4 << none << FrameRange{5, 3} << QStringLiteral("range holds no frame")
                                        << QStringLiteral("counted from 0");
        QTest::newRow("range begins beyond the end")
            << mp4 << none << FrameRange{10, {}} << QStringLiteral("begins at frame 10, but synthetic has 10 frames")
            << QStringLiteral("0 to 9");
        QTest::newRow("range ends beyond the end")
            << mp4 << none << FrameRange{2, 10} << QStringLiteral("ends at frame 10, but synthetic has 10 frames")
            << QStringLiteral("0 to 9");
        QTest::newRow("many frames into a picture") << QStringLiteral("out.jpg") << none << FrameRange{}
                                                    << QStringLiteral("holds one frame") << QStringLiteral(".mp4");
    }

    void refuses()
    {
        QFETCH(QString, video);
        QFETCH(QString, list);
        QFETCH(FrameRange, range);
        QFETCH(QString, message);
        QFETCH(QString, suggestion);
        put(in("source.mp4"), "source");
        QFile::link(in("source.mp4"), in("link.mp4"));
        QDir(m_folder->path()).mkdir(QStringLiteral("folder.mp4"));
        const QStringList before = files();
        ExportRequest wanted = request(qPrintable(video), qPrintable(list));
        wanted.range = range;
        const auto summary = exporter({.frames = 10}).run(wanted, {});
        QVERIFY(!summary);
        QVERIFY2(summary.error().message.contains(message), qPrintable(summary.error().message));
        QVERIFY2(summary.error().suggestion.contains(suggestion), qPrintable(summary.error().suggestion));
        QCOMPARE(files(), before);
        QCOMPARE(get(in("source.mp4")), QByteArray("source"));
    }

    void refusesUnknownClasses()
    {
        ExportRequest wanted = request("", "out.csv");
        wanted.shownClasses = {QStringLiteral("one"), QStringLiteral("cat")};
        const auto summary = exporter({.frames = 10}).run(wanted, {});
        QVERIFY(!summary);
        QVERIFY(summary.error().message.contains(QStringLiteral("\"cat\"")));
        QVERIFY(summary.error().suggestion.contains(QStringLiteral("zero, one, two")));
        QVERIFY(files().isEmpty());
    }

    void sourcesWithoutFramesAreRefused()
    {
        const auto summary = exporter({.frames = 0}).run(request("out.mp4", ""), {});
        QVERIFY(!summary);
        QVERIFY(!summary.error().message.isEmpty());
        QVERIFY(files().isEmpty());
    }

    void stopEndsALiveSourceWell()
    {
        auto recording = exporter({.size = {320, 192}, .frames = 100000, .live = true, .interval = 2ms});
        const auto summary = recording.run(request("out.mp4", ""), [&](const ExportProgress &progress) {
            if (progress.written > 20)
                recording.stop();
        });
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QVERIFY(!recording.wasCancelled());
        QVERIFY(summary->written > 20);
        QCOMPARE(summary->counts.captured, summary->written);
        QCOMPARE(test::readVideo(in("out.mp4")).pictures.size(), static_cast<std::size_t>(summary->written));
    }

    void stopCancelsAnyOther()
    {
        auto stopped = exporter({.size = {320, 192}, .frames = 100000});
        QVERIFY(!stopped.run(request("out.mp4", ""), [&](const ExportProgress &) { stopped.stop(); }));
        QVERIFY(stopped.wasCancelled());
        QVERIFY(files().isEmpty());
    }

    void summarySaysItAll()
    {
        const auto summary = exporter({.size = {320, 192}, .frames = 12, .frameRate = {30000, 1001}})
                                 .run(request("out.mp4", "out.csv"), {});
        QVERIFY(summary);
        const QJsonObject json = QJsonDocument::fromJson(summary->toJson()).object();
        QCOMPARE(json[QStringLiteral("source")].toString(), QStringLiteral("synthetic"));
        QCOMPARE(json[QStringLiteral("model")].toString(), QStringLiteral("Synthetic"));
        QCOMPARE(json[QStringLiteral("video")].toString(), in("out.mp4"));
        QCOMPARE(json[QStringLiteral("targets")].toArray(), QJsonArray({in("out.mp4"), in("out.csv")}));
        QCOMPARE(json[QStringLiteral("frame_rate")].toString(), QStringLiteral("30000/1001"));
        QCOMPARE(json[QStringLiteral("width")].toInt(), 320);
        for (const char *key : {"captured", "inferred", "written"})
            QCOMPARE(json[QLatin1String(key)].toInt(), 12);
        QCOMPARE(json[QStringLiteral("dropped")].toInt(-1), 0);
        QCOMPARE(json[QStringLiteral("detections")].toInt(), 24);
        QVERIFY(summary->toText().contains(QStringLiteral("captured 12, inferred 12, written 12, dropped 0")));
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    ExporterTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exporter.moc"
