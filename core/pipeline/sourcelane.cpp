// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/sourcelane.h"

#include "core/pipeline/detectionengine.h"
#include "core/pipeline/laneport.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

SourceLane::SourceLane(int number, FrameSourceFactory sources, StoreKeeper *keeper, QObject *parent)
    : QObject(parent)
    , m_flow(std::make_shared<Flow>(number, m_options))
    , m_mailbox(Mailbox::attach(this, [this] { look(); }))
    , m_capture(QStringLiteral("capture %1").arg(number + 1), m_flow, sources, m_mailbox, captureEvents())
    , m_opener(QStringLiteral("opening %1").arg(number + 1), std::move(sources), m_mailbox, openingEvents())
    , m_display(QStringLiteral("display %1").arg(number + 1), m_flow, m_mailbox, [this](const Error &e) { warn(e); })
    , m_recorder(QStringLiteral("recorder %1").arg(number + 1), m_flow->toRecorder, m_mailbox, recorderEvents())
    , m_stores(keeper, m_mailbox,
               {[this] {
                    feedTimeline();
                    Q_EMIT storeChanged();
                },
                [this](const Error &error) { warn(error); }})
{
    m_capture.start();
    m_opener.start();
    m_display.start();
    m_recorder.start();
}

SourceLane::~SourceLane()
{
    if (m_stopped)
        return;
    quit();
    finish(QDeadlineTimer(QDeadlineTimer::Forever));
}

CaptureWorker::Events SourceLane::captureEvents()
{
    return {[this](std::uint64_t opening, const SourceInfo &info) { takeOpened(opening, info); },
            [this](std::uint64_t opening, const SourceInfo &info) { takeIndexed(opening, info); },
            [this](std::uint64_t opening, const Error &error) {
                if (opening == m_opening)
                    warn(error);
            },
            [this](std::uint64_t opening, const SourceInfo &info) { takeChanged(opening, info); },
            [this](std::uint64_t opening, const SourceState &state) { takeState(opening, state); },
            [this](std::uint64_t generation) { m_endedGeneration = generation; },
            [this](std::uint64_t generation, const Error &error) {
                forgetTarget(generation);
                warn(error);
            }};
}

OpeningWorker::Events SourceLane::openingEvents()
{
    return {[this](std::uint64_t number, const SourceInfo &info) { takeReady(number, info); },
            [this](std::uint64_t number, const Error &error) { takeOpenFailed(number, error); }};
}

Recorder::Events SourceLane::recorderEvents()
{
    return {[this](const RecordedFile &file) { Q_EMIT recorded(file); },
            [this](const Error &error) { Q_EMIT recordingFailed(error); }, [this] { Q_EMIT recordingChanged(); }};
}

void SourceLane::keep(const KeepOptions &options)
{
    if (!m_stopped)
        m_recorder->keep(options);
}

void SourceLane::saveKept(const RecordingTarget &target)
{
    if (!m_stopped)
        m_recorder->saveKept(target);
}

void SourceLane::record(const RecordingTarget &target)
{
    if (!m_stopped && m_info.live)
        m_recorder->record(target);
}

void SourceLane::stopRecording()
{
    if (!m_stopped)
        m_recorder->finish();
}

void SourceLane::feed(const std::vector<LaneModel> &models)
{
    for (std::size_t i = 0; i < m_ports.size(); ++i)
        m_engines[i]->remove(m_ports[i].get());
    m_engines.clear();
    m_ports.clear();
    m_flow->setModelCount(models.size());
    for (std::size_t i = 0; i < models.size(); ++i) {
        m_flow->models()[i]->places = models[i].places;
        m_engines.push_back(models[i].engine);
        m_ports.push_back(
            std::make_shared<LanePort>(m_flow, i, m_mailbox, [this](const Error &error) { warn(error); }));
    }
    m_flow->configure(m_options);
    connectQueues();
    std::vector<LaneStores::Model> stored;
    for (std::size_t i = 0; i < models.size(); ++i)
        stored.push_back({m_ports[i], models[i].number, models[i].descriptor});
    m_stores.setModels(std::move(stored));
    for (std::size_t i = 0; i < models.size(); ++i)
        m_engines[i]->add(m_ports[i]);
    submitAgain();
}

/// Whoever waits for a frame or for room is woken when there is one.
void SourceLane::connectQueues()
{
    using Call = std::function<void()>;
    const auto request = [](std::shared_ptr<Mailbox> mailbox) {
        return [mailbox = std::move(mailbox)] { mailbox->request(); };
    };
    const auto andLook = [look = request(m_mailbox)](const Call &first) {
        return [first, look] {
            first();
            look(); // The last of them may have been the source's end.
        };
    };
    Call producer = request(m_capture->mailbox());
    const auto models = m_flow->models();
    for (std::size_t i = 0; i < models.size(); ++i) {
        const Call engine = m_engines[i]->waker();
        models[i]->queue->setCallbacks(engine, andLook(producer));
        producer = engine;
    }
    m_flow->toDisplay->setCallbacks(request(m_display->mailbox()), andLook(producer));
}

void SourceLane::modelChanged(std::size_t model, const LaneModel &now)
{
    m_flow->models().at(model)->places = now.places;
    m_flow->configure(m_options);
    m_stores.setModel(model, now.number, now.descriptor);
    m_modelsOf = Clock::now();
    if (rests())
        submitAgain();
}

/// Whether no other picture will come by itself.
bool SourceLane::rests() const
{
    return m_arriving ? m_flow->paused.load()
                      : m_state.phase == SourceState::Phase::Paused || m_state.phase == SourceState::Phase::Ended;
}

/// A picture may come to rest that was on its way through a model when another took its place.
void SourceLane::catchUpWithModels()
{
    if (!rests() || m_arriving || m_target || !showsOwn() || m_presentation.frame.captured >= m_modelsOf)
        return;
    m_modelsOf = {};
    submitAgain();
}

void SourceLane::play()
{
    if (m_stopped || !m_state.isActive())
        return;
    resume();
    if (m_state.phase == SourceState::Phase::Ended) {
        if (m_info.seekable)
            seek(0);
        else if (!m_arriving)
            openAlone(m_info.spec, false);
    }
}

void SourceLane::resume()
{
    if (m_stopped || !m_state.isActive())
        return;
    if (m_flow->paused)
        m_flow->toDisplay->settle(); // What has waited for the display in the pause is no loss.
    m_flow->paused = false;
    if (m_state.phase == SourceState::Phase::Paused)
        setPhase(SourceState::Phase::Playing);
    m_capture->wake();
    m_display->wake();
}

void SourceLane::pause()
{
    if (m_stopped || !m_state.isActive())
        return;
    m_flow->paused = true;
    if (m_state.phase == SourceState::Phase::Playing)
        setPhase(SourceState::Phase::Paused);
    m_capture->wake();
    catchUpWithModels();
    // No newer picture will come for a view that changed a moment ago.
    if (!m_presentation.isNull())
        m_display->renderAgain(m_presentation.frame);
}

void SourceLane::seek(std::int64_t frame)
{
    if (!isSeekable())
        return;
    aim(frame);
    m_capture->seek(m_target->frame, m_target->generation);
    leaveEnd();
}

void SourceLane::seekTime(double seconds)
{
    if (!isSeekable())
        return;
    const double rate = m_info.frameRate.isValid() ? m_info.frameRate.toDouble() : 0.0;
    aim(static_cast<std::int64_t>(std::floor(seconds * rate + 0.01)));
    m_capture->seekTime(seconds, m_target->frame, m_target->generation);
    leaveEnd();
}

bool SourceLane::isSeekable() const
{
    return !m_stopped && m_state.isActive() && m_info.seekable && !m_arriving;
}

/// A seek begins, to this frame or near it.
void SourceLane::aim(std::int64_t frame)
{
    const std::int64_t last = m_info.frameCount ? *m_info.frameCount - 1 : frame;
    m_endedGeneration.reset();
    m_target = Target{std::clamp<std::int64_t>(frame, 0, std::max<std::int64_t>(last, 0)), m_flow->advanceGeneration()};
}

void SourceLane::leaveEnd()
{
    if (m_state.phase == SourceState::Phase::Ended)
        setPhase(m_flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
}

void SourceLane::step(int frames)
{
    if (!m_info.seekable || position() < 0)
        return;
    pause();
    seek(position() + frames);
}

std::int64_t SourceLane::position() const
{
    if (m_target)
        return m_target->frame;
    return showsOwn() ? m_presentation.frame.id.index : -1;
}

/// Not the last picture of the source before.
bool SourceLane::showsOwn() const
{
    return !m_presentation.isNull() && m_presentation.frame.id.generation >= m_opening;
}

/// Its picture is there, or will not come.
void SourceLane::forgetTarget(std::uint64_t generation)
{
    if (m_target && m_target->generation == generation)
        m_target.reset();
}

void SourceLane::setSceneTime(const SceneTime &time)
{
    if (!m_stopped)
        m_capture->setSceneTime(time);
}

void SourceLane::setSpeed(double factor)
{
    if (m_stopped)
        return;
    m_speed = std::clamp(factor, 0.1, 16.0);
    m_capture->setSpeed(m_speed);
}

void SourceLane::setLoop(bool loop)
{
    if (m_stopped)
        return;
    m_loop = loop;
    m_capture->setLoop(loop);
}

void SourceLane::setLoopRange(const FrameRange &range)
{
    if (!m_stopped)
        m_capture->setLoopRange(range.last && *range.last <= range.first ? FrameRange() : range);
}

void SourceLane::setFlow(const FlowOptions &options)
{
    m_options = options;
    m_options.capacity = std::clamp<std::size_t>(options.capacity, 2, 64);
    m_flow->configure(m_options);
}

void SourceLane::setThresholds(const Thresholds &thresholds, std::size_t model)
{
    const auto models = m_flow->models();
    if (model >= models.size() || thresholds == models[model]->thresholds.get())
        return;
    models[model]->thresholds.set(thresholds);
    if (model == 0)
        m_timeline.setThresholds(thresholds);
    if (!m_presentation.result(model).candidates)
        return;
    m_presentation.results[model] = ModelResult::of(m_presentation.results[model].candidates, thresholds);
    present();
}

Thresholds SourceLane::thresholds(std::size_t model) const
{
    return m_flow->models().at(model)->thresholds.get();
}

void SourceLane::setViewport(const Viewport &viewport)
{
    if (m_stopped || viewport == m_flow->viewport.get())
        return;
    m_flow->viewport.set(viewport);
    if (!m_presentation.isNull())
        m_display->renderAgain(m_presentation.frame);
}

LaneStatistics SourceLane::statistics() const
{
    const auto now = Clock::now();
    LaneStatistics result;
    result.models.clear();
    result.capture = m_flow->capture.snapshot(now);
    for (const auto &model : m_flow->models())
        result.models.push_back({model->queue->counters(), model->preprocess.snapshot(now),
                                 model->inference.snapshot(now), model->postprocess.snapshot(now)});
    result.displayQueue = m_flow->toDisplay->counters();
    if (m_info.live && !m_stopped)
        result.recording = m_recorder->status();
    result.unreadable = m_flow->unreadable.get();
    result.display = m_flow->display.snapshot(now);
    result.endToEnd = m_flow->endToEnd.snapshot(now);

    const auto milliseconds = [](auto duration) { return std::chrono::duration<double, std::milli>(duration).count(); };
    const Presentation &shown = m_presentation;
    if (m_info.live && !shown.isNull())
        result.pictureAge = milliseconds(now - shown.frame.captured);
    if (const CandidatesPtr &candidates = shown.result().candidates)
        result.boxesAge = shown.isSynced() ? 0.0 : milliseconds(shown.frame.captured - candidates->captured);
    return result;
}

void SourceLane::quit()
{
    m_stopped = true;
    m_mailbox->detach();
    m_flow->close();
    m_stores.quit();
    for (std::size_t i = 0; i < m_ports.size(); ++i)
        m_engines[i]->remove(m_ports[i].get());
    m_ports.clear();
    m_engines.clear();
    m_capture->abort(m_flow->advanceGeneration());
    m_opener->giveUp(++m_openings);
    m_capture.quit();
    m_opener.quit();
    m_display.quit();
    m_recorder->abort();
    m_recorder.quit();
    m_timeline.quit();
}

bool SourceLane::finish(const QDeadlineTimer &deadline)
{
    bool ended = m_capture.finish(deadline);
    ended = m_opener.finish(deadline) && ended;
    ended = m_recorder.finish(deadline) && ended;
    ended = m_timeline.finish(deadline) && ended;
    return m_display.finish(deadline) && ended;
}

void SourceLane::feedTimeline()
{
    m_timeline.setThresholds(thresholds());
    m_timeline.setStore(store(), m_info.frameCount.value_or(0));
}

void SourceLane::warn(const Error &error)
{
    if (m_warnings.letsPass(error.message, Clock::now()))
        Q_EMIT warned(error);
}

/// The step of the mailbox: something is on offer, inferred, or over.
void SourceLane::look()
{
    const CandidatesPtr before = m_presentation.result().candidates;
    const bool anotherPicture = takeOffer();
    // Both before anything is shown: a picture on offer may have waited with boxes older than those drawn since.
    const bool otherBoxes = drawNewest();
    if (anotherPicture || otherBoxes) {
        if (const CandidatesPtr &candidates = m_presentation.result().candidates; candidates && candidates != before)
            m_flow->endToEnd.add(Clock::now() - candidates->captured);
        present();
    }
    checkEnded();
    catchUpWithModels();
}

/// Whether there is another picture, or the same with other pixels.
bool SourceLane::takeOffer()
{
    auto offer = m_display->take();
    if (!offer)
        return false;
    Presentation &arrived = offer->presentation;
    if (!offer->lease) {
        if (m_presentation.frame.id != arrived.frame.id || arrived.isNull()) {
            // Another frame came in between, and may have been made for the view of before.
            if (m_flow->paused && !m_presentation.isNull())
                m_display->renderAgain(m_presentation.frame);
            return false;
        }
        m_presentation.image = std::move(arrived.image);
        m_presentation.region = arrived.region;
        return true;
    }
    if (!m_flow->isCurrent(arrived.frame)) {
        offer->lease->discard();
        return false;
    }
    m_presentation = std::move(arrived);
    forgetTarget(m_presentation.frame.id.generation);
    const auto models = m_flow->models();
    for (std::size_t i = 0; i < std::min(models.size(), m_presentation.results.size()); ++i) {
        ModelResult &result = m_presentation.results[i];
        if (const Thresholds now = models[i]->thresholds.get(); result.thresholds != now)
            result = ModelResult::of(result.candidates, now);
    }
    offer->lease->finish();
    completeTakeover();
    return true;
}

/// In Smooth, boxes arrive after their picture: those of the newest frame are drawn at once. Whether there are such.
bool SourceLane::drawNewest()
{
    if (m_options.mode != ViewMode::Smooth || m_presentation.isNull())
        return false;
    const auto models = m_flow->models();
    m_presentation.results.resize(models.size());
    bool changed = false;
    for (std::size_t i = 0; i < models.size(); ++i) {
        const CandidatesPtr newest = models[i]->newest.get();
        if (!newest || newest == m_presentation.results[i].candidates ||
            newest->frame.generation != m_presentation.frame.id.generation)
            continue;
        m_presentation.results[i] = ModelResult::of(newest, models[i]->thresholds.get());
        changed = true;
    }
    return changed;
}

void SourceLane::checkEnded()
{
    if (m_endedGeneration && *m_endedGeneration == m_flow->generation && m_flow->isIdle()) {
        completeUnseen();
        forgetTarget(*m_endedGeneration);
        m_endedGeneration.reset();
        m_recorder->finish();
        setPhase(SourceState::Phase::Ended);
    }
}

/// The picture on display, or on its way there, goes through the models once more, and those after it if the source
/// plays.
void SourceLane::submitAgain()
{
    if (m_arriving && m_arriving->info.seekable)
        m_capture->seek(m_arriving->first.id.index, m_flow->advanceGeneration());
    else if (m_arriving)
        m_capture->goOn(m_flow->advanceGeneration(), m_arriving->first);
    else if (m_info.seekable && position() >= 0)
        seek(position());
    else if (!m_info.seekable && showsOwn())
        m_capture->goOn(m_flow->advanceGeneration(), m_presentation.frame);
}

} // namespace sightglass
