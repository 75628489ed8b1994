// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace sightglass
{

/// Draws the swatch of a detection's class before its name. A colour or picture as the model's decoration would do so
/// too, but takes a new pixmap and a new entry in QPixmapCache each time a row is painted: megabytes a minute on a
/// video.
class DetectionsDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace sightglass
