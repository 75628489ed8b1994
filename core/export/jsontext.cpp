// SPDX-License-Identifier: Apache-2.0
#include "core/export/jsontext.h"

#include "core/export/runlengths.h"
#include "core/overlay/maskpicture.h"
#include "core/values/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace sightglass
{

QByteArray jsonNumber(double value, int decimals)
{
    return std::isfinite(value) ? QByteArray::number(value, 'f', decimals) : QByteArrayLiteral("null");
}

QByteArray jsonPixels(float value)
{
    return jsonNumber(static_cast<double>(value), 2);
}

QByteArray jsonString(const QString &text)
{
    return visibleJson(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).chopped(1).mid(1));
}

QByteArray jsonBox(const cv::Rect2f &box)
{
    return '[' + jsonPixels(box.x) + ',' + jsonPixels(box.y) + ',' + jsonPixels(box.width) + ',' +
           jsonPixels(box.height) + ']';
}

QByteArray jsonMask(const Detection &detection, cv::Size frame)
{
    const SourceMask mask = sourceMask(detection, frame);
    const auto counts = jsonArray(runLengths(mask.pixels, mask.place.tl(), frame),
                                  [](std::int64_t count) { return QByteArray::number(static_cast<qlonglong>(count)); });
    return "{\"size\":[" + QByteArray::number(frame.height) + ',' + QByteArray::number(frame.width) +
           "],\"counts\":" + counts + '}';
}

} // namespace sightglass
