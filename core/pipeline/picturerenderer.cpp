// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/picturerenderer.h"

#include <opencv2/imgproc.hpp>

namespace sightglass
{

namespace
{

int interpolation(const QSize &from, const QSize &to)
{
    if (to.width() < from.width() || to.height() < from.height())
        return cv::INTER_AREA;
    return to.width() >= 4 * from.width() ? cv::INTER_NEAREST : cv::INTER_LINEAR;
}

} // namespace

QRect visibleRegion(const Viewport &viewport, const QSize &frame)
{
    const QRect whole({0, 0}, frame);
    const QRect region = viewport.source & whole;
    return region.isEmpty() ? whole : region;
}

QImage renderPicture(const cv::Mat &bgr, const QRect &region, const QSize &pixels)
{
    const cv::Mat part = bgr(cv::Rect(region.x(), region.y(), region.width(), region.height()));
    const QSize size = pixels.isEmpty() ? region.size() : pixels;

    cv::Mat scaled = part;
    if (size != region.size())
        cv::resize(part, scaled, cv::Size(size.width(), size.height()), 0, 0, interpolation(region.size(), size));

    QImage image(size, QImage::Format_RGB32);
    cv::Mat target(size.height(), size.width(), CV_8UC4, image.bits(), static_cast<std::size_t>(image.bytesPerLine()));
    cv::cvtColor(scaled, target, cv::COLOR_BGR2BGRA);
    return image;
}

} // namespace sightglass
