// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportrequestjson.h"
#include "tests/support/testcase.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace sightglass;

class ExportRequestJsonTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aRequestComesBack_data();
    void aRequestComesBack();
    void whatIsMissingIsAsInANewRequest();
    void whatIsNoneIsNamed_data();
    void whatIsNoneIsNamed();
};

namespace
{

/// No field as in a new one.
ExportRequest fullRequest()
{
    ExportRequest request;
    request.source.kind = SourceKind::ImageSequence;
    request.source.location = QStringLiteral("/ä \"b\"/*.png");
    request.source.typed = true;
    request.source.incomplete = true;
    request.model.location = QStringLiteral("/m.onnx");
    request.model.device = QStringLiteral("cuda:1");
    request.model.precision = Precision::Quantised;
    request.model.backend = Backend::OnnxRuntime;
    request.model.threads = 3;
    request.model.batch = 4;
    request.model.workers = 5;
    request.model.leastScore = 0.1f;
    request.model.overrides.emplace().classNames = {QStringLiteral("a"), QString()};
    request.model.overrides->mean = {0.1f, 0.2f, 0.3f};
    request.thresholds.confidence = 0.3f;
    request.thresholds.iou = 0.7f;
    request.thresholds.maxDetections = 7;
    request.thresholds.classAgnostic = true;
    request.thresholds.classes = {{1, {false, {}}}, {80, {true, 0.9f}}};
    request.useModelConfidence = true;
    request.shownClasses = {QStringLiteral("cat"), QStringLiteral("7")};
    request.style.boxes = request.style.labels = request.style.scores = request.style.masks = request.style.keypoints =
        false;
    request.style.lineWidth = 1.5;
    request.style.fontSize = 20;
    request.style.fill = 0.25;
    request.style.fontFamily = QStringLiteral("Serif");
    request.style.colours = {{QStringLiteral("cat"), QColor(1, 2, 3)}};
    request.range = {5, 99};
    request.videoPath = QStringLiteral("/out.mkv");
    request.video = {QStringLiteral("hevc"), QStringLiteral("vaapi"), 50, EncodingSpeed::Slow};
    request.results = {{QStringLiteral("/a.csv"), {}}, {QStringLiteral("/b"), QStringLiteral("yolo")}};
    request.pictures = {QStringLiteral("/pictures"), 10, true, false};
    request.crops = {QStringLiteral("/crops"), 0.1, 16};
    request.provenance = false;
    request.sound = false;
    request.resume = true;
    request.overwrite = true;
    return request;
}

} // namespace

void ExportRequestJsonTest::aRequestComesBack_data()
{
    QTest::addColumn<ExportRequest>("request");
    QTest::newRow("new") << ExportRequest();
    QTest::newRow("full") << fullRequest();
}

void ExportRequestJsonTest::aRequestComesBack()
{
    QFETCH(ExportRequest, request);
    const QByteArray text = QJsonDocument(requestToJson(request)).toJson();
    const auto read = requestFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY2(read.ok(), qPrintable(read ? QString() : read.error().message));
    QVERIFY(*read == request);
}

void ExportRequestJsonTest::whatIsMissingIsAsInANewRequest()
{
    const auto read = requestFromJson({});
    QVERIFY(read.ok());
    QVERIFY(*read == ExportRequest());
}

void ExportRequestJsonTest::whatIsNoneIsNamed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("field");
    QTest::newRow("unknown") << QByteArray(R"({"colour": 1})") << QStringLiteral("colour");
    QTest::newRow("unknown within") << QByteArray(R"({"video": {"path": "/a", "length": 1}})")
                                    << QStringLiteral("length");
    QTest::newRow("kind") << QByteArray(R"({"source": {"kind": "moon"}})") << QStringLiteral("kind");
    QTest::newRow("type") << QByteArray(R"({"sound": "yes"})") << QStringLiteral("sound");
    QTest::newRow("overrides") << QByteArray(R"({"model": {"overrides": {"divisor": -1}}})")
                               << QStringLiteral("overrides");
}

void ExportRequestJsonTest::whatIsNoneIsNamed()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, field);
    const auto read = requestFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(!read.ok());
    QVERIFY2(read.error().message.startsWith(field + QLatin1Char(' ')), qPrintable(read.error().message));
}

QTEST_APPLESS_MAIN(ExportRequestJsonTest)
#include "tst_exportrequestjson.moc"
