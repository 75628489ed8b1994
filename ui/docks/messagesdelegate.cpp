// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/messagesdelegate.h"

#include "ui/docks/messagesmodel.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QFontDatabase>
#include <QPainter>
#include <QTextLayout>

#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int margin = 8;
constexpr int markWidth = 16;
constexpr int lineGap = 2;

struct Paragraph
{
    QString text;
    QFont font;
    QPalette::ColorRole role;
};

std::array<Paragraph, 3> paragraphs(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    QString message = index.data(MessagesModel::TimeRole).toString() + QStringLiteral("  ") + index.data().toString();
    if (const int count = index.data(MessagesModel::CountRole).toInt(); count > 1)
        message += QStringLiteral("  × %1").arg(count);
    const bool expanded = index.data(MessagesModel::ExpandedRole).toBool();
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(option.font.pointSizeF());
    return {Paragraph{message, option.font, QPalette::Text},
            Paragraph{index.data(MessagesModel::SuggestionRole).toString(), option.font, QPalette::PlaceholderText},
            Paragraph{expanded ? index.data(MessagesModel::DetailRole).toString() : QString(), fixed,
                      QPalette::PlaceholderText}};
}

/// Lays the text out in lines of that width; the height it takes.
double layOut(QTextLayout &layout, double width)
{
    QTextOption wrapping;
    wrapping.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(wrapping);
    double height = 0.0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0.0, height});
        height += line.height();
    }
    layout.endLayout();
    return height;
}

/// The layout takes line separators, not newlines.
QString separated(QString text)
{
    return text.replace(QLatin1Char('\n'), QChar::LineSeparator);
}

void paintMark(QPainter &painter, const QRectF &area, MessagesModel::Severity severity, const QPalette &palette)
{
    const SignalColours signal = Theme::signalColours(palette);
    const bool note = severity == MessagesModel::Severity::Note;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(severity == MessagesModel::Severity::Error     ? signal.failed
                     : severity == MessagesModel::Severity::Warning ? signal.late
                                                                    : palette.color(QPalette::PlaceholderText));
    // A shape for each, so that colour is not all that tells them apart.
    if (severity == MessagesModel::Severity::Warning) {
        painter.drawPolygon(QPolygonF{{area.center().x(), area.top()}, area.bottomRight(), area.bottomLeft()});
    } else {
        painter.drawEllipse(area);
    }
    painter.setPen(QPen(palette.color(QPalette::Base), 1.6, Qt::SolidLine, Qt::RoundCap));
    const double x = area.center().x();
    const double top = area.top() + area.height() * (severity == MessagesModel::Severity::Warning ? 0.40 : 0.24);
    const double bottom = area.bottom() - area.height() * 0.18;
    const double split = note ? top + 2.6 : bottom - 2.6;
    painter.drawLine(QPointF(x, note ? split + 0.4 : top), QPointF(x, note ? bottom : split - 0.4));
    painter.drawPoint(QPointF(x, note ? top : bottom));
}

} // namespace

MessagesDelegate::MessagesDelegate(QAbstractItemView *view)
    : QStyledItemDelegate(view)
    , m_view(view)
{}

QSize MessagesDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int width = m_view->viewport()->width();
    double height = 0.0;
    for (const Paragraph &paragraph : paragraphs(option, index)) {
        if (paragraph.text.isEmpty())
            continue;
        QTextLayout layout(separated(paragraph.text), paragraph.font);
        height += layOut(layout, width - 3 * margin - markWidth) + lineGap;
    }
    return {width, static_cast<int>(std::ceil(height)) + margin};
}

void MessagesDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    if (selected)
        painter->fillRect(option.rect, option.palette.color(QPalette::Active, QPalette::Highlight));
    const double lineHeight = option.fontMetrics.height();
    QRectF mark(option.rect.left() + margin, 0.0, markWidth - 3.0, markWidth - 3.0);
    mark.moveTop(option.rect.top() + margin / 2.0 + (lineHeight - mark.height()) / 2.0);
    painter->save();
    if (selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(QPalette::Base));
        painter->drawRoundedRect(mark.adjusted(-2, -2, 2, 2), 3.0, 3.0);
    }
    paintMark(*painter, mark, static_cast<MessagesModel::Severity>(index.data(MessagesModel::SeverityRole).toInt()),
              option.palette);
    painter->restore();

    QPointF at(option.rect.left() + 2 * margin + markWidth, option.rect.top() + margin / 2.0);
    for (const Paragraph &paragraph : paragraphs(option, index)) {
        if (paragraph.text.isEmpty())
            continue;
        QTextLayout layout(separated(paragraph.text), paragraph.font);
        const double height = layOut(layout, option.rect.right() - at.x() - margin);
        const QPalette::ColorRole role = selected ? QPalette::HighlightedText : paragraph.role;
        painter->setPen(option.palette.color(QPalette::Active, role));
        layout.draw(painter, at);
        at.ry() += height + lineGap;
    }
    painter->restore();
}

} // namespace sightglass
