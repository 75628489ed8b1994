// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QMainWindow;
class QMenu;
class QToolButton;
class QWidget;

namespace sightglass
{

class ActionSet;
class DockSet;
class ModelController;
class SourceController;

/// The menu bar of a window, made from the action table, with the choice of the model, the export and the panels at its
/// other end.
class Menus : public QObject
{
    Q_OBJECT

public:
    Menus(QMainWindow *window, const ActionSet &actions, const DockSet &docks, SourceController &sources,
          ModelController &models);

    /// What the model button says.
    void setModelName(const QString &name);
    QMenu *cameras() const { return m_cameras; }
    /// Around the export button: a button that is disabled hears of no drop.
    QWidget *exportPlace() const { return m_exportPlace; }

private:
    void makeFileMenu(SourceController &sources);
    void makeViewMenu(const DockSet &docks);
    void makePlaybackMenu();
    void makeModelMenu(ModelController &models);
    QWidget *makeCorner();
    QToolButton *addButton(QWidget *corner, const QString &iconName, const QString &toolTip, QMenu *menu);

    QMainWindow *m_window;
    const ActionSet &m_actions;
    QMenu *m_recent = nullptr;
    QMenu *m_cameras = nullptr;
    QMenu *m_models = nullptr;
    QMenu *m_panels = nullptr;
    QWidget *m_exportPlace = nullptr;
    QToolButton *m_modelButton = nullptr;
};

} // namespace sightglass
