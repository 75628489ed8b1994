// SPDX-License-Identifier: Apache-2.0
// Lists that are JSON of COCO's: results, and data sets.
#include "core/export/jsonreading.h"
#include "core/export/listreaders.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int firstCategory = 1; ///< Of COCO's.

/// What COCO's results and annotations have alike.
Detection cocoDetection(JsonReading &reading, const QJsonObject &object)
{
    Detection detection;
    detection.classId = reading.classId(object, "category_id", firstCategory);
    detection.box = reading.box(object, "bbox");
    detection.score =
        object.contains(QStringLiteral("score")) ? static_cast<float>(reading.number(object, "score")) : 1.f;
    Shape shape;
    const QJsonArray points = object[QStringLiteral("keypoints")].toArray();
    for (qsizetype i = 0; i + 2 < points.size(); i += 3)
        shape.keypoints.push_back(
            {{static_cast<float>(points[i].toDouble()), static_cast<float>(points[i + 1].toDouble())},
             static_cast<float>(std::min(points[i + 2].toDouble(), 1.0))});
    if (object.contains(QStringLiteral("segmentation")))
        shape.mask = reading.mask(object[QStringLiteral("segmentation")]);
    addShape(detection, std::move(shape));
    return detection;
}

} // namespace

Result<void> readCocoResults(const QByteArray &text, ListBuilder &list)
{
    const auto document = jsonDocument(text);
    if (!document)
        return document.error();
    const QJsonArray items = document->array();
    for (qsizetype i = 0; i < items.size(); ++i) {
        JsonReading reading;
        const QJsonObject object = items[i].toObject();
        list.frame(reading.whole(object, "image_id")).detections.push_back(cocoDetection(reading, object));
        if (auto result = reading.result(itemPlace(i)); !result)
            return result;
    }
    return {};
}

Result<void> readCocoData(const QByteArray &text, ListBuilder &list)
{
    const auto document = jsonDocument(text);
    if (!document)
        return document.error();
    const QJsonObject set = document->object();
    JsonReading reading;
    QHash<std::int64_t, std::int64_t> frames; // By the image's id.
    for (const auto &each : set[QStringLiteral("images")].toArray()) {
        const QJsonObject image = each.toObject();
        const std::int64_t id = reading.whole(image, "id");
        const bool hasFrame = image.contains(QStringLiteral("frame"));
        ListedFrame &frame = list.frame(hasFrame ? reading.whole(image, "frame") : id);
        frames.insert(id, frame.index);
        frame.size =
            QSize(static_cast<int>(reading.whole(image, "width")), static_cast<int>(reading.whole(image, "height")));
        frame.file = image[QStringLiteral("file_name")].toString();
        if (image.contains(QStringLiteral("time")))
            frame.seconds = reading.number(image, "time");
    }
    for (const auto &each : set[QStringLiteral("categories")].toArray()) {
        const QJsonObject category = each.toObject();
        list.nameClass(reading.classId(category, "id", firstCategory), category[QStringLiteral("name")].toString());
    }
    if (auto result = reading.result(QStringLiteral("images and categories")); !result)
        return result;
    const QJsonArray annotations = set[QStringLiteral("annotations")].toArray();
    for (qsizetype i = 0; i < annotations.size(); ++i) {
        const QJsonObject annotation = annotations[i].toObject();
        const std::int64_t image = reading.whole(annotation, "image_id");
        if (!frames.contains(image))
            reading.note(QStringLiteral("there is no image %1.").arg(image));
        list.frame(frames.value(image)).detections.push_back(cocoDetection(reading, annotation));
        if (auto result = reading.result(QStringLiteral("annotation %1").arg(i + 1)); !result)
            return result;
    }
    return {};
}

} // namespace sightglass
