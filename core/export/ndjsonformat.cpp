// SPDX-License-Identifier: Apache-2.0
#include "core/export/ndjsonformat.h"

#include "core/export/runlengths.h"
#include "core/overlay/maskpicture.h"
#include "core/values/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <numbers>

namespace sightglass
{

namespace
{

QByteArray number(double value, int decimals)
{
    return std::isfinite(value) ? QByteArray::number(value, 'f', decimals) : QByteArrayLiteral("null");
}

QByteArray pixels(float value)
{
    return number(static_cast<double>(value), 2);
}

/// As a JSON string, in its quotation marks.
QByteArray quoted(const QString &text)
{
    return visibleJson(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).chopped(1).mid(1));
}

/// Values with commas between them, in brackets.
template <typename List, typename Function>
QByteArray array(const List &list, Function textOf)
{
    QByteArray text = "[";
    for (const auto &item : list) {
        if (text.size() > 1)
            text += ',';
        text += textOf(item);
    }
    return text + ']';
}

QByteArray oriented(const OrientedBox &box)
{
    const auto corners = array(
        box.corners(), [](const cv::Point2f &corner) { return '[' + pixels(corner.x) + ',' + pixels(corner.y) + ']'; });
    return "{\"corners\":" + corners +
           ",\"angle\":" + number(static_cast<double>(box.angle) * 180.0 / std::numbers::pi, 2) +
           ",\"width\":" + pixels(box.size.width) + ",\"height\":" + pixels(box.size.height) + '}';
}

QByteArray keypoints(const std::vector<Keypoint> &points, const KeypointLayout *layout)
{
    qsizetype index = 0;
    return array(points, [&](const Keypoint &keypoint) {
        QByteArray text = "{";
        if (layout && index < layout->names.size())
            text += "\"name\":" + quoted(layout->names.at(index)) + ',';
        ++index;
        return text + "\"x\":" + pixels(keypoint.point.x) + ",\"y\":" + pixels(keypoint.point.y) +
               ",\"confidence\":" + number(static_cast<double>(keypoint.confidence), 4) + '}';
    });
}

QByteArray mask(const Detection &detection, cv::Size frame)
{
    const SourceMask mask = sourceMask(detection, frame);
    const auto counts = array(runLengths(mask.pixels, mask.place.tl(), frame),
                              [](std::int64_t count) { return QByteArray::number(static_cast<qlonglong>(count)); });
    return "{\"size\":[" + QByteArray::number(frame.height) + ',' + QByteArray::number(frame.width) +
           "],\"counts\":" + counts + '}';
}

QByteArray object(const Detection &detection, const Candidates &candidates, cv::Size frame)
{
    QByteArray text = "{\"class_id\":" + QByteArray::number(detection.classId) +
                      ",\"class\":" + quoted(candidates.className(detection.classId)) +
                      ",\"score\":" + number(static_cast<double>(detection.score), 4);
    const cv::Rect2f &box = detection.box;
    if (detection.wholePicture)
        text += ",\"whole_picture\":true";
    else
        text += ",\"box\":[" + pixels(box.x) + ',' + pixels(box.y) + ',' + pixels(box.width) + ',' +
                pixels(box.height) + ']';
    if (detection.shape) {
        const Shape &shape = *detection.shape;
        if (shape.oriented)
            text += ",\"oriented\":" + oriented(*shape.oriented);
        if (!shape.keypoints.empty())
            text += ",\"keypoints\":" + keypoints(shape.keypoints, candidates.keypoints.get());
        if (shape.mask.planes)
            text += ",\"mask\":" + mask(detection, frame);
    }
    return text + '}';
}

} // namespace

void NdjsonFormat::add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const cv::Size size = frame.image.size();
    text += "{\"frame\":" + QByteArray::number(frame.id.index) + ",\"time\":" + number(frame.seconds(), 6) +
            (namesFiles() ? ",\"file\":" + quoted(fileOf(frame)) : QByteArray()) +
            ",\"width\":" + QByteArray::number(size.width) + ",\"height\":" + QByteArray::number(size.height) +
            ",\"detections\":" +
            array(detections, [&](const Detection &detection) { return object(detection, candidates, size); }) + "}\n";
}

void NdjsonFormat::end(QByteArray &) {}

} // namespace sightglass
