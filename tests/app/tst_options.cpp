// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"
#include "tests/support/testcase.h"

using namespace sightglass;

namespace
{

/// A command line as a shell would split it, but at every blank.
Result<Options> parse(const QString &line)
{
    return parseOptions(QStringLiteral("sightglass ").append(line).split(QLatin1Char(' '), Qt::SkipEmptyParts),
                        QStringLiteral("1.2.3"));
}

} // namespace

class OptionsTest : public test::TestCase
{
    Q_OBJECT

private:
    template <typename T>
    static T parsed(const QString &line)
    {
        const auto options = parse(line);
        if (!options || !std::holds_alternative<T>(*options)) {
            QTest::qFail(qPrintable(options ? line : options.error().message), __FILE__, __LINE__);
            return {};
        }
        return std::get<T>(*options);
    }

private Q_SLOTS:
    void nothingGivenIsNothingSet() { QCOMPARE(parsed<ViewerOptions>({}), ViewerOptions{}); }

    void readsTheViewersOptions()
    {
        const auto options = parsed<ViewerOptions>(QStringLiteral(
            "street.mp4 --model m.pt --backend opencv --device cuda:1 --precision float16 --threads 3 --workers 2 "
            "--batch 4 --conf 0.4 --iou 0.5 --max-det 20 "
            "--policy every-frame --view smooth --loop --together --paused --full-screen --layout review "
            "--decoder software"));
        ViewerOptions expected;
        expected.sources = {SourceSpec::fromUserInput(QStringLiteral("street.mp4"))};
        expected.model = QStringLiteral("m.pt");
        expected.device = QStringLiteral("cuda:1");
        expected.backend = Backend::OpenCv;
        expected.precision = Precision::Float16;
        expected.threads = 3;
        expected.workers = 2;
        expected.batch = 4;
        expected.confidence = 0.4f;
        expected.iou = 0.5f;
        expected.maxDetections = 20;
        expected.policy = FlowPolicy::EveryFrame;
        expected.view = ViewMode::Smooth;
        expected.layout = StartLayout::Review;
        expected.decoder = DecoderChoice::Software;
        expected.loop = expected.together = expected.paused = expected.fullScreen = true;
        QCOMPARE(options, expected);
    }

    void optionsMayComeBeforeTheSource()
    {
        const auto options = parsed<ViewerOptions>(QStringLiteral("--policy latest --layout=tune 0"));
        QCOMPARE(options.sources.size(), 1);
        QCOMPARE(options.sources.first().kind, SourceKind::Camera);
        QCOMPARE(options.policy, std::optional(FlowPolicy::Latest));
        QCOMPARE(options.layout, std::optional(StartLayout::Tune));
    }

    void readsAnExport()
    {
        const auto options = parsed<ExportOptions>(
            QStringLiteral("export in.mp4 -o out.mp4 --detections out.csv --model m.pt --device cuda --threads 2 "
                           "--workers 3 --batch 8 --conf "
                           "0.3 --iou 0.6 --max-det 50 --classes person,car --class-agnostic --range 10:20 --summary "
                           "json --quiet --overwrite --format mot --no-audio --line-width 3.5 --label-size 20 --fill "
                           "0.25 --log a.log"));
        const ExportRequest &request = options.request;
        QCOMPARE(request.source, SourceSpec::fromUserInput(QStringLiteral("in.mp4")));
        QCOMPARE(request.videoPath, QStringLiteral("out.mp4"));
        QCOMPARE(request.results.size(), std::size_t(1));
        QCOMPARE(request.results.front(), (ResultsTarget{QStringLiteral("out.csv"), QStringLiteral("mot")}));
        QVERIFY(!options.batch);
        QVERIFY(!request.sound);
        QCOMPARE(request.model.location, QStringLiteral("m.pt"));
        QCOMPARE(request.model.device, QStringLiteral("cuda:0"));
        QCOMPARE(request.model.threads, 2);
        QCOMPARE(request.model.workers, 3);
        QCOMPARE(request.model.batch, 8);
        QCOMPARE(request.thresholds.confidence, 0.3f);
        QVERIFY(!request.useModelConfidence);
        QCOMPARE(request.thresholds.iou, 0.6f);
        QCOMPARE(request.thresholds.maxDetections, 50);
        QVERIFY(request.thresholds.classAgnostic);
        QCOMPARE(request.shownClasses, (QStringList{QStringLiteral("person"), QStringLiteral("car")}));
        QCOMPARE(request.range, (FrameRange{10, 20}));
        QCOMPARE(options.summary, SummaryFormat::Json);
        QVERIFY(options.quiet);
        QVERIFY(request.overwrite);
        QCOMPARE(request.style.lineWidth, 3.5);
        QCOMPARE(request.style.fontSize, 20.0);
        QCOMPARE(request.style.fill, 0.25);
        QCOMPARE(options.log, QStringLiteral("a.log"));
    }

    void exportsDefaults()
    {
        const auto options = parsed<ExportOptions>(QStringLiteral("export in.mp4 -o out.mp4"));
        QVERIFY(options.request.useModelConfidence);
        QCOMPARE(options.request.thresholds.iou, 0.45f);
        QCOMPARE(options.request.thresholds.maxDetections, 300);
        QVERIFY(!options.request.thresholds.classAgnostic);
        QVERIFY(options.request.model.location.isEmpty());
        QCOMPARE(options.request.model.device, QStringLiteral("cpu"));
        QVERIFY(options.request.results.empty());
        QVERIFY(options.request.provenance);
        QVERIFY(!options.request.overwrite);
        QVERIFY(parsed<ExportOptions>(QStringLiteral("export in.mp4 -y -o out.mp4")).request.overwrite);
        QCOMPARE(options.request.range, FrameRange{});
        QCOMPARE(options.summary, SummaryFormat::Text);
    }

    void readsSeveralLists()
    {
        const auto options = parsed<ExportOptions>(
            QStringLiteral("export in.mp4 --detections coco=a.json --detections b.csv --detections yolo=labels "
                           "--detections other=c.csv --no-sidecar"));
        const std::vector<ResultsTarget> wanted{{QStringLiteral("a.json"), QStringLiteral("coco")},
                                                {QStringLiteral("b.csv"), {}},
                                                {QStringLiteral("labels"), QStringLiteral("yolo")},
                                                {QStringLiteral("other=c.csv"), {}}};
        QVERIFY(options.request.results == wanted);
        QVERIFY(!options.request.provenance);
    }

    void readsPicturesAndCrops()
    {
        const ExportRequest request =
            parsed<ExportOptions>(QStringLiteral("export in.mp4 --save-frames f --every 5 --only-found --no-overlay "
                                                 "--save-crop c --crop-margin 0.2 --crop-min 16"))
                .request;
        QCOMPARE(request.pictures, (PicturesTarget{QStringLiteral("f"), 5, true, false}));
        QCOMPARE(request.crops, (CropsTarget{QStringLiteral("c"), 0.2, 16}));
    }

    void readsABatch()
    {
        const auto options = parsed<ExportOptions>(
            QStringLiteral("export a.mp4 b clips/*.avi --output-dir out --format csv,yolo --container MKV --jobs 3 "
                           "--resume --shard 2/8 --conf 0.3"));
        QVERIFY(options.batch);
        QCOMPARE(options.batch->inputs,
                 (QStringList{QStringLiteral("a.mp4"), QStringLiteral("b"), QStringLiteral("clips/*.avi")}));
        QCOMPARE(options.batch->folder, QStringLiteral("out"));
        QCOMPARE(options.batch->formats, (QStringList{QStringLiteral("csv"), QStringLiteral("yolo")}));
        QCOMPARE(options.batch->container, QStringLiteral("mkv"));
        QCOMPARE(options.batch->shard, (Shard{2, 8}));
        QCOMPARE(options.batch->common.thresholds.confidence, 0.3f);
        QCOMPARE(options.jobs, 3);
        QVERIFY(options.request.resume);
        const auto plain = parsed<ExportOptions>(QStringLiteral("export a.mp4 --output-dir out --no-video"));
        QVERIFY(plain.batch->container.isEmpty());
        QCOMPARE(plain.batch->shard, Shard{});
        QCOMPARE(plain.jobs, 1);
    }

    void readsAnInspection()
    {
        const auto plain = parsed<InspectOptions>(QStringLiteral("inspect net.pt"));
        QCOMPARE(plain.model, (ModelRequest{QStringLiteral("net.pt")}));
        QVERIFY(!plain.json);
        const auto full = parsed<InspectOptions>(QStringLiteral(
            "inspect --json net.pt --backend onnxruntime --device tensorrt --precision float16 --threads 2"));
        QVERIFY(full.json);
        QCOMPARE(full.model, (ModelRequest{.location = QStringLiteral("net.pt"),
                                           .device = QStringLiteral("tensorrt:0"),
                                           .precision = Precision::Float16,
                                           .backend = Backend::OnnxRuntime,
                                           .threads = 2}));
        QCOMPARE(parsed<ViewerOptions>(QStringLiteral("./inspect")).sources.value(0).location,
                 QStringLiteral("./inspect"));
    }

    void readsRanges_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<FrameRange>("expected");
        QTest::newRow("both") << QStringLiteral("3:7") << FrameRange{3, 7};
        QTest::newRow("one frame") << QStringLiteral("5:5") << FrameRange{5, 5};
        QTest::newRow("from") << QStringLiteral("3:") << FrameRange{3, {}};
        QTest::newRow("to") << QStringLiteral(":7") << FrameRange{0, 7};
        QTest::newRow("all") << QStringLiteral(":") << FrameRange{};
    }

    void readsRanges()
    {
        QFETCH(QString, text);
        QFETCH(FrameRange, expected);
        QCOMPARE(parsed<ExportOptions>(QStringLiteral("export a -o b.mp4 --range ") + text).request.range, expected);
    }

    void aFileNamedExportIsASource()
    {
        const auto options = parsed<ViewerOptions>(QStringLiteral("./export"));
        QCOMPARE(options.sources.value(0).location, QStringLiteral("./export"));
    }

    void helps_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("expected");
        QTest::newRow("help") << QStringLiteral("--help") << QStringLiteral("--layout");
        QTest::newRow("help of export") << QStringLiteral("export -h") << QStringLiteral("--detections");
        QTest::newRow("help of inspect") << QStringLiteral("inspect -h") << QStringLiteral("--json");
        QTest::newRow("help before errors") << QStringLiteral("export --conf 7 --help") << QStringLiteral("--range");
        QTest::newRow("usage") << QStringLiteral("--help") << QStringLiteral("Usage: sightglass [SOURCE...]");
        QTest::newRow("version") << QStringLiteral("--version") << QStringLiteral("sightglass 1.2.3");
        QTest::newRow("version of export") << QStringLiteral("export -v") << QStringLiteral("sightglass 1.2.3");
    }

    void helps()
    {
        QFETCH(QString, line);
        QFETCH(QString, expected);
        QVERIFY(parsed<PrintOptions>(line).text.contains(expected));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *line, const char *message) {
            QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(message);
        };
        row("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "room for 16 sources, but 17");
        row("export a -o b.mp4 --every 5", "--every needs --save-frames.");
        row("export a -o b.mp4 --crop-min 5", "--crop-min needs --save-crop.");
        row("export a -o b.mp4 --jobs 2", "--jobs needs --output-dir.");
        row("--unknown", "unknown");
        row("--conf", "Missing value after '--conf'.");
        row("--conf=", "--conf");
        row("--conf 1.5", "--conf takes a number from 0 to 1, not \"1.5\".");
        row("--conf nan", "--conf takes");
        row("--conf 0,5", "--conf takes");
        row("--iou -0.1", "--iou takes");
        row("--max-det 0", "--max-det takes a whole number from 1 to 100000, not \"0\".");
        row("--threads x", "--threads takes");
        row("--workers -1", "--workers takes a whole number from 0 to 256, not \"-1\".");
        row("--batch 1.5", "--batch takes a whole number from 0 to 256");
        row("--device gpu", "--device takes cpu, opencl, cuda:N, openvino or tensorrt:N, not \"gpu\".");
        row("--backend torch", "--backend takes auto or onnxruntime or opencv, not \"torch\".");
        row("--precision int8", "--precision takes float32 or float16 or bfloat16, not \"int8\".");
        row("--policy all", "--policy takes latest or every-frame, not \"all\".");
        row("--view flat", "--view takes synced or smooth");
        row("--layout wide", "--layout takes tune or monitor or review");
        row("--range 1:2", "range");
        row("inspect", "has to be a model");
        row("inspect a b", "room for one model, but 2");
        row("inspect a --conf 0.5", "conf");
        row("inspect a --threads x", "--threads takes");
        row("export", "needs a source");
        row("export -o out.mp4", "needs a source");
        row("export a b -o out.mp4", "room for one source, but 2");
        row("export a", "needs -o");
        row("export a -o", "Missing value after '-o'.");
        row("export a -o out.mp4 --loop", "loop");
        row("export a -o out.mp4 --range 5", "--range takes FIRST:LAST, as 100:199, not \"5\".");
        row("export a -o out.mp4 --range 7:3", "--range 7:3 ends before it begins.");
        row("export a -o out.mp4 --range=-1:3", "--range takes");
        row("export a -o out.mp4 --range 1.5:3", "--range takes");
        row("export a -o out.mp4 --summary xml", "--summary takes json or text, not \"xml\".");
        row("export a -o out.mp4 --conf 2", "--conf takes");
    }

    void refuses()
    {
        QFETCH(QString, line);
        QFETCH(QString, message);
        const auto options = parse(line);
        QVERIFY(!options);
        QVERIFY2(options.error().message.contains(message), qPrintable(options.error().message));
        QVERIFY(!options.error().message.contains(QLatin1Char('\n')));
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
