// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipevents.h"

#include <QWidget>

#include <vector>

class QAction;
class QTableView;

namespace sightglass
{

class ElidedLabel;
class EventsModel;

/// The list of events, or of the spans that a query matches. Whoever chooses one goes there.
class EventsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit EventsPanel(QWidget *parent = nullptr);

    /// `title`: what they are. `mayBeMore`: these are the first ones.
    void setEvents(const QString &title, const std::vector<ClipSpan> &spans, bool mayBeMore);
    /// What is said where there is none.
    void setReason(const QString &text);
    /// The query that they answer, for CSV; empty: they are events.
    void setQuery(const QString &query) { m_query = query; }
    /// Those that are selected together, or all where fewer than two are.
    std::vector<ClipSpan> chosen() const;
    /// The same as CSV; see csvOfSpans().
    QByteArray toCsv() const;

Q_SIGNALS:
    void seekRequested(std::int64_t frame);
    /// chosen() to a file, as toCsv().
    void saveRequested();
    /// chosen() as videos.
    void exportRequested();

private:
    QAction *addButton(const char *name, const QString &icon, const QString &text, const QString &help);
    void updateActions();

    EventsModel *m_model;
    QTableView *m_table;
    ElidedLabel *m_title;
    QString m_query;
    QAction *m_copy;
    QAction *m_save;
    QAction *m_export;
};

} // namespace sightglass
