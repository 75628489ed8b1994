// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/values/candidates.h"

#include <QTransform>

#include <optional>

class QImage;
class QPainter;

namespace sightglass
{

/// The results to draw over one picture.
struct Annotation
{
    const Detections *detections = nullptr;
    const Candidates *candidates = nullptr; ///< For class names and limbs; may be null.
    std::optional<std::size_t> highlighted; ///< Index into detections.
};

/// Draws results over a picture: on the live view and on exports alike. Stateless; any thread, as long as the painter
/// is that thread's own.
///
/// From below: masks, boxes (turned where they are oriented ones), skeletons, tags, and in the upper left corner what
/// is said of the picture as a whole. Keypoints whose confidence is below 0.5 are left out.
class Annotator
{
public:
    /// Draws on a painter whose coordinates are the output's pixels. toOutput maps source pixels to them; line widths
    /// and text are not scaled by it. Labels stay within bounds (output pixels).
    static void draw(QPainter &painter, const QTransform &toOutput, const QRectF &bounds, const Annotation &annotation,
                     const OverlayStyle &style);

    /// Draws onto a picture in place, at 1:1; the caller owns the pixels alone. CV_8UC4 (BGRX, the fourth byte ignored)
    /// is drawn on directly; CV_8UC3 (BGR) goes through such a picture, since Qt draws on that faster. Needs
    /// a QGuiApplication (any platform, "offscreen" too) for its fonts.
    static void draw(cv::Mat &picture, const Annotation &annotation, const OverlayStyle &style);

    /// The topmost detection whose box (or its edge, within margin source pixels) holds a source point: the smallest
    /// box wins where several do. Oriented boxes count as they are turned; what is said of the whole picture is never
    /// hit.
    static std::optional<std::size_t> hitTest(const Detections &detections, QPointF source, double margin);
};

} // namespace sightglass
