// SPDX-License-Identifier: Apache-2.0
#include "core/export/kittiformat.h"

#include "core/values/visibletext.h"

#include <algorithm>

namespace sightglass
{

QString KittiFormat::nameOf(const Frame &frame) const
{
    const QString stem = source().files.isEmpty() ? QString::number(frame.id.index).rightJustified(6, QLatin1Char('0'))
                                                  : names().of(frame);
    return stem + QStringLiteral(".txt");
}

QByteArray KittiFormat::textOf(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const auto number = [](float value, float most) {
        return ' ' + QByteArray::number(static_cast<double>(std::clamp(value, 0.f, most)), 'f', 2);
    };
    const auto width = static_cast<float>(frame.image.cols);
    const auto height = static_cast<float>(frame.image.rows);
    QByteArray text;
    for (const Detection &detection : detections) {
        const cv::Rect2f &box = detection.box;
        if (detection.wholePicture || (box & cv::Rect2f(0.f, 0.f, width, height)).empty())
            continue;
        QString type = visibleText(candidates.className(detection.classId)).simplified();
        type.replace(QLatin1Char(' '), QLatin1Char('_'));
        text += type.toUtf8() + " -1 -1 -10" + number(box.x, width) + number(box.y, height) +
                number(box.x + box.width, width) + number(box.y + box.height, height) +
                " -1 -1 -1 -1000 -1000 -1000 -10 " + QByteArray::number(static_cast<double>(detection.score), 'f', 4) +
                '\n';
    }
    return text;
}

} // namespace sightglass
