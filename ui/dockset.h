// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>

class QAction;
class QDockWidget;
class QMainWindow;

namespace sightglass
{

class DetectionsPanel;
class DockTitles;
class EventsPanel;
class ExportsPanel;
class MessagesPanel;
class ModelPanel;
class SourcesPanel;
class StatisticsPanel;
class TuningPanel;

enum class DockId
{
    Sources,
    Tuning,
    Model,
    Statistics,
    Detections,
    Events,
    Messages,
    Exports
};

/// The panels of a window, each in a dock that can be moved, tabbed, floated and closed.
class DockSet : public QObject
{
    Q_OBJECT

public:
    explicit DockSet(QMainWindow *window);

    QDockWidget *operator[](DockId id) const { return m_docks.value(id); }
    static const QList<DockId> &all();
    /// Shows it, in front of those it is tabbed with.
    void raise(DockId id) const;

    SourcesPanel *sources;
    TuningPanel *tuning;
    ModelPanel *model;
    StatisticsPanel *statistics;
    DetectionsPanel *detections;
    EventsPanel *events;
    MessagesPanel *messages;
    ExportsPanel *exports;

private:
    void add(QMainWindow *window, DockId id, const char *name, const QString &title, const QString &iconName,
             QWidget *panel);

    QHash<DockId, QDockWidget *> m_docks;
    DockTitles *m_titles;
};

} // namespace sightglass
