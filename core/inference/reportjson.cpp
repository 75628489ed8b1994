// SPDX-License-Identifier: Apache-2.0
#include "core/inference/inspect.h"

#include "core/inference/modelids.h"
#include "core/inference/sidecar.h"
#include "core/values/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace sightglass
{

namespace
{

void put(QJsonObject &object, const char *name, const QString &text)
{
    if (!text.isEmpty())
        object[QLatin1String(name)] = text;
}

void put(QJsonObject &object, const char *name, qint64 number)
{
    if (number > 0)
        object[QLatin1String(name)] = number;
}

void put(QJsonObject &object, const char *name, const QJsonArray &list)
{
    if (!list.isEmpty())
        object[QLatin1String(name)] = list;
}

// The number that a person would write, and not the nearest double to it.
double plain(float number)
{
    return QString::number(static_cast<double>(number), 'g', 7).toDouble();
}

QJsonArray channelsJson(const std::array<float, 3> &channels)
{
    return {plain(channels[0]), plain(channels[1]), plain(channels[2])};
}

QJsonArray sizeJson(QSize size)
{
    return size.isEmpty() ? QJsonArray() : QJsonArray{size.width(), size.height()};
}

QJsonArray shapeJson(const std::vector<int> &shape)
{
    QJsonArray list;
    for (const int size : shape)
        list.append(size);
    return list;
}

QJsonArray portsJson(const std::vector<ModelPort> &ports)
{
    QJsonArray list;
    for (const ModelPort &port : ports) {
        QJsonObject object;
        put(object, "name", port.name);
        put(object, "shape", shapeJson(port.shape));
        put(object, "type", port.type);
        list.append(object);
    }
    return list;
}

QJsonArray readingsJson(const std::vector<ModelReading> &readings)
{
    QJsonArray list;
    for (const ModelReading &reading : readings)
        list.append(QJsonObject{{QStringLiteral("family"), familyId(reading.family)},
                                {QStringLiteral("reason"), reading.reason},
                                {QStringLiteral("sure"), reading.sure}});
    return list;
}

void putFacts(QJsonObject &object, const ModelFacts &facts)
{
    put(object, "format", facts.format);
    put(object, "producer", facts.producer);
    put(object, "bytes", facts.fileSize);
    put(object, "parameters", facts.parameters);
    put(object, "inputs", portsJson(facts.inputs));
    put(object, "outputs", portsJson(facts.outputs));
    if (facts.oneRun.count() > 0)
        object[QStringLiteral("oneRunMilliseconds")] = static_cast<double>(facts.oneRun.count()) / 1e6;
}

// The fields of a sidecar, by the same names.
void putUse(QJsonObject &object, const ModelDescriptor &descriptor)
{
    put(object, "family", familyId(descriptor.family));
    put(object, "familyReason", descriptor.familyReason);
    put(object, "readings", readingsJson(descriptor.readings));
    put(object, "task", taskName(descriptor.task));
    put(object, "fit", inputFitId(descriptor.fit));
    put(object, "channelOrder", channelOrderId(descriptor.input.order));
    object[QStringLiteral("divisor")] = plain(descriptor.input.divisor);
    put(object, "mean", channelsJson(descriptor.input.mean));
    put(object, "deviation", channelsJson(descriptor.input.deviation));
    object[QStringLiteral("confidence")] = plain(descriptor.defaultConfidence);
    put(object, "keypoints", descriptor.layout.keypoints);
    put(object, "keypointValues", descriptor.layout.keypointValues);
    put(object, "precision", precisionName(descriptor.precision));
    put(object, "threads", descriptor.threads);
    put(object, "workers", descriptor.workers);
    put(object, "workersReason", descriptor.workersReason);
    put(object, "batch", descriptor.batch);
}

} // namespace

QByteArray reportJson(const ModelReport &report)
{
    const ModelDescriptor &descriptor = report.descriptor;
    QJsonObject object{{QStringLiteral("usable"), !report.error}};
    put(object, "location", descriptor.location);
    put(object, "name", descriptor.name);
    putFacts(object, descriptor.facts);
    put(object, "inputSize", sizeJson(descriptor.inputSize));
    if (descriptor.classNames)
        object[QStringLiteral("classNames")] = QJsonArray::fromStringList(*descriptor.classNames);
    if (!report.error)
        putUse(object, descriptor);
    put(object, "backend", descriptor.backend);
    if (!descriptor.backend.isEmpty())
        put(object, "device", descriptor.device);
    put(object, "description", descriptor.description);
    put(object, "sidecar", descriptor.sidecar);
    if (!descriptor.overrides.isEmpty())
        object[QStringLiteral("overrides")] = QJsonDocument::fromJson(sidecarJson(descriptor.overrides)).object();
    put(object, "missingOperators", QJsonArray::fromStringList(report.missingOperators));
    put(object, "notes", QJsonArray::fromStringList(descriptor.notes));
    if (report.error) {
        QJsonObject error;
        put(error, "message", report.error->message);
        put(error, "suggestion", report.error->suggestion);
        put(error, "detail", report.error->detail);
        object[QStringLiteral("error")] = error;
    }
    return visibleJson(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

} // namespace sightglass
