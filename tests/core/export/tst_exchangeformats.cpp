// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <numbers>

using namespace sightglass;

namespace
{

constexpr int frames = 4;

SourceInfo video()
{
    SourceInfo source;
    source.name = QStringLiteral("a \"clip\" & more.mp4");
    return source;
}

SourceInfo folder()
{
    SourceInfo source;
    source.name = QStringLiteral("pictures");
    for (int i = 0; i < frames; ++i)
        source.files.append(QStringLiteral("<%1>.png").arg(i));
    return source;
}

Candidates named()
{
    Candidates candidates;
    candidates.classNames = std::make_shared<const QStringList>(
        QStringList{QStringLiteral("person"), QStringLiteral("car \"red\" <&>"), QStringLiteral("Bär")});
    return candidates;
}

/// Nothing on the first and the third of four frames of 200 x 100.
QByteArray written(const char *id, const SourceInfo &source)
{
    const auto format = detectionFormat({}, QLatin1String(id))->make();
    format->setSource(source);
    const Detection whole{{0, 0, 200, 100}, 2, 0.9f, true};
    const std::vector<Detections> found{
        {},
        {{{10.f, 20.f, 30.25f, 40.126f}, 0, 0.91234f}, {{-3.f, 5.f, 7.f, 9.f}, 1, 0.5f}},
        {whole},
        {{{100.f, 50.f, 100.f, 50.f}, 1, 1.f}}};
    QByteArray text;
    for (int i = 0; i < frames; ++i) {
        Frame frame;
        frame.id.index = i;
        frame.pts = i;
        frame.timeBase = {1, 25};
        frame.image = cv::Mat(100, 200, CV_8UC3, cv::Scalar::all(0));
        format->add(text, frame, named(), found[static_cast<std::size_t>(i)]);
    }
    while (format->end(text)) {
    }
    return text;
}

/// What a program that is not ours makes of a text: Python's own readers.
bool pythonReads(const QByteArray &text, const char *program)
{
    const QTemporaryDir place;
    QFile file(place.filePath(QStringLiteral("text")));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return false;
    file.close();
    QProcess python;
    python.start(QStringLiteral("python3"), {QStringLiteral("-c"), QLatin1String(program), file.fileName()});
    python.waitForFinished();
    return python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0;
}

QJsonObject objectAt(const QJsonArray &array, int index)
{
    return array.at(index).toObject();
}

QJsonArray numbers(std::initializer_list<double> values)
{
    QJsonArray array;
    for (const double value : values)
        array.append(value);
    return array;
}

} // namespace

/// The formats of other programs, by the rules that those publish.
class ExchangeFormatsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void allAreReadByPython_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("program");
        const QByteArray json = "import json,sys; json.load(open(sys.argv[1], encoding='utf-8'))";
        for (const char *id : {"coco", "coco-data", "label-studio"})
            QTest::newRow(id) << QByteArray(id) << json;
        QTest::newRow("cvat") << QByteArray("cvat")
                              << QByteArray("import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])");
        QTest::newRow("mot") << QByteArray("mot")
                             << QByteArray("import csv,sys; rows=list(csv.reader(open(sys.argv[1])));"
                                           "assert all(len(r) == 10 and all(float(x) or 1 for x in r) for r in rows)");
    }

    void allAreReadByPython()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, program);
        for (const SourceInfo &source : {video(), folder()})
            QVERIFY2(pythonReads(written(id.constData(), source), program.constData()),
                     written(id.constData(), source).constData());
        const auto format = detectionFormat({}, QLatin1String(id))->make();
        QByteArray nothing;
        while (format->end(nothing)) {
        }
        QVERIFY2(pythonReads(nothing, program.constData()), nothing.constData());
    }

    void cocoResults()
    {
        const QJsonArray results = QJsonDocument::fromJson(written("coco", video())).array();
        QCOMPARE(results.size(), 3);
        QCOMPARE(objectAt(results, 0)[QStringLiteral("image_id")].toInt(), 1);
        QCOMPARE(objectAt(results, 0)[QStringLiteral("category_id")].toInt(), 1);
        QCOMPARE(objectAt(results, 0)[QStringLiteral("bbox")].toArray(), numbers({10.0, 20.0, 30.25, 40.13}));
        QCOMPARE(objectAt(results, 0)[QStringLiteral("score")].toDouble(), 0.9123);
        QCOMPARE(objectAt(results, 2)[QStringLiteral("image_id")].toInt(), 3);
        QCOMPARE(objectAt(results, 2)[QStringLiteral("category_id")].toInt(), 2);
    }

    void cocoDataSet()
    {
        const QJsonObject set = QJsonDocument::fromJson(written("coco-data", video())).object();
        const QJsonArray images = set[QStringLiteral("images")].toArray();
        QCOMPARE(images.size(), frames);
        QCOMPARE(objectAt(images, 3)[QStringLiteral("id")].toInt(), 3);
        QCOMPARE(objectAt(images, 3)[QStringLiteral("width")].toInt(), 200);
        QCOMPARE(objectAt(images, 3)[QStringLiteral("height")].toInt(), 100);
        QCOMPARE(objectAt(images, 3)[QStringLiteral("file_name")].toString(), QStringLiteral("a-clip-more-000003.png"));
        QCOMPARE(objectAt(images, 3)[QStringLiteral("time")].toDouble(), 0.12);
        const QJsonArray annotations = set[QStringLiteral("annotations")].toArray();
        QCOMPARE(annotations.size(), 3);
        for (int i = 0; i < annotations.size(); ++i)
            QCOMPARE(objectAt(annotations, i)[QStringLiteral("id")].toInt(), i + 1);
        QCOMPARE(objectAt(annotations, 2)[QStringLiteral("area")].toDouble(), 5000.0);
        QCOMPARE(objectAt(annotations, 2)[QStringLiteral("iscrowd")].toInt(-1), 0);
        const QJsonArray categories = set[QStringLiteral("categories")].toArray();
        QCOMPARE(categories.size(), 3);
        QCOMPARE(objectAt(categories, 2)[QStringLiteral("id")].toInt(), 3);
        QCOMPARE(objectAt(categories, 2)[QStringLiteral("name")].toString(), QStringLiteral("Bär"));
        const QJsonObject pictures = QJsonDocument::fromJson(written("coco-data", folder())).object();
        QCOMPARE(objectAt(pictures[QStringLiteral("images")].toArray(), 0)[QStringLiteral("file_name")].toString(),
                 QStringLiteral("<0>.png"));
    }

    /// At a steady rate, with gaps, at uneven times and in two sizes; more than are written at once.
    void cocoListsEveryImage()
    {
        const auto format = detectionFormat({}, QStringLiteral("coco-data"))->make();
        format->setSource(video());
        QByteArray text;
        std::vector<Frame> all;
        for (int i = 0; i < 2500; ++i) {
            Frame frame;
            frame.id.index = i < 1200 ? i : 2 * i;
            frame.pts = i < 1500 ? 40 * i : 40 * i + i % 7;
            frame.timeBase = {1, 1000};
            frame.image = cv::Mat(100, i < 2000 ? 200 : 100, CV_8UC3, cv::Scalar::all(0));
            format->add(text, frame, named(), {});
            all.push_back(frame);
        }
        int parts = 1;
        while (format->end(text))
            ++parts;
        QVERIFY(parts > 1);
        const QJsonArray images = QJsonDocument::fromJson(text).object()[QStringLiteral("images")].toArray();
        QCOMPARE(images.size(), qsizetype(2500));
        for (int i = 0; i < 2500; ++i) {
            const Frame &frame = all[static_cast<std::size_t>(i)];
            QCOMPARE(objectAt(images, i)[QStringLiteral("id")].toInt(), static_cast<int>(frame.id.index));
            QCOMPARE(objectAt(images, i)[QStringLiteral("width")].toInt(), frame.image.cols);
            QVERIFY(std::abs(objectAt(images, i)[QStringLiteral("time")].toDouble() - frame.seconds()) < 1e-6);
        }
    }

    void cocoTellsMasksAndKeypoints()
    {
        static const float one = 1.f;
        Shape shape;
        shape.mask.planes = std::make_shared<const MaskPlanes>(
            MaskPlanes{1, 1, 1, std::shared_ptr<const float>(&one, [](const float *) {}), {0, 0, 100, 100}});
        shape.mask.coefficients = {1.f};
        shape.keypoints = {{{2.f, 1.f}, 0.75f}, {{3.f, 2.f}, 0.25f}};
        const Detection detection{{1, 1, 3, 2}, 0, 0.5f, false, std::make_shared<const Shape>(shape)};
        Frame frame;
        frame.image = cv::Mat(4, 5, CV_8UC3, cv::Scalar::all(0));
        for (const bool labelled : {false, true}) {
            const auto format =
                detectionFormat({}, labelled ? QStringLiteral("coco-data") : QStringLiteral("coco"))->make();
            QByteArray text;
            format->add(text, frame, {}, {detection});
            while (format->end(text)) {
            }
            const QJsonDocument document = QJsonDocument::fromJson(text);
            const QJsonObject first =
                objectAt(labelled ? document[QStringLiteral("annotations")].toArray() : document.array(), 0);
            // Columns of four: the first is outside, then two of four in each of three.
            QCOMPARE(first[QStringLiteral("segmentation")][QStringLiteral("counts")].toArray(),
                     numbers({5, 2, 2, 2, 2, 2, 5}));
            QCOMPARE(first[QStringLiteral("segmentation")][QStringLiteral("size")].toArray(), numbers({4, 5}));
            QCOMPARE(first[QStringLiteral("keypoints")].toArray(),
                     labelled ? numbers({2, 1, 2, 0, 0, 0}) : numbers({2, 1, 0.75, 3, 2, 0.25}));
            QCOMPARE(first[QStringLiteral("num_keypoints")].toInt(-1), labelled ? 1 : -1);
        }
    }

    void mot()
    {
        QCOMPARE(written("mot", video()), QByteArray("2,-1,11.00,21.00,30.25,40.13,0.9123,-1,-1,-1\n"
                                                     "2,-1,-2.00,6.00,7.00,9.00,0.5000,-1,-1,-1\n"
                                                     "4,-1,101.00,51.00,100.00,50.00,1.0000,-1,-1,-1\n"));
    }

    void cvat()
    {
        QXmlStreamReader reader(written("cvat", video()));
        QStringList boxes;
        QStringList labels;
        while (!reader.atEnd()) {
            reader.readNext();
            if (!reader.isStartElement())
                continue;
            const QXmlStreamAttributes attributes = reader.attributes();
            if (reader.name() == QLatin1String("track"))
                labels.append(attributes.value(QLatin1String("label")).toString());
            if (reader.name() == QLatin1String("box")) {
                QStringList values;
                for (const char *name : {"frame", "outside", "xtl", "ytl", "xbr", "ybr"})
                    values.append(attributes.value(QLatin1String(name)).toString());
                boxes.append(values.join(QLatin1Char(' ')));
            }
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(labels, (QStringList{QStringLiteral("person"), QStringLiteral("car \"red\" <&>"),
                                      QStringLiteral("car \"red\" <&>")}));
        QCOMPARE(boxes.size(), 6);
        QCOMPARE(boxes[0], QStringLiteral("1 0 10.00 20.00 40.25 60.13"));
        QCOMPARE(boxes[1], QStringLiteral("2 1 10.00 20.00 40.25 60.13"));
        QCOMPARE(boxes[4], QStringLiteral("3 0 100.00 50.00 200.00 100.00"));
    }

    void cvatTurnsBoxes()
    {
        Shape shape;
        shape.oriented = OrientedBox{{50, 40}, {40, 20}, std::numbers::pi_v<float> / 2.f};
        const auto format = detectionFormat({}, QStringLiteral("cvat"))->make();
        Frame frame;
        frame.id.index = 0;
        QByteArray text;
        format->add(text, frame, {}, {{{40, 20, 20, 40}, 0, 0.5f, false, std::make_shared<const Shape>(shape)}});
        QVERIFY2(text.contains("xtl=\"30.00\" ytl=\"30.00\" xbr=\"70.00\" ybr=\"50.00\" rotation=\"90.00\""),
                 text.constData());
    }

    void labelStudioForAVideo()
    {
        const QJsonArray tasks = QJsonDocument::fromJson(written("label-studio", video())).array();
        QCOMPARE(tasks.size(), 1);
        QCOMPARE(tasks[0][QStringLiteral("data")][QStringLiteral("video")].toString(), video().name);
        const QJsonArray result = tasks[0][QStringLiteral("predictions")][0][QStringLiteral("result")].toArray();
        QCOMPARE(result.size(), 3);
        const QJsonObject last = objectAt(result, 2);
        QCOMPARE(last[QStringLiteral("type")].toString(), QStringLiteral("videorectangle"));
        QCOMPARE(last[QStringLiteral("value")][QStringLiteral("labels")][0].toString(),
                 QStringLiteral("car \"red\" <&>"));
        const QJsonValue place = last[QStringLiteral("value")][QStringLiteral("sequence")][0];
        QCOMPARE(place[QStringLiteral("frame")].toInt(), 4);
        QVERIFY(!place[QStringLiteral("enabled")].toBool(true));
        for (const char *side : {"x", "y", "width", "height"})
            QCOMPARE(place[QLatin1String(side)].toDouble(), 50.0);
    }

    void labelStudioForPictures()
    {
        const QJsonArray tasks = QJsonDocument::fromJson(written("label-studio", folder())).array();
        QCOMPARE(tasks.size(), frames);
        QCOMPARE(tasks[1][QStringLiteral("data")][QStringLiteral("image")].toString(), QStringLiteral("<1>.png"));
        const auto result = [&](int i) {
            return tasks[i][QStringLiteral("predictions")][0][QStringLiteral("result")].toArray();
        };
        QCOMPARE(result(0).size(), 0);
        QCOMPARE(result(1).size(), 2);
        const QJsonObject first = objectAt(result(1), 0);
        QCOMPARE(first[QStringLiteral("original_width")].toInt(), 200);
        QCOMPARE(first[QStringLiteral("value")][QStringLiteral("x")].toDouble(), 5.0);
        QCOMPARE(first[QStringLiteral("value")][QStringLiteral("rectanglelabels")][0].toString(),
                 QStringLiteral("person"));
        QCOMPARE(first[QStringLiteral("score")].toDouble(), 0.9123);
    }
};

QTEST_GUILESS_MAIN(ExchangeFormatsTest)
#include "tst_exchangeformats.moc"
