// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/viewtransform.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// Positions this close to a whole source pixel are taken as that pixel's edge; far below what can be seen.
constexpr double rounding = 1e-6;

/// No bare margin beside a picture that is larger than the view; a smaller one stands in the middle.
double limitedOffset(double offset, double picture, double view)
{
    return picture <= view ? (view - picture) / 2.0 : std::clamp(offset, view - picture, 0.0);
}

} // namespace

ViewTransform::ViewTransform(QSize source, QSizeF view, double devicePixelRatio)
    : m_source(source)
    , m_view(view)
    , m_ratio(devicePixelRatio > 0.0 ? devicePixelRatio : 1.0)
{
    fit();
}

double ViewTransform::fittedScale() const
{
    return std::min(m_view.width() / m_source.width(), m_view.height() / m_source.height());
}

void ViewTransform::fit()
{
    m_fitted = true;
    if (!isValid())
        return;
    m_scale = fittedScale();
    m_offset = QPointF((m_view.width() - m_source.width() * m_scale) / 2.0,
                       (m_view.height() - m_source.height() * m_scale) / 2.0);
}

void ViewTransform::oneToOne()
{
    if (!isValid())
        return;
    const QPointF centre(m_view.width() / 2.0, m_view.height() / 2.0);
    const QPointF kept = toSource(centre);
    m_scale = 1.0 / m_ratio;
    m_fitted = false;
    m_offset = centre - kept * m_scale;
    limit();
    // On whole device pixels, so that the picture is copied and not blurred.
    m_offset = QPointF(std::round(m_offset.x() * m_ratio) / m_ratio, std::round(m_offset.y() * m_ratio) / m_ratio);
}

void ViewTransform::zoom(double factor, QPointF viewAnchor)
{
    if (!isValid() || !(factor > 0.0) || !std::isfinite(factor))
        return;
    const double fitted = fittedScale();
    const double least = std::min(fitted / 4.0, 1.0 / m_ratio);
    const double most = std::max(fitted, maxScale);
    const double scale = std::clamp(m_scale * factor, least, most);
    if (scale == m_scale)
        return;
    if (std::abs(scale / fitted - 1.0) < rounding) {
        fit();
        return;
    }
    const QPointF kept = toSource(viewAnchor);
    m_scale = scale;
    m_fitted = false;
    m_offset = viewAnchor - kept * m_scale;
    limit();
}

void ViewTransform::pan(QPointF viewDelta)
{
    if (!isValid() || viewDelta.isNull())
        return;
    const QPointF before = m_offset;
    m_offset += viewDelta;
    limit();
    m_fitted = m_fitted && m_offset == before;
}

void ViewTransform::resize(QSize source, QSizeF view, double devicePixelRatio)
{
    const bool wasValid = isValid();
    const QPointF kept = wasValid ? toSource(QPointF(m_view.width() / 2.0, m_view.height() / 2.0)) : QPointF();
    m_source = source;
    m_view = view;
    m_ratio = devicePixelRatio > 0.0 ? devicePixelRatio : 1.0;
    if (!isValid())
        return;
    if (m_fitted || !wasValid) {
        fit();
        return;
    }
    m_offset = QPointF(m_view.width() / 2.0, m_view.height() / 2.0) - kept * m_scale;
    limit();
}

QPointF ViewTransform::toView(QPointF source) const
{
    return source * m_scale + m_offset;
}

QRectF ViewTransform::toView(QRectF source) const
{
    return {toView(source.topLeft()), source.size() * m_scale};
}

QPointF ViewTransform::toSource(QPointF view) const
{
    return (view - m_offset) / m_scale;
}

QRectF ViewTransform::toSource(QRectF view) const
{
    return {toSource(view.topLeft()), view.size() / m_scale};
}

QTransform ViewTransform::matrix() const
{
    return {m_scale, 0.0, 0.0, m_scale, m_offset.x(), m_offset.y()};
}

QRect ViewTransform::visibleSource() const
{
    if (!isValid())
        return {};
    const QRectF visible = toSource(QRectF(QPointF(), m_view));
    const int left = std::max(0, static_cast<int>(std::floor(visible.left() + rounding)));
    const int top = std::max(0, static_cast<int>(std::floor(visible.top() + rounding)));
    const int right = std::min(m_source.width(), static_cast<int>(std::ceil(visible.right() - rounding)));
    const int bottom = std::min(m_source.height(), static_cast<int>(std::ceil(visible.bottom() - rounding)));
    if (right <= left || bottom <= top)
        return {};
    return {left, top, right - left, bottom - top};
}

QSize ViewTransform::visibleDevicePixels() const
{
    const QRect visible = visibleSource();
    if (visible.isEmpty())
        return {};
    const double perSourcePixel = m_scale * m_ratio;
    return {std::max(1, static_cast<int>(std::lround(visible.width() * perSourcePixel))),
            std::max(1, static_cast<int>(std::lround(visible.height() * perSourcePixel)))};
}

void ViewTransform::limit()
{
    m_offset = QPointF(limitedOffset(m_offset.x(), m_source.width() * m_scale, m_view.width()),
                       limitedOffset(m_offset.y(), m_source.height() * m_scale, m_view.height()));
}

} // namespace sightglass
