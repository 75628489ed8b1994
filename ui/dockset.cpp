// SPDX-License-Identifier: Apache-2.0
#include "ui/dockset.h"

#include "ui/docks/detectionspanel.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/modelpanel.h"
#include "ui/docks/sourcespanel.h"
#include "ui/docks/statisticspanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/docktitles.h"
#include "ui/exports/exportspanel.h"
#include "ui/theme/icons.h"
#include "ui/timeline/eventspanel.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>

namespace sightglass
{

DockSet::DockSet(QMainWindow *window)
    : QObject(window)
    , sources(new SourcesPanel)
    , tuning(new TuningPanel)
    , model(new ModelPanel)
    , statistics(new StatisticsPanel)
    , detections(new DetectionsPanel)
    , events(new EventsPanel)
    , messages(new MessagesPanel)
    , exports(new ExportsPanel)
    , m_titles(new DockTitles(window))
{
    add(window, DockId::Sources, "sources", tr("Sources"), QStringLiteral("camera"), sources);
    add(window, DockId::Tuning, "tuning", tr("Tuning"), QStringLiteral("tuning"), tuning);
    add(window, DockId::Model, "model", tr("Model"), QStringLiteral("model"), model);
    add(window, DockId::Statistics, "statistics", tr("Statistics"), QStringLiteral("statistics"), statistics);
    add(window, DockId::Detections, "detections", tr("Detections"), QStringLiteral("detections"), detections);
    add(window, DockId::Events, "events", tr("Events"), QStringLiteral("events"), events);
    add(window, DockId::Messages, "messages", tr("Messages"), QStringLiteral("messages"), messages);
    add(window, DockId::Exports, "exports", tr("Exports"), QStringLiteral("export"), exports);
}

const QList<DockId> &DockSet::all()
{
    static const QList<DockId> ids{DockId::Sources,    DockId::Tuning, DockId::Model,    DockId::Statistics,
                                   DockId::Detections, DockId::Events, DockId::Messages, DockId::Exports};
    return ids;
}

void DockSet::add(QMainWindow *window, DockId id, const char *name, const QString &title, const QString &iconName,
                  QWidget *panel)
{
    auto *dock = new QDockWidget(title, window);
    dock->setObjectName(QLatin1String(name));
    dock->setWidget(panel);
    dock->toggleViewAction()->setIcon(lineIcon(iconName));
    dock->toggleViewAction()->setIconVisibleInMenu(false);
    dock->toggleViewAction()->setToolTip(tr("Show or hide the panel \"%1\"").arg(title));
    window->addDockWidget(Qt::RightDockWidgetArea, dock);
    m_docks.insert(id, dock);
    m_titles->follow(dock);
}

void DockSet::raise(DockId id) const
{
    QDockWidget *dock = m_docks.value(id);
    dock->show();
    dock->raise();
}

} // namespace sightglass
