// SPDX-License-Identifier: Apache-2.0
#include "ui/menus.h"

#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/dockset.h"
#include "ui/modelcontroller.h"
#include "ui/sourcecontroller.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/outsidetext.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include <optional>

namespace sightglass
{

namespace
{

// Where a menu has a line between groups.
constexpr std::optional<ActionId> line = std::nullopt;

void addActions(QMenu *menu, const ActionSet &actions, const QList<std::optional<ActionId>> &ids)
{
    for (const auto &id : ids) {
        if (id)
            menu->addAction(actions[*id]);
        else
            menu->addSeparator();
    }
}

// The styles put their own sign for a menu over the text.
QString withArrow(const QString &text)
{
    return text + QStringLiteral(" ▾");
}

QToolButton *addMenuButton(QToolBar *bar, const QString &iconName, const QString &text, const QString &toolTip,
                           QMenu *menu)
{
    auto *button = new QToolButton;
    button->setIcon(lineIcon(iconName));
    button->setText(withArrow(text));
    button->setToolTip(toolTip);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    bar->addWidget(button);
    return button;
}

} // namespace

Menus::Menus(QMainWindow *window, const ActionSet &actions, const DockSet &docks, SourceController &sources,
             ModelController &models)
    : QObject(window)
    , m_actions(actions)
{
    makeMenus(window, docks, sources, models);
    makeToolBar(window);
}

void Menus::makeMenus(QMainWindow *window, const DockSet &docks, SourceController &sources, ModelController &models)
{
    using enum ActionId;
    QMenuBar *bar = window->menuBar();
    const auto addMenu = [bar](ActionCategory category) {
        QMenu *menu = bar->addMenu(categoryName(category));
        menu->setToolTipsVisible(true);
        return menu;
    };

    QMenu *file = addMenu(ActionCategory::File);
    addActions(file, m_actions, {OpenFile});
    m_recent = file->addMenu(lineIcon(QStringLiteral("recent")), tr("Open &recent"));
    m_recent->setToolTipsVisible(true);
    connect(m_recent, &QMenu::aboutToShow, &sources, [this, &sources] { sources.fillRecentMenu(m_recent); });
    addActions(file, m_actions, {line, Screenshot, line, Quit});

    QMenu *source = addMenu(ActionCategory::Source);
    m_cameras = source->addMenu(lineIcon(QStringLiteral("camera")), tr("&Camera"));
    connect(m_cameras, &QMenu::aboutToShow, &sources, [this, &sources] { sources.fillCameraMenu(m_cameras); });
    addActions(source, m_actions, {OpenFolder, OpenUrl, OpenPipeline, line, CloseSource});

    QMenu *model = addMenu(ActionCategory::Model);
    addActions(model, m_actions, {OpenModel});
    m_models = model->addMenu(lineIcon(QStringLiteral("model")), tr("&Choose"));
    m_models->setToolTipsVisible(true);
    connect(m_models, &QMenu::aboutToShow, &models, [this, &models] {
        models.fillMenu(m_models);
        m_models->addSeparator();
        m_models->addAction(m_actions[OpenModel]);
    });
    addActions(model, m_actions, {line, ReloadModel, UnloadModel});

    QMenu *playback = addMenu(ActionCategory::Playback);
    addActions(playback, m_actions, {PlayPause,   line,        StepForward, StepBack, SkipForward,  SkipBack,
                                     JumpForward, JumpBack,    ToStart,     ToEnd,    line,         Slower,
                                     Faster,      NormalSpeed, Loop,        line,     PolicyLatest, PolicyEveryFrame,
                                     line,        ModeSynced,  ModeSmooth});

    QMenu *view = addMenu(ActionCategory::View);
    addActions(view, m_actions,
               {ZoomFit, ZoomOneToOne, ZoomIn, ZoomOut, line, FullScreen, StatisticsOverlay, line, ShowBoxes,
                ShowLabels, ShowScores, ShowMasks, ShowKeypoints, line, ConfidenceUp, ConfidenceDown, line});
    QMenu *panels = view->addMenu(tr("&Panels"));
    for (const DockId id : DockSet::all())
        panels->addAction(docks[id]->toggleViewAction());
    QMenu *layouts = view->addMenu(lineIcon(QStringLiteral("layout-tune")), tr("La&yout"));
    addActions(layouts, m_actions, {LayoutTune, LayoutMonitor, LayoutReview, line, LayoutReset});
    QMenu *appearance = view->addMenu(tr("Appeara&nce"));
    addActions(appearance, m_actions, {AppearanceSystem, AppearanceLight, AppearanceDark});

    addActions(addMenu(ActionCategory::Export), m_actions, {Export, Screenshot});
    addActions(addMenu(ActionCategory::Help), m_actions, {Shortcuts, line, About});
}

void Menus::makeToolBar(QMainWindow *window)
{
    using enum ActionId;
    m_toolBar = window->addToolBar(tr("Toolbar"));
    m_toolBar->setObjectName(QStringLiteral("toolbar"));
    m_toolBar->setMovable(false);
    m_toolBar->setIconSize({18, 18});
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto *open = new QMenu(m_toolBar);
    addActions(open, m_actions, {OpenFile, OpenFolder, OpenUrl, line});
    open->addMenu(m_recent);
    addMenuButton(m_toolBar, QStringLiteral("open"), tr("Open"), tr("Open a file, a folder of pictures or a stream"),
                  open);
    addMenuButton(m_toolBar, QStringLiteral("camera"), tr("Camera"), tr("Open a camera"), m_cameras);
    m_toolBar->addSeparator();
    m_modelButton =
        addMenuButton(m_toolBar, QStringLiteral("model"), tr("Model"), tr("Choose the detection model"), m_models);
    setModelName({});
    m_toolBar->addSeparator();
    for (const ActionId id : {PolicyLatest, PolicyEveryFrame})
        m_toolBar->addAction(m_actions[id]);
    m_toolBar->addSeparator();
    for (const ActionId id : {ModeSynced, ModeSmooth})
        m_toolBar->addAction(m_actions[id]);
    m_toolBar->addSeparator();
    m_toolBar->addAction(m_actions[Export]);
    m_actions[Export]->setIconText(tr("Export…"));
}

void Menus::setModelName(const QString &name)
{
    const QString text = tr("Model: %1").arg(name.isEmpty() ? tr("none") : name);
    const QString shown =
        m_modelButton->fontMetrics().elidedText(visibleText(text), Qt::ElideMiddle, 26 * Theme::rhythm);
    m_modelButton->setText(withArrow(menuText(shown)));
}

} // namespace sightglass
