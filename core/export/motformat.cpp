// SPDX-License-Identifier: Apache-2.0
#include "core/export/motformat.h"

namespace sightglass
{

void MotFormat::add(QByteArray &text, const Frame &frame, const Candidates &, const Detections &detections)
{
    const auto number = [](float value, int decimals) {
        return QByteArray::number(static_cast<double>(value), 'f', decimals);
    };
    for (const Detection &detection : detections) {
        if (detection.wholePicture)
            continue;
        const cv::Rect2f &box = detection.box;
        text += QByteArray::number(static_cast<qlonglong>(frame.id.index + 1)) + ",-1," + number(box.x + 1.f, 2) + ',' +
                number(box.y + 1.f, 2) + ',' + number(box.width, 2) + ',' + number(box.height, 2) + ',' +
                number(detection.score, 4) + ",-1,-1,-1\n";
    }
}

bool MotFormat::end(QByteArray &)
{
    return false;
}

} // namespace sightglass
