// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/lanepainting.h"

#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr double spansHeight = 6.0;
constexpr double marksHeight = 7.0;
constexpr double gap = 3.0;
constexpr double tickSpacing = 88.0;
constexpr int leastScale = 3; ///< One detection alone does not fill the lane.

/// Of one lane; lives for one drawing.
class LanePainter
{
public:
    LanePainter(QImage &image, const LaneScene &scene, const LaneSurface &surface)
        : m_scene(scene)
        , m_surface(surface)
        , m_rows(surface)
        , m_colours(Theme::signalColours(surface.palette))
        , m_painter(&image)
    {
        m_painter.setFont(surface.font);
    }

    void paint()
    {
        m_painter.fillRect(QRect(QPoint(), m_surface.size), m_surface.palette.color(QPalette::Window));
        m_painter.fillRect(m_rows.area, m_surface.palette.color(QPalette::Base));
        if (m_scene.geometry.isEmpty())
            return;
        paintHatching();
        paintColumns();
        paintMarked();
        paintSpans();
        paintFaults();
        paintAxis();
        if (m_scene.picture.known == 0)
            paintEmptyText();
        else
            paintScale();
    }

private:
    double snapped(double position) const
    {
        return std::round(position * m_surface.devicePixelRatio) / m_surface.devicePixelRatio;
    }
    double pixel() const { return 1.0 / m_surface.devicePixelRatio; }
    bool isOf(const ClipColumns &columns) const
    {
        return !columns.columns.empty() && m_scene.picture.frameCount == m_scene.geometry.frameCount();
    }
    /// From a frame to another, inclusive, a device pixel wide at least; nothing where none of it is on the lane.
    std::optional<QRectF> placeOf(std::int64_t first, std::int64_t last, const QRectF &row) const
    {
        const LaneGeometry &geometry = m_scene.geometry;
        const double left = snapped(std::max(0.0, geometry.xOf(static_cast<double>(first))));
        const double right = snapped(std::min(geometry.width(), geometry.xOf(static_cast<double>(last + 1))));
        if (right < 0.0 || left > geometry.width() || right < left)
            return std::nullopt;
        return QRectF(left, row.top(), std::max(pixel(), right - left), row.height());
    }

    void hatch(const QRectF &place)
    {
        constexpr double distance = 6.0;
        m_painter.save();
        m_painter.setClipRect(place);
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(
            QPen(m_surface.palette.color(Theme::isDark(m_surface.palette) ? QPalette::Mid : QPalette::Dark), 1.0));
        // On one grid for the whole lane, so that places that touch are one.
        const double first = std::floor((place.left() - place.height()) / distance) * distance;
        for (double x = first; x < place.right(); x += distance)
            m_painter.drawLine(QPointF(x, place.bottom()), QPointF(x + place.height(), place.top()));
        m_painter.restore();
    }

    void paintHatching()
    {
        const ClipColumns &columns = m_scene.picture.columns;
        if (!isOf(columns)) {
            hatch(m_rows.area);
            return;
        }
        std::optional<QRectF> open; // Columns that touch, taken together.
        for (const ClipColumns::Column &column : columns.columns) {
            const bool isWhole = column.known >= column.last - column.first + 1;
            const auto place = isWhole ? std::nullopt : placeOf(column.first, column.last, m_rows.area);
            if (open && place) {
                open->setRight(place->right());
            } else if (open) {
                hatch(*open);
                open.reset();
            } else {
                open = place;
            }
        }
        if (open)
            hatch(*open);
    }

    void paintColumns()
    {
        const ClipColumns &columns = m_scene.picture.columns;
        if (!isOf(columns))
            return;
        std::vector<QColor> colours;
        for (const int id : columns.classes)
            colours.push_back(
                classColour(m_scene.style, id, m_scene.classNames ? m_scene.classNames->value(id) : QString()));
        const double unit = m_rows.area.height() / std::max(leastScale, columns.most);
        for (std::size_t i = 0; i < columns.columns.size(); ++i) {
            const ClipColumns::Column &column = columns.columns[i];
            if (column.total == 0)
                continue;
            const auto place = placeOf(column.first, column.last, m_rows.area);
            if (!place)
                continue;
            int below = 0;
            for (std::size_t position = 0; position < colours.size(); ++position) {
                const int count = columns.count(i, position);
                if (count == 0)
                    continue;
                const double bottom = snapped(m_rows.area.bottom() - below * unit);
                below += count;
                const double top = snapped(m_rows.area.bottom() - below * unit);
                m_painter.fillRect(QRectF(place->left(), top, place->width(), bottom - top), colours[position]);
            }
        }
    }

    /// As the seek bar shows it: a bracket at each mark, and a line between.
    void paintMarked()
    {
        const Marks &marks = m_scene.marks;
        if (marks.isEmpty())
            return;
        const QColor colour = m_surface.palette.color(QPalette::WindowText);
        const LaneGeometry &geometry = m_scene.geometry;
        const double left = marks.in ? snapped(geometry.xOf(static_cast<double>(*marks.in))) : 0.0;
        const double right = marks.out ? snapped(geometry.xOf(static_cast<double>(*marks.out + 1))) : geometry.width();
        const QRectF &area = m_rows.area;
        const double thick = snapped(1.5);
        m_painter.fillRect(QRectF(QPointF(left, area.top() - thick), QPointF(right, area.top())), colour);
        if (marks.in)
            m_painter.fillRect(QRectF(left, area.top(), thick, area.height()), colour);
        if (marks.out)
            m_painter.fillRect(QRectF(right - thick, area.top(), thick, area.height()), colour);
    }

    void paintSpans()
    {
        const std::vector<ClipSpan> &spans = m_scene.picture.spans;
        const std::int64_t first = m_scene.geometry.first();
        auto span = std::lower_bound(spans.begin(), spans.end(), first,
                                     [](const ClipSpan &each, std::int64_t frame) { return each.last < frame; });
        for (; span != spans.end() && span->first <= m_scene.geometry.last(); ++span)
            if (auto place = placeOf(span->first, span->last, m_rows.spans)) {
                place->setWidth(std::max(place->width(), 2.0));
                m_painter.fillRect(*place, m_colours.accent);
            }
    }

    /// Where time jumps, a wedge; frames that cannot be read, bars.
    void paintFaults()
    {
        const LaneGeometry &geometry = m_scene.geometry;
        const QRectF &row = m_rows.marks;
        for (const std::int64_t frame : m_scene.unreadable)
            if (auto place = geometry.shows(frame) ? placeOf(frame, frame, row) : std::nullopt) {
                place->setWidth(std::max(place->width(), 2.0));
                m_painter.fillRect(*place, m_colours.failed);
            }
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_colours.late);
        for (const ClipMark &mark : m_scene.picture.marks) {
            if (!geometry.shows(mark.frame))
                continue;
            const double x = geometry.xOf(static_cast<double>(mark.frame));
            m_painter.drawPolygon(
                QPolygonF({QPointF(x - 4.0, row.bottom()), QPointF(x + 4.0, row.bottom()), QPointF(x, row.top())}));
        }
        m_painter.setRenderHint(QPainter::Antialiasing, false);
    }

    void paintAxis()
    {
        const QFontMetricsF metrics(m_surface.font);
        const std::vector<LaneTick> ticks = laneTicks(m_scene.geometry, m_scene.seconds, tickSpacing);
        const bool tenths = ticks.size() > 1 && ticks[1].seconds - ticks[0].seconds < 0.999;
        m_painter.setPen(m_surface.palette.color(QPalette::PlaceholderText));
        for (const LaneTick &tick : ticks) {
            const double x = snapped(tick.x);
            m_painter.fillRect(QRectF(x, m_rows.axis.top(), pixel(), 4.0), m_surface.palette.color(QPalette::Dark));
            const QString text = timeText(tick.seconds + 1e-6, tenths);
            const double width = metrics.horizontalAdvance(text);
            if (x + 3.0 + width <= m_rows.axis.right())
                m_painter.drawText(QPointF(x + 3.0, m_rows.axis.bottom() - metrics.descent()), text);
        }
    }

    /// The number that the highest column has room for.
    void paintScale()
    {
        const int most = std::max(leastScale, m_scene.picture.columns.most);
        paintTag(QString::number(most), m_rows.area.topRight(), Qt::AlignRight);
    }

    void paintEmptyText()
    {
        const QFontMetricsF metrics(m_surface.font);
        const QString text = metrics.elidedText(m_scene.emptyText, Qt::ElideRight, m_rows.area.width() - 4 * gap);
        const double width = metrics.horizontalAdvance(text) + 4 * gap;
        paintTag(text,
                 QPointF(m_rows.area.center().x() - width / 2.0, m_rows.area.center().y() - metrics.height() / 2.0),
                 Qt::AlignLeft);
    }

    /// Text on a ground of its own: readable on any colour and on the hatching.
    void paintTag(const QString &text, const QPointF &corner, Qt::Alignment side)
    {
        if (text.isEmpty())
            return;
        const QFontMetricsF metrics(m_surface.font);
        QRectF place(corner, QSizeF(metrics.horizontalAdvance(text) + 4 * gap, metrics.height()));
        if (side == Qt::AlignRight)
            place.moveRight(corner.x());
        QColor ground = m_surface.palette.color(QPalette::Base);
        ground.setAlphaF(0.85f);
        m_painter.fillRect(place, ground);
        m_painter.setPen(m_surface.palette.color(QPalette::PlaceholderText));
        m_painter.drawText(place, Qt::AlignCenter, text);
    }

    const LaneScene &m_scene;
    const LaneSurface &m_surface;
    const LaneRows m_rows;
    const SignalColours m_colours;
    QPainter m_painter;
};

} // namespace

LaneRows::LaneRows(const LaneSurface &surface)
{
    const double width = surface.size.width();
    const double text = std::ceil(QFontMetricsF(surface.font).height());
    spans = QRectF(0.0, gap, width, spansHeight);
    axis = QRectF(0.0, surface.size.height() - text - 1.0, width, text);
    marks = QRectF(0.0, axis.top() - marksHeight - 1.0, width, marksHeight);
    const double top = spans.bottom() + gap;
    area = QRectF(0.0, top, width, std::max(0.0, marks.top() - 1.0 - top));
}

QImage paintLane(const LaneScene &scene, const LaneSurface &surface)
{
    QImage image((QSizeF(surface.size) * surface.devicePixelRatio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(surface.devicePixelRatio);
    LanePainter(image, scene, surface).paint();
    return image;
}

} // namespace sightglass
