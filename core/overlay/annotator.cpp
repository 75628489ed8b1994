// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/annotator.h"

#include "core/overlay/boxdrawing.h"
#include "core/overlay/captiondrawing.h"
#include "core/overlay/maskdrawing.h"
#include "core/overlay/overlaycontext.h"
#include "core/overlay/skeletondrawing.h"

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

bool isTurned(const Detection &detection)
{
    return detection.shape && detection.shape->oriented;
}

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

void Annotator::draw(QPainter &painter, const QTransform &toOutput, const QRectF &bounds, const Annotation &annotation,
                     const OverlayStyle &style)
{
    if (!annotation.detections || annotation.detections->empty() || bounds.isEmpty())
        return;
    painter.save();
    OverlayContext context(painter, toOutput, bounds, annotation, style);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setRenderHint(QPainter::TextAntialiasing, true);
    painter.setClipRect(bounds, Qt::IntersectClip);
    // The best is drawn last, above the others, and the highlighted one above all; every tag above every box, every box
    // above every mask.
    std::vector<std::size_t> order;
    std::vector<std::size_t> ofThePicture;
    for (std::size_t i = annotation.detections->size(); i-- > 0;) {
        if (context.detection(i).wholePicture)
            ofThePicture.push_back(i);
        else if (annotation.highlighted != i)
            order.push_back(i);
    }
    std::reverse(ofThePicture.begin(), ofThePicture.end());
    if (annotation.highlighted && *annotation.highlighted < annotation.detections->size() &&
        !context.detection(*annotation.highlighted).wholePicture)
        order.push_back(*annotation.highlighted);
    const auto drawEach = [&](void (*part)(OverlayContext &, std::size_t)) {
        for (const std::size_t index : order)
            part(context, index);
    };
    if (style.masks)
        drawEach(drawMask);
    if (style.boxes)
        drawEach(drawBox);
    if (style.keypoints)
        drawEach(drawSkeleton);
    if (style.labels || style.scores) {
        drawEach(drawTag);
        drawCaption(context, ofThePicture);
    }
    painter.restore();
}

void Annotator::draw(cv::Mat &picture, const Annotation &annotation, const OverlayStyle &style)
{
    CV_Assert(picture.type() == CV_8UC3 || picture.type() == CV_8UC4);
    if (!annotation.detections || annotation.detections->empty() || picture.empty())
        return;
    cv::Mat canvas = picture;
    if (picture.type() == CV_8UC3)
        cv::cvtColor(picture, canvas, cv::COLOR_BGR2BGRA);
    {
        QImage image(canvas.data, canvas.cols, canvas.rows, static_cast<qsizetype>(canvas.step), QImage::Format_RGB32);
        QPainter painter(&image);
        draw(painter, QTransform(), QRectF(0, 0, canvas.cols, canvas.rows), annotation, style);
    }
    if (picture.type() == CV_8UC3)
        cv::cvtColor(canvas, picture, cv::COLOR_BGRA2BGR);
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
