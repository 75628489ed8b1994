// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/exportspanel.h"

#include "core/export/exportqueue.h"
#include "ui/exports/exportsdelegate.h"
#include "ui/exports/exportsmodel.h"
#include "ui/exports/filedrop.h"
#include "ui/theme/icons.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QListView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

using Fate = QueuedExport::Fate;

ExportsPanel::ExportsPanel(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListView)
{
    m_list->setItemDelegate(new ExportsDelegate(m_list));
    m_list->setAccessibleName(tr("Exports"));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumHeight(72);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);

    auto *add = new QAction(lineIcon(QStringLiteral("add")), tr("Add files…"), this);
    add->setObjectName(QStringLiteral("addExports"));
    add->setToolTip(tr("Exports several files with the model and the thresholds of now"));
    connect(add, &QAction::triggered, this, &ExportsPanel::addRequested);
    m_pause = addAction("pauseExport", QStringLiteral("pause"), tr("Pause"), tr("Pauses the selected exports"),
                        &ExportsPanel::pauseOrGoOn);
    m_cancel = addAction("cancelExport", QStringLiteral("stop"), tr("Cancel"),
                         tr("Ends the selected exports and throws away what they have done"), &ExportsPanel::cancel);
    m_retry = addAction("retryExport", QStringLiteral("reload"), tr("Try again"),
                        tr("Goes on with what was interrupted or failed, or begins anew"), &ExportsPanel::retry);
    m_openFolder = addAction("openExportFolder", QStringLiteral("folder"), tr("Open folder"),
                             tr("Opens the folder that the export goes to"), &ExportsPanel::openFolder);
    m_remove = addAction("removeExport", QStringLiteral("clear"), tr("Remove"),
                         tr("Takes what has ended off the list; files stay"), &ExportsPanel::remove);
    m_remove->setShortcut(QKeySequence::Delete);
    m_remove->setShortcutContext(Qt::WidgetWithChildrenShortcut);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    for (QAction *action : {add, m_pause, m_cancel, m_retry, m_openFolder, m_remove}) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        if (action == add)
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        buttons->addWidget(button);
        if (action == add)
            buttons->addStretch();
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    connect(new FileDrop(this), &FileDrop::dropped, this, &ExportsPanel::filesDropped);
    // Double click and Enter.
    connect(m_list, &QListView::activated, this, &ExportsPanel::openFolder);
}

QAction *ExportsPanel::addAction(const char *name, const QString &icon, const QString &text, const QString &help,
                                 void (ExportsPanel::*act)())
{
    auto *action = new QAction(lineIcon(icon), text, this);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(help);
    action->setEnabled(false);
    m_list->addAction(action);
    connect(action, &QAction::triggered, this, act);
    return action;
}

void ExportsPanel::setQueue(ExportQueue &queue)
{
    m_queue = &queue;
    auto *model = new ExportsModel(queue, this);
    m_list->setModel(model);
    setEmptyText(m_list, tr("No exports yet.\nDrop videos and folders here to export them all."));
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ExportsPanel::updateActions);
    connect(model, &QAbstractItemModel::dataChanged, this, &ExportsPanel::updateActions);
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!m_list->selectionModel()->hasSelection())
            m_list->setCurrentIndex(m_list->model()->index(m_list->model()->rowCount() - 1, 0));
        updateActions();
    });
    connect(model, &QAbstractItemModel::rowsRemoved, this, &ExportsPanel::updateActions);
    updateActions();
}

QList<int> ExportsPanel::selected() const
{
    QList<int> ids;
    for (const QModelIndex &index : m_list->selectionModel()->selectedIndexes())
        ids.append(index.data(ExportsModel::IdRole).toInt());
    std::sort(ids.begin(), ids.end());
    return ids;
}

/// By their numbers: what is done to one may move others.
template <typename Function>
void ExportsPanel::forSelected(Function function)
{
    for (const int id : selected()) {
        if (const QueuedExport *queued = m_queue->find(id))
            function(id, *queued);
    }
}

void ExportsPanel::pauseOrGoOn()
{
    bool anyRuns = false;
    forSelected([&](int, const QueuedExport &queued) { anyRuns = anyRuns || queued.fate == Fate::Running; });
    forSelected([&](int id, const QueuedExport &) { anyRuns ? m_queue->pause(id) : m_queue->goOn(id); });
}

void ExportsPanel::cancel()
{
    forSelected([this](int id, const QueuedExport &) { m_queue->cancel(id); });
}

void ExportsPanel::retry()
{
    forSelected([this](int id, const QueuedExport &) { m_queue->retry(id); });
}

void ExportsPanel::openFolder()
{
    QStringList folders;
    forSelected([&](int, const QueuedExport &queued) {
        folders.append(QFileInfo(queued.request.targets().value(0)).absolutePath());
    });
    folders.removeDuplicates();
    for (const QString &folder : folders)
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
}

void ExportsPanel::remove()
{
    forSelected([this](int id, const QueuedExport &) { m_queue->remove(id); });
}

void ExportsPanel::updateActions()
{
    bool runs = false;
    bool isPaused = false;
    bool isPending = false;
    bool isToDo = false;
    bool canGo = false;
    const QList<int> ids = selected();
    for (const int id : ids) {
        const QueuedExport *queued = m_queue->find(id);
        if (!queued)
            continue;
        runs = runs || queued->fate == Fate::Running;
        isPaused = isPaused || queued->fate == Fate::Paused;
        isPending = isPending || !queued->hasEnded();
        isToDo = isToDo || queued->isToDo();
        canGo = canGo || !queued->isActive();
    }
    const bool goesOn = isPaused && !runs;
    m_pause->setText(goesOn ? tr("Go on") : tr("Pause"));
    m_pause->setToolTip(goesOn ? tr("Goes on with the selected exports") : tr("Pauses the selected exports"));
    m_pause->setIcon(lineIcon(goesOn ? QStringLiteral("play") : QStringLiteral("pause")));
    m_pause->setEnabled(runs || isPaused);
    m_cancel->setEnabled(isPending);
    m_retry->setEnabled(isToDo);
    m_openFolder->setEnabled(!ids.isEmpty());
    m_remove->setEnabled(canGo);
}

} // namespace sightglass
