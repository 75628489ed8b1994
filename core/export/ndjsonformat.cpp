// SPDX-License-Identifier: Apache-2.0
#include "core/export/ndjsonformat.h"

#include "core/export/jsontext.h"

#include <numbers>

namespace sightglass
{

namespace
{

QByteArray oriented(const OrientedBox &box)
{
    const auto corners = jsonArray(box.corners(), [](const cv::Point2f &corner) {
        return '[' + jsonPixels(corner.x) + ',' + jsonPixels(corner.y) + ']';
    });
    return "{\"corners\":" + corners +
           ",\"angle\":" + jsonNumber(static_cast<double>(box.angle) * 180.0 / std::numbers::pi, 2) +
           ",\"width\":" + jsonPixels(box.size.width) + ",\"height\":" + jsonPixels(box.size.height) + '}';
}

QByteArray keypoints(const std::vector<Keypoint> &points, const KeypointLayout *layout)
{
    qsizetype index = 0;
    return jsonArray(points, [&](const Keypoint &keypoint) {
        QByteArray text = "{";
        if (layout && index < layout->names.size())
            text += "\"name\":" + jsonString(layout->names.at(index)) + ',';
        ++index;
        return text + "\"x\":" + jsonPixels(keypoint.point.x) + ",\"y\":" + jsonPixels(keypoint.point.y) +
               ",\"confidence\":" + jsonNumber(static_cast<double>(keypoint.confidence), 4) + '}';
    });
}

QByteArray object(const Detection &detection, const Candidates &candidates, cv::Size frame)
{
    QByteArray text = "{\"class_id\":" + QByteArray::number(detection.classId) +
                      ",\"class\":" + jsonString(candidates.className(detection.classId)) +
                      ",\"score\":" + jsonNumber(static_cast<double>(detection.score), 4);
    if (detection.wholePicture)
        text += ",\"whole_picture\":true";
    else
        text += ",\"box\":" + jsonBox(detection.box);
    if (detection.shape) {
        const Shape &shape = *detection.shape;
        if (shape.oriented)
            text += ",\"oriented\":" + oriented(*shape.oriented);
        if (!shape.keypoints.empty())
            text += ",\"keypoints\":" + keypoints(shape.keypoints, candidates.keypoints.get());
        if (shape.mask.planes)
            text += ",\"mask\":" + jsonMask(detection, frame);
    }
    return text + '}';
}

} // namespace

void NdjsonFormat::add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const cv::Size size = frame.image.size();
    text += "{\"frame\":" + QByteArray::number(frame.id.index) + ",\"time\":" + jsonNumber(frame.seconds(), 6) +
            (namesFiles() ? ",\"file\":" + jsonString(fileOf(frame)) : QByteArray()) +
            ",\"width\":" + QByteArray::number(size.width) + ",\"height\":" + QByteArray::number(size.height) +
            ",\"detections\":" +
            jsonArray(detections, [&](const Detection &detection) { return object(detection, candidates, size); }) +
            "}\n";
}

bool NdjsonFormat::end(QByteArray &)
{
    return false;
}

} // namespace sightglass
