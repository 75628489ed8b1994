// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <QRect>
#include <QRectF>
#include <QSize>
#include <QSizeF>
#include <QTransform>

namespace sightglass
{

/// The one mapping between source pixels and view pixels. A value.
///
/// Source coordinates: pixels of the frame, (0, 0) the outer corner of its first pixel. View coordinates: logical
/// pixels of the widget. The scale is logical view pixels per source pixel; "1:1" means one device pixel per source
/// pixel, hence scale 1 / devicePixelRatio.
class ViewTransform
{
public:
    static constexpr double maxScale = 64.0;

    ViewTransform() = default;
    /// A picture of this size in a view of this size (logical pixels), fitted.
    ViewTransform(QSize source, QSizeF view, double devicePixelRatio = 1.0);

    QSize sourceSize() const { return m_source; }
    QSizeF viewSize() const { return m_view; }
    double devicePixelRatio() const { return m_ratio; }
    bool isValid() const { return !m_source.isEmpty() && !m_view.isEmpty(); }

    bool isFitted() const { return m_fitted; }
    double scale() const { return m_scale; }

    /// Whole picture visible, as large as it goes, centred.
    void fit();
    /// One source pixel is one device pixel, the centre of the view kept as far as the edges allow.
    void oneToOne();
    /// Multiplies the scale, keeping the source point under this view point in place as far as the edges allow; limited
    /// to [fit / 4, maxScale], which is widened to hold 1:1 and the fitted scale of very small pictures.
    void zoom(double factor, QPointF viewAnchor);
    /// Moves the picture by view pixels, as far as its edges: there is no bare margin beside a picture that is larger
    /// than the view, and a smaller one stands in the middle, in each direction by itself.
    void pan(QPointF viewDelta);
    /// Another frame size or view size: a fitted picture stays fitted, else the source point in the centre is kept.
    void resize(QSize source, QSizeF view, double devicePixelRatio);

    QPointF toView(QPointF source) const;
    QRectF toView(QRectF source) const;
    QPointF toSource(QPointF view) const;
    QRectF toSource(QRectF view) const;
    QTransform matrix() const; ///< From source to view.

    /// The part of the source that is visible, grown to whole pixels, within the frame; empty when none is.
    QRect visibleSource() const;
    /// How many device pixels visibleSource() covers.
    QSize visibleDevicePixels() const;

private:
    double fittedScale() const;
    void limit();

    QSize m_source;
    QSizeF m_view;
    double m_ratio = 1.0;
    double m_scale = 1.0;
    QPointF m_offset; ///< View position of the source's origin.
    bool m_fitted = true;
};

} // namespace sightglass
