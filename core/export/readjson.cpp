// SPDX-License-Identifier: Apache-2.0
// Lists that are JSON: lines of it, COCO's two, Label Studio's.
#include "core/export/listreaders.h"

#include "core/export/runlengths.h"
#include "core/overlay/maskpicture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace sightglass
{

namespace
{

constexpr int firstCategory = 1; ///< Of COCO's.

/// What reads a part of the text; the first thing that is missing or of another kind is remembered.
class JsonReading
{
public:
    double number(const QJsonObject &object, const char *name)
    {
        const QJsonValue value = object[QLatin1String(name)];
        if (!value.isDouble() || !std::isfinite(value.toDouble()))
            note(QStringLiteral("%1 is no number.").arg(QLatin1String(name)));
        return value.toDouble();
    }
    std::int64_t whole(const QJsonObject &object, const char *name)
    {
        // Beyond it, not every whole number is one of JSON.
        constexpr double most = 9007199254740991.0;
        const double value = number(object, name);
        if (std::abs(value) <= most)
            return static_cast<std::int64_t>(value);
        note(QStringLiteral("%1 is too large.").arg(QLatin1String(name)));
        return 0;
    }
    /// Counted from `first`; from 0.
    int classId(const QJsonObject &object, const char *name, int first)
    {
        constexpr std::int64_t most = 1'000'000;
        const std::int64_t id = whole(object, name) - first;
        if (id < 0 || id > most)
            note(QStringLiteral("%1 is no number of a class.").arg(QLatin1String(name)));
        return static_cast<int>(std::clamp<std::int64_t>(id, 0, most));
    }
    template <std::size_t count>
    std::array<float, count> numbers(const QJsonValue &value, const char *name)
    {
        const QJsonArray array = value.toArray();
        std::array<float, count> found{};
        bool areNumbers = array.size() == static_cast<qsizetype>(count);
        for (std::size_t i = 0; i < count && areNumbers; ++i) {
            const QJsonValue each = array[static_cast<qsizetype>(i)];
            areNumbers = each.isDouble();
            found[i] = static_cast<float>(each.toDouble());
        }
        if (!areNumbers)
            note(QStringLiteral("%1 is no list of %2 numbers.").arg(QLatin1String(name), QString::number(count)));
        return found;
    }
    cv::Rect2f box(const QJsonObject &object, const char *name)
    {
        const auto [left, top, width, height] = numbers<4>(object[QLatin1String(name)], name);
        return {left, top, width, height};
    }
    /// COCO's uncompressed run lengths.
    Mask mask(const QJsonValue &value)
    {
        const QJsonObject object = value.toObject();
        const auto [height, width] = numbers<2>(object[QStringLiteral("size")], "size");
        std::vector<std::int64_t> counts;
        for (const auto &each : object[QStringLiteral("counts")].toArray())
            counts.push_back(static_cast<std::int64_t>(each.toDouble()));
        const auto pixels = pixelsOf(counts, {static_cast<int>(width), static_cast<int>(height)});
        if (!pixels)
            note(QStringLiteral("a mask's run lengths do not fill its picture."));
        if (!pixels)
            return {};
        // What is outside of the thing takes no memory; a rim says that it is.
        const cv::Rect thing = cv::boundingRect(*pixels);
        cv::Mat cut;
        cv::copyMakeBorder((*pixels)(thing), cut, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
        return maskOf({cv::Rect(thing.tl() - cv::Point(1, 1), cut.size()), cut});
    }

    void note(const QString &problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
    }
    /// Where there is a problem: at this place.
    Result<void> result(const QString &place) const
    {
        if (m_problem.isEmpty())
            return {};
        return Error{QStringLiteral("%1: %2").arg(place, m_problem), {}, {}};
    }

private:
    QString m_problem;
};

Result<QJsonDocument> documentOf(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return Error{QStringLiteral("it is no JSON from byte %1 on: %2")
                         .arg(QString::number(problem.offset), problem.errorString()),
                     {},
                     {}};
    return document;
}

QString itemPlace(qsizetype index)
{
    return QStringLiteral("item %1").arg(index + 1);
}

void addShape(Detection &detection, Shape shape)
{
    if (shape.oriented || !shape.keypoints.empty() || shape.mask.planes)
        detection.shape = std::make_shared<const Shape>(std::move(shape));
}

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
    const auto corners = turned.corners();
    const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
    const auto [top, bottom] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
    detection.box = {left, top, right - left, bottom - top};
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
        const auto document = documentOf(line);
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

Result<void> readCocoResults(const QByteArray &text, ListBuilder &list)
{
    const auto document = documentOf(text);
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
    const auto document = documentOf(text);
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

Result<void> readLabelStudio(const QByteArray &text, const QSize &pictures, ListBuilder &list)
{
    const auto document = documentOf(text);
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
