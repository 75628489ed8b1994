// SPDX-License-Identifier: Apache-2.0
#include "ui/layouts.h"

#include "ui/dockset.h"

#include <QDockWidget>
#include <QMainWindow>

namespace sightglass
{

namespace
{

/// Docks in one area: those in one list are tabs of each other, the first in front; the lists stand side by side
/// (below and above) or one under the other (left and right).
struct Area
{
    Qt::DockWidgetArea place;
    QList<QList<DockId>> groups;
    int size; ///< Logical pixels of width (left and right) or height (below).
};

QList<Area> areas(LayoutName name)
{
    using enum DockId;
    switch (name) {
    case LayoutName::Standard:
        return {{Qt::LeftDockWidgetArea, {{Sources}}, 190},
                {Qt::RightDockWidgetArea, {{Tuning, Model}}, 300},
                {Qt::BottomDockWidgetArea, {{Statistics}, {Detections, Messages}}, 210}};
    case LayoutName::Tune:
        return {{Qt::RightDockWidgetArea, {{Tuning, Model, Messages}}, 340}};
    case LayoutName::Monitor:
        return {{Qt::LeftDockWidgetArea, {{Sources}}, 210},
                {Qt::BottomDockWidgetArea, {{Statistics}, {Messages}}, 230}};
    case LayoutName::Review:
        return {{Qt::RightDockWidgetArea, {{Detections, Tuning, Messages}}, 400}};
    }
    return {};
}

} // namespace

void applyLayout(QMainWindow &window, const DockSet &docks, LayoutName name)
{
    for (const DockId id : DockSet::all()) {
        docks[id]->setFloating(false);
        window.removeDockWidget(docks[id]);
    }
    for (const Area &area : areas(name)) {
        const auto sideways = area.place == Qt::BottomDockWidgetArea || area.place == Qt::TopDockWidgetArea
                                  ? Qt::Horizontal
                                  : Qt::Vertical;
        QList<QDockWidget *> fronts;
        for (const QList<DockId> &group : area.groups) {
            QDockWidget *front = docks[group.first()];
            window.addDockWidget(area.place, front, sideways);
            front->show();
            for (const DockId id : group.mid(1)) {
                window.tabifyDockWidget(front, docks[id]);
                docks[id]->show();
            }
            front->raise();
            fronts.append(front);
        }
        const auto across = sideways == Qt::Horizontal ? Qt::Vertical : Qt::Horizontal;
        window.resizeDocks(fronts, QList<int>(fronts.size(), area.size), across);
        if (fronts.size() > 1) {
            QList<int> shares(fronts.size(), 2000);
            shares.first() = 3000; // Wide enough for the statistics' queues to stand beside its table.
            window.resizeDocks(fronts, shares, sideways);
        }
    }
    // What a layout leaves out keeps a place to come back to.
    for (const DockId id : DockSet::all()) {
        if (window.dockWidgetArea(docks[id]) == Qt::NoDockWidgetArea) {
            window.addDockWidget(id == DockId::Sources ? Qt::LeftDockWidgetArea : Qt::BottomDockWidgetArea, docks[id]);
            docks[id]->hide();
        }
    }
}

} // namespace sightglass
