// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/hovercard.h"

#include "core/overlay/annotator.h"
#include "ui/theme/theme.h"
#include "ui/widgets/colourswatch.h"

#include <QPainter>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr QSize largest(240, 180);
constexpr double boxWidth = 1.5;
constexpr int swatch = 12;

} // namespace

QSize hoverPictureSize(const QSize &frame)
{
    const QSize shape = frame.isEmpty() ? QSize(16, 9) : frame;
    return shape.scaled(largest, Qt::KeepAspectRatio).expandedTo({1, 1});
}

QImage hoverPicture(const PickedFrame &frame, const Detections &detections, const OverlayStyle &style,
                    const QSize &size, double devicePixelRatio)
{
    if (frame.picture.isNull() || frame.size.isEmpty())
        return {};
    QImage picture((QSizeF(size) * devicePixelRatio).toSize(), QImage::Format_RGB32);
    picture.setDevicePixelRatio(devicePixelRatio);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF({}, QSizeF(size)), frame.picture);
    // Tags would hide what is so small.
    OverlayStyle small = style;
    small.boxes = true;
    small.labels = false;
    small.scores = false;
    small.lineWidth = boxWidth;
    Annotation annotation;
    annotation.detections = &detections;
    annotation.candidates = frame.candidates.get();
    const QTransform toOutput = QTransform::fromScale(static_cast<double>(size.width()) / frame.size.width(),
                                                      static_cast<double>(size.height()) / frame.size.height());
    Annotator::draw(painter, toOutput, QRectF({}, QSizeF(size)), annotation, small);
    return picture;
}

HoverCard::HoverCard(QWidget *window)
    : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void HoverCard::setContent(const HoverContent &content)
{
    m_content = content;
    if (isVisible())
        showAbove(m_place);
    update();
}

void HoverCard::showAbove(const QPoint &place)
{
    m_place = place;
    const QSize own = sizeHint();
    const QRect room = parentWidget()->rect().adjusted(Theme::rhythm, Theme::rhythm, -Theme::rhythm, -Theme::rhythm);
    const int x =
        std::clamp(place.x() - own.width() / 2, room.left(), std::max(room.left(), room.right() - own.width() + 1));
    setGeometry(x, std::max(room.top(), place.y() - own.height()), own.width(), own.height());
    show();
    raise();
}

int HoverCard::lineHeight() const
{
    return fontMetrics().height() + 2;
}

QSize HoverCard::sizeHint() const
{
    int width = std::max(m_content.pictureSize.width(), fontMetrics().horizontalAdvance(m_content.title));
    const auto lines = 1 + m_content.counts.size() + (m_content.note.isEmpty() ? 0 : 1);
    return {std::min(width, 2 * largest.width()) + 2 * Theme::rhythm,
            m_content.pictureSize.height() + static_cast<int>(lines) * lineHeight() + 5 * Theme::rhythm / 2};
}

void HoverCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(palette().color(QPalette::Dark));
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0);
    QRect place = rect().adjusted(Theme::rhythm, Theme::rhythm, -Theme::rhythm, -Theme::rhythm);
    const QRect picture(QPoint(place.left() + (place.width() - m_content.pictureSize.width()) / 2, place.top()),
                        m_content.pictureSize);
    if (m_content.picture.isNull())
        painter.fillRect(picture, palette().color(QPalette::Mid));
    else
        painter.drawImage(picture.topLeft(), m_content.picture);
    place.setTop(picture.bottom() + 1 + Theme::rhythm / 2);
    const auto write = [&](const QString &text, QPalette::ColorRole role, int indent) {
        painter.setPen(palette().color(role));
        const QRect line(place.left() + indent, place.top(), place.width() - indent, lineHeight());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
        place.setTop(place.top() + lineHeight());
    };
    write(m_content.title, QPalette::ToolTipText, 0);
    if (!m_content.note.isEmpty())
        write(m_content.note, QPalette::PlaceholderText, 0);
    for (const HoverContent::Count &count : m_content.counts) {
        if (count.colour.isValid())
            paintColourSwatch(painter, QRect(place.left(), place.top() + (lineHeight() - swatch) / 2, swatch, swatch),
                              count.colour, palette());
        write(count.text, QPalette::ToolTipText, count.colour.isValid() ? swatch + 6 : 0);
    }
}

} // namespace sightglass
