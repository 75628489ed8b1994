// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/annotator.h"

#include "core/overlay/boxdrawing.h"
#include "core/overlay/captiondrawing.h"
#include "core/overlay/maskdrawing.h"
#include "core/overlay/overlaycontext.h"
#include "core/overlay/skeletondrawing.h"
#include "core/overlay/tagdrawing.h"

#include <QImage>
#include <QPainter>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sightglass
{

namespace
{

float area(const Detection &detection)
{
    return isTurned(detection) ? detection.shape->oriented->size.area() : detection.box.area();
}

/// Whether the box, with a margin around it, holds a point.
bool holds(const Detection &detection, QPointF point, double margin)
{
    if (!isTurned(detection)) {
        const cv::Rect2f &box = detection.box;
        return QRectF(box.x, box.y, box.width, box.height).adjusted(-margin, -margin, margin, margin).contains(point);
    }
    // Along the box's own axes, from its centre.
    const OrientedBox &box = *detection.shape->oriented;
    const QPointF from = point - QPointF(box.centre.x, box.centre.y);
    const double cosine = std::cos(box.angle);
    const double sine = std::sin(box.angle);
    return std::abs(from.x() * cosine + from.y() * sine) <= box.size.width / 2.0 + margin &&
           std::abs(from.y() * cosine - from.x() * sine) <= box.size.height / 2.0 + margin;
}

} // namespace

TagMemory Annotator::draw(QPainter &painter, const QTransform &toOutput, const QRectF &bounds,
                          const Annotation &annotation, const OverlayStyle &style)
{
    if (!annotation.detections || annotation.detections->empty() || bounds.isEmpty())
        return {};
    painter.save();
    OverlayContext context(painter, toOutput, bounds, annotation, style);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setRenderHint(QPainter::TextAntialiasing, true);
    painter.setClipRect(bounds, Qt::IntersectClip);
    // The best is drawn last, above the others, and the highlighted ones above all; every tag above every box, every
    // box above every mask.
    std::vector<std::size_t> order;
    std::vector<std::size_t> ofThePicture;
    for (std::size_t i = annotation.detections->size(); i-- > 0;) {
        if (context.detection(i).wholePicture)
            ofThePicture.push_back(i);
        else if (!context.isHighlighted(i))
            order.push_back(i);
    }
    std::reverse(ofThePicture.begin(), ofThePicture.end());
    for (const auto &bright : {annotation.selected, annotation.highlighted}) {
        if (bright && *bright < annotation.detections->size() && !context.detection(*bright).wholePicture)
            order.push_back(*bright);
    }
    const double opacity = painter.opacity();
    const auto drawEach = [&](void (*part)(OverlayContext &, std::size_t)) {
        for (const std::size_t index : order) {
            painter.setOpacity(context.isDimmed(index) ? OverlayContext::dimmedOpacity * opacity : opacity);
            part(context, index);
        }
        painter.setOpacity(opacity);
    };
    if (style.masks)
        drawEach(drawMask);
    if (style.boxes)
        drawEach(drawBox);
    if (style.keypoints)
        drawEach(drawSkeleton);
    TagMemory tags;
    if (style.labels || style.scores) {
        std::vector<std::size_t> tagged;
        for (std::size_t i = 0; i < annotation.detections->size(); ++i) {
            if (!context.detection(i).wholePicture && isDrawn(context.detection(i), style))
                tagged.push_back(i);
        }
        tags = drawTags(context, tagged);
        drawCaption(context, ofThePicture);
    }
    painter.restore();
    return tags;
}

TagMemory Annotator::draw(cv::Mat &picture, const Annotation &annotation, const OverlayStyle &style)
{
    CV_Assert(picture.type() == CV_8UC3 || picture.type() == CV_8UC4);
    if (!annotation.detections || annotation.detections->empty() || picture.empty())
        return {};
    cv::Mat canvas = picture;
    if (picture.type() == CV_8UC3)
        cv::cvtColor(picture, canvas, cv::COLOR_BGR2BGRA);
    TagMemory tags;
    {
        QImage image(canvas.data, canvas.cols, canvas.rows, static_cast<qsizetype>(canvas.step), QImage::Format_RGB32);
        QPainter painter(&image);
        tags = draw(painter, QTransform(), QRectF(0, 0, canvas.cols, canvas.rows), annotation, style);
    }
    if (picture.type() == CV_8UC3)
        cv::cvtColor(canvas, picture, cv::COLOR_BGRA2BGR);
    return tags;
}

bool Annotator::isDrawn(const Detection &detection, const OverlayStyle &style)
{
    if (style.boxes || !detection.shape)
        return style.boxes;
    const Shape &shape = *detection.shape;
    return (style.masks && shape.mask.planes) ||
           (style.keypoints &&
            std::any_of(shape.keypoints.begin(), shape.keypoints.end(),
                        [](const Keypoint &keypoint) { return keypoint.confidence >= leastKeypointConfidence; }));
}

std::vector<std::size_t> Annotator::itemsAt(const std::vector<Candidate> &items, QPointF source)
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!items[i].wholePicture && holds(items[i], source, 0.0))
            found.push_back(i);
    }
    return found;
}

std::optional<std::size_t> Annotator::hitTest(const Detections &detections, QPointF source, double margin)
{
    std::optional<std::size_t> hit;
    for (std::size_t i = 0; i < detections.size(); ++i) {
        if (detections[i].wholePicture || !holds(detections[i], source, margin))
            continue;
        if (!hit || area(detections[i]) < area(detections[*hit]))
            hit = i;
    }
    return hit;
}

} // namespace sightglass
