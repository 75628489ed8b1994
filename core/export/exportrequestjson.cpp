// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportrequestjson.h"

#include "core/export/valuesjson.h"

#include <QJsonArray>

#include <array>
#include <utility>

namespace sightglass
{

namespace
{

constexpr std::array<std::pair<EncodingSpeed, const char *>, 3> speeds{
    {{EncodingSpeed::Fast, "fast"}, {EncodingSpeed::Medium, "medium"}, {EncodingSpeed::Slow, "slow"}}};

QJsonArray toArray(const QStringList &texts)
{
    return QJsonArray::fromStringList(texts);
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

void read(JsonFields &fields, OverlayStyle &style)
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
    return {{QStringLiteral("source"), sourceToJson(request.source)},
            {QStringLiteral("model"), modelToJson(request.model)},
            {QStringLiteral("thresholds"), thresholdsToJson(request.thresholds)},
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
        JsonFields all(object, bad);
        all.readObject("source", [&](JsonFields &fields) { readSource(fields, request.source); });
        all.readObject("model", [&](JsonFields &fields) { readModel(fields, request.model); });
        all.readObject("thresholds", [&](JsonFields &fields) { readThresholds(fields, request.thresholds); });
        all.read("use_model_confidence", request.useModelConfidence);
        all.read("shown_classes", request.shownClasses);
        all.readObject("style", [&](JsonFields &fields) { read(fields, request.style); });
        all.readObject("range", [&](JsonFields &fields) {
            fields.read("first", request.range.first);
            fields.read("last", request.range.last);
        });
        all.readObject("video", [&](JsonFields &fields) {
            fields.read("path", request.videoPath);
            fields.read("codec", request.video.codec);
            fields.read("hardware", request.video.hardware);
            fields.read("quality", request.video.quality);
            fields.read("speed", request.video.speed, speeds);
        });
        all.readEachObject("results", [&](JsonFields &fields) {
            ResultsTarget &target = request.results.emplace_back();
            fields.read("path", target.path);
            fields.read("format", target.format);
        });
        all.readObject("pictures", [&](JsonFields &fields) {
            fields.read("path", request.pictures.path);
            fields.read("every", request.pictures.every);
            fields.read("only_found", request.pictures.onlyFound);
            fields.read("overlay", request.pictures.overlay);
        });
        all.readObject("crops", [&](JsonFields &fields) {
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
