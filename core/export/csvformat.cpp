// SPDX-License-Identifier: Apache-2.0
#include "core/export/csvformat.h"

#include <numbers>

namespace sightglass
{

namespace
{

QByteArray number(double value, int decimals)
{
    return QByteArray::number(value, 'f', decimals);
}

QByteArray pixels(float value)
{
    return number(static_cast<double>(value), 2);
}

const OrientedBox *turnedBox(const Detection &detection)
{
    return detection.shape && detection.shape->oriented ? &*detection.shape->oriented : nullptr;
}

} // namespace

void CsvFormat::add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const QByteArray place = QByteArray::number(frame.id.index) + ',' + number(frame.seconds(), 6) + ',';
    for (const Detection &detection : detections) {
        const OrientedBox *const turned = turnedBox(detection);
        begin(text, turned != nullptr);
        const cv::Rect2f &box = detection.box;
        text += place + QByteArray::number(detection.classId) + ',' +
                csvField(candidates.className(detection.classId)) + ',' +
                number(static_cast<double>(detection.score), 4) + ',' + pixels(box.x) + ',' + pixels(box.y) + ',' +
                pixels(box.width) + ',' + pixels(box.height);
        if (m_turned && turned)
            text += ',' + number(static_cast<double>(turned->angle) * 180.0 / std::numbers::pi, 2) + ',' +
                    pixels(turned->size.width) + ',' + pixels(turned->size.height);
        else if (m_turned)
            text += ",,,";
        if (namesFiles())
            text += ',' + csvField(fileOf(frame));
        text += '\n';
    }
}

bool CsvFormat::end(QByteArray &text)
{
    begin(text, false);
    return false;
}

void CsvFormat::begin(QByteArray &text, bool turned)
{
    if (m_begun)
        return;
    m_begun = true;
    m_turned = turned;
    text += "frame,time,class_id,class,score,x,y,width,height";
    text += turned ? ",angle,own_width,own_height" : "";
    text += namesFiles() ? ",file\n" : "\n";
}

} // namespace sightglass
