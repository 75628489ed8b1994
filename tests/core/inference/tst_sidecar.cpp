// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelids.h"
#include "core/inference/sidecar.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QSet>
#include <QTemporaryDir>

#include <limits>

using namespace sightglass;

/// What a person says of a model, and the file that keeps it.
class TestSidecar : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void idsAreUniqueAndReadBack();
    void readsEveryField();
    void writesInAFixedOrder();
    void readsBackWhatItWrites();
    void refuses_data();
    void refuses();
    void liesBesideTheModel();
    void unreadableFilesAreErrors();
    void doesNotWriteWhatItWouldNotRead();
    void saysWhyItCouldNotWrite();
};

void TestSidecar::idsAreUniqueAndReadBack()
{
    const QStringList families = familyIds();
    QCOMPARE(QSet<QString>(families.begin(), families.end()).size(), families.size());
    // From YoloV5 to the last; HogPeople and Unknown have none.
    QCOMPARE(families.size(), static_cast<int>(ModelFamily::Classification) - 1);
    for (const QString &id : families)
        QCOMPARE(familyId(familyFromId(id).value()), id);
    for (const QString &id : inputFitIds())
        QCOMPARE(inputFitId(inputFitFromId(id).value()), id);
    for (const QString &id : channelOrderIds())
        QCOMPARE(channelOrderId(channelOrderFromId(id).value()), id);
    QVERIFY(!familyFromId(familyId(ModelFamily::Unknown)));
    QVERIFY(!familyFromId(familyId(ModelFamily::HogPeople)));
    QVERIFY(!familyFromId({}));
}

static ModelOverrides everything()
{
    ModelOverrides overrides;
    overrides.name = QStringLiteral("Bottles, \"second\" try");
    overrides.otherFile = QStringLiteral("../networks/bottles.cfg");
    overrides.family = ModelFamily::YoloSegment;
    overrides.classNames = QStringList{QStringLiteral("bottle"), QString(), QStringLiteral("Glas-Scherbe \u00fc")};
    overrides.inputSize = QSize(640, 384);
    overrides.fit = InputFit::LetterboxTopLeft;
    overrides.channelOrder = ChannelOrder::Bgr;
    overrides.divisor = 1.f;
    overrides.mean = {103.53f, 116.28f, 123.675f};
    overrides.deviation = {57.375f, 57.12f, 58.395f};
    overrides.confidence = 0.1f;
    overrides.keypoints = 17;
    overrides.keypointValues = 2;
    return overrides;
}

static const char everyField[] = R"({
    "sightglass": 1,
    "name": "Bottles, \"second\" try",
    "otherFile": "../networks/bottles.cfg",
    "family": "yolo-segment",
    "classNames": ["bottle", "", "Glas-Scherbe ü"],
    "inputSize": [640, 384],
    "fit": "letterbox-top-left",
    "channelOrder": "bgr",
    "divisor": 1,
    "mean": [103.53, 116.28, 123.675],
    "deviation": [57.375, 57.12, 58.395],
    "confidence": 0.1,
    "keypoints": 17,
    "keypointValues": 2
}
)";

void TestSidecar::readsEveryField()
{
    const auto overrides = parseSidecar(everyField);
    QVERIFY2(overrides.ok(), overrides ? "" : qPrintable(overrides.error().toText()));
    QVERIFY(*overrides == everything());

    QVERIFY(parseSidecar("{}")->isEmpty());
    const auto grey = parseSidecar(R"({"channelOrder": "gray", "mean": 0.5, "deviation": 2})");
    QVERIFY(grey.ok());
    QCOMPARE(*grey->mean, (std::array{0.5f, 0.5f, 0.5f}));
    QCOMPARE(*grey->deviation, (std::array{2.f, 2.f, 2.f}));
}

void TestSidecar::writesInAFixedOrder()
{
    QCOMPARE(sidecarJson(everything()), QByteArray(everyField));
    QCOMPARE(sidecarJson({}), QByteArray("{\n    \"sightglass\": 1\n}\n"));
}

void TestSidecar::readsBackWhatItWrites()
{
    ModelOverrides overrides;
    overrides.divisor = 1.f / 3.f;
    overrides.mean = {-std::numeric_limits<float>::max(), 0.f, 1e-30f};
    overrides.confidence = 1.f;
    overrides.classNames = QStringList();
    overrides.name = QStringLiteral("line\nbreak\ttab \\ and \u2028");
    const auto again = parseSidecar(sidecarJson(overrides));
    QVERIFY2(again.ok(), again ? "" : qPrintable(again.error().toText()));
    QVERIFY(*again == overrides);
}

void TestSidecar::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *json, const char *words) {
        QTest::newRow(json) << QByteArray(json) << QString::fromUtf8(words);
    };
    row("", "Line 1 is not valid JSON");
    row("[]", "not valid JSON");
    row("{\n\"name\": \"x\",\n\"family\" 3}", "Line 3");
    row(R"({"sightglass": 2})", "\"sightglass\" has to be 1");
    row(R"({"famly": "yolov8"})", "no field \"famly\"");
    row(R"({"name": 3})", "\"name\" has to be a text");
    row(R"({"name": null})", "\"name\" has to be a text");
    row(R"({"family": "yolo"})", "\"family\" has to be one of \"yolov5\", \"yolov6\"");
    row(R"({"family": "unknown"})", "\"family\"");
    row(R"({"family": 8})", "\"family\"");
    row(R"({"classNames": "person"})", "\"classNames\" has to be a list of texts");
    row(R"({"classNames": {"0": "person"}})", "\"classNames\"");
    row(R"({"classNames": ["person", 3]})", "\"classNames\"");
    row(R"({"inputSize": 640})", "\"inputSize\" has to be [width, height]");
    row(R"({"inputSize": [640]})", "\"inputSize\"");
    row(R"({"inputSize": [640, 640, 3]})", "\"inputSize\"");
    row(R"({"inputSize": [640, 0]})", "\"inputSize\"");
    row(R"({"inputSize": [640.5, 640]})", "\"inputSize\"");
    row(R"({"inputSize": [640, 1e30]})", "\"inputSize\"");
    row(R"({"inputSize": ["640", "640"]})", "\"inputSize\"");
    row(R"({"fit": "crop"})", "\"letterbox\", \"letterbox-top-left\", \"stretch\"");
    row(R"({"channelOrder": "RGB"})", "\"rgb\", \"bgr\", \"gray\"");
    row(R"({"divisor": 0})", "\"divisor\" has to be a number above 0");
    row(R"({"divisor": 1e300})", "\"divisor\"");
    row(R"({"divisor": "255"})", "\"divisor\"");
    row(R"({"mean": [1, 2]})", "\"mean\" has to be a number or a list of three");
    row(R"({"mean": [1, 2, "3"]})", "\"mean\"");
    row(R"({"deviation": [1, 1, 0]})", "\"deviation\" has to be a number above 0 or a list of three");
    row(R"({"confidence": 25})", "\"confidence\" has to be a number from 0 to 1");
    row(R"({"confidence": -0.1})", "\"confidence\"");
    row(R"({"keypoints": 0})", "\"keypoints\" has to be a whole number from 1 to 10000");
    row(R"({"keypointValues": 4})", "\"keypointValues\" has to be a whole number from 2 to 3");
}

void TestSidecar::refuses()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, words);
    const auto overrides = parseSidecar(json);
    QVERIFY(!overrides);
    QVERIFY2(overrides.error().message.contains(words), qPrintable(overrides.error().toText()));
    QVERIFY(!overrides.error().suggestion.isEmpty());
}

void TestSidecar::liesBesideTheModel()
{
    const QTemporaryDir folder;
    const QString model = folder.filePath(QStringLiteral("net.onnx"));
    QCOMPARE(sidecarPath(model), folder.filePath(QStringLiteral("net.onnx.sightglass.json")));
    const auto none = readSidecar(model);
    QVERIFY(none.ok());
    QVERIFY(!none->has_value());

    QVERIFY(writeSidecar(model, everything()).ok());
    const auto written = readSidecar(model);
    QVERIFY(written.ok());
    QVERIFY(written->value() == everything());
    QVERIFY(writeSidecar(model, {}).ok());
    QVERIFY(readSidecar(model)->value().isEmpty());
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestSidecar::unreadableFilesAreErrors()
{
    const QTemporaryDir folder;
    const QString model = folder.filePath(QStringLiteral("net.onnx"));
    QFile file(sidecarPath(model));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"inputSize": "wide"})");
    file.close();
    auto error = readSidecar(model).error();
    QVERIFY2(error.message.startsWith(QLatin1String("net.onnx.sightglass.json: The field \"inputSize\"")),
             qPrintable(error.toText()));
    QVERIFY(error.detail.contains(QLatin1String("\"wide\"")));

    QVERIFY(file.remove());
    QVERIFY(QDir().mkdir(sidecarPath(model)));
    error = readSidecar(model).error();
    QVERIFY2(error.message.contains(QLatin1String("cannot be read")), qPrintable(error.toText()));
}

void TestSidecar::doesNotWriteWhatItWouldNotRead()
{
    const QTemporaryDir folder;
    const QString model = folder.filePath(QStringLiteral("net.onnx"));
    ModelOverrides overrides;
    overrides.confidence = 2.f;
    QVERIFY(writeSidecar(model, overrides).error().message.contains(QLatin1String("\"confidence\"")));
    overrides = {};
    overrides.divisor = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(!writeSidecar(model, overrides).ok());
    QVERIFY(!QFile::exists(sidecarPath(model)));
}

void TestSidecar::saysWhyItCouldNotWrite()
{
    const QTemporaryDir folder;
    const auto error = writeSidecar(folder.filePath(QStringLiteral("missing/net.onnx")), {}).error();
    QVERIFY2(error.message.contains(QLatin1String("net.onnx.sightglass.json could not be written")),
             qPrintable(error.toText()));
    QVERIFY2(error.detail.contains(QLatin1String("No such file or directory")), qPrintable(error.toText()));
}

QTEST_GUILESS_MAIN(TestSidecar)
#include "tst_sidecar.moc"
