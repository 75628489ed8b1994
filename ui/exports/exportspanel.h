// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

class QAction;
class QListView;

namespace sightglass
{

class ExportQueue;
struct QueuedExport;

/// The list of exports: how each gets on, and what a person may do about it. Files and folders that are dropped here
/// are to be exported.
class ExportsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ExportsPanel(QWidget *parent = nullptr);

    /// Which it shows and acts on; once. It outlives the panel, or ends with the same window.
    void setQueue(ExportQueue &queue);

Q_SIGNALS:
    /// Files are to be chosen for export.
    void addRequested();
    void filesDropped(const QStringList &paths);

private:
    QAction *addAction(const char *name, const QString &icon, const QString &text, const QString &help,
                       void (ExportsPanel::*act)());
    QList<int> selected() const;
    template <typename Function>
    void forSelected(Function function);
    void pauseOrGoOn();
    void cancel();
    void retry();
    void openFolder();
    void remove();
    void updateActions();

    ExportQueue *m_queue = nullptr;
    QListView *m_list;
    QAction *m_pause;
    QAction *m_cancel;
    QAction *m_retry;
    QAction *m_openFolder;
    QAction *m_remove;
};

} // namespace sightglass
