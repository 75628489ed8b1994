// SPDX-License-Identifier: Apache-2.0
#include "ui/playbackcontroller.h"

#include "ui/actions.h"
#include "ui/settings.h"
#include "ui/theme/icons.h"
#include "ui/transport/seekbar.h"
#include "ui/transport/timetext.h"
#include "ui/transport/transportbar.h"

#include <QAction>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

} // namespace

PlaybackController::PlaybackController(Pipeline &pipeline, CurrentLane &lane, PlaybackSettings &settings,
                                       const ActionSet &actions, TransportBar &transport, QObject *parent)
    : QObject(parent)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_actions(actions)
    , m_transport(transport)
{
    connectActions();
    connect(&transport, &TransportBar::seekRequested, this, &PlaybackController::seek);
    connect(&transport, &TransportBar::speedChosen, this, &PlaybackController::setSpeed);
    connect(&transport, &TransportBar::goToRequested, actions[ActionId::GoTo], &QAction::trigger);
    connect(&transport.seekBar(), &SeekBar::menuRequested, this, &PlaybackController::showSeekMenu);
    connect(&lane, &CurrentLane::sourceStateChanged, this, &PlaybackController::follow);
    connect(&lane, &CurrentLane::sourceOpened, &transport, &TransportBar::setSource);
    connect(&lane, &CurrentLane::sourceOpened, this, &PlaybackController::follow);
    connect(&lane, &CurrentLane::sourceIndexed, this, &PlaybackController::turnToLane);
    connect(&lane, &CurrentLane::presented, this,
            [this](const Presentation &presentation) { m_transport.setFrame(presentation.frame); });
    connect(&lane, &CurrentLane::changed, this, &PlaybackController::turnToLane);
    setFlow(settings.flow);
    setSpeed(1.0);
    setLoop(settings.loop);
    follow();
}

void PlaybackController::watch(SourceLane &lane)
{
    lane.setFlow(m_settings.flow);
    m_group.watch(lane);
    connect(&lane, &SourceLane::sourceOpened, this, [this, &lane] {
        m_marks.remove(&lane);
        Q_EMIT marksChanged();
    });
}

void PlaybackController::turnToLane()
{
    m_transport.setSource(m_lane->sourceInfo());
    m_transport.setSpeed(m_lane->speed());
    m_transport.seekBar().setMarks(m_marks.value(&*m_lane));
    Q_EMIT marksChanged();
    if (!m_lane->presentation().isNull())
        m_transport.setFrame(m_lane->presentation().frame);
    follow();
}

void PlaybackController::connectActions()
{
    const auto on = [this](ActionId id, auto function) { connect(m_actions[id], &QAction::triggered, this, function); };
    on(ActionId::PlayPause, [this] { playPause(); });
    on(ActionId::StepForward, [this] { m_group.step(*m_lane, 1); });
    on(ActionId::StepBack, [this] { m_group.step(*m_lane, -1); });
    on(ActionId::SkipForward, [this] { skip(5.0); });
    on(ActionId::SkipBack, [this] { skip(-5.0); });
    on(ActionId::JumpForward, [this] { skip(60.0); });
    on(ActionId::JumpBack, [this] { skip(-60.0); });
    on(ActionId::ToStart, [this] { seek(0); });
    on(ActionId::ToEnd, [this] { seek(m_lane->sourceInfo().frameCount.value_or(1) - 1); });
    on(ActionId::Slower, [this] { changeSpeed(-1); });
    on(ActionId::Faster, [this] { changeSpeed(1); });
    on(ActionId::NormalSpeed, [this] { setSpeed(1.0); });
    on(ActionId::Loop, [this](bool checked) { setLoop(checked); });
    on(ActionId::MarkIn, [this] { mark(&Marks::markIn, m_lane->position()); });
    on(ActionId::MarkOut, [this] { mark(&Marks::markOut, m_lane->position()); });
    on(ActionId::ClearMarks, [this] { setMarks({}); });
    const auto onFlow = [&](ActionId id, auto change) {
        on(id, [this, change] {
            FlowOptions flow = m_settings.flow;
            change(flow);
            setFlow(flow);
        });
    };
    onFlow(ActionId::PolicyLatest, [](FlowOptions &flow) { flow.policy = FlowPolicy::Latest; });
    onFlow(ActionId::PolicyEveryFrame, [](FlowOptions &flow) { flow.policy = FlowPolicy::EveryFrame; });
    onFlow(ActionId::ModeSynced, [](FlowOptions &flow) { flow.mode = ViewMode::Synced; });
    onFlow(ActionId::ModeSmooth, [](FlowOptions &flow) { flow.mode = ViewMode::Smooth; });
}

void PlaybackController::setFlow(const FlowOptions &flow)
{
    m_settings.flow = flow;
    for (std::size_t i = 0; i < m_pipeline.laneCount(); ++i)
        m_pipeline.lane(i).setFlow(flow);
    const bool latest = flow.policy == FlowPolicy::Latest;
    const bool synced = flow.mode == ViewMode::Synced;
    m_actions[latest ? ActionId::PolicyLatest : ActionId::PolicyEveryFrame]->setChecked(true);
    m_actions[synced ? ActionId::ModeSynced : ActionId::ModeSmooth]->setChecked(true);
}

void PlaybackController::setSpeed(double speed)
{
    m_group.setSpeed(*m_lane, speed);
    m_transport.setSpeed(speed);
}

void PlaybackController::setLoop(bool loop)
{
    m_settings.loop = loop;
    m_group.setLoop(loop);
    m_actions[ActionId::Loop]->setChecked(loop);
}

const Marks &PlaybackController::marks() const
{
    return m_transport.seekBar().marks();
}

void PlaybackController::mark(void (Marks::*which)(std::int64_t), std::int64_t frame)
{
    Marks changed = marks();
    (changed.*which)(frame);
    setMarks(changed);
}

void PlaybackController::setMarks(const Marks &marks)
{
    m_marks[&*m_lane] = marks;
    m_transport.seekBar().setMarks(marks);
    Q_EMIT marksChanged();
    m_group.setLoopRange(*m_lane, marks.range());
    m_actions[ActionId::ClearMarks]->setEnabled(!marks.isEmpty());
    if (marks.isEmpty())
        Q_EMIT said(tr("The marks are cleared"));
    else if (!marks.out)
        Q_EMIT said(tr("Marked from %1").arg(frameText(*marks.in)));
    else if (!marks.in)
        Q_EMIT said(tr("Marked to %1").arg(frameText(*marks.out)));
    else
        Q_EMIT said(tr("Marked from %1 to %2").arg(frameText(*marks.in), frameText(*marks.out)));
}

QString PlaybackController::frameText(std::int64_t frame) const
{
    const SourceInfo &info = m_lane->sourceInfo();
    const auto number = static_cast<double>(frame);
    double seconds = info.frameRate.isValid() ? number / info.frameRate.toDouble() : 0.0;
    if (info.frameCount)
        seconds = info.duration * number / static_cast<double>(*info.frameCount);
    return tr("frame %1 (%2)").arg(QString::number(frame), timeText(seconds, true));
}

/// What can be done at a place of the file.
void PlaybackController::showSeekMenu(const QPoint &place, std::int64_t frame)
{
    auto *menu = new QMenu(&m_transport);
    menu->setObjectName(QStringLiteral("seekMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto addMark = [&](ActionId id, const QString &text, void (Marks::*which)(std::int64_t)) {
        menu->addAction(m_actions[id]->icon(), text, this, [this, which, frame] { mark(which, frame); });
    };
    menu->addAction(tr("Go to %1").arg(frameText(frame)), this, [this, frame] { seek(frame); });
    menu->addAction(m_actions[ActionId::GoTo]);
    menu->addSeparator();
    addMark(ActionId::MarkIn, tr("Mark from here"), &Marks::markIn);
    addMark(ActionId::MarkOut, tr("Mark to here"), &Marks::markOut);
    for (const ActionId id : {ActionId::ClearMarks, ActionId::Loop, ActionId::Export})
        menu->addAction(m_actions[id]);
    menu->popup(place);
}

void PlaybackController::playPause()
{
    if (m_lane->isPaused() || m_lane->sourceState().phase == Phase::Ended)
        m_group.play(*m_lane);
    else
        m_group.pause(*m_lane);
}

void PlaybackController::seek(std::int64_t frame)
{
    const std::int64_t last = m_lane->sourceInfo().frameCount.value_or(frame + 1) - 1;
    m_group.seek(*m_lane, std::clamp<std::int64_t>(frame, 0, std::max<std::int64_t>(0, last)));
}

void PlaybackController::skip(double seconds)
{
    const SourceInfo &info = m_lane->sourceInfo();
    if (!info.seekable)
        return;
    const double rate = info.frameRate.isValid() ? info.frameRate.toDouble() : 25.0;
    seek(m_lane->position() + std::llround(seconds * rate));
}

void PlaybackController::changeSpeed(int steps)
{
    const QList<double> &speeds = TransportBar::speeds();
    const auto nearest = std::min_element(speeds.begin(), speeds.end(), [this](double a, double b) {
        return std::abs(a - m_lane->speed()) < std::abs(b - m_lane->speed());
    });
    setSpeed(speeds.at(std::clamp<qsizetype>(nearest - speeds.begin() + steps, 0, speeds.size() - 1)));
}

void PlaybackController::follow()
{
    const SourceState &state = m_lane->sourceState();
    const SourceInfo &info = m_lane->sourceInfo();
    if (state.phase == Phase::Empty)
        m_transport.setSource({});
    m_transport.setState(state);

    const bool open = state.isActive() && state.phase != Phase::Opening;
    const bool seekable = open && info.seekable;
    for (const ActionId id :
         {ActionId::StepForward, ActionId::StepBack, ActionId::SkipForward, ActionId::SkipBack, ActionId::JumpForward,
          ActionId::JumpBack, ActionId::ToStart, ActionId::MarkIn, ActionId::MarkOut})
        m_actions[id]->setEnabled(seekable);
    for (const ActionId id : {ActionId::ToEnd, ActionId::GoTo})
        m_actions[id]->setEnabled(seekable && info.indexed);
    m_actions[ActionId::ClearMarks]->setEnabled(seekable && !marks().isEmpty());
    QAction *playPause = m_actions[ActionId::PlayPause];
    playPause->setEnabled(open);
    const bool playing = open && state.phase != Phase::Paused && state.phase != Phase::Ended;
    playPause->setIcon(
        lineIcon(playing ? QStringLiteral("pause") : QLatin1String(state.phase == Phase::Ended ? "replay" : "play")));
    playPause->setText(playing ? tr("&Pause") : tr("&Play"));
}

} // namespace sightglass
