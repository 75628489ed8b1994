// SPDX-License-Identifier: Apache-2.0
#include "core/export/valuesjson.h"

#include "core/inference/sidecar.h"

#include <QJsonDocument>

namespace sightglass
{

namespace
{

constexpr std::array<std::pair<SourceKind, const char *>, 7> sourceKinds{{{SourceKind::VideoFile, "video"},
                                                                          {SourceKind::Image, "image"},
                                                                          {SourceKind::ImageSequence, "images"},
                                                                          {SourceKind::Camera, "camera"},
                                                                          {SourceKind::Screen, "screen"},
                                                                          {SourceKind::Url, "url"},
                                                                          {SourceKind::GStreamer, "gstreamer"}}};
constexpr std::array<std::pair<Backend, const char *>, 3> backends{
    {{Backend::Automatic, "auto"}, {Backend::OpenCv, "opencv"}, {Backend::OnnxRuntime, "onnxruntime"}}};
constexpr std::array<std::pair<Precision, const char *>, 4> precisions{{{Precision::Float32, "float32"},
                                                                        {Precision::Float16, "float16"},
                                                                        {Precision::BFloat16, "bfloat16"},
                                                                        {Precision::Quantised, "quantised"}}};

} // namespace

QJsonObject sourceToJson(const SourceSpec &source)
{
    return {{QStringLiteral("kind"), nameOf(sourceKinds, source.kind)},
            {QStringLiteral("location"), source.location},
            {QStringLiteral("typed"), source.typed},
            {QStringLiteral("incomplete"), source.incomplete}};
}

void readSource(JsonFields &fields, SourceSpec &source)
{
    fields.read("kind", source.kind, sourceKinds);
    fields.read("location", source.location);
    fields.read("typed", source.typed);
    fields.read("incomplete", source.incomplete);
}

QJsonObject modelToJson(const ModelRequest &model)
{
    QJsonObject object{{QStringLiteral("location"), model.location},
                       {QStringLiteral("device"), model.device},
                       {QStringLiteral("precision"), nameOf(precisions, model.precision)},
                       {QStringLiteral("threads"), model.threads},
                       {QStringLiteral("batch"), model.batch},
                       {QStringLiteral("workers"), model.workers},
                       {QStringLiteral("least_score"), static_cast<double>(model.leastScore)}};
    if (model.backend != Backend::Automatic)
        object.insert(QStringLiteral("backend"), nameOf(backends, model.backend));
    if (model.overrides)
        object.insert(QStringLiteral("overrides"), QJsonDocument::fromJson(sidecarJson(*model.overrides)).object());
    return object;
}

QJsonObject thresholdsToJson(const Thresholds &thresholds)
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

void readModel(JsonFields &fields, ModelRequest &model)
{
    fields.read("location", model.location);
    fields.read("device", model.device);
    fields.read("precision", model.precision, precisions);
    fields.read("backend", model.backend, backends);
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

void readThresholds(JsonFields &fields, Thresholds &thresholds)
{
    fields.read("confidence", thresholds.confidence);
    fields.read("iou", thresholds.iou);
    fields.read("max_detections", thresholds.maxDetections);
    fields.read("class_agnostic", thresholds.classAgnostic);
    fields.readEachObject("classes", [&](JsonFields &each) {
        int id = 0;
        each.read("class_id", id);
        ClassRule &rule = thresholds.classes[id];
        each.read("shown", rule.shown);
        each.read("confidence", rule.confidence);
    });
}

} // namespace sightglass
