// SPDX-License-Identifier: Apache-2.0
#include "ui/menus.h"

#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/dockset.h"
#include "ui/modelcontroller.h"
#include "ui/sourcecontroller.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/thumbnails.h"
#include "ui/widgets/outsidetext.h"

#include <QAction>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QProxyStyle>
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

/// Menus whose icons are as large as thumbnails.
class ThumbnailStyle : public QProxyStyle
{
public:
    explicit ThumbnailStyle(QObject *parent)
        : QProxyStyle(QStringLiteral("fusion"))
    {
        setParent(parent);
    }

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        return metric == PM_SmallIconSize ? Thumbnails::size.width() : QProxyStyle::pixelMetric(metric, option, widget);
    }
};

// The styles put their own sign for a menu over the text.
QString withArrow(const QString &text)
{
    return text + QStringLiteral(" ▾");
}

QMenu *addMenu(QMenuBar *bar, const QString &title)
{
    QMenu *menu = bar->addMenu(title);
    menu->setToolTipsVisible(true);
    return menu;
}

} // namespace

Menus::Menus(QMainWindow *window, const ActionSet &actions, const DockSet &docks, SourceController &sources,
             ModelController &models)
    : QObject(window)
    , m_window(window)
    , m_actions(actions)
{
    // A desktop's bar elsewhere has no place for what stands at the end of this one.
    window->menuBar()->setNativeMenuBar(false);
    makeFileMenu(sources);
    makeViewMenu(docks);
    makePlaybackMenu();
    makeModelMenu(models);
    addActions(addMenu(window->menuBar(), categoryName(ActionCategory::Help)), actions,
               {ActionId::CommandPalette, ActionId::Shortcuts, line, ActionId::CopyDiagnostics, ActionId::WriteLog,
                line, ActionId::About});
    window->menuBar()->setCornerWidget(makeCorner());
}

void Menus::makeFileMenu(SourceController &sources)
{
    using enum ActionId;
    QMenu *file = addMenu(m_window->menuBar(), categoryName(ActionCategory::File));
    addActions(file, m_actions, {OpenFile});
    m_recent = file->addMenu(lineIcon(QStringLiteral("recent")), tr("Open &recent"));
    m_recent->setToolTipsVisible(true);
    m_recent->setStyle(new ThumbnailStyle(m_recent));
    connect(m_recent, &QMenu::aboutToShow, &sources, [this, &sources] { sources.fillRecentMenu(m_recent); });
    m_cameras = file->addMenu(lineIcon(QStringLiteral("camera")), tr("Open c&amera"));
    connect(m_cameras, &QMenu::aboutToShow, &sources, [this, &sources] { sources.fillCameraMenu(m_cameras); });
    addActions(file, m_actions,
               {OpenFolder,  OpenUrl,        OpenPipeline, OpenScreen,      OpenDemo, line,        AddTile,
                CloseSource, line,           OpenSession,  SaveSession,     line,     Export,      ExportFiles,
                Screenshot,  ScreenshotBare, CopyPicture,  CopyPictureBare, line,     Preferences, line,
                Quit});
}

void Menus::makeViewMenu(const DockSet &docks)
{
    using enum ActionId;
    QMenu *view = addMenu(m_window->menuBar(), categoryName(ActionCategory::View));
    addActions(view, m_actions,
               {ZoomFit, ZoomOneToOne, ZoomIn,    ZoomOut,      line,           FullScreen, StatisticsOverlay,
                Inspect, line,         ShowBoxes, ShowLabels,   ShowScores,     ShowMasks,  ShowKeypoints,
                line,    Undo,         Redo,      ConfidenceUp, ConfidenceDown, line});
    QMenu *grid = view->addMenu(lineIcon(QStringLiteral("grid")), tr("&Grid"));
    addActions(grid, m_actions,
               {GridAutomatic, GridOne, GridTwoByOne, GridTwoByTwo, GridThreeByThree, GridFourByFour, line, FillTile,
                TuneAll});
    m_panels = view->addMenu(lineIcon(QStringLiteral("layout-tune")), tr("&Panels"));
    m_panels->setToolTipsVisible(true);
    for (const DockId id : DockSet::all())
        m_panels->addAction(docks[id]->toggleViewAction());
    m_panels->addSeparator();
    m_panels->addAction(m_actions[SidePanel]);
    m_panels->addAction(m_actions[Timeline]);
    m_panels->addSeparator();
    addActions(m_panels, m_actions, {LayoutTune, LayoutMonitor, LayoutReview, LayoutReset});
    QMenu *appearance = view->addMenu(tr("Appeara&nce"));
    addActions(appearance, m_actions, {AppearanceSystem, AppearanceLight, AppearanceDark});
}

void Menus::makePlaybackMenu()
{
    using enum ActionId;
    QMenu *playback = addMenu(m_window->menuBar(), categoryName(ActionCategory::Playback));
    addActions(playback, m_actions,
               {PlayPause, Record, SaveLast, line, StepForward, StepBack, SkipForward, SkipBack, JumpForward, JumpBack,
                ToStart, ToEnd, GoTo});
    QMenu *events = playback->addMenu(lineIcon(QStringLiteral("events")), tr("&What the model saw"));
    events->setToolTipsVisible(true);
    addActions(events, m_actions, {NextEvent, PreviousEvent, FindInClip, EventList});
    addActions(playback, m_actions, {line,         MarkIn,           MarkOut,      ClearMarks,  Loop,
                                     line,         Slower,           Faster,       NormalSpeed, line,
                                     PlayTogether, LineUp,           ShiftForward, ShiftBack,   line,
                                     PolicyLatest, PolicyEveryFrame, line,         ModeSynced,  ModeSmooth});
}

void Menus::makeModelMenu(ModelController &models)
{
    using enum ActionId;
    QMenu *model = addMenu(m_window->menuBar(), categoryName(ActionCategory::Model));
    addActions(model, m_actions, {OpenModel});
    m_models = model->addMenu(lineIcon(QStringLiteral("model")), tr("&Choose"));
    m_models->setToolTipsVisible(true);
    connect(m_models, &QMenu::aboutToShow, &models, [this, &models] {
        models.fillMenu(m_models);
        m_models->addSeparator();
        m_models->addAction(m_actions[OpenModel]);
    });
    addActions(model, m_actions, {line, ReloadModel, UnloadModel, line, AnalyseClip});
}

QWidget *Menus::makeCorner()
{
    auto *corner = new QWidget;
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, Theme::rhythm / 2, 0);
    row->setSpacing(Theme::rhythm / 2);
    m_modelButton = addButton(corner, QStringLiteral("model"), tr("Choose the detection model"), m_models);
    m_modelButton->setAccessibleName(tr("Model"));
    setModelName({});
    auto *exporting = new QToolButton;
    exporting->setDefaultAction(m_actions[ActionId::Export]);
    exporting->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    exporting->setAutoRaise(true);
    exporting->setFocusPolicy(Qt::TabFocus);
    m_actions[ActionId::Export]->setIconText(tr("Export…"));
    m_exportPlace = new QWidget;
    auto *place = new QHBoxLayout(m_exportPlace);
    place->setContentsMargins(0, 0, 0, 0);
    place->addWidget(exporting);
    row->addWidget(m_exportPlace);
    QToolButton *panels =
        addButton(corner, QStringLiteral("layout-tune"), tr("Show and hide panels, or arrange them anew"), m_panels);
    panels->setText(withArrow(tr("Panels")));
    return corner;
}

QToolButton *Menus::addButton(QWidget *corner, const QString &iconName, const QString &toolTip, QMenu *menu)
{
    auto *button = new QToolButton;
    button->setIcon(lineIcon(iconName));
    button->setToolTip(toolTip);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    corner->layout()->addWidget(button);
    return button;
}

void Menus::setModelName(const QString &name)
{
    const QString text = name.isEmpty() ? tr("No model") : visibleText(name);
    const QString shown = m_modelButton->fontMetrics().elidedText(text, Qt::ElideMiddle, 22 * Theme::rhythm);
    m_modelButton->setText(withArrow(menuText(shown)));
    // The bar gives its corner a size once.
    m_window->menuBar()->adjustSize();
}

} // namespace sightglass
