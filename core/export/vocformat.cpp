// SPDX-License-Identifier: Apache-2.0
#include "core/export/vocformat.h"

#include "core/export/xmltext.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

QByteArray element(const char *name, const QByteArray &value)
{
    return '<' + QByteArray(name) + '>' + value + "</" + name + '>';
}

/// From the edges of a box, along one side of the picture, to the first and last pixel in it, counted from 1.
std::pair<int, int> pixels(float from, float to, int count)
{
    const int first = std::clamp(static_cast<int>(std::lround(from)) + 1, 1, count);
    return {first, std::clamp(static_cast<int>(std::lround(to)), first, count)};
}

QByteArray objectText(const Detection &detection, const QString &name, cv::Size size)
{
    const cv::Rect2f &box = detection.box;
    const auto [left, right] = pixels(box.x, box.x + box.width, size.width);
    const auto [top, bottom] = pixels(box.y, box.y + box.height, size.height);
    const bool isCut = box.x < 0.f || box.y < 0.f || box.x + box.width > static_cast<float>(size.width) ||
                       box.y + box.height > static_cast<float>(size.height);
    return "  <object>\n    " + element("name", xmlText(name)) + element("pose", "Unspecified") +
           element("truncated", isCut ? "1" : "0") + element("difficult", "0") + "\n    " +
           element("bndbox", element("xmin", QByteArray::number(left)) + element("ymin", QByteArray::number(top)) +
                                 element("xmax", QByteArray::number(right)) +
                                 element("ymax", QByteArray::number(bottom))) +
           "\n    " + element("score", QByteArray::number(static_cast<double>(detection.score), 'f', 4)) +
           "\n  </object>\n";
}

} // namespace

QByteArray VocFormat::textOf(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const cv::Size size = frame.image.size();
    const QByteArray from = xmlText(source().name);
    const QString file = source().files.value(static_cast<qsizetype>(frame.id.index));
    QByteArray text =
        "<annotation>\n  " + element("folder", from) + "\n  " +
        element("filename", xmlText(file.isEmpty() ? names().of(frame) + QStringLiteral(".png") : file)) + "\n  " +
        element("source", element("database", from) + element("frame", QByteArray::number(qlonglong(frame.id.index))) +
                              element("time", QByteArray::number(frame.seconds(), 'f', 6))) +
        "\n  " +
        element("size", element("width", QByteArray::number(size.width)) +
                            element("height", QByteArray::number(size.height)) + element("depth", "3")) +
        "\n  " + element("segmented", "0") + '\n';
    for (const Detection &detection : detections) {
        const cv::Rect2f inside = detection.box & cv::Rect2f(cv::Point2f(), cv::Size2f(size));
        if (!detection.wholePicture && !inside.empty())
            text += objectText(detection, candidates.className(detection.classId), size);
    }
    return text + "</annotation>\n";
}

} // namespace sightglass
