// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"
#include "core/export/runlengths.h"
#include "tests/support/testcase.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonParseError>

#include <opencv2/core.hpp>

#include <limits>
#include <numbers>
#include <random>

using namespace sightglass;

namespace
{

Frame frame(std::int64_t index, cv::Size size)
{
    Frame frame;
    frame.id.index = index;
    frame.pts = index;
    frame.timeBase = {1, 30};
    frame.image = cv::Mat(size, CV_8UC3, cv::Scalar::all(0));
    return frame;
}

Detection with(const Shape &shape, cv::Rect2f box)
{
    return {box, 0, 0.5f, false, std::make_shared<const Shape>(shape)};
}

/// 40 by 20, a quarter turn.
Detection turned()
{
    Shape shape;
    shape.oriented = OrientedBox{{50, 40}, {40, 20}, std::numbers::pi_v<float> / 2.f};
    return with(shape, {40, 20, 20, 40});
}

/// The whole box, wherever it is, belongs to the thing.
Detection masked(cv::Rect2f box)
{
    static const float one = 1.f;
    Shape shape;
    shape.mask.planes = std::make_shared<const MaskPlanes>(
        MaskPlanes{1, 1, 1, std::shared_ptr<const float>(&one, [](const float *) {}), {0, 0, 100, 100}});
    shape.mask.coefficients = {1.f};
    return with(shape, box);
}

QByteArray written(const char *path, const QList<Detections> &frames, const Candidates &candidates = {})
{
    const auto format = detectionFormat(QLatin1String(path))->make();
    QByteArray text;
    for (int i = 0; i < frames.size(); ++i)
        format->add(text, frame(i, {5, 4}), candidates, frames[i]);
    while (format->end(text)) {
    }
    return text;
}

std::vector<std::int64_t> counts(const std::vector<std::string> &rows, cv::Point place, cv::Size size)
{
    cv::Mat pixels(int(rows.size()), int(rows.front().size()), CV_8UC1);
    for (int y = 0; y < pixels.rows; ++y) {
        for (int x = 0; x < pixels.cols; ++x)
            pixels.at<uchar>(y, x) = rows[std::size_t(y)][std::size_t(x)] == '#' ? 255 : 0;
    }
    return runLengths(pixels, place, size);
}

} // namespace

class DetectionFormatTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isChosenByTheEnding()
    {
        QCOMPARE(written("list.csv", {}), QByteArray("frame,time,class_id,class,score,x,y,width,height\n"));
        QCOMPARE(written("LIST.CSV", {}), written("list.csv", {}));
        QCOMPARE(written("list.ndjson", {}), QByteArray());
        // Several formats have these endings: they are chosen by their ids.
        for (const char *path : {"list.json", "list.txt", "list.xml", "list"})
            QVERIFY2(!detectionFormat(QLatin1String(path)), path);
        for (const DetectionFormatInfo &format : detectionFormats())
            QCOMPARE(detectionFormat(QStringLiteral("anything"), format.id), &format);
        QVERIFY(!detectionFormat(QStringLiteral("list.csv"), QStringLiteral("yaml")));
    }

    /// Beside turned boxes too, and quoted as classes are.
    void namesFiles()
    {
        SourceInfo folder;
        folder.files = QStringList{QStringLiteral("a.png"), QStringLiteral("=b, c.png")};
        const auto format = detectionFormat(QStringLiteral("a.csv"))->make();
        format->setSource(folder);
        QByteArray text;
        format->add(text, frame(0, {5, 4}), {}, {turned()});
        format->add(text, frame(1, {5, 4}), {}, {turned()});
        const QList<QByteArray> lines = text.split('\n');
        QVERIFY(lines[0].endsWith(",angle,own_width,own_height,file"));
        QVERIFY(lines[1].endsWith(",90.00,40.00,20.00,a.png"));
        QVERIFY(lines[2].endsWith(",20.00,\"'=b, c.png\""));
        const auto json = detectionFormat(QStringLiteral("a.ndjson"))->make();
        folder.files = QStringList{QStringLiteral("a \"b\".png")};
        json->setSource(folder);
        text.clear();
        json->add(text, frame(0, {5, 4}), {}, {});
        QCOMPARE(QJsonDocument::fromJson(text).object()[QStringLiteral("file")].toString(),
                 QStringLiteral("a \"b\".png"));
    }

    void csvHasColumnsForTurnedBoxes()
    {
        const Detection upright{{1, 2, 3, 4}, 1, 0.25f};
        QCOMPARE(written("a.csv", {{}, {turned(), upright}}),
                 QByteArray("frame,time,class_id,class,score,x,y,width,height,angle,own_width,own_height\n"
                            "1,0.033333,0,class 0,0.5000,40.00,20.00,20.00,40.00,90.00,40.00,20.00\n"
                            "1,0.033333,1,class 1,0.2500,1.00,2.00,3.00,4.00,,,\n"));
        QVERIFY(written("a.csv", {{upright}}).startsWith("frame,time,class_id,class,score,x,y,width,height\n"));
    }

    void csvHasTheWholePictureAsABox()
    {
        QCOMPARE(written("a.csv", {{{{0, 0, 5, 4}, 7, 0.75f, true}}}).split('\n').at(1),
                 QByteArray("0,0.000000,7,class 7,0.7500,0.00,0.00,5.00,4.00"));
    }

    void csvHoldsNoFormulas_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("cell");
        const auto add = [](const char *name, const char *cell) {
            QTest::newRow(name) << QString::fromUtf8(name) << QByteArray(cell);
        };
        add("=1+1", "\"'=1+1\"");
        add("=cmd|'/C calc'!A0", "\"'=cmd|'/C calc'!A0\"");
        add("+1", "\"'+1\"");
        add("-1", "\"'-1\"");
        add("@SUM(A1)", "\"'@SUM(A1)\"");
        add("\t=1", "\\t=1");
        add("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        add("t-shirt", "t-shirt");
        add("a=b@c+d", "a=b@c+d");
        add("\x1b[31mred\x07", "\\x1b[31mred\\x07");
        add("a\nb", "a\\nb");
        add("gpj\xe2\x80\xae.exe", "gpj\\u202e.exe");
        add("\n=1", "\\n=1");
        add("hat, red", "\"hat, red\"");
    }

    void csvHoldsNoFormulas()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, cell);
        Candidates candidates;
        candidates.classNames = std::make_shared<const QStringList>(QStringList{name});
        QCOMPARE(written("a.csv", {{{{0, 0, 5, 4}, 0, 0.75f}}}, candidates).split('\n').at(1),
                 "0,0.000000,0," + cell + ",0.7500,0.00,0.00,5.00,4.00");
    }

    void jsonHasALineForEachFrame()
    {
        Candidates candidates;
        candidates.classNames = std::make_shared<const QStringList>(
            QStringList{QStringLiteral("Stra\u00dfe \"7\"\n"), QStringLiteral("tabby\u202e cat")});
        QCOMPARE(
            written("a.ndjson", {{{{1.f, 2.5f, 3.256f, 4.f}, 0, 0.91234f}, {{0, 0, 5, 4}, 1, 0.5f, true}}, {}},
                    candidates),
            QByteArray("{\"frame\":0,\"time\":0.000000,\"width\":5,\"height\":4,\"detections\":["
                       "{\"class_id\":0,\"class\":\"Stra\xc3\x9f"
                       "e \\\"7\\\"\\n\",\"score\":0.9123,\"box\":[1.00,2.50,3.26,4.00]},"
                       "{\"class_id\":1,\"class\":\"tabby\\u202e cat\",\"score\":0.5000,\"whole_picture\":true}]}\n"
                       "{\"frame\":1,\"time\":0.033333,\"width\":5,\"height\":4,\"detections\":[]}\n"));
    }

    void jsonHasAllThatIsKnown()
    {
        Candidates candidates;
        candidates.keypoints = std::make_shared<const KeypointLayout>(KeypointLayout{{QStringLiteral("nose")}, {}});
        Shape pose;
        pose.keypoints = {{{1.f, 2.f}, 0.25f}, {{-3.f, 4.5f}, 1.f}};
        const QByteArray text =
            written("a.jsonl", {{turned(), with(pose, {0, 0, 5, 4}), masked({1.f, 1.f, 2.f, 2.f})}}, candidates);
        QJsonParseError error;
        const QJsonObject object = QJsonDocument::fromJson(text, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonArray detections = object[QStringLiteral("detections")].toArray();
        const auto json = [&detections](int index, const char *name) {
            const QJsonValue value = detections[index].toObject()[QLatin1String(name)];
            return value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                   : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
        };
        // A quarter turn clockwise brings the upper left corner to the upper right.
        QCOMPARE(json(0, "oriented"), QByteArray("{\"angle\":90,\"corners\":[[60,20],[60,60],[40,60],[40,20]],"
                                                 "\"height\":20,\"width\":40}"));
        QCOMPARE(json(1, "keypoints"), QByteArray("[{\"confidence\":0.25,\"name\":\"nose\",\"x\":1,\"y\":2},"
                                                  "{\"confidence\":1,\"x\":-3,\"y\":4.5}]"));
        // 4 rows of 5, column by column: rows 1 and 2 of the columns 1 and 2.
        QCOMPARE(json(2, "mask"), QByteArray("{\"counts\":[5,2,2,2,9],\"size\":[4,5]}"));
    }

    void jsonHasNoNumbersThatAreNone()
    {
        constexpr float infinite = std::numeric_limits<float>::infinity();
        const QByteArray text = written("a.ndjson", {{{{infinite, std::nanf(""), 1, 1}, 0, 0.5f}}});
        QVERIFY(text.contains("\"box\":[null,null,1.00,1.00]"));
        QVERIFY(!QJsonDocument::fromJson(text).isNull());
    }

    void runLengthsGoByColumns()
    {
        using Counts = std::vector<std::int64_t>;
        QCOMPARE(counts({".#.", "##.", "..."}, {0, 0}, {3, 3}), (Counts{1, 1, 1, 2, 4}));
        // The first pixel inside; runs that go on from column to column.
        QCOMPARE(counts({"##", "##"}, {0, 0}, {2, 2}), (Counts{0, 4}));
        QCOMPARE(counts({".#", "##"}, {0, 0}, {2, 2}), (Counts{1, 3}));
        // A part of a frame of 4 rows: not joined, since rows lie between them.
        QCOMPARE(counts({"##", "##"}, {1, 1}, {5, 4}), (Counts{5, 2, 2, 2, 9}));
        QCOMPARE(counts({"..", ".."}, {1, 1}, {5, 4}), (Counts{20}));
        QCOMPARE(counts({"#"}, {4, 3}, {5, 4}), (Counts{19, 1}));
        QCOMPARE(runLengths({}, {}, {5, 4}), (Counts{20}));
    }

    void runLengthsAreTheMask()
    {
        std::mt19937 random(3);
        for (int trial = 0; trial < 50; ++trial) {
            const cv::Size size(1 + int(random() % 20), 1 + int(random() % 20));
            cv::Mat mask(size, CV_8UC1);
            for (int i = 0; i < size.area(); ++i)
                mask.data[i] = random() % 3 == 0 ? 255 : 0;
            const cv::Rect part(0, 0, 1 + int(random() % unsigned(size.width)),
                                1 + int(random() % unsigned(size.height)));
            cv::Mat back = cv::Mat::zeros(size, CV_8UC1);
            std::int64_t at = 0;
            bool inside = false;
            for (const std::int64_t count : runLengths(mask(part), {0, 0}, size)) {
                QVERIFY(count > 0 || at == 0);
                for (const std::int64_t end = at + count; at < end; ++at) {
                    if (inside)
                        back.at<uchar>(int(at % size.height), int(at / size.height)) = 255;
                }
                inside = !inside;
            }
            QCOMPARE(at, std::int64_t(size.area()));
            cv::Mat expected = cv::Mat::zeros(size, CV_8UC1);
            mask(part).copyTo(expected(part));
            QCOMPARE(cv::norm(back, expected, cv::NORM_INF), 0.0);
        }
    }
};

QTEST_GUILESS_MAIN(DetectionFormatTest)
#include "tst_detectionformat.moc"
