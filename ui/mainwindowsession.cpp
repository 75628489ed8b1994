// SPDX-License-Identifier: Apache-2.0
// What is open, saved as a session and opened again.
#include "ui/mainwindow.h"

#include "core/log/categories.h"
#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/drawer.h"
#include "ui/fullscreen.h"
#include "ui/modelcontroller.h"
#include "ui/playbackcontroller.h"
#include "ui/session.h"
#include "ui/sourcecontroller.h"
#include "ui/togethercontroller.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>

namespace sightglass
{

Session MainWindow::session() const
{
    Session session;
    for (const Tile *tile : m_grid->tiles()) {
        const SourceLane &lane = tile->lane();
        if (lane.sourceInfo().spec.location.isEmpty())
            continue;
        if (tile == &m_grid->current())
            session.chosen = static_cast<int>(session.sources.size());
        session.sources.append({lane.sourceInfo().spec, lane.isPaused(), std::max<std::int64_t>(0, lane.position()),
                                lane.speed(), m_playback->group().offset(lane), lane.thresholds()});
    }
    session.grid = m_settings.window.grid;
    session.flow = m_settings.playback.flow;
    session.loop = m_settings.playback.loop;
    session.together = m_playback->group().isTogether();
    session.tunesAll = m_settings.tuning.allSources;
    if (!m_pipeline->model().descriptor().location.isEmpty())
        session.model = m_pipeline->model().request();
    session.panels = m_fullScreen->state();
    return session;
}

void MainWindow::openSession(const Session &session)
{
    m_fullScreen->set(false);
    while (m_grid->tiles().size() > 1)
        m_grid->removeTile(*m_grid->tiles().constLast());
    m_grid->removeTile(m_grid->current());
    if (restoreState(session.panels, FullScreen::stateVersion))
        m_drawer->forget();
    m_playback->setFlow(session.flow);
    m_playback->setLoop(session.loop);
    m_together->set(session.together);
    (*m_actions)[ActionId::TuneAll]->setChecked(session.tunesAll);
    m_models->setTunesAll(session.tunesAll);
    for (const SessionSource &source : session.sources) {
        if (&source != &session.sources.first())
            m_grid->addTile();
        takeUp(source);
    }
    // Room that is made for a tile shows all of them.
    setGridShape(session.grid);
    if (!session.sources.isEmpty())
        m_grid->choosePlace(session.chosen);
    tuneAsIn(session);
    if (session.model.location.isEmpty())
        return;
    // A model brings the thresholds that it was last used with; those of the session go above them.
    connect(
        &m_pipeline->model(), &ModelSlot::loaded, this,
        [this, session] {
            if (m_pipeline->model().request().location == session.model.location)
                tuneAsIn(session);
        },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    openModel(session.model);
}

/// In the tile that is chosen.
void MainWindow::takeUp(const SessionSource &source)
{
    SourceLane *opened = &lane();
    opened->setSpeed(source.speed);
    LaneGroup *group = &m_playback->group();
    if (source.frame > 0 || source.offset != 0.0)
        connect(
            opened, &SourceLane::sourceOpened, this,
            [opened, source, group] {
                if (opened->sourceInfo().spec != source.spec)
                    return;
                group->setOffset(*opened, source.offset);
                if (!group->isMember(*opened))
                    opened->seek(source.frame);
            },
            Qt::SingleShotConnection);
    m_sources->open(source.spec, source.paused);
}

void MainWindow::tuneAsIn(const Session &session)
{
    const QList<Tile *> &tiles = m_grid->tiles();
    for (qsizetype i = 0; i < std::min(tiles.size(), session.sources.size()); ++i)
        tiles.at(i)->lane().setThresholds(session.sources.at(i).thresholds);
    if (!session.sources.isEmpty())
        m_models->setThresholds(session.sources.at(session.chosen).thresholds);
}

void MainWindow::openSessionFile(const QString &path)
{
    const auto session = readSession(path);
    if (session) {
        openSession(*session);
        return;
    }
    m_docks->messages->addError(session.error());
    tellFailure(session.error());
}

void MainWindow::chooseSession()
{
    auto *dialog = new QFileDialog(this, tr("Open a session"), m_settings.source.folder, tr("Sessions (*.sightglass)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openSessionFile);
    dialog->open();
}

void MainWindow::saveSession()
{
    auto *dialog =
        new QFileDialog(this, tr("Save the session"), m_settings.source.folder, tr("Sessions (*.sightglass)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(sessionSuffix().mid(1));
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::saveSessionTo);
    dialog->open();
}

void MainWindow::saveSessionTo(const QString &path)
{
    if (const auto written = writeSession(session(), path); !written) {
        m_docks->messages->addError(written.error());
        tellFailure(written.error());
        return;
    }
    view().say(visibleText(tr("Saved as %1").arg(QDir::toNativeSeparators(path))));
}

QString MainWindow::lastSessionPath() const
{
    return QFileInfo(m_file.store->fileName()).dir().filePath(QStringLiteral("last") + sessionSuffix());
}

/// For the next start; of one who does not want that, nothing is kept.
void MainWindow::keepSession()
{
    const QString path = lastSessionPath();
    if (!m_settings.window.reopens)
        QFile::remove(path);
    else if (const auto written = writeSession(session(), path); !written)
        qCWarning(windowLog).noquote() << written.error().message;
}

void MainWindow::reopen()
{
    if (m_settings.window.reopens && QFileInfo::exists(lastSessionPath()))
        openSessionFile(lastSessionPath());
}

} // namespace sightglass
