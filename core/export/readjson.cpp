// SPDX-License-Identifier: Apache-2.0
// Lists that are JSON: lines of it, and Label Studio's.
#include "core/export/jsonreading.h"
#include "core/export/listreaders.h"

#include <algorithm>
#include <numbers>

namespace sightglass
{

namespace
{

Detection ndjsonDetection(JsonReading &reading, const QJsonObject &object, const QSize &size)
{
    Detection detection;
    detection.classId = reading.classId(object, "class_id", 0);
    detection.score = static_cast<float>(reading.number(object, "score"));
    detection.wholePicture = object[QStringLiteral("whole_picture")].toBool();
    detection.box = detection.wholePicture
                        ? cv::Rect2f(0.f, 0.f, static_cast<float>(size.width()), static_cast<float>(size.height()))
                        : reading.box(object, "box");
    Shape shape;
    if (const QJsonObject turned = object[QStringLiteral("oriented")].toObject(); !turned.isEmpty()) {
        cv::Point2f sum;
        for (const auto &corner : turned[QStringLiteral("corners")].toArray()) {
            const auto [x, y] = reading.numbers<2>(corner, "corners");
            sum += cv::Point2f(x, y);
        }
        shape.oriented = OrientedBox{
            sum / 4.f,
            {static_cast<float>(reading.number(turned, "width")), static_cast<float>(reading.number(turned, "height"))},
            static_cast<float>(reading.number(turned, "angle") * std::numbers::pi / 180.0)};
    }
    for (const auto &each : object[QStringLiteral("keypoints")].toArray()) {
        const QJsonObject point = each.toObject();
        shape.keypoints.push_back(
            {{static_cast<float>(reading.number(point, "x")), static_cast<float>(reading.number(point, "y"))},
             static_cast<float>(reading.number(point, "confidence"))});
    }
    if (object.contains(QStringLiteral("mask")))
        shape.mask = reading.mask(object[QStringLiteral("mask")]);
    addShape(detection, std::move(shape));
    return detection;
}

/// A place in percent.
Detection percentDetection(JsonReading &reading, const QJsonObject &place, const QSize &size)
{
    const auto pixels = [&](const char *name, int whole) {
        return static_cast<float>(reading.number(place, name) * whole / 100.0);
    };
    const cv::Rect2f own(pixels("x", size.width()), pixels("y", size.height()), pixels("width", size.width()),
                         pixels("height", size.height()));
    Detection detection;
    detection.box = own;
    detection.score = 1.f;
    const double degrees = place[QStringLiteral("rotation")].toDouble();
    if (degrees == 0.0)
        return detection;
    // About its upper left corner.
    OrientedBox turned;
    turned.size = own.size();
    turned.angle = static_cast<float>(degrees * std::numbers::pi / 180.0);
    turned.centre = own.tl() + (turned.corners()[2] - turned.corners()[0]) / 2.f;
    detection.box = around(turned.corners());
    Shape shape;
    shape.oriented = turned;
    addShape(detection, std::move(shape));
    return detection;
}

} // namespace

Result<void> readNdjson(const QByteArray &text, ListBuilder &list)
{
    qsizetype number = 0;
    for (const QByteArray &line : text.split('\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        const QString place = QStringLiteral("line %1").arg(number);
        const auto document = jsonDocument(line);
        if (!document)
            return Error{QStringLiteral("%1: %2").arg(place, document.error().message), {}, {}};
        JsonReading reading;
        const QJsonObject object = document->object();
        ListedFrame &frame = list.frame(reading.whole(object, "frame"));
        frame.seconds = reading.number(object, "time");
        frame.size =
            QSize(static_cast<int>(reading.whole(object, "width")), static_cast<int>(reading.whole(object, "height")));
        frame.file = object[QStringLiteral("file")].toString();
        for (const auto &each : object[QStringLiteral("detections")].toArray()) {
            const QJsonObject found = each.toObject();
            frame.detections.push_back(ndjsonDetection(reading, found, frame.size));
            list.nameClass(frame.detections.back().classId, found[QStringLiteral("class")].toString());
        }
        if (auto result = reading.result(place); !result)
            return result;
    }
    return {};
}

Result<void> readLabelStudio(const QByteArray &text, const QSize &pictures, ListBuilder &list)
{
    const auto document = jsonDocument(text);
    if (!document)
        return document.error();
    const QJsonArray tasks = document->array();
    for (qsizetype i = 0; i < tasks.size(); ++i) {
        JsonReading reading;
        const QJsonObject task = tasks[i].toObject();
        const QString image = task[QStringLiteral("data")][QStringLiteral("image")].toString();
        if (!image.isEmpty())
            list.frame(i).file = image;
        const QJsonValue predictions = task[QStringLiteral("predictions")];
        for (const auto &each : predictions[0][QStringLiteral("result")].toArray()) {
            const QJsonObject region = each.toObject();
            const QJsonObject value = region[QStringLiteral("value")].toObject();
            const bool isVideo = value.contains(QStringLiteral("sequence"));
            const QJsonObject place = isVideo ? value[QStringLiteral("sequence")][0].toObject() : value;
            ListedFrame &frame = list.frame(isVideo ? reading.whole(place, "frame") - 1 : i);
            frame.size = isVideo ? pictures
                                 : QSize(static_cast<int>(reading.whole(region, "original_width")),
                                         static_cast<int>(reading.whole(region, "original_height")));
            if (frame.size.isEmpty())
                return Error{QStringLiteral("Its places are shares of pictures whose size it does not tell."),
                             QStringLiteral("Name that size."),
                             {}};
            if (isVideo)
                frame.seconds = reading.number(place, "time");
            Detection detection = percentDetection(reading, place, frame.size);
            const char *labels = isVideo ? "labels" : "rectanglelabels";
            detection.classId = list.classNamed(value[QLatin1String(labels)][0].toString());
            if (region.contains(QStringLiteral("score")))
                detection.score = static_cast<float>(reading.number(region, "score"));
            frame.detections.push_back(std::move(detection));
        }
        if (auto result = reading.result(itemPlace(i)); !result)
            return result;
    }
    return {};
}

} // namespace sightglass
