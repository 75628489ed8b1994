// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"
#include "core/export/detectionreader.h"
#include "core/export/detectionwriter.h"
#include "core/export/framefileswriter.h"
#include "core/overlay/maskpicture.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <opencv2/core.hpp>

#include <cmath>

using namespace sightglass;

/// What was written in each format is read again: by the program's own reader, and as far as the format has room.
class DetectionReaderTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead_data();
    void whatIsWrittenIsRead();
    void shapesAreReadWhereTheyAreKept_data()
    {
        addFormats({"csv", "ndjson", "coco", "coco-data", "cvat", "label-studio", "yolo"});
    }
    void shapesAreReadWhereTheyAreKept();
    void picturesOfAFolderKeepTheirNames_data() { addFormats({"csv", "ndjson", "coco-data", "label-studio", "voc"}); }
    void picturesOfAFolderKeepTheirNames();
    void whatIsBrokenIsNamed_data();
    void whatIsBrokenIsNamed();
    void cutTextsAreNeverACrash_data()
    {
        addFormats({"csv", "ndjson", "coco", "coco-data", "mot", "cvat", "label-studio"});
    }
    void cutTextsAreNeverACrash();
    void sharesNeedASize();

private:
    static constexpr QSize size{200, 100};
    static constexpr int frames = 5;

    static void addFormats(std::initializer_list<const char *> ids);
    static Detections plain(int frame);
    static Detections shaped();
    /// Written as an export does it; the path of the file or folder.
    QString write(const QString &format, const std::vector<Detections> &found, const QStringList &files = {}) const;
    QString put(const char *name, const QByteArray &text) const;

    QTemporaryDir m_folder;
};

void DetectionReaderTest::addFormats(std::initializer_list<const char *> ids)
{
    QTest::addColumn<QString>("format");
    for (const char *id : ids)
        QTest::newRow(id) << QString(QLatin1String(id));
}

/// None in the first and the last frame.
Detections DetectionReaderTest::plain(int frame)
{
    if (frame == 0 || frame == frames - 1)
        return {};
    const auto x = static_cast<float>(frame);
    return {{{x + 10.25f, 20.5f, 30.f, 40.75f}, 2, 0.9123f}, {{x + 3.f, 5.f, 7.f, 9.f}, 0, 0.5f}};
}

Detections DetectionReaderTest::shaped()
{
    Shape turned;
    turned.oriented = OrientedBox{{60.f, 50.f}, {40.f, 20.f}, 0.5f};
    const auto corners = turned.oriented->corners();
    const float left = std::min({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
    const float right = std::max({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
    const float top = std::min({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
    const float bottom = std::max({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
    Shape person;
    person.keypoints = {{{20.f, 30.f}, 0.9f}, {{22.f, 35.f}, 0.6f}};
    cv::Mat pixels = cv::Mat::zeros(20, 30, CV_8UC1);
    pixels(cv::Rect(5, 4, 10, 8)) = 255;
    pixels.at<uchar>(19, 29) = 255;
    Shape blob;
    blob.mask = maskOf({cv::Rect(100, 40, 30, 20), pixels});
    return {{{left, top, right - left, bottom - top}, 0, 0.9f, false, std::make_shared<const Shape>(turned)},
            {{10.f, 20.f, 30.f, 40.f}, 1, 0.8f, false, std::make_shared<const Shape>(person)},
            {{100.f, 40.f, 30.f, 20.f}, 2, 0.7f, false, std::make_shared<const Shape>(blob)}};
}

QString DetectionReaderTest::write(const QString &format, const std::vector<Detections> &found,
                                   const QStringList &files) const
{
    const DetectionFormatInfo &info = *detectionFormat({}, format);
    const QString path = m_folder.filePath(QStringLiteral("list") + info.nameEnding());
    QDir(path).removeRecursively();
    std::unique_ptr<ResultsWriter> writer;
    if (info.isFolder()) {
        QDir().mkpath(path);
        writer = std::make_unique<FrameFilesWriter>(path, path, info.makeFiles());
    } else {
        writer = std::make_unique<DetectionWriter>(path, path, info);
    }
    SourceInfo source;
    source.name = QStringLiteral("clip.mp4");
    source.files = files;
    Candidates named;
    named.classNames = std::make_shared<const QStringList>(
        QStringList{QStringLiteral("a \"b\", <c>"), QStringLiteral("=1+1"), QStringLiteral("Bär")});
    bool isWritten = writer->open().ok();
    writer->setSource(source);
    for (std::size_t i = 0; i < found.size(); ++i) {
        Frame frame;
        frame.id.index = static_cast<std::int64_t>(i);
        frame.pts = static_cast<std::int64_t>(i) * 3;
        frame.timeBase = {1, 75};
        frame.image = cv::Mat(size.height(), size.width(), CV_8UC3, cv::Scalar::all(0));
        isWritten = isWritten && writer->write(frame, named, found[i]).ok();
    }
    return isWritten && writer->finish().ok() ? path : QString();
}

QString DetectionReaderTest::put(const char *name, const QByteArray &text) const
{
    QFile file(m_folder.filePath(QLatin1String(name)));
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
    return file.fileName();
}

void DetectionReaderTest::whatIsWrittenIsRead_data()
{
    QTest::addColumn<QString>("format");
    for (const DetectionFormatInfo &format : detectionFormats())
        QTest::newRow(format.id.toUtf8().constData()) << format.id;
}

void DetectionReaderTest::whatIsWrittenIsRead()
{
    QFETCH(QString, format);
    std::vector<Detections> found;
    for (int i = 0; i < frames; ++i)
        found.push_back(plain(i));
    const QString path = write(format, found);
    QVERIFY(!path.isEmpty());
    const auto list = readDetections(path, format, size);
    QVERIFY2(list.ok(), list ? "" : qPrintable(list.error().message));

    const bool isSparse = QStringList({QStringLiteral("csv"), QStringLiteral("coco"), QStringLiteral("mot"),
                                       QStringLiteral("cvat"), QStringLiteral("label-studio")})
                              .contains(format);
    const bool isWhole = format == QLatin1String("voc");
    const bool hasScores = format != QLatin1String("cvat") && format != QLatin1String("yolo");
    const bool hasClasses = format != QLatin1String("mot");
    const bool hasNames = hasClasses && format != QLatin1String("coco");
    QCOMPARE(list->frames.size(), std::size_t(isSparse ? frames - 2 : frames));
    for (const ListedFrame &frame : list->frames) {
        const Detections expected = plain(static_cast<int>(frame.index));
        QCOMPARE(frame.detections.size(), expected.size());
        if (frame.seconds)
            QVERIFY(std::abs(*frame.seconds - static_cast<double>(frame.index) / 25.0) < 1e-6);
        QVERIFY(frame.size.isEmpty() || frame.size == size);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const Detection &before = expected[i];
            const Detection &after = frame.detections[i];
            const float tolerance = isWhole ? 1.f : 0.011f;
            QVERIFY(std::abs(after.box.x - before.box.x) <= tolerance);
            QVERIFY(std::abs(after.box.y - before.box.y) <= tolerance);
            QVERIFY(std::abs(after.box.width - before.box.width) <= tolerance);
            QVERIFY(std::abs(after.box.height - before.box.height) <= tolerance);
            QVERIFY(std::abs(after.score - (hasScores ? before.score : 1.f)) <= 0.0001f);
            QVERIFY(!after.shape);
            if (hasNames) {
                QString name = list->classNames.value(after.classId);
                name.replace(QLatin1Char('_'), QLatin1Char(' ')); // KITTI has no spaces.
                QCOMPARE(name, before.classId == 0 ? QStringLiteral("a \"b\", <c>") : QStringLiteral("Bär"));
            } else if (hasClasses) {
                QCOMPARE(after.classId, before.classId);
            }
        }
    }
}

void DetectionReaderTest::shapesAreReadWhereTheyAreKept()
{
    QFETCH(QString, format);
    const QString path = write(format, {shaped()});
    const auto list = readDetections(path, format, size);
    QVERIFY2(list.ok(), list ? "" : qPrintable(list.error().message));
    const Detections expected = shaped();
    const Detections &read = list->frames.front().detections;
    QCOMPARE(read.size(), expected.size());
    if (!format.startsWith(QLatin1String("coco"))) {
        const auto &turned = read[0].shape->oriented;
        QVERIFY(turned);
        QVERIFY(std::abs(turned->angle - 0.5f) < 0.002f);
        QVERIFY(std::abs(turned->size.width - 40.f) < 0.05f && std::abs(turned->size.height - 20.f) < 0.05f);
        QVERIFY(cv::norm(turned->centre - cv::Point2f(60.f, 50.f)) < 0.05);
        QVERIFY(std::abs(read[0].box.x - expected[0].box.x) < 0.1f);
        QVERIFY(std::abs(read[0].box.height - expected[0].box.height) < 0.1f);
    }
    const bool hasPoints = format == QLatin1String("ndjson") || format.startsWith(QLatin1String("coco")) ||
                           format == QLatin1String("yolo");
    if (hasPoints) {
        QCOMPARE(read[1].shape->keypoints.size(), std::size_t(2));
        QVERIFY(cv::norm(read[1].shape->keypoints[1].point - cv::Point2f(22.f, 35.f)) < 0.01);
    }
    if (format == QLatin1String("ndjson") || format.startsWith(QLatin1String("coco"))) {
        const cv::Size frame(size.width(), size.height());
        const SourceMask before = sourceMask(expected[2], frame);
        const SourceMask after = sourceMask(read[2], frame);
        QVERIFY(after.place == before.place);
        QCOMPARE(cv::norm(after.pixels, before.pixels, cv::NORM_L1), 0.0);
        QCOMPARE(cv::countNonZero(after.pixels), 81);
    }
}

void DetectionReaderTest::picturesOfAFolderKeepTheirNames()
{
    QFETCH(QString, format);
    const QStringList files{QStringLiteral("x.png"), QStringLiteral("b, \"c\".jpg"), QStringLiteral("z.png")};
    const QString path = write(format, {plain(1), plain(2), plain(3)}, files);
    const auto list = readDetections(path, format, size);
    QVERIFY2(list.ok(), list ? "" : qPrintable(list.error().message));
    QCOMPARE(list->frames.size(), std::size_t(3));
    for (const ListedFrame &frame : list->frames) {
        QCOMPARE(frame.file, files[frame.index]);
        QCOMPARE(frame.detections.size(), std::size_t(2));
        QVERIFY(std::abs(frame.detections[0].box.x - plain(static_cast<int>(frame.index) + 1)[0].box.x) <= 1.f);
    }
}

void DetectionReaderTest::whatIsBrokenIsNamed_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *name, const char *format, const char *text, const char *named) {
        QTest::newRow(name) << QString(QLatin1String(format)) << QByteArray(text) << QString(QLatin1String(named));
    };
    row("csv heading", "csv", "a,b\n", "column frame");
    row("csv number", "csv", "frame,time,class_id,class,score,x,y,width,height\n0,0,0,a,0.5,1,nan,3,4\n", "line 2: y");
    row("csv short", "csv", "frame,time,class_id,class,score,x,y,width,height\n0,0\n", "line 2");
    row("ndjson", "ndjson", "{\"frame\":0,\"time\":0,\"width\":1,\"height\":1,\"detections\":[]}\n{\"frame\":\n",
        "line 2");
    row("ndjson box", "ndjson",
        "{\"frame\":0,\"time\":0,\"width\":1,\"height\":1,\"detections\":[{\"class_id\":0,\"score\":1,\"box\":[1]}]}",
        "box is no list of 4 numbers");
    row("coco", "coco", "[{\"image_id\":0,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":\"x\"}]", "item 1: score");
    row("coco mask", "coco",
        "[{\"image_id\":0,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":1,"
        "\"segmentation\":{\"size\":[2,2],\"counts\":[9]}}]",
        "run lengths");
    row("coco class", "coco", "[{\"image_id\":0,\"category_id\":-1e300,\"bbox\":[1,2,3,4],\"score\":1}]",
        "category_id");
    row("coco data image", "coco-data",
        "{\"images\":[],\"categories\":[],\"annotations\":[{\"image_id\":7,\"category_id\":1,\"bbox\":[1,2,3,4]}]}",
        "no image 7");
    row("mot", "mot", "1,-1,2,3,4\n", "line 1");
    row("cvat", "cvat", "<annotations><track label=\"a\"><box frame=\"0\" xtl=\"1\"/></track></annotations>",
        "no number");
    row("cvat xml", "cvat", "<annotations><track", "line 1");
    row("label studio", "label-studio", "{", "JSON");
}

void DetectionReaderTest::whatIsBrokenIsNamed()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, text);
    QFETCH(QString, named);
    const auto list = readDetections(put("broken", text), format, size);
    QVERIFY(!list.ok());
    QVERIFY2(list.error().message.startsWith(QLatin1String("broken: ")), qPrintable(list.error().message));
    QVERIFY2(list.error().message.contains(named), qPrintable(list.error().message));
}

void DetectionReaderTest::cutTextsAreNeverACrash()
{
    QFETCH(QString, format);
    QFile file(write(format, {shaped(), plain(1), plain(2)}));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    for (qsizetype at = 0; at < whole.size(); at += 7) {
        (void)readDetections(put("cut", whole.first(at)), format, size);
        QByteArray other = whole;
        other[at] = static_cast<char>(other[at] ^ 0x15);
        (void)readDetections(put("cut", other), format, size);
    }
}

void DetectionReaderTest::sharesNeedASize()
{
    const auto list = readDetections(write(QStringLiteral("yolo"), {plain(1)}), QStringLiteral("yolo"));
    QVERIFY(!list.ok());
    QVERIFY(!list.error().suggestion.isEmpty());
    QVERIFY(!readDetections(m_folder.filePath(QStringLiteral("nowhere.csv"))).ok());
    QVERIFY(!readDetections(m_folder.filePath(QStringLiteral("a.unknown"))).ok());
}

QTEST_APPLESS_MAIN(DetectionReaderTest)
#include "tst_detectionreader.moc"
