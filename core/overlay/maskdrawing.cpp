// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/maskdrawing.h"

#include "core/overlay/maskpicture.h"
#include "core/overlay/overlaycontext.h"

#include <QImage>
#include <QPainter>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr double opacity = 0.4;
constexpr double highlightedOpacity = 0.6;
constexpr double rimOpacity = 0.9;
constexpr double rimWidth = 1.0; ///< Output pixels.

QRgb premultiplied(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(alpha));
    return qPremultiply(colour.rgba());
}

/// Two colours where two pictures of the same size are not zero; the second lies within the first.
QImage coloured(const cv::Mat &pixels, QRgb rim, const cv::Mat &inner, QRgb fill)
{
    QImage image(pixels.cols, pixels.rows, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < pixels.rows; ++y) {
        const uchar *const outerRow = pixels.ptr(y);
        const uchar *const innerRow = inner.ptr(y);
        auto *const line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < pixels.cols; ++x)
            line[x] = innerRow[x] ? fill : outerRow[x] ? rim : 0;
    }
    return image;
}

} // namespace

void drawMask(OverlayContext &context, std::size_t index)
{
    const Detection &detection = context.detection(index);
    if (!detection.shape || !detection.shape->mask.planes)
        return;
    const cv::Rect2f &box = detection.box;
    const double ratio = context.deviceRatio;
    const QRectF visible = context.toOutput.mapRect(QRectF(box.x, box.y, box.width, box.height)) & context.bounds;
    if (visible.isEmpty())
        return;
    // Whole device pixels, so that the picture is copied and not scaled.
    const QRect device = QRectF(visible.topLeft() * ratio, visible.size() * ratio).toAlignedRect();
    const QRectF output(QPointF(device.topLeft()) / ratio, QSizeF(device.size()) / ratio);
    const QRectF source = context.toOutput.inverted().mapRect(output);
    const cv::Mat pixels = maskPicture(detection, {source.x(), source.y(), source.width(), source.height()},
                                       {device.width(), device.height()});
    // What lies beyond counts as more of the thing: no rim where the box or the picture cuts it off.
    const int rim = std::max(1, static_cast<int>(std::lround(rimWidth * ratio)));
    cv::Mat inner;
    cv::erode(pixels, inner, cv::getStructuringElement(cv::MORPH_RECT, {2 * rim + 1, 2 * rim + 1}));
    const QColor colour = context.look(index).colour;
    QImage image = coloured(pixels, premultiplied(colour, rimOpacity), inner,
                            premultiplied(colour, context.isHighlighted(index) ? highlightedOpacity : opacity));
    image.setDevicePixelRatio(ratio);
    context.painter.drawImage(output.topLeft(), image);
}

} // namespace sightglass
