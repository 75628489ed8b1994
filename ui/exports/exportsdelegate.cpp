// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/exportsdelegate.h"

#include "ui/exports/exportsmodel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

namespace sightglass
{

namespace
{

constexpr int margin = 8;
constexpr int barHeight = 3;
constexpr int lineGap = 2;

} // namespace

QSize ExportsDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {0, 2 * option.fontMetrics.height() + 2 * lineGap + barHeight + margin};
}

void ExportsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);

    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group =
        option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QColor strong = option.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const QColor quiet = isSelected ? strong : option.palette.color(group, QPalette::PlaceholderText);
    const SignalColours signal = Theme::signalColours(option.palette);
    const bool isProblem = index.data(ExportsModel::ProblemRole).toBool();

    const int height = option.fontMetrics.height();
    QRect line(option.rect.left() + margin, option.rect.top() + margin / 2, option.rect.width() - 2 * margin, height);
    const QString state = index.data(ExportsModel::StateRole).toString();
    const int stateWidth = option.fontMetrics.horizontalAdvance(state);
    painter->setPen(isProblem && !isSelected ? signal.failed : quiet);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, state);
    painter->setPen(strong);
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, line.width() - stateWidth - margin));
    line.translate(0, height + lineGap);
    painter->setPen(quiet);
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        option.fontMetrics.elidedText(index.data(ExportsModel::DetailRole).toString(), Qt::ElideRight, line.width()));
    if (const QVariant share = index.data(ExportsModel::ShareRole); share.isValid()) {
        QRectF bar(line.left(), line.bottom() + lineGap, line.width(), barHeight);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(group, QPalette::Mid));
        painter->drawRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
        bar.setWidth(bar.width() * share.toDouble());
        painter->setBrush(isSelected ? strong : signal.accent);
        painter->drawRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
    }
    painter->restore();
}

} // namespace sightglass
