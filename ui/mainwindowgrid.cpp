// SPDX-License-Identifier: Apache-2.0
// Several sources in one window: what belongs to each of them, and which one the instruments are about.
#include "ui/mainwindow.h"

#include "ui/actions.h"
#include "ui/analysiscontroller.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/statisticspanel.h"
#include "ui/dockset.h"
#include "ui/fullscreen.h"
#include "ui/lossreporter.h"
#include "ui/modelcontroller.h"
#include "ui/playbackcontroller.h"
#include "ui/recording/recordingcontroller.h"
#include "ui/sourcecontroller.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"

#include <QAction>

#include <array>
#include <utility>

namespace sightglass
{

namespace
{

constexpr std::array shapes{
    std::pair{ActionId::GridAutomatic, GridShape::Automatic},
    std::pair{ActionId::GridOne, GridShape::One},
    std::pair{ActionId::GridTwoByOne, GridShape::TwoByOne},
    std::pair{ActionId::GridTwoByTwo, GridShape::TwoByTwo},
    std::pair{ActionId::GridThreeByThree, GridShape::ThreeByThree},
    std::pair{ActionId::GridFourByFour, GridShape::FourByFour},
};

constexpr std::array places{
    ActionId::ChooseTile1, ActionId::ChooseTile2, ActionId::ChooseTile3, ActionId::ChooseTile4, ActionId::ChooseTile5,
    ActionId::ChooseTile6, ActionId::ChooseTile7, ActionId::ChooseTile8, ActionId::ChooseTile9,
};

} // namespace

void MainWindow::connectGrid()
{
    const auto on = [this](ActionId id, auto function) {
        connect((*m_actions)[id], &QAction::triggered, this, function);
    };
    on(ActionId::AddTile, [this] {
        if (!m_grid->addTile())
            tellFailure(tooManyTiles(1));
    });
    on(ActionId::OpenSession, [this] { chooseSession(); });
    on(ActionId::SaveSession, [this] { saveSession(); });
    on(ActionId::CloseSource, [this] { m_grid->removeTile(m_grid->current()); });
    for (const auto &[action, shape] : shapes)
        on(action, [this, shape = shape] { setGridShape(shape); });
    on(ActionId::FillTile, [this] { m_grid->toggleFill(); });
    for (std::size_t place = 0; place < places.size(); ++place)
        on(places[place], [this, place] { m_grid->choosePlace(static_cast<int>(place)); });
    on(ActionId::TuneAll, [this](bool checked) { m_models->setTunesAll(checked); });
    (*m_actions)[ActionId::TuneAll]->setChecked(m_settings.tuning.allSources);

    CurrentLane *current = &m_grid->lane();
    connect(current, &CurrentLane::presented, this, &MainWindow::showPresentation);
    connect(current, &CurrentLane::sourceStateChanged, this, &MainWindow::showSourceState);
    connect(current, &CurrentLane::sourceOpened, this, [this] { showSourceState(lane().sourceState()); });
    connect(current, &CurrentLane::changed, this, &MainWindow::showLane);
    connect(m_grid, &VideoGrid::tileMade, this, &MainWindow::connectTile);
    connect(m_grid, &VideoGrid::tilesChanged, this, &MainWindow::showTiles);
    connect(m_grid, &VideoGrid::shapeChosen, this, &MainWindow::setGridShape);
    for (Tile *tile : m_grid->tiles())
        connectTile(*tile);
    setGridShape(m_settings.window.grid);
}

/// What is told of every source, whichever is chosen.
void MainWindow::connectTile(Tile &tile)
{
    SourceLane *lane = &tile.lane();
    MessagesPanel *messages = m_docks->messages;
    connect(lane, &SourceLane::sourceOpened, messages, [messages](const SourceInfo &source) {
        for (const QString &note : source.notes)
            messages->addNote(note);
    });
    connect(lane, &SourceLane::openFailed, this, [this, messages](const SourceSpec &, const Error &error) {
        messages->addError(error);
        tellFailure(error);
    });
    connect(lane, &SourceLane::sourceStateChanged, messages,
            [messages, told = false](const SourceState &state) mutable {
                const bool failed = state.phase == SourceState::Phase::Failed;
                if (failed && !std::exchange(told, failed))
                    messages->addError(state.error);
                told = failed;
            });
    connect(lane, &SourceLane::warned, messages, &MessagesPanel::addWarning);
    new LossReporter(*lane, *messages, this);
    m_sources->watch(*lane);
    m_playback->watch(*lane);
    m_recordings->watch(*lane);
    m_analyses->watch(*lane);
    m_fullScreen->watch(tile.view());
}

void MainWindow::showLane()
{
    showSourceState(lane().sourceState());
    showPresentation(lane().presentation());
    m_docks->statistics->startOver();
}

void MainWindow::showTiles()
{
    for (std::size_t place = 0; place < places.size(); ++place)
        (*m_actions)[places[place]]->setEnabled(static_cast<qsizetype>(place) < m_grid->tiles().size());
    (*m_actions)[ActionId::FillTile]->setEnabled(m_grid->isFramed());
    (*m_actions)[ActionId::AddTile]->setEnabled(m_grid->tiles().size() < mostTiles);
    showSourceState(lane().sourceState());
}

void MainWindow::setGridShape(GridShape shape)
{
    m_settings.window.grid = shape;
    m_grid->setShape(shape);
    for (const auto &[action, itsShape] : shapes)
        (*m_actions)[action]->setChecked(itsShape == shape);
    showTiles();
}

void MainWindow::openSources(const QList<SourceSpec> &sources)
{
    Tile *first = &m_grid->current();
    qsizetype left = sources.size();
    for (const SourceSpec &source : sources) {
        if (left < sources.size() && !m_grid->addTile())
            break;
        openSource(source);
        --left;
    }
    // A session has tiles of its own.
    if (sources.size() > 1 && m_grid->tiles().contains(first))
        m_grid->choose(*first);
    if (left > 0)
        tellFailure(tooManyTiles(left));
}

Error MainWindow::tooManyTiles(qsizetype left)
{
    return {tr("There is room for %1 sources; %2 more were left out.")
                .arg(QString::number(mostTiles), QString::number(left)),
            tr("Close one of those that are open."),
            {}};
}

} // namespace sightglass
