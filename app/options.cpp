// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include "app/optionreader.h"

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

std::pair<QString, QString> sourceArgument()
{
    return {QStringLiteral("SOURCE"),
            QStringLiteral("Video, picture, folder or pattern of pictures, camera (0, /dev/video0), URL, or GStreamer "
                           "pipeline. A file named \"export\", \"inspect\" or \"0\": ./export, ./0")};
}

void addDeviceOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("device")}, QStringLiteral("Where it runs: cpu, opencl or cuda:N."),
                 QStringLiteral("DEVICE"));
    reader.value({QStringLiteral("precision")}, QStringLiteral("What it computes in; default: float32."),
                 QStringLiteral("float32|float16|bfloat16"));
    reader.value({QStringLiteral("threads")}, QStringLiteral("Threads of one inference; 0: chosen for this machine."),
                 QStringLiteral("N"));
}

void addLimitOption(OptionReader &reader)
{
    reader.value(
        {QStringLiteral("max-megapixels")},
        QStringLiteral("Largest picture that is opened; default: %1. A model's input may have an eighth of it.")
            .arg(defaultPixelLimit / 1'000'000),
        QStringLiteral("N"));
}

void addLogOption(OptionReader &reader)
{
    reader.value({QStringLiteral("log")}, QStringLiteral("Writes what the program does to the end of this file."),
                 QStringLiteral("FILE"));
}

qint64 pixelLimitOf(OptionReader &reader)
{
    const auto megapixels = reader.whole("max-megapixels", 1, 1'000'000);
    return megapixels ? qint64(*megapixels) * 1'000'000 : defaultPixelLimit;
}

void addModelOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("model")}, QStringLiteral("Model to load: a file, or a built-in one's id."),
                 QStringLiteral("MODEL"));
    addDeviceOptions(reader);
    reader.value({QStringLiteral("workers")},
                 QStringLiteral("Copies of the model that run beside each other; 0: as many as are quickest here."),
                 QStringLiteral("N"));
    reader.value({QStringLiteral("batch")},
                 QStringLiteral("Pictures that one run of the model takes together; 0: what was measured to be quick."),
                 QStringLiteral("N"));
    reader.value({QStringLiteral("conf")},
                 QStringLiteral("Least confidence of a detection, 0 to 1; default: what the model's makers advise."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("iou")},
                 QStringLiteral("Boxes of a class that overlap a better one by more than this, 0 to 1, are dropped; "
                                "default: 0.45."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("max-det")}, QStringLiteral("Most detections of one frame; default: 300."),
                 QStringLiteral("N"));
}

void readDevice(OptionReader &reader, ModelRequest &model)
{
    if (const QString device = reader.device(); !device.isEmpty())
        model.device = device;
    model.precision = reader.precision().value_or(model.precision);
    model.threads = reader.whole("threads", 0, 256).value_or(model.threads);
}

std::optional<PrintOptions> printed(const OptionReader &reader, const QString &version)
{
    if (reader.has("help"))
        return PrintOptions{reader.help().trimmed()};
    if (reader.has("version"))
        return PrintOptions{QStringLiteral("sightglass %1").arg(version)};
    return std::nullopt;
}

Result<Options> parseViewer(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass [SOURCE] [options]\n       sightglass export SOURCE -o OUT.mp4 [options]\n"
                       "       sightglass inspect MODEL [options]"),
        QStringLiteral("Shows what an object detector sees, on live and recorded video."), sourceArgument());
    addModelOptions(reader);
    addLimitOption(reader);
    addLogOption(reader);
    reader.value({QStringLiteral("policy")},
                 QStringLiteral("When the model is slower than the source: latest drops frames, every-frame waits."),
                 QStringLiteral("latest|every-frame"));
    reader.value({QStringLiteral("view")},
                 QStringLiteral("synced shows a frame with its own boxes, smooth shows every frame at once."),
                 QStringLiteral("synced|smooth"));
    reader.flag({QStringLiteral("loop")}, QStringLiteral("Begins the file again when it is over."));
    reader.flag({QStringLiteral("paused")}, QStringLiteral("Stands still at the first frame."));
    reader.flag({QStringLiteral("full-screen")}, QStringLiteral("Shows the picture on the whole screen."));
    reader.value({QStringLiteral("layout")}, QStringLiteral("Arrangement of the window."),
                 QStringLiteral("tune|monitor|review"));
    reader.parse(arguments);
    if (auto text = printed(reader, version))
        return Options(std::move(*text));

    ViewerOptions options;
    const QStringList sources = reader.positional();
    if (sources.size() > 1)
        reader.fail(QStringLiteral("There is room for one source, but %1 are given.").arg(sources.size()));
    else if (!sources.isEmpty())
        options.source = SourceSpec::fromCommandLine(sources.constFirst());
    options.model = reader.text("model");
    options.device = reader.device();
    options.precision = reader.precision();
    options.threads = reader.whole("threads", 0, 256);
    options.workers = reader.whole("workers", 0, 256);
    options.batch = reader.whole("batch", 0, 256);
    options.confidence = reader.share("conf");
    options.iou = reader.share("iou");
    options.maxDetections = reader.whole("max-det", 1, 100000);
    options.policy = reader.choice<FlowPolicy>("policy", {{QStringLiteral("latest"), FlowPolicy::Latest},
                                                          {QStringLiteral("every-frame"), FlowPolicy::EveryFrame}});
    options.view = reader.choice<ViewMode>(
        "view", {{QStringLiteral("synced"), ViewMode::Synced}, {QStringLiteral("smooth"), ViewMode::Smooth}});
    options.layout = reader.choice<StartLayout>("layout", {{QStringLiteral("tune"), StartLayout::Tune},
                                                           {QStringLiteral("monitor"), StartLayout::Monitor},
                                                           {QStringLiteral("review"), StartLayout::Review}});
    options.pixelLimit = pixelLimitOf(reader);
    options.log = reader.text("log");
    options.loop = reader.has("loop");
    options.paused = reader.has("paused");
    options.fullScreen = reader.has("full-screen");
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

Result<Options> parseExport(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass export SOURCE [-o OUT.mp4] [--detections OUT.csv] [options]"),
        QStringLiteral(
            "Runs every frame through the model, and writes an annotated video or picture, a list of "
            "the detections, or both. Needs no display.\n\nExit status: 0 when all frames were exported, 3 when "
            "some could not be read or did not come and the others were exported, 1 on failure, 2 for a wrong "
            "command line, 130 when cancelled."),
        sourceArgument());
    reader.value({QStringLiteral("o"), QStringLiteral("output")},
                 QStringLiteral("Annotated video (mp4, mkv, mov, webm, avi) or picture (jpg, png, ...)."),
                 QStringLiteral("FILE"));
    reader.value(
        {QStringLiteral("detections")},
        QStringLiteral("List of the detections: a table (csv), or with masks and keypoints too (ndjson, jsonl)."),
        QStringLiteral("FILE"));
    reader.value(
        {QStringLiteral("format")},
        QStringLiteral("How the list is written, whatever its ending: csv, ndjson, coco, coco-data, mot, cvat or "
                       "label-studio."),
        QStringLiteral("NAME"));
    reader.flag({QStringLiteral("no-audio")}, QStringLiteral("Leaves out sound and subtitles."));
    reader.flag({QStringLiteral("y"), QStringLiteral("overwrite")},
                QStringLiteral("Replaces files that exist; without it they are an error."));
    addModelOptions(reader);
    addLimitOption(reader);
    addLogOption(reader);
    reader.value({QStringLiteral("classes")}, QStringLiteral("Only these classes, by name or number: person,car."),
                 QStringLiteral("LIST"));
    reader.flag({QStringLiteral("class-agnostic")},
                QStringLiteral("Boxes are dropped for overlapping better ones of other classes, too."));
    reader.value({QStringLiteral("line-width")}, QStringLiteral("Thickness of boxes, in pixels; default: 2."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("label-size")}, QStringLiteral("Height of labels, in pixels; default: 12."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("fill")},
                 QStringLiteral("How much the inside of boxes is tinted, 0 to 0.9; default: 0."), QStringLiteral("X"));
    reader.value({QStringLiteral("range")},
                 QStringLiteral("Only these frames, both included, counted from 0; either may be left out."),
                 QStringLiteral("FIRST:LAST"));
    reader.value({QStringLiteral("summary")}, QStringLiteral("How the counts are told in the end; default: text."),
                 QStringLiteral("json|text"));
    reader.flag({QStringLiteral("quiet")}, QStringLiteral("Shows no progress."));
    reader.parse(arguments);
    if (auto text = printed(reader, version))
        return Options(std::move(*text));

    ExportOptions options;
    ExportRequest &request = options.request;
    const QStringList sources = reader.positional();
    if (sources.size() == 1)
        request.source = SourceSpec::fromCommandLine(sources.constFirst());
    else
        reader.fail(sources.isEmpty()
                        ? QStringLiteral("An export needs a source: sightglass export SOURCE -o OUT.mp4.")
                        : QStringLiteral("There is room for one source, but %1 are given.").arg(sources.size()));
    request.videoPath = reader.text("output");
    request.detectionsPath = reader.text("detections");
    request.detectionsFormat = reader.text("format");
    if (!request.detectionsFormat.isEmpty() && request.detectionsPath.isEmpty())
        reader.fail(QStringLiteral("--format needs --detections with the list that it is for."));
    request.sound = !reader.has("no-audio");
    request.overwrite = reader.has("overwrite");
    if (request.videoPath.isEmpty() && request.detectionsPath.isEmpty())
        reader.fail(
            QStringLiteral("An export needs -o with a video to write, --detections with a list to write, or both."));
    request.model.location = reader.text("model");
    readDevice(reader, request.model);
    request.model.workers = reader.whole("workers", 0, 256).value_or(request.model.workers);
    request.model.batch = reader.whole("batch", 0, 256).value_or(request.model.batch);
    const auto confidence = reader.share("conf");
    request.useModelConfidence = !confidence;
    request.thresholds.confidence = confidence.value_or(request.thresholds.confidence);
    request.model.leastScore = std::min(request.model.leastScore, confidence.value_or(request.model.leastScore));
    request.thresholds.iou = reader.share("iou").value_or(request.thresholds.iou);
    request.thresholds.maxDetections = reader.whole("max-det", 1, 100000).value_or(request.thresholds.maxDetections);
    request.thresholds.classAgnostic = reader.has("class-agnostic");
    if (reader.has("classes"))
        request.shownClasses = reader.text("classes").split(QLatin1Char(','));
    OverlayStyle &style = request.style;
    style.lineWidth = reader.number("line-width", 0.5, 16.0).value_or(style.lineWidth);
    style.fontSize = reader.number("label-size", 6.0, 64.0).value_or(style.fontSize);
    style.fill = reader.number("fill", 0.0, 0.9).value_or(style.fill);
    request.range = reader.range();
    options.summary = reader
                          .choice<SummaryFormat>("summary", {{QStringLiteral("json"), SummaryFormat::Json},
                                                             {QStringLiteral("text"), SummaryFormat::Text}})
                          .value_or(options.summary);
    options.quiet = reader.has("quiet");
    options.pixelLimit = pixelLimitOf(reader);
    options.log = reader.text("log");
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

Result<Options> parseInspect(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass inspect MODEL [options]"),
        QStringLiteral("Tells what a model is: its format, inputs and outputs, how it is read and why, its "
                       "size and speed; or why it cannot be used. Needs no display."),
        {QStringLiteral("MODEL"), QStringLiteral("A model's file, or a built-in model's id.")});
    reader.flag({QStringLiteral("json")}, QStringLiteral("Tells it as JSON."));
    addDeviceOptions(reader);
    addLimitOption(reader);
    addLogOption(reader);
    reader.parse(arguments);
    if (auto text = printed(reader, version))
        return Options(std::move(*text));

    InspectOptions options;
    const QStringList models = reader.positional();
    if (models.size() == 1)
        options.model.location = models.constFirst();
    else
        reader.fail(models.isEmpty()
                        ? QStringLiteral("There has to be a model: sightglass inspect MODEL.")
                        : QStringLiteral("There is room for one model, but %1 are given.").arg(models.size()));
    readDevice(reader, options.model);
    options.json = reader.has("json");
    options.pixelLimit = pixelLimitOf(reader);
    options.log = reader.text("log");
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

/// FILE comes first and is a file whatever it begins with.
Result<Options> parseTrial(const QStringList &arguments)
{
    OptionReader reader(QStringLiteral("sightglass --try-model FILE [options]"), {}, {QStringLiteral("FILE"), {}});
    addDeviceOptions(reader);
    addLimitOption(reader);
    TrialOptions options;
    options.model.location = arguments.value(1);
    if (options.model.location.isEmpty())
        reader.fail(QStringLiteral("--try-model is followed by a file."));
    reader.parse(QStringList(arguments.constFirst()) + arguments.mid(2));
    readDevice(reader, options.model);
    options.pixelLimit = pixelLimitOf(reader);
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments, const QString &version)
{
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("inspect"))
        return parseInspect(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("--try-model"))
        return parseTrial(QStringList(arguments.constFirst()) + arguments.mid(2));
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("export"))
        return parseExport(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    return parseViewer(arguments, version);
}

} // namespace sightglass
