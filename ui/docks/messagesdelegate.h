// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

class QAbstractItemView;

namespace sightglass
{

/// Draws a message: icon, time, text; below it what to try, and the technical detail where it is unfolded. Wraps to the
/// width of the view.
class MessagesDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit MessagesDelegate(QAbstractItemView *view);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QAbstractItemView *m_view;
};

} // namespace sightglass
