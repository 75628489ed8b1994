// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "core/overlay/tagmemory.h"
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
    /// Index into detections: drawn above the others, thicker, with its tag in full, while the others are dimmed.
    std::optional<std::size_t> highlighted;
    std::optional<std::size_t> selected = {}; ///< Likewise, beneath the highlighted one.
    const TagMemory *tagsBefore = nullptr;    ///< Of the frame before, so that tags hold still; may be null.
};

/// Draws results over a picture: on the live view and on exports alike. Stateless; any thread, as long as the painter
/// is that thread's own.
///
/// Tags find their places as placeTags() says. Whoever draws frames in their order hands the places that one drawing
/// returns to the next, which draws the same again from the same frames, whatever threads these come from; a view
/// hands the places of the frame before as often as it paints a frame.
///
/// From below: masks, boxes (turned where they are oriented ones), skeletons, tags, and in the upper left corner what
/// is said of the picture as a whole. Keypoints whose confidence is below 0.5 are left out.
class Annotator
{
public:
    /// Draws on a painter whose coordinates are the output's pixels. toOutput maps source pixels to them; line widths
    /// and text are not scaled by it. Labels stay within bounds (output pixels). Returns the places of the tags, but
    /// for what the highlighting changes about them.
    static TagMemory draw(QPainter &painter, const QTransform &toOutput, const QRectF &bounds,
                          const Annotation &annotation, const OverlayStyle &style);

    /// Draws onto a picture in place, at 1:1; the caller owns the pixels alone. CV_8UC4 (BGRX, the fourth byte ignored)
    /// is drawn on directly; CV_8UC3 (BGR) goes through such a picture, since Qt draws on that faster. Needs
    /// a QGuiApplication (any platform, "offscreen" too) for its fonts.
    static TagMemory draw(cv::Mat &picture, const Annotation &annotation, const OverlayStyle &style);

    /// Whether something of a detection but its tag is drawn: its box, its mask, or a keypoint that is sure enough.
    /// What is not drawn has no tag either.
    static bool isDrawn(const Detection &detection, const OverlayStyle &style);

    /// The items whose boxes hold a source point, by their places and in their order. Oriented boxes count as they are
    /// turned; what is said of the whole picture is never among them.
    static std::vector<std::size_t> itemsAt(const std::vector<Candidate> &items, QPointF source);

    /// The topmost detection whose box (or its edge, within margin source pixels) holds a source point: the smallest
    /// box wins where several do. Oriented boxes count as they are turned; what is said of the whole picture is never
    /// hit.
    static std::optional<std::size_t> hitTest(const Detections &detections, QPointF source, double margin);
};

} // namespace sightglass
