// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportrequestjson.h"

#include "core/inference/sidecar.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <utility>

namespace sightglass
{

namespace
{

constexpr std::array<std::pair<SourceKind, const char *>, 6> sourceKinds{{{SourceKind::VideoFile, "video"},
                                                                          {SourceKind::Image, "image"},
                                                                          {SourceKind::ImageSequence, "images"},
                                                                          {SourceKind::Camera, "camera"},
                                                                          {SourceKind::Url, "url"},
                                                                          {SourceKind::GStreamer, "gstreamer"}}};
constexpr std::array<std::pair<EncodingSpeed, const char *>, 3> speeds{
    {{EncodingSpeed::Fast, "fast"}, {EncodingSpeed::Medium, "medium"}, {EncodingSpeed::Slow, "slow"}}};
constexpr std::array<std::pair<Precision, const char *>, 4> precisions{{{Precision::Float32, "float32"},
                                                                        {Precision::Float16, "float16"},
                                                                        {Precision::BFloat16, "bfloat16"},
                                                                        {Precision::Quantised, "quantised"}}};

template <typename Names, typename Value>
QString nameOf(const Names &names, Value value)
{
    for (const auto &[each, name] : names) {
        if (each == value)
            return QLatin1String(name);
    }
    return {};
}

QJsonArray toArray(const QStringList &texts)
{
    return QJsonArray::fromStringList(texts);
}

QJsonObject toJson(const ModelRequest &model)
{
    QJsonObject object{{QStringLiteral("location"), model.location},
                       {QStringLiteral("device"), model.device},
                       {QStringLiteral("precision"), nameOf(precisions, model.precision)},
                       {QStringLiteral("threads"), model.threads},
                       {QStringLiteral("batch"), model.batch},
                       {QStringLiteral("workers"), model.workers},
                       {QStringLiteral("least_score"), static_cast<double>(model.leastScore)}};
    if (model.overrides)
        object.insert(QStringLiteral("overrides"), QJsonDocument::fromJson(sidecarJson(*model.overrides)).object());
    return object;
}

QJsonObject toJson(const Thresholds &thresholds)
{
    QJsonArray classes;
    for (const auto &[id, rule] : thresholds.classes) {
        QJsonObject object{{QStringLiteral("class_id"), id}, {QStringLiteral("shown"), rule.shown}};
        if (rule.confidence)
            object.insert(QStringLiteral("confidence"), static_cast<double>(*rule.confidence));
        classes.append(object);
    }
    return {{QStringLiteral("confidence"), static_cast<double>(thresholds.confidence)},
            {QStringLiteral("iou"), static_cast<double>(thresholds.iou)},
            {QStringLiteral("max_detections"), thresholds.maxDetections},
            {QStringLiteral("class_agnostic"), thresholds.classAgnostic},
            {QStringLiteral("classes"), classes}};
}

QJsonObject toJson(const OverlayStyle &style)
{
    QJsonObject colours;
    for (auto colour = style.colours.begin(); colour != style.colours.end(); ++colour)
        colours.insert(colour.key(), colour.value().name(QColor::HexArgb));
    return {{QStringLiteral("boxes"), style.boxes},
            {QStringLiteral("labels"), style.labels},
            {QStringLiteral("scores"), style.scores},
            {QStringLiteral("masks"), style.masks},
            {QStringLiteral("keypoints"), style.keypoints},
            {QStringLiteral("line_width"), style.lineWidth},
            {QStringLiteral("font_size"), style.fontSize},
            {QStringLiteral("fill"), style.fill},
            {QStringLiteral("font_family"), style.fontFamily},
            {QStringLiteral("colours"), colours}};
}

/// Reads the fields of an object; remembers the first that is none.
class Fields
{
public:
    Fields(QJsonObject object, QString &bad)
        : m_object(std::move(object))
        , m_bad(bad)
    {}
    ~Fields()
    {
        for (const QString &left : m_object.keys())
            reject(left);
    }
    Fields(const Fields &) = delete;
    Fields &operator=(const Fields &) = delete;

    void read(const char *name, QString &to)
    {
        take(name, &QJsonValue::isString, [&](const QJsonValue &value) { to = value.toString(); });
    }
    void read(const char *name, bool &to)
    {
        take(name, &QJsonValue::isBool, [&](const QJsonValue &value) { to = value.toBool(); });
    }
    void read(const char *name, QStringList &to)
    {
        to.clear();
        readEach(name, [&](const QJsonValue &value) { to.append(value.toString()); });
    }
    template <typename Number>
    requires std::is_arithmetic_v<Number>
    void read(const char *name, Number &to)
    {
        take(name, &QJsonValue::isDouble, [&](const QJsonValue &value) { to = static_cast<Number>(value.toDouble()); });
    }
    template <typename Value>
    void read(const char *name, std::optional<Value> &to)
    {
        if (!m_object.contains(QLatin1String(name)))
            return;
        Value value{};
        read(name, value);
        to = value;
    }
    template <typename Value, std::size_t Count>
    void read(const char *name, Value &to, const std::array<std::pair<Value, const char *>, Count> &names)
    {
        QString text = nameOf(names, to);
        read(name, text);
        bool isKnown = false;
        for (const auto &[each, known] : names) {
            if (text == QLatin1String(known)) {
                to = each;
                isKnown = true;
            }
        }
        if (!isKnown)
            reject(QLatin1String(name));
    }
    template <typename Function>
    void readObject(const char *name, Function function)
    {
        take(name, &QJsonValue::isObject, [&](const QJsonValue &value) {
            Fields fields(value.toObject(), m_bad);
            function(fields);
        });
    }
    template <typename Function>
    void readEach(const char *name, Function function)
    {
        take(name, &QJsonValue::isArray, [&](const QJsonValue &value) {
            for (const auto &each : value.toArray())
                function(QJsonValue(each));
        });
    }
    template <typename Function>
    void readEachObject(const char *name, Function function)
    {
        readEach(name, [&](const QJsonValue &value) {
            Fields fields(value.toObject(), m_bad);
            function(fields);
        });
    }
    QJsonObject takeObject(const char *name) { return m_object.take(QLatin1String(name)).toObject(); }
    bool has(const char *name) const { return m_object.contains(QLatin1String(name)); }
    void reject(const QString &name)
    {
        if (m_bad.isEmpty())
            m_bad = name;
    }

private:
    template <typename Function>
    void take(const char *name, bool (QJsonValue::*isOfKind)() const, Function function)
    {
        if (!m_object.contains(QLatin1String(name)))
            return;
        const QJsonValue value = m_object.take(QLatin1String(name));
        if ((value.*isOfKind)())
            function(value);
        else
            reject(QLatin1String(name));
    }

    QJsonObject m_object;
    QString &m_bad;
};

void read(Fields &fields, ModelRequest &model)
{
    fields.read("location", model.location);
    fields.read("device", model.device);
    fields.read("precision", model.precision, precisions);
    fields.read("threads", model.threads);
    fields.read("batch", model.batch);
    fields.read("workers", model.workers);
    fields.read("least_score", model.leastScore);
    if (!fields.has("overrides"))
        return;
    auto overrides = parseSidecar(QJsonDocument(fields.takeObject("overrides")).toJson());
    if (overrides)
        model.overrides = *std::move(overrides);
    else
        fields.reject(QStringLiteral("overrides"));
}

void read(Fields &fields, Thresholds &thresholds)
{
    fields.read("confidence", thresholds.confidence);
    fields.read("iou", thresholds.iou);
    fields.read("max_detections", thresholds.maxDetections);
    fields.read("class_agnostic", thresholds.classAgnostic);
    fields.readEachObject("classes", [&](Fields &each) {
        int id = 0;
        each.read("class_id", id);
        ClassRule &rule = thresholds.classes[id];
        each.read("shown", rule.shown);
        each.read("confidence", rule.confidence);
    });
}

void read(Fields &fields, OverlayStyle &style)
{
    fields.read("boxes", style.boxes);
    fields.read("labels", style.labels);
    fields.read("scores", style.scores);
    fields.read("masks", style.masks);
    fields.read("keypoints", style.keypoints);
    fields.read("line_width", style.lineWidth);
    fields.read("font_size", style.fontSize);
    fields.read("fill", style.fill);
    fields.read("font_family", style.fontFamily);
    const QJsonObject colours = fields.takeObject("colours");
    for (auto colour = colours.begin(); colour != colours.end(); ++colour)
        style.colours.insert(colour.key(), QColor(colour.value().toString()));
}

} // namespace

QJsonObject requestToJson(const ExportRequest &request)
{
    QJsonObject range{{QStringLiteral("first"), static_cast<qint64>(request.range.first)}};
    if (request.range.last)
        range.insert(QStringLiteral("last"), static_cast<qint64>(*request.range.last));
    QJsonArray results;
    for (const ResultsTarget &target : request.results)
        results.append(QJsonObject{{QStringLiteral("path"), target.path}, {QStringLiteral("format"), target.format}});
    return {{QStringLiteral("source"), QJsonObject{{QStringLiteral("kind"), nameOf(sourceKinds, request.source.kind)},
                                                   {QStringLiteral("location"), request.source.location},
                                                   {QStringLiteral("typed"), request.source.typed},
                                                   {QStringLiteral("incomplete"), request.source.incomplete}}},
            {QStringLiteral("model"), toJson(request.model)},
            {QStringLiteral("thresholds"), toJson(request.thresholds)},
            {QStringLiteral("use_model_confidence"), request.useModelConfidence},
            {QStringLiteral("shown_classes"), toArray(request.shownClasses)},
            {QStringLiteral("style"), toJson(request.style)},
            {QStringLiteral("range"), range},
            {QStringLiteral("video"), QJsonObject{{QStringLiteral("path"), request.videoPath},
                                                  {QStringLiteral("codec"), request.video.codec},
                                                  {QStringLiteral("hardware"), request.video.hardware},
                                                  {QStringLiteral("quality"), request.video.quality},
                                                  {QStringLiteral("speed"), nameOf(speeds, request.video.speed)}}},
            {QStringLiteral("results"), results},
            {QStringLiteral("pictures"), QJsonObject{{QStringLiteral("path"), request.pictures.path},
                                                     {QStringLiteral("every"), request.pictures.every},
                                                     {QStringLiteral("only_found"), request.pictures.onlyFound},
                                                     {QStringLiteral("overlay"), request.pictures.overlay}}},
            {QStringLiteral("crops"), QJsonObject{{QStringLiteral("path"), request.crops.path},
                                                  {QStringLiteral("margin"), request.crops.margin},
                                                  {QStringLiteral("least"), request.crops.least}}},
            {QStringLiteral("provenance"), request.provenance},
            {QStringLiteral("sound"), request.sound},
            {QStringLiteral("resume"), request.resume},
            {QStringLiteral("overwrite"), request.overwrite}};
}

Result<ExportRequest> requestFromJson(const QJsonObject &object)
{
    ExportRequest request;
    QString bad;
    {
        Fields all(object, bad);
        all.readObject("source", [&](Fields &fields) {
            fields.read("kind", request.source.kind, sourceKinds);
            fields.read("location", request.source.location);
            fields.read("typed", request.source.typed);
            fields.read("incomplete", request.source.incomplete);
        });
        all.readObject("model", [&](Fields &fields) { read(fields, request.model); });
        all.readObject("thresholds", [&](Fields &fields) { read(fields, request.thresholds); });
        all.read("use_model_confidence", request.useModelConfidence);
        all.read("shown_classes", request.shownClasses);
        all.readObject("style", [&](Fields &fields) { read(fields, request.style); });
        all.readObject("range", [&](Fields &fields) {
            fields.read("first", request.range.first);
            fields.read("last", request.range.last);
        });
        all.readObject("video", [&](Fields &fields) {
            fields.read("path", request.videoPath);
            fields.read("codec", request.video.codec);
            fields.read("hardware", request.video.hardware);
            fields.read("quality", request.video.quality);
            fields.read("speed", request.video.speed, speeds);
        });
        all.readEachObject("results", [&](Fields &fields) {
            ResultsTarget &target = request.results.emplace_back();
            fields.read("path", target.path);
            fields.read("format", target.format);
        });
        all.readObject("pictures", [&](Fields &fields) {
            fields.read("path", request.pictures.path);
            fields.read("every", request.pictures.every);
            fields.read("only_found", request.pictures.onlyFound);
            fields.read("overlay", request.pictures.overlay);
        });
        all.readObject("crops", [&](Fields &fields) {
            fields.read("path", request.crops.path);
            fields.read("margin", request.crops.margin);
            fields.read("least", request.crops.least);
        });
        all.read("provenance", request.provenance);
        all.read("sound", request.sound);
        all.read("resume", request.resume);
        all.read("overwrite", request.overwrite);
    }
    if (!bad.isEmpty())
        return Error{QStringLiteral("%1 is no field of an export, or its value none of it.").arg(bad), {}, {}};
    return request;
}

} // namespace sightglass
