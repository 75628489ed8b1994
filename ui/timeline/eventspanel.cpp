// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/eventspanel.h"

#include "core/store/clipspans.h"
#include "ui/theme/icons.h"
#include "ui/timeline/eventsmodel.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

EventsPanel::EventsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new EventsModel(this))
    , m_table(new QTableView)
    , m_title(new ElidedLabel)
{
    m_table->setObjectName(QStringLiteral("events"));
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Events"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setMinimumHeight(72);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    m_copy = addButton("copyEvents", QStringLiteral("copy"), tr("Copy"),
                       tr("Copies those that are selected together, or all, as comma-separated values"));
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_save = addButton("saveEvents", QStringLiteral("open"), tr("Save as CSV…"),
                       tr("Writes those that are selected together, or all, to a file as comma-separated values"));
    m_export = addButton("exportEvents", QStringLiteral("export"), tr("Export these…"),
                         tr("Writes those that are selected together, or all, as annotated videos, one for each"));
    for (QAction *action : {m_copy, m_save, m_export}) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolButtonStyle(action == m_copy ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextOnly);
        buttons->addWidget(button);
        if (action == m_copy)
            buttons->addStretch();
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);

    connect(m_copy, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(toCsv())); });
    connect(m_save, &QAction::triggered, this, &EventsPanel::saveRequested);
    connect(m_export, &QAction::triggered, this, &EventsPanel::exportRequested);
    const auto go = [this](const QModelIndex &index) {
        if (index.isValid())
            Q_EMIT seekRequested(m_model->spans()[static_cast<std::size_t>(index.row())].first);
    };
    connect(m_table, &QTableView::clicked, this, go);
    // Enter, too.
    connect(m_table, &QTableView::activated, this, go);
    setReason({});
    updateActions();
}

QAction *EventsPanel::addButton(const char *name, const QString &icon, const QString &text, const QString &help)
{
    auto *action = new QAction(lineIcon(icon), text, this);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(help);
    m_table->addAction(action);
    return action;
}

void EventsPanel::setEvents(const QString &title, const std::vector<ClipSpan> &spans, bool mayBeMore)
{
    m_model->setSpans(spans);
    const QString count = QString::number(spans.size());
    m_title->setText(title.isEmpty() ? QString()
                     : mayBeMore     ? tr("%1: the first %2").arg(title, count)
                                     : tr("%1: %2").arg(title, count));
    updateActions();
}

void EventsPanel::setReason(const QString &text)
{
    setEmptyText(m_table, text);
}

void EventsPanel::updateActions()
{
    for (QAction *action : {m_copy, m_save, m_export})
        action->setEnabled(m_model->rowCount() > 0);
}

std::vector<ClipSpan> EventsPanel::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.size() <= 1) // Whoever went to one has not left the others out.
        return m_model->spans();
    std::vector<int> numbers;
    for (const QModelIndex &index : rows)
        numbers.push_back(index.row());
    std::sort(numbers.begin(), numbers.end());
    std::vector<ClipSpan> spans;
    for (const int row : numbers)
        spans.push_back(m_model->spans()[static_cast<std::size_t>(row)]);
    return spans;
}

QByteArray EventsPanel::toCsv() const
{
    return csvOfSpans(chosen(), m_query);
}

} // namespace sightglass
