// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/messagespanel.h"

#include "core/log/categories.h"
#include "ui/docks/messagesdelegate.h"
#include "ui/docks/messagesmodel.h"
#include "ui/theme/icons.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

MessagesPanel::MessagesPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new MessagesModel(this))
    , m_list(new QListView)
    , m_copy(new QAction(lineIcon(QStringLiteral("copy")), tr("Copy"), this))
    , m_clear(new QAction(lineIcon(QStringLiteral("clear")), tr("Clear"), this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MessagesDelegate(m_list));
    m_list->setAccessibleName(tr("Messages"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_list->setMinimumHeight(72);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    setEmptyText(m_list, tr("No messages.\nWhat goes wrong is told here, with what to try."));

    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_copy->setToolTip(tr("Copies the selected messages, or all of them, with their details"));
    m_clear->setToolTip(tr("Forgets all messages"));
    m_list->addActions({m_copy, m_clear});
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addStretch();
    for (QAction *action : {m_copy, m_clear}) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);

    connect(m_copy, &QAction::triggered, this, &MessagesPanel::copy);
    connect(m_clear, &QAction::triggered, this, &MessagesPanel::clear);
    // Double click and Enter.
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        m_model->setData(index, !index.data(MessagesModel::ExpandedRole).toBool(), MessagesModel::ExpandedRole);
    });
    m_scroll.setSingleShot(true);
    connect(&m_scroll, &QTimer::timeout, m_list, &QListView::scrollToBottom);
    updateActions();
}

void MessagesPanel::addError(const Error &error)
{
    add(MessagesModel::Severity::Error, error);
}

void MessagesPanel::addWarning(const Error &error)
{
    add(MessagesModel::Severity::Warning, error);
}

void MessagesPanel::addNote(const QString &text, const QString &suggestion)
{
    add(MessagesModel::Severity::Note, {text, suggestion, {}});
}

void MessagesPanel::add(MessagesModel::Severity severity, const Error &error)
{
    const QScrollBar *bar = m_list->verticalScrollBar();
    const bool atEnd = m_scroll.isActive() || bar->value() >= bar->maximum();
    const bool isNew = m_model->add(severity, error);
    qCInfo(windowLog).noquote() << error.message;
    // Whoever has scrolled back is reading.
    if (isNew && atEnd)
        m_scroll.start();
    updateActions();
    if (isNew && severity != MessagesModel::Severity::Note)
        Q_EMIT attentionNeeded();
}

void MessagesPanel::clear()
{
    m_model->clear();
    updateActions();
}

QStringList MessagesPanel::texts(int most) const
{
    QStringList texts;
    for (int row = std::max(0, m_model->rowCount() - most); row < m_model->rowCount(); ++row)
        texts.append(m_model->toText(row));
    return texts;
}

int MessagesPanel::count() const
{
    return m_model->rowCount();
}

void MessagesPanel::updateActions()
{
    m_copy->setEnabled(count() > 0);
    m_clear->setEnabled(count() > 0);
}

void MessagesPanel::copy() const
{
    QList<int> rows;
    const QModelIndexList selection = m_list->selectionModel()->selectedIndexes();
    for (const QModelIndex &index : selection)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    for (int row = 0; selection.isEmpty() && row < count(); ++row)
        rows.append(row);
    QString text;
    for (const int row : rows)
        text += m_model->toText(row) + QLatin1Char('\n');
    QGuiApplication::clipboard()->setText(text);
}

} // namespace sightglass
