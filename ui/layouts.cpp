// SPDX-License-Identifier: Apache-2.0
#include "ui/layouts.h"

#include "ui/dockset.h"

#include <QDockWidget>
#include <QLayout>
#include <QMainWindow>
#include <QScopeGuard>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int pictureShare = 55; ///< Of a window's height, percent, that the middle keeps.

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
    case LayoutName::Tune:
        return {{Qt::RightDockWidgetArea, {{Tuning, Detections, Model}}, 300}};
    case LayoutName::Monitor:
        return {{Qt::LeftDockWidgetArea, {{Sources}}, 210},
                {Qt::BottomDockWidgetArea, {{Statistics}, {Messages}}, 230}};
    case LayoutName::Review:
        return {{Qt::RightDockWidgetArea, {{Detections, Tuning, Model}}, 380}};
    }
    return {};
}

/// Where a panel comes up that the layout has none of.
Qt::DockWidgetArea placeOf(DockId id)
{
    switch (id) {
    case DockId::Sources:
        return Qt::LeftDockWidgetArea;
    case DockId::Statistics:
    case DockId::Messages:
        return Qt::BottomDockWidgetArea;
    default:
        return Qt::RightDockWidgetArea;
    }
}

QDockWidget *frontOf(const QList<Area> &all, const DockSet &docks, Qt::DockWidgetArea place)
{
    for (const Area &area : all) {
        if (area.place == place)
            return docks[area.groups.first().first()];
    }
    return nullptr;
}

} // namespace

void applyLayout(QMainWindow &window, const DockSet &docks, LayoutName name)
{
    // What the docks need while they are on their way must not make the window larger.
    const QLayout::SizeConstraint constraint = window.layout()->sizeConstraint();
    window.layout()->setSizeConstraint(QLayout::SetNoConstraint);
    const auto restore = qScopeGuard([&] { window.layout()->setSizeConstraint(constraint); });
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
    makeRoomForPicture(window, docks);
    // What a layout leaves out keeps a place to come back to.
    for (const DockId id : DockSet::all()) {
        if (window.dockWidgetArea(docks[id]) == Qt::NoDockWidgetArea) {
            window.addDockWidget(placeOf(id), docks[id]);
            docks[id]->hide();
        }
    }
    // Those of events and exports are behind the others at the side, of which they take no room.
    for (const DockId id : {DockId::Events, DockId::Exports})
        if (QDockWidget *front = frontOf(areas(name), docks, placeOf(id)))
            window.tabifyDockWidget(front, docks[id]);
}

void makeRoomForPicture(QMainWindow &window, const DockSet &docks)
{
    const int lacking = pictureShare * window.height() / 100 - window.centralWidget()->height();
    if (lacking <= 0)
        return;
    QList<QDockWidget *> below;
    QList<int> heights;
    for (const DockId id : DockSet::all()) {
        QDockWidget *dock = docks[id];
        if (!dock->isHidden() && !dock->isFloating() && window.dockWidgetArea(dock) == Qt::BottomDockWidgetArea) {
            below.append(dock);
            heights.append(std::max(1, dock->height() - lacking));
        }
    }
    window.resizeDocks(below, heights, Qt::Vertical);
}

} // namespace sightglass
