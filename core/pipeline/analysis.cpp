// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/analysis.h"

#include "core/pipeline/detectionengine.h"
#include "core/values/words.h"

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

constexpr std::chrono::milliseconds lookInterval{200};
/// What was not taken for so long waits for what plays.
constexpr std::chrono::seconds waitingTime{1};

Error noStoreError(const QString &name)
{
    return {Words::tr("What the model sees of %1 cannot be kept.").arg(name),
            Words::tr("See the messages for the reason, and whether any room is allowed for it."),
            {}};
}

} // namespace

Analysis::Analysis(SourceLane &lane, FrameSourceFactory sources, QObject *parent)
    : QObject(parent)
    , m_lane(lane)
    , m_sources(std::move(sources))
    , m_mailbox(Mailbox::attach(this, [] {}))
{
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &Analysis::look);
    connect(&lane, &SourceLane::storeChanged, this, &Analysis::follow);
    connect(&lane, &SourceLane::sourceStateChanged, this, &Analysis::followSource);
}

Analysis::~Analysis()
{
    if (m_stopped)
        return;
    quit();
    finish(QDeadlineTimer(QDeadlineTimer::Forever));
}

AnalysisWorker::Events Analysis::events()
{
    return {[this](const std::shared_ptr<AnalysisRun> &run) {
                if (run == m_run)
                    end(State::Done);
            },
            [this](const std::shared_ptr<AnalysisRun> &run, const Error &error) {
                if (run == m_run)
                    end(State::Failed, error);
            }};
}

bool Analysis::isPossible() const
{
    const SourceState &source = m_lane.sourceState();
    return !m_stopped && m_model && m_model->number > 0 && source.isActive() && source.phase != Phase::Opening &&
           m_lane.isStoreAwaited();
}

bool Analysis::isActive() const
{
    return m_state == State::Preparing || m_state == State::Running || m_state == State::Waiting ||
           m_state == State::Paused;
}

void Analysis::start()
{
    if (m_state == State::Paused) {
        m_lately.clear();
        m_since = Clock::now();
        m_moved = m_since;
        if (m_run) {
            m_run->paused = false;
            (*m_station)->wake();
        }
        setState(m_run ? State::Running : State::Preparing);
        return;
    }
    if (isActive() || !isPossible())
        return;
    m_source = m_lane.sourceInfo().spec;
    m_last = {};
    m_error = {};
    m_told = {};
    m_timer.start();
    setState(State::Preparing);
    follow();
}

void Analysis::pause()
{
    if (!isActive())
        return;
    if (m_run)
        m_run->paused = true;
    setState(State::Paused);
}

void Analysis::cancel()
{
    if (isActive())
        end(State::Idle);
}

AnalysisProgress Analysis::progress() const
{
    if (!m_run)
        return m_last;
    AnalysisProgress progress;
    progress.total = m_run->task().frameCount;
    progress.unreadable = m_run->unreadable;
    progress.failed = m_run->failures;
    progress.kept = std::min(m_run->task().store->count(), progress.total - progress.unreadable - progress.failed);
    const auto now = Clock::now();
    const std::chrono::duration<double> span =
        std::clamp<Clock::duration>(now - m_since, std::chrono::seconds(1), RecentCount::span);
    if (m_state == State::Running)
        progress.perSecond = static_cast<double>(m_lately.count(now)) / span.count();
    if (progress.perSecond > 0.0)
        progress.secondsLeft = static_cast<double>(progress.missing()) / progress.perSecond;
    return progress;
}

/// The store may be there, or another one.
void Analysis::follow()
{
    if (m_stopped || !isActive())
        return;
    const auto store = m_lane.store();
    if (m_run && m_run->task().store != store)
        endRun();
    const bool takesOver = m_lane.opening() && !store;
    if (takesOver || !m_lane.sourceInfo().spec.isSameAs(m_source)) {
        end(State::Idle);
        return;
    }
    if (!store && !m_lane.isStoreAwaited() && m_lane.sourceInfo().indexed)
        end(State::Failed, noStoreError(m_lane.sourceInfo().name));
    else if (!store && m_state != State::Paused)
        setState(State::Preparing);
    else if (store && !m_run)
        beginRun(store);
}

void Analysis::followSource(const SourceState &state)
{
    const bool isGone = !state.isActive() || state.phase == Phase::Opening;
    if (isGone && m_state != State::Idle)
        end(State::Idle);
}

void Analysis::beginRun(const std::shared_ptr<ClipStore> &store)
{
    if (!m_station) {
        m_station = std::make_unique<Station<AnalysisWorker>>(QStringLiteral("analysis %1").arg(m_lane.number() + 1),
                                                              m_sources, m_mailbox, events());
        m_station->start();
    }
    const SourceInfo &info = m_lane.sourceInfo();
    m_run = std::make_shared<AnalysisRun>(
        AnalysisTask{info.spec, info.frameCount.value_or(0), store, m_model->number, m_model->descriptor,
                     m_model->places},
        [this, mailbox = m_mailbox](const Error &error) { mailbox->post([this, error] { Q_EMIT warned(error); }); });
    m_run->paused = m_state == State::Paused;
    m_run->connect(m_model->engine->waker(), [mailbox = (*m_station)->mailbox()] { mailbox->request(); });
    m_seen = 0;
    m_lately.clear();
    m_since = Clock::now();
    m_moved = m_since;
    m_model->engine->add(m_run, DetectionEngine::Priority::Background);
    (*m_station)->begin(m_run);
    if (m_state != State::Paused)
        setState(State::Running);
}

void Analysis::endRun()
{
    m_last = progress();
    m_last.perSecond = 0.0;
    m_last.secondsLeft.reset();
    m_model->engine->remove(m_run.get());
    m_run->close();
    (*m_station)->begin(nullptr);
    m_run.reset();
}

void Analysis::end(State state, const Error &error)
{
    if (m_run)
        endRun();
    m_timer.stop();
    m_error = error;
    setState(state);
}

void Analysis::setModel(const LaneModel &model)
{
    if (m_stopped)
        return;
    const bool isAnother = !m_model || m_model->number != model.number || m_model->engine != model.engine;
    if (isAnother && m_state != State::Idle)
        end(State::Idle);
    else if (m_run)
        endRun(); // The same one with more workers: the store comes back, and all begins anew.
    m_model = model;
}

void Analysis::look()
{
    const auto now = Clock::now();
    if (m_run && (m_state == State::Running || m_state == State::Waiting)) {
        const FlowCounters frames = m_run->frames().counters(now);
        if (frames.processed > m_seen || frames.queued == 0 || frames.inFlight > 0)
            m_moved = now;
        m_lately.add(frames.processed - m_seen, now);
        m_seen = frames.processed;
        setState(now - m_moved > waitingTime ? State::Waiting : State::Running);
    }
    if (const AnalysisProgress reached = progress(); reached != m_told) {
        m_told = reached;
        Q_EMIT changed();
    }
}

void Analysis::setState(State state)
{
    if (std::exchange(m_state, state) == state)
        return;
    m_told = progress();
    Q_EMIT changed();
}

void Analysis::quit()
{
    m_stopped = true;
    m_mailbox->detach();
    m_timer.stop();
    if (m_run)
        endRun();
    if (m_station)
        m_station->quit();
}

bool Analysis::finish(const QDeadlineTimer &deadline)
{
    return !m_station || m_station->finish(deadline);
}

} // namespace sightglass
