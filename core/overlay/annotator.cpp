// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/annotator.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QImage>
#include <QPaintDevice>
#include <QPainter>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace sightglass
{

namespace
{

constexpr double edgeWidth = 1.0;       ///< Of the light edge on both sides of a line.
constexpr QRgb edgeColour = 0xfff0f0f0; ///< Opaque: blending takes ten times as long.
constexpr double horizontalPadding = 4; ///< Of the text within its tag.
constexpr double verticalPadding = 1;

QFont labelFont(double pixelSize)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixelSize))));
    font.setWeight(QFont::Medium);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

/// Draws the results of one picture: what its parts share is worked out once.
class Drawing
{
public:
    Drawing(QPainter &painter, const QTransform &toOutput, const QRectF &bounds, const Annotation &annotation,
            const OverlayStyle &style)
        : m_painter(painter)
        , m_toOutput(toOutput)
        , m_bounds(bounds)
        , m_annotation(annotation)
        , m_style(style)
        , m_font(labelFont(style.fontSize))
        , m_metrics(m_font, painter.device())
        , m_deviceRatio(painter.device()->devicePixelRatioF())
    {
        double digitWidth = 0.0;
        for (char digit = '0'; digit <= '9'; ++digit)
            digitWidth = std::max(digitWidth, m_metrics.horizontalAdvance(QLatin1Char(digit)));
        m_scoreWidth = 3 * digitWidth + m_metrics.horizontalAdvance(QLatin1Char('.'));
        m_spaceWidth = m_metrics.horizontalAdvance(QLatin1Char(' '));
    }

    void drawBox(std::size_t index)
    {
        const QRectF box = outline(index);
        const double width = lineWidth(index);
        if (!box.adjusted(-width, -width, width, width).intersects(m_bounds))
            return;
        drawFrame(box, width + 2.0 * edgeWidth, QColor(edgeColour));
        drawFrame(box, width, look(index).colour);
    }

    void drawLabel(std::size_t index)
    {
        const QRectF box = outline(index);
        const QRectF visible = box & m_bounds;
        if (visible.isEmpty())
            return;
        const Look &classLook = look(index);
        const double gap = m_style.labels && m_style.scores ? m_spaceWidth : 0.0;
        const double scoreWidth = m_style.scores ? m_scoreWidth : 0.0;
        const double roomForName = std::max(0.0, m_bounds.width() - 2.0 * horizontalPadding - gap - scoreWidth);
        const double nameWidth = m_style.labels ? std::min(classLook.nameWidth, roomForName) : 0.0;
        const QSizeF size(std::ceil(nameWidth + gap + scoreWidth + 2.0 * horizontalPadding),
                          std::ceil(m_metrics.height() + 2.0 * verticalPadding));
        const QRectF tag = tagPlace(box, visible, lineWidth(index), size);

        QString text;
        if (m_style.labels)
            text = nameWidth < classLook.nameWidth ? m_metrics.elidedText(classLook.name, Qt::ElideRight, nameWidth)
                                                   : classLook.name;
        if (m_style.labels && m_style.scores)
            text += QLatin1Char(' ');
        if (m_style.scores)
            text += QString::number(static_cast<double>((*m_annotation.detections)[index].score), 'f', 2);
        m_painter.fillRect(tag, classLook.colour);
        m_painter.setPen(classLook.text);
        m_painter.drawText(QPointF(tag.left() + horizontalPadding, tag.top() + verticalPadding + m_metrics.ascent()),
                           text);
    }

    void prepare()
    {
        m_painter.setFont(m_font);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        m_painter.setRenderHint(QPainter::TextAntialiasing, true);
        m_painter.setClipRect(m_bounds, Qt::IntersectClip);
    }

private:
    struct Look
    {
        QString name;
        double nameWidth = 0.0;
        QColor colour;
        QColor text;
    };

    const Look &look(std::size_t index)
    {
        const int classId = (*m_annotation.detections)[index].classId;
        const auto known = m_looks.find(classId);
        if (known != m_looks.end())
            return known->second;
        static const Candidates nameless;
        Look made;
        made.name = (m_annotation.candidates ? m_annotation.candidates : &nameless)->className(classId);
        made.nameWidth = m_metrics.horizontalAdvance(made.name);
        made.colour = classColour(m_style, made.name);
        made.text = textColourOn(made.colour);
        return m_looks.emplace(classId, made).first->second;
    }

    double snapped(double position) const { return std::round(position * m_deviceRatio) / m_deviceRatio; }

    double lineWidth(std::size_t index) const
    {
        const double width = std::max(1.0, m_style.lineWidth);
        return m_annotation.highlighted == index ? 2.0 * width : width;
    }

    /// The box in output pixels, on whole device pixels for crisp lines, and just so far within the bounds that a line
    /// along their edge shows whole.
    QRectF outline(std::size_t index) const
    {
        const cv::Rect2f &source = (*m_annotation.detections)[index].box;
        const QRectF box =
            m_toOutput.mapRect(QRectF(source.x, source.y, std::max(0.f, source.width), std::max(0.f, source.height)));
        const double reach = lineWidth(index) / 2.0 + edgeWidth;
        const auto pulled = [reach](double position, double low, double high) {
            if (std::abs(position - low) < reach)
                return low + reach;
            return std::abs(position - high) < reach ? high - reach : position;
        };
        const double left = pulled(box.left(), m_bounds.left(), m_bounds.right());
        const double top = pulled(box.top(), m_bounds.top(), m_bounds.bottom());
        const double right = pulled(box.right(), m_bounds.left(), m_bounds.right());
        const double bottom = pulled(box.bottom(), m_bounds.top(), m_bounds.bottom());
        return {QPointF(snapped(left), snapped(top)),
                QPointF(snapped(std::max(left, right)), snapped(std::max(top, bottom)))};
    }

    /// Four bars: many times quicker than stroking a rectangle.
    void drawFrame(const QRectF &box, double width, const QColor &colour)
    {
        const double half = width / 2.0;
        const QRectF outer = box.adjusted(-half, -half, half, half);
        if (box.width() <= width || box.height() <= width) {
            m_painter.fillRect(outer, colour);
            return;
        }
        m_painter.fillRect(QRectF(outer.left(), outer.top(), outer.width(), width), colour);
        m_painter.fillRect(QRectF(outer.left(), outer.bottom() - width, outer.width(), width), colour);
        const double inner = outer.height() - 2.0 * width;
        m_painter.fillRect(QRectF(outer.left(), outer.top() + width, width, inner), colour);
        m_painter.fillRect(QRectF(outer.right() - width, outer.top() + width, width, inner), colour);
    }

    /// On top of the box where there is room, else inside its visible part; always whole within the bounds.
    QRectF tagPlace(const QRectF &box, const QRectF &visible, double width, const QSizeF &size) const
    {
        double top = box.top() - width / 2.0 - size.height();
        if (top < m_bounds.top())
            top = visible.top() + (box.top() >= m_bounds.top() ? width / 2.0 : 0.0);
        double left = visible.left() - (box.left() >= m_bounds.left() ? width / 2.0 : 0.0);
        top = std::max(m_bounds.top(), std::min(top, m_bounds.bottom() - size.height()));
        left = std::max(m_bounds.left(), std::min(left, m_bounds.right() - size.width()));
        return {QPointF(snapped(left), snapped(top)), size};
    }

    QPainter &m_painter;
    const QTransform &m_toOutput;
    const QRectF m_bounds;
    const Annotation &m_annotation;
    const OverlayStyle &m_style;
    const QFont m_font;
    const QFontMetricsF m_metrics;
    const double m_deviceRatio;
    double m_spaceWidth = 0.0;
    double m_scoreWidth = 0.0; ///< The same for every score, so that tags do not change width from frame to frame.
    std::unordered_map<int, Look> m_looks;
};

} // namespace

void Annotator::draw(QPainter &painter, const QTransform &toOutput, const QRectF &bounds, const Annotation &annotation,
                     const OverlayStyle &style)
{
    if (!annotation.detections || annotation.detections->empty() || bounds.isEmpty())
        return;
    painter.save();
    Drawing drawing(painter, toOutput, bounds, annotation, style);
    drawing.prepare();
    // The best is drawn last, above the others, and the highlighted one above all; every tag above every box.
    std::vector<std::size_t> order;
    for (std::size_t i = annotation.detections->size(); i-- > 0;) {
        if (annotation.highlighted != i)
            order.push_back(i);
    }
    if (annotation.highlighted && *annotation.highlighted < annotation.detections->size())
        order.push_back(*annotation.highlighted);
    if (style.boxes)
        std::for_each(order.begin(), order.end(), [&](std::size_t i) { drawing.drawBox(i); });
    if (style.labels || style.scores)
        std::for_each(order.begin(), order.end(), [&](std::size_t i) { drawing.drawLabel(i); });
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
        const cv::Rect2f &box = detections[i].box;
        const QRectF reach = QRectF(box.x, box.y, box.width, box.height).adjusted(-margin, -margin, margin, margin);
        if (!reach.contains(source))
            continue;
        if (!hit || box.area() < detections[*hit].box.area())
            hit = i;
    }
    return hit;
}

} // namespace sightglass
