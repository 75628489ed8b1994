// SPDX-License-Identifier: Apache-2.0
#include "core/export/labelstudioformat.h"

#include "core/export/jsontext.h"

#include <numbers>
#include <utility>

namespace sightglass
{

namespace
{

QByteArray percent(float part, int whole)
{
    return jsonNumber(whole > 0 ? 100.0 * static_cast<double>(part) / whole : 0.0, 4);
}

/// "x":..,"y":..,"width":..,"height":..,"rotation":..; a turned box is told by its own sides about its upper left
/// corner, as there.
QByteArray place(const Detection &detection, cv::Size frame)
{
    cv::Rect2f box = detection.box;
    float degrees = 0.f;
    if (detection.shape && detection.shape->oriented) {
        const OrientedBox &turned = *detection.shape->oriented;
        box = {turned.corners()[0], turned.size};
        degrees = turned.angle * 180.f / std::numbers::pi_v<float>;
    }
    return "\"x\":" + percent(box.x, frame.width) + ",\"y\":" + percent(box.y, frame.height) +
           ",\"width\":" + percent(box.width, frame.width) + ",\"height\":" + percent(box.height, frame.height) +
           ",\"rotation\":" + jsonNumber(static_cast<double>(degrees), 2);
}

QByteArray score(const Detection &detection)
{
    return ",\"score\":" + jsonNumber(static_cast<double>(detection.score), 4);
}

} // namespace

void LabelStudioFormat::begin(QByteArray &text)
{
    if (std::exchange(m_begun, true))
        return;
    text += "[";
    if (!namesFiles())
        text += "\n{\"data\":{\"video\":" + jsonString(source().name) + "},\"predictions\":[{\"result\":[";
}

void LabelStudioFormat::add(QByteArray &text, const Frame &frame, const Candidates &candidates,
                            const Detections &detections)
{
    begin(text);
    const cv::Size size = frame.image.size();
    if (namesFiles()) {
        text += std::exchange(m_any, true) ? ",\n" : "\n";
        text += "{\"data\":{\"image\":" + jsonString(fileOf(frame)) + "},\"predictions\":[{\"result\":[";
    }
    bool first = namesFiles() || m_regions == 0;
    for (const Detection &detection : detections) {
        if (detection.wholePicture)
            continue;
        const QByteArray labels = '[' + jsonString(candidates.className(detection.classId)) + ']';
        text += std::exchange(first, false) ? "\n" : ",\n";
        text += "{\"id\":\"r" + QByteArray::number(static_cast<qlonglong>(++m_regions)) + "\",\"from_name\":\"label\",";
        if (namesFiles()) {
            text += "\"to_name\":\"image\",\"type\":\"rectanglelabels\",\"original_width\":" +
                    QByteArray::number(size.width) + ",\"original_height\":" + QByteArray::number(size.height) +
                    ",\"value\":{" + place(detection, size) + ",\"rectanglelabels\":" + labels + '}';
        } else {
            const QByteArray number = QByteArray::number(static_cast<qlonglong>(frame.id.index + 1));
            text += "\"to_name\":\"video\",\"type\":\"videorectangle\",\"value\":{\"sequence\":[{\"frame\":" + number +
                    ",\"enabled\":false,\"time\":" + jsonNumber(frame.seconds(), 6) + ',' + place(detection, size) +
                    "}],\"labels\":" + labels + '}';
        }
        text += score(detection) + '}';
    }
    if (namesFiles())
        text += "]}]}";
}

bool LabelStudioFormat::end(QByteArray &text)
{
    begin(text);
    text += namesFiles() ? "\n]\n" : "]}]}\n]\n";
    return false;
}

} // namespace sightglass
