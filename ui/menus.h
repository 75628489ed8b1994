// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QMainWindow;
class QMenu;
class QToolBar;
class QToolButton;

namespace sightglass
{

class ActionSet;
class DockSet;
class ModelController;
class SourceController;

/// The menu bar and the toolbar of a window, made from the action table.
class Menus : public QObject
{
    Q_OBJECT

public:
    Menus(QMainWindow *window, const ActionSet &actions, const DockSet &docks, SourceController &sources,
          ModelController &models);

    QToolBar *toolBar() const { return m_toolBar; }
    /// What the model button says.
    void setModelName(const QString &name);

private:
    void makeMenus(QMainWindow *window, const DockSet &docks, SourceController &sources, ModelController &models);
    void makeToolBar(QMainWindow *window);

    const ActionSet &m_actions;
    QToolBar *m_toolBar = nullptr;
    QMenu *m_recent = nullptr;
    QMenu *m_cameras = nullptr;
    QMenu *m_models = nullptr;
    QToolButton *m_modelButton = nullptr;
};

} // namespace sightglass
