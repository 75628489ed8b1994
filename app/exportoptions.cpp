// SPDX-License-Identifier: Apache-2.0
#include "app/exportoptions.h"

#include "app/commonoptions.h"
#include "app/videooptions.h"
#include "core/export/detectionformat.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace sightglass
{

namespace
{

void addTargetOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("o"), QStringLiteral("output")},
                 QStringLiteral("Annotated video (mp4, mkv, mov, webm, avi) or picture (jpg, png, ...)."),
                 QStringLiteral("FILE"));
    reader.value({QStringLiteral("detections")},
                 QStringLiteral("List of the detections: a table (csv), or with masks and keypoints too (ndjson, "
                                "jsonl); with FORMAT= before it, one of --format. May be given several times."),
                 QStringLiteral("[FORMAT=]FILE"));
    reader.value(
        {QStringLiteral("format")},
        QStringLiteral("How the list is written, whatever its ending: csv, ndjson, coco, coco-data, mot, cvat, "
                       "label-studio, or, as a folder, yolo, yolo-conf, voc, kitti. With --output-dir several, "
                       "and frames and crops: csv,yolo."),
        QStringLiteral("NAME"));
    reader.value({QStringLiteral("save-frames")}, QStringLiteral("Frames as pictures (png), in this new folder."),
                 QStringLiteral("FOLDER"));
    reader.value({QStringLiteral("every")}, QStringLiteral("Of the pictures of frames, each N-th; default: 1."),
                 QStringLiteral("N"));
    reader.flag({QStringLiteral("only-found")}, QStringLiteral("Pictures of frames with a detection alone."));
    reader.flag({QStringLiteral("no-overlay")}, QStringLiteral("Pictures of frames without boxes."));
    reader.value({QStringLiteral("save-crop")},
                 QStringLiteral("Each detection cut out, in a folder for each class in this new folder."),
                 QStringLiteral("FOLDER"));
    reader.value({QStringLiteral("crop-margin")},
                 QStringLiteral("Added at each side of a crop, as a share of the box's; default: 0."),
                 QStringLiteral("X"));
    reader.value({QStringLiteral("crop-min")},
                 QStringLiteral("Crops of boxes with a shorter side than this are left out, in pixels; default: 1."),
                 QStringLiteral("N"));
    reader.flag({QStringLiteral("no-sidecar")},
                QStringLiteral("Writes no FILE.sightglass.json beside a list, which tells what made it."));
    reader.flag({QStringLiteral("no-audio")}, QStringLiteral("Leaves out sound and subtitles."));
    reader.flag({QStringLiteral("y"), QStringLiteral("overwrite")},
                QStringLiteral("Replaces files that exist; without it they are an error."));
    reader.flag({QStringLiteral("no-overwrite")}, QStringLiteral("Files that exist are an error: the default."));
}

void addBatchOptions(OptionReader &reader)
{
    reader.value({QStringLiteral("output-dir")},
                 QStringLiteral("Any number of sources, folders and patterns, each to files of its own in this folder, "
                                "which is made where it is not there."),
                 QStringLiteral("FOLDER"));
    reader.value({QStringLiteral("container")}, QStringLiteral("Kind of the videos in --output-dir; default: mp4."),
                 QStringLiteral("mp4|mkv|..."));
    reader.flag({QStringLiteral("no-video")}, QStringLiteral("No videos in --output-dir, but what --format says."));
    reader.value({QStringLiteral("jobs")}, QStringLiteral("Sources worked on beside each other; default: 1."),
                 QStringLiteral("N"));
    reader.flag({QStringLiteral("resume")},
                QStringLiteral("Goes on with what broke off: from the last whole seconds of a file; sources whose "
                               "files are there are passed over."));
    reader.value({QStringLiteral("shard")}, QStringLiteral("The I-th of N parts of the sources alone, as 2/8."),
                 QStringLiteral("I/N"));
}

/// "coco=FILE", or a file, whose ending tells, or else what --format says.
ResultsTarget resultsTarget(const QString &text, const QString &format)
{
    const qsizetype equals = text.indexOf(QLatin1Char('='));
    if (equals > 0 && detectionFormat({}, text.left(equals)))
        return {text.mid(equals + 1), text.left(equals)};
    return {text, format};
}

/// What would be without effect is a slip of the pen.
void checkNeeded(OptionReader &reader, std::initializer_list<const char *> names, const char *needed)
{
    for (const char *name : names) {
        if (reader.has(name) && !reader.has(needed) && !reader.has("output-dir"))
            reader.fail(QStringLiteral("--%1 needs --%2.").arg(QLatin1String(name), QLatin1String(needed)));
    }
}

void readTargets(OptionReader &reader, ExportRequest &request)
{
    checkNeeded(reader, {"every", "only-found", "no-overlay"}, "save-frames");
    checkNeeded(reader, {"crop-margin", "crop-min"}, "save-crop");
    checkNeeded(reader, {"container", "no-video", "jobs", "shard"}, "output-dir");
    request.videoPath = reader.text("output");
    const QString format = reader.text("format");
    const bool forBatch = reader.has("output-dir");
    for (const QString &list : reader.texts("detections"))
        request.results.push_back(resultsTarget(list, format));
    if (!format.isEmpty() && request.results.empty() && !forBatch)
        reader.fail(QStringLiteral("--format needs --detections with the list that it is for."));
    request.pictures.path = reader.text("save-frames");
    request.pictures.every = reader.whole("every", 1, 1'000'000'000).value_or(request.pictures.every);
    request.pictures.onlyFound = reader.has("only-found");
    request.pictures.overlay = !reader.has("no-overlay");
    request.crops.path = reader.text("save-crop");
    request.crops.margin = reader.number("crop-margin", 0.0, 10.0).value_or(request.crops.margin);
    request.crops.least = reader.whole("crop-min", 1, 1'000'000).value_or(request.crops.least);
    request.provenance = !reader.has("no-sidecar");
    request.resume = reader.has("resume");
    request.video = readVideoOptions(reader, request.videoPath);
    request.sound = !reader.has("no-audio");
    request.overwrite = reader.has("overwrite");
    if (reader.has("overwrite") && reader.has("no-overwrite"))
        reader.fail(QStringLiteral("--overwrite and --no-overwrite exclude each other."));
    if (request.targets().isEmpty() && !forBatch)
        reader.fail(QStringLiteral("An export needs -o with a video to write, --detections with a list to write, or "
                                   "both; or --output-dir."));
    if (!request.targets().isEmpty() && forBatch)
        reader.fail(QStringLiteral("--output-dir names all files: -o, --detections, --save-frames and --save-crop have "
                                   "no place beside it. --format says what is written, and takes frames and crops."));
}

std::optional<ExportBatch> readBatch(OptionReader &reader, const QStringList &sources)
{
    if (!reader.has("output-dir"))
        return std::nullopt;
    ExportBatch batch;
    batch.inputs = sources;
    batch.folder = reader.text("output-dir");
    if (reader.has("format"))
        batch.formats = reader.text("format").split(QLatin1Char(','));
    if (reader.has("container"))
        batch.container = reader.text("container").toLower();
    if (reader.has("no-video"))
        batch.container.clear();
    batch.shard = reader.shard();
    return batch;
}

} // namespace

Result<Options> parseExport(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass export SOURCE [-o OUT.mp4] [--detections OUT.csv] [options]\n"
                       "       sightglass export SOURCE... --output-dir FOLDER [--format csv,yolo] [options]"),
        QStringLiteral(
            "Runs every frame through the model, and writes an annotated video or picture, lists of the detections, "
            "pictures of frames, crops, or all of these. Needs no display.\n\nExit status: 0 when all frames of all "
            "sources were exported, 3 when some frames could not be read or did not come, or some sources failed, and "
            "the others were exported, 1 on failure, 2 for a wrong command line, 130 when cancelled."),
        sourceArgument());
    addTargetOptions(reader);
    addVideoOptions(reader);
    addBatchOptions(reader);
    addModelOptions(reader);
    addStoreOption(reader);
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

    if (reader.text("codec") == QLatin1String("help"))
        return Options(ListCodecsOptions());

    ExportOptions options;
    ExportRequest &request = options.request;
    const QStringList sources = reader.positional();
    if (sources.isEmpty())
        reader.fail(QStringLiteral("An export needs a source: sightglass export SOURCE -o OUT.mp4."));
    else if (sources.size() == 1)
        request.source = SourceSpec::fromCommandLine(sources.constFirst());
    else if (!reader.has("output-dir"))
        reader.fail(QStringLiteral("There is room for one source, but %1 are given. Several need --output-dir.")
                        .arg(sources.size()));
    readTargets(reader, request);
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
    options.store = !reader.has("no-store");
    options.quiet = reader.has("quiet");
    options.pixelLimit = pixelLimitOf(reader);
    options.log = reader.text("log");
    options.jobs = reader.whole("jobs", 1, 256).value_or(options.jobs);
    options.batch = readBatch(reader, sources);
    if (options.batch)
        options.batch->common = request;
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

} // namespace sightglass
