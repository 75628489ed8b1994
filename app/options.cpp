// SPDX-License-Identifier: Apache-2.0
#include "app/options.h"

#include <QCommandLineParser>
#include <QRegularExpression>

#include <utility>
#include <vector>

namespace sightglass
{

namespace
{

/// One command line being read. The first thing that is wrong is kept; the rest is then read on for nothing.
class Reader
{
public:
    /// `argument` is what the command line is about: its name, and help on it.
    Reader(const QString &usage, const QString &about, const std::pair<QString, QString> &argument)
        : m_usage(usage)
    {
        m_parser.setApplicationDescription(about);
        flag({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Shows this help."));
        flag({QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Shows the version."));
        m_parser.addPositionalArgument(argument.first, argument.second);
    }

    void flag(const QStringList &names, const QString &help) { m_parser.addOption({names, help}); }
    void value(const QStringList &names, const QString &help, const QString &name)
    {
        m_parser.addOption({names, help, name});
    }

    void parse(const QStringList &arguments)
    {
        if (!m_parser.parse(arguments))
            fail(m_parser.errorText());
    }
    bool has(const char *name) const { return m_parser.isSet(QLatin1String(name)); }
    QStringList positional() const { return m_parser.positionalArguments(); }
    QString help() const
    {
        const QString text = m_parser.helpText();
        // Its first line names the running program, which may have been started by any path.
        return QStringLiteral("Usage: %1").arg(m_usage) + QLatin1Char('\n') + text.mid(text.indexOf(QLatin1Char('\n')));
    }

    void fail(const QString &message)
    {
        if (!m_error)
            m_error = Error{message, {}, {}};
    }
    const std::optional<Error> &error() const { return m_error; }

    QString text(const char *name)
    {
        const QString given = m_parser.value(QLatin1String(name));
        if (has(name) && given.isEmpty())
            fail(QStringLiteral("--%1 needs a value.").arg(QLatin1String(name)));
        return given;
    }

    /// A number from 0 to 1.
    std::optional<float> share(const char *name)
    {
        if (!has(name))
            return std::nullopt;
        bool isNumber = false;
        const float number = text(name).toFloat(&isNumber);
        if (!isNumber || !(number >= 0.f && number <= 1.f))
            fail(QStringLiteral("--%1 takes a number from 0 to 1, not \"%2\".").arg(QLatin1String(name), text(name)));
        return number;
    }

    std::optional<int> whole(const char *name, int least, int most)
    {
        if (!has(name))
            return std::nullopt;
        bool isNumber = false;
        const int number = text(name).toInt(&isNumber);
        if (!isNumber || number < least || number > most)
            fail(QStringLiteral("--%1 takes a whole number from %2 to %3, not \"%4\".")
                     .arg(QLatin1String(name))
                     .arg(least)
                     .arg(most)
                     .arg(text(name)));
        return number;
    }

    template <typename T>
    std::optional<T> choice(const char *name, const std::vector<std::pair<QString, T>> &choices)
    {
        if (!has(name))
            return std::nullopt;
        QStringList names;
        for (const auto &[each, meaning] : choices) {
            if (text(name) == each)
                return meaning;
            names.append(each);
        }
        fail(QStringLiteral("--%1 takes %2, not \"%3\".")
                 .arg(QLatin1String(name), names.join(QLatin1String(" or ")), text(name)));
        return std::nullopt;
    }

    QString device()
    {
        static const QRegularExpression known(QStringLiteral("^(cpu|opencl|cuda(:[0-9]{1,2})?)$"));
        const QString given = text("device");
        if (has("device") && !known.match(given).hasMatch())
            fail(QStringLiteral("--device takes cpu, opencl or cuda:N, not \"%1\".").arg(given));
        return given == QLatin1String("cuda") ? QStringLiteral("cuda:0") : given;
    }

    std::optional<Precision> precision()
    {
        return choice<Precision>("precision", {{QStringLiteral("float32"), Precision::Float32},
                                               {QStringLiteral("float16"), Precision::Float16},
                                               {QStringLiteral("bfloat16"), Precision::BFloat16}});
    }

    /// A:B, either may be left out.
    FrameRange range()
    {
        static const QRegularExpression form(QStringLiteral("^([0-9]{0,15}):([0-9]{0,15})$"));
        FrameRange range;
        if (!has("range"))
            return range;
        const auto match = form.match(text("range"));
        if (!match.hasMatch()) {
            fail(QStringLiteral("--range takes FIRST:LAST, as 100:199, not \"%1\".").arg(text("range")));
            return range;
        }
        range.first = match.captured(1).toLongLong();
        if (!match.captured(2).isEmpty())
            range.last = match.captured(2).toLongLong();
        if (range.last && *range.last < range.first)
            fail(QStringLiteral("--range %1 ends before it begins.").arg(text("range")));
        return range;
    }

private:
    QCommandLineParser m_parser;
    QString m_usage;
    std::optional<Error> m_error;
};

std::pair<QString, QString> sourceArgument()
{
    return {QStringLiteral("SOURCE"),
            QStringLiteral("Video, picture, folder or pattern of pictures, camera (0, /dev/video0), URL, or GStreamer "
                           "pipeline. A file named \"export\" or \"inspect\": ./export")};
}

void addDeviceOptions(Reader &reader)
{
    reader.value({QStringLiteral("device")}, QStringLiteral("Where it runs: cpu, opencl or cuda:N."),
                 QStringLiteral("DEVICE"));
    reader.value({QStringLiteral("precision")}, QStringLiteral("What it computes in; default: float32."),
                 QStringLiteral("float32|float16|bfloat16"));
    reader.value({QStringLiteral("threads")}, QStringLiteral("Threads of one inference; 0: chosen for this machine."),
                 QStringLiteral("N"));
}

void addModelOptions(Reader &reader)
{
    reader.value({QStringLiteral("model")}, QStringLiteral("Model to load: a file, or a built-in one's id."),
                 QStringLiteral("MODEL"));
    addDeviceOptions(reader);
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

void readDevice(Reader &reader, ModelRequest &model)
{
    if (const QString device = reader.device(); !device.isEmpty())
        model.device = device;
    model.precision = reader.precision().value_or(model.precision);
    model.threads = reader.whole("threads", 0, 256).value_or(model.threads);
}

std::optional<PrintOptions> printed(const Reader &reader, const QString &version)
{
    if (reader.has("help"))
        return PrintOptions{reader.help().trimmed()};
    if (reader.has("version"))
        return PrintOptions{QStringLiteral("sightglass %1").arg(version)};
    return std::nullopt;
}

Result<Options> parseViewer(const QStringList &arguments, const QString &version)
{
    Reader reader(QStringLiteral("sightglass [SOURCE] [options]\n       sightglass export SOURCE -o OUT.mp4 [options]\n"
                                 "       sightglass inspect MODEL [options]"),
                  QStringLiteral("Shows what an object detector sees, on live and recorded video."), sourceArgument());
    addModelOptions(reader);
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
        options.source = SourceSpec::fromUserInput(sources.constFirst());
    options.model = reader.text("model");
    options.device = reader.device();
    options.precision = reader.precision();
    options.threads = reader.whole("threads", 0, 256);
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
    options.loop = reader.has("loop");
    options.paused = reader.has("paused");
    options.fullScreen = reader.has("full-screen");
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

Result<Options> parseExport(const QStringList &arguments, const QString &version)
{
    Reader reader(
        QStringLiteral("sightglass export SOURCE [-o OUT.mp4] [--detections OUT.csv] [options]"),
        QStringLiteral("Runs every frame through the model, and writes an annotated video or picture, a list of "
                       "the detections, or both. Needs no display."),
        sourceArgument());
    reader.value({QStringLiteral("o"), QStringLiteral("output")},
                 QStringLiteral("Annotated video (mp4, mkv, mov, webm, avi) or picture (jpg, png, ...)."),
                 QStringLiteral("FILE"));
    reader.value(
        {QStringLiteral("detections")},
        QStringLiteral("List of the detections: a table (csv), or with masks and keypoints too (ndjson, jsonl)."),
        QStringLiteral("FILE"));
    addModelOptions(reader);
    reader.value({QStringLiteral("classes")}, QStringLiteral("Only these classes, by name or number: person,car."),
                 QStringLiteral("LIST"));
    reader.flag({QStringLiteral("class-agnostic")},
                QStringLiteral("Boxes are dropped for overlapping better ones of other classes, too."));
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
        request.source = SourceSpec::fromUserInput(sources.constFirst());
    else
        reader.fail(sources.isEmpty()
                        ? QStringLiteral("An export needs a source: sightglass export SOURCE -o OUT.mp4.")
                        : QStringLiteral("There is room for one source, but %1 are given.").arg(sources.size()));
    request.videoPath = reader.text("output");
    request.detectionsPath = reader.text("detections");
    if (request.videoPath.isEmpty() && request.detectionsPath.isEmpty())
        reader.fail(
            QStringLiteral("An export needs -o with a video to write, --detections with a list to write, or both."));
    request.model.location = reader.text("model");
    readDevice(reader, request.model);
    const auto confidence = reader.share("conf");
    request.useModelConfidence = !confidence;
    request.thresholds.confidence = confidence.value_or(request.thresholds.confidence);
    request.thresholds.iou = reader.share("iou").value_or(request.thresholds.iou);
    request.thresholds.maxDetections = reader.whole("max-det", 1, 100000).value_or(request.thresholds.maxDetections);
    request.thresholds.classAgnostic = reader.has("class-agnostic");
    if (reader.has("classes"))
        request.shownClasses = reader.text("classes").split(QLatin1Char(','));
    request.range = reader.range();
    options.summary = reader
                          .choice<SummaryFormat>("summary", {{QStringLiteral("json"), SummaryFormat::Json},
                                                             {QStringLiteral("text"), SummaryFormat::Text}})
                          .value_or(options.summary);
    options.quiet = reader.has("quiet");
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

Result<Options> parseInspect(const QStringList &arguments, const QString &version)
{
    Reader reader(QStringLiteral("sightglass inspect MODEL [options]"),
                  QStringLiteral("Tells what a model is: its format, inputs and outputs, how it is read and why, its "
                                 "size and speed; or why it cannot be used. Needs no display."),
                  {QStringLiteral("MODEL"), QStringLiteral("A model's file, or a built-in model's id.")});
    reader.flag({QStringLiteral("json")}, QStringLiteral("Tells it as JSON."));
    addDeviceOptions(reader);
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
    if (reader.error())
        return *reader.error();
    return Options(std::move(options));
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments, const QString &version)
{
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("inspect"))
        return parseInspect(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    if (arguments.size() > 1 && arguments.at(1) == QLatin1String("export"))
        return parseExport(QStringList(arguments.constFirst()) + arguments.mid(2), version);
    return parseViewer(arguments, version);
}

} // namespace sightglass
