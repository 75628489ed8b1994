// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/emptystate.h"

#include "ui/widgets/tonedlabel.h"

#include <QAbstractItemView>
#include <QEvent>

namespace sightglass
{

namespace
{

const QString labelName = QStringLiteral("emptyState");

/// Lies over the viewport and follows its size.
class EmptyLabel : public TonedLabel
{
public:
    EmptyLabel(QAbstractItemView *view, const QString &text)
        : TonedLabel(Tone::Quiet, text, view->viewport())
        , m_view(view)
    {
        setObjectName(labelName);
        setAlignment(Qt::AlignCenter);
        setWordWrap(true);
        setMargin(8);
        setAttribute(Qt::WA_TransparentForMouseEvents);
        view->viewport()->installEventFilter(this);
        const QAbstractItemModel *model = view->model();
        const auto follow = [this] { updateVisible(); };
        connect(model, &QAbstractItemModel::rowsInserted, this, follow);
        connect(model, &QAbstractItemModel::rowsRemoved, this, follow);
        connect(model, &QAbstractItemModel::modelReset, this, follow);
        connect(model, &QAbstractItemModel::layoutChanged, this, follow);
        setGeometry(view->viewport()->rect());
        updateVisible();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Resize)
            setGeometry(m_view->viewport()->rect());
        return TonedLabel::eventFilter(watched, event);
    }

private:
    void updateVisible() { setVisible(m_view->model()->rowCount() == 0); }

    QAbstractItemView *m_view;
};

} // namespace

void setEmptyText(QAbstractItemView *view, const QString &text)
{
    if (auto *shown = view->viewport()->findChild<TonedLabel *>(labelName, Qt::FindDirectChildrenOnly))
        shown->setText(text);
    else
        new EmptyLabel(view, text);
}

} // namespace sightglass
