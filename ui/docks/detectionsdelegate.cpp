// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/detectionsdelegate.h"

#include "ui/docks/detectionsmodel.h"
#include "ui/widgets/colourswatch.h"

#include <QApplication>
#include <QStyle>

namespace sightglass
{

void DetectionsDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    // Room for the swatch: an icon's, without an icon.
    if (index.column() == DetectionsModel::ClassColumn)
        option->features |= QStyleOptionViewItem::HasDecoration;
}

void DetectionsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != DetectionsModel::ClassColumn)
        return;
    QStyleOptionViewItem filled = option;
    initStyleOption(&filled, index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemDecoration, &filled, option.widget);
    paintColourSwatch(*painter, place, index.data(DetectionsModel::ColourRole).value<QColor>(), option.palette);
}

} // namespace sightglass
