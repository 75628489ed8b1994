// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include "app/analyseoptions.h"
#include "app/commonoptions.h"
#include "app/exportoptions.h"
#include "app/optionreader.h"
#include "ui/video/gridshape.h"

#include <utility>

namespace sightglass
{

namespace
{

Result<Options> parseViewer(const QStringList &arguments, const QString &version)
{
    OptionReader reader(
        QStringLiteral("sightglass [SOURCE...] [options]\n       sightglass export SOURCE... [options]\n"
                       "       sightglass inspect MODEL [options]\n       sightglass analyse SOURCE... [options]\n"
                       "       sightglass cache [--clear]"),
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
    reader.value({QStringLiteral("decoder")},
                 QStringLiteral("What decodes videos: auto is a graphics card's decoder where it does the same as "
                                "software, else software."),
                 QStringLiteral("auto|software"));
    addStoreOption(reader);
    reader.flag({QStringLiteral("loop")}, QStringLiteral("Begins the file again when it is over."));
    reader.flag({QStringLiteral("together")},
                QStringLiteral("Plays several files by one clock, for cameras that saw the same scene."));
    reader.flag({QStringLiteral("paused")}, QStringLiteral("Stands still at the first frame."));
    reader.flag({QStringLiteral("full-screen")}, QStringLiteral("Shows the picture on the whole screen."));
    reader.value({QStringLiteral("layout")}, QStringLiteral("Arrangement of the window."),
                 QStringLiteral("tune|monitor|review"));
    reader.parse(arguments);
    if (auto text = printed(reader, version))
        return Options(std::move(*text));

    ViewerOptions options;
    const QStringList sources = reader.positional();
    if (sources.size() > mostTiles)
        reader.fail(QStringLiteral("There is room for %1 sources, but %2 are given.")
                        .arg(QString::number(mostTiles), QString::number(sources.size())));
    for (const QString &source : sources)
        options.sources.append(SourceSpec::fromCommandLine(source));
    options.model = reader.text("model");
    options.device = reader.device();
    options.backend = reader.backend();
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
    options.decoder = reader.choice<DecoderChoice>("decoder", {{QStringLiteral("auto"), DecoderChoice::Automatic},
                                                               {QStringLiteral("software"), DecoderChoice::Software}});
    options.pixelLimit = pixelLimitOf(reader);
    options.log = reader.text("log");
    options.store = !reader.has("no-store");
    options.loop = reader.has("loop");
    options.together = reader.has("together");
    options.paused = reader.has("paused");
    options.fullScreen = reader.has("full-screen");
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
    reader.value({QStringLiteral("language")}, {}, QStringLiteral("CODE"));
    TrialOptions options;
    options.model.location = arguments.value(1);
    if (options.model.location.isEmpty())
        reader.fail(QStringLiteral("--try-model is followed by a file."));
    reader.parse(QStringList(arguments.constFirst()) + arguments.mid(2));
    readDevice(reader, options.model);
    options.language = reader.text("language");
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
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("analyse"))
        return parseAnalyse(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("cache"))
        return parseCache(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("export"))
        return parseExport(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    return parseViewer(arguments, version);
}

} // namespace sightglass
