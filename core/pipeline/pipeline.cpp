// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipeline.h"

#include "core/inference/selection.h"
#include "core/pipeline/captureworker.h"
#include "core/pipeline/displayworker.h"
#include "core/pipeline/flow.h"
#include "core/pipeline/inferenceworker.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/modelloader.h"
#include "core/pipeline/station.h"

#include <QHash>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds stopTime{450};
constexpr std::chrono::seconds warningInterval{1};

} // namespace

class Pipeline::Private
{
public:
    Private(Pipeline *pipeline, FrameSourceFactory sources, DetectorFactory detectors);

    void connectWorkers();
    void setPhase(SourceState::Phase phase);
    void handle(const CaptureWorker::Opened &opened);
    void handle(const CaptureWorker::StateChanged &changed);
    void handle(const CaptureWorker::Ended &ended);
    void handle(const InferenceWorker::Adopted &adopted);
    void handle(const InferenceWorker::FinishedFrame &);
    void handle(ModelLoader::Outcome &outcome);
    void handle(const Error &warning);
    void handleOffer();
    void checkEnded();
    void submitAgain();
    void startLoading();
    void present() { Q_EMIT q->presented(presentation); }

    Pipeline *const q;
    FlowOptions options;
    const std::shared_ptr<Flow> flow;

    Station<CaptureWorker> capture;
    Station<InferenceWorker> inference;
    Station<DisplayWorker> display;
    Station<ModelLoader> loader;
    const std::shared_ptr<Mailbox> endCheck;

    SourceState state;
    SourceInfo info;
    quint64 ticket = 0;
    std::optional<std::uint64_t> endedGeneration; ///< The source is over; the phase follows when the rest is shown.
    double speed = 1.0;
    bool loop = false;

    ModelDescriptor model;
    ModelRequest modelRequest;
    std::optional<ModelRequest> loading;
    std::optional<ModelRequest> nextToLoad;
    quint64 modelSerial = 0;
    QHash<quint64, std::pair<ModelRequest, ModelDescriptor>> adoptions; ///< Handed over, not yet in use.

    Thresholds thresholds;
    Presentation presentation;
    QHash<QString, Clock::time_point> warnedAt;
    bool stopped = false;
    bool allEnded = true;
};

Pipeline::Private::Private(Pipeline *pipeline, FrameSourceFactory sources, DetectorFactory detectors)
    : q(pipeline)
    , flow(std::make_shared<Flow>(options))
    , capture(QStringLiteral("capture"), flow, std::move(sources))
    , inference(QStringLiteral("inference"), flow)
    , display(QStringLiteral("display"), flow)
    , loader(QStringLiteral("loader"), std::move(detectors))
    , endCheck(Mailbox::attach(pipeline, [this] { checkEnded(); }))
{
    connectWorkers();
    capture.start();
    inference.start();
    display.start();
    loader.start();
}

void Pipeline::Private::connectWorkers()
{
    const auto request = [](std::shared_ptr<Mailbox> mailbox) {
        return [mailbox = std::move(mailbox)] { mailbox->request(); };
    };
    const auto both = [](auto first, auto second) {
        return [first, second] {
            first();
            second();
        };
    };
    const auto wakeCapture = request(capture->mailbox());
    const auto wakeInference = request(inference->mailbox());
    const auto wakeDisplay = request(display->mailbox());
    const auto wakeEndCheck = request(endCheck);
    flow->toInference->setCallbacks(wakeInference, both(wakeCapture, wakeEndCheck));
    flow->toDisplay->setCallbacks(wakeDisplay, both(wakeInference, wakeEndCheck));

    // A signal sent before stop() may arrive after it, when the workers are gone.
    const auto on = [this](auto *sender, auto signal, auto handler) {
        connect(sender, signal, q, [this, sender, handler] {
            if (!stopped)
                handler(sender);
        });
    };
    const auto handleEach = [this](auto *worker) {
        for (const auto &notice : worker->takeNotices())
            std::visit([this](const auto &each) { handle(each); }, notice);
    };
    on(capture.get(), &CaptureWorker::noticed, handleEach);
    on(inference.get(), &InferenceWorker::noticed, handleEach);
    on(display.get(), &DisplayWorker::offered, [this](DisplayWorker *) { handleOffer(); });
    on(display.get(), &DisplayWorker::warned, [this](DisplayWorker *worker) {
        for (const Error &error : worker->takeWarnings())
            handle(error);
    });
    on(loader.get(), &ModelLoader::loaded, [this](ModelLoader *worker) {
        for (ModelLoader::Outcome &outcome : worker->takeOutcomes())
            handle(outcome);
    });
}

void Pipeline::Private::setPhase(SourceState::Phase phase)
{
    if (state.phase == phase)
        return;
    state = {};
    state.phase = phase;
    state.since = Clock::now();
    Q_EMIT q->sourceStateChanged(state);
}

void Pipeline::Private::handle(const CaptureWorker::Opened &opened)
{
    if (opened.ticket != ticket)
        return;
    info = opened.info;
    Q_EMIT q->sourceOpened(info);
    setPhase(flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
}

void Pipeline::Private::handle(const CaptureWorker::StateChanged &changed)
{
    if (changed.ticket != ticket)
        return;
    if (changed.state.phase == SourceState::Phase::Playing) {
        setPhase(flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
        return;
    }
    state = changed.state;
    Q_EMIT q->sourceStateChanged(state);
}

void Pipeline::Private::handle(const CaptureWorker::Ended &ended)
{
    endedGeneration = ended.generation;
    checkEnded();
}

void Pipeline::Private::handle(ModelLoader::Outcome &outcome)
{
    loading.reset();
    const bool outdated = outcome.serial != modelSerial;
    if (nextToLoad)
        startLoading();
    if (outdated)
        return;
    if (!outcome.detector) {
        Q_EMIT q->modelFailed(outcome.request, outcome.detector.error());
        return;
    }
    std::unique_ptr<Detector> detector = std::move(outcome.detector).value();
    adoptions.insert(outcome.serial, {outcome.request, detector->descriptor()});
    inference->setDetector(std::move(detector), outcome.serial);
}

void Pipeline::Private::handle(const InferenceWorker::Adopted &adopted)
{
    const auto adoption = adoptions.take(adopted.serial);
    if (adopted.serial != modelSerial)
        return;
    modelRequest = adoption.first;
    model = adoption.second;
    if (model.location.isEmpty())
        Q_EMIT q->modelUnloaded();
    else
        Q_EMIT q->modelLoaded(model);
    if (state.phase == SourceState::Phase::Paused || state.phase == SourceState::Phase::Ended)
        submitAgain();
}

void Pipeline::Private::handleOffer()
{
    auto offer = display->take();
    if (!offer)
        return;
    Presentation &arrived = offer->presentation;
    if (!offer->lease) {
        if (presentation.frame.id != arrived.frame.id || arrived.isNull())
            return;
        presentation.image = std::move(arrived.image);
        presentation.region = arrived.region;
        present();
        return;
    }
    if (!flow->isCurrent(arrived.frame)) {
        offer->lease->discard();
        return;
    }
    presentation = std::move(arrived);
    if (presentation.candidates && presentation.thresholds != thresholds)
        presentation.detections = select(*presentation.candidates, thresholds);
    presentation.thresholds = thresholds;
    if (presentation.isSynced())
        flow->endToEnd.add(Clock::now() - presentation.frame.captured);
    offer->lease->finish();
    present();
}

/// In Smooth, boxes arrive after their picture: those of the newest frame are drawn at once.
void Pipeline::Private::handle(const InferenceWorker::FinishedFrame &)
{
    if (options.mode != ViewMode::Smooth || presentation.isNull())
        return;
    const CandidatesPtr newest = flow->newest.get();
    if (!newest || newest == presentation.candidates || newest->frame.generation != presentation.frame.id.generation)
        return;
    presentation.candidates = newest;
    presentation.detections = select(*newest, thresholds);
    presentation.thresholds = thresholds;
    flow->endToEnd.add(Clock::now() - newest->captured);
    present();
}

void Pipeline::Private::checkEnded()
{
    if (endedGeneration && *endedGeneration == flow->generation && flow->isIdle()) {
        endedGeneration.reset();
        setPhase(SourceState::Phase::Ended);
    }
}

/// The picture on display goes through the model once more.
void Pipeline::Private::submitAgain()
{
    if (presentation.isNull())
        return;
    if (info.seekable)
        q->seek(presentation.frame.id.index);
    else
        capture->submitAgain(presentation.frame, flow->advanceGeneration());
}

void Pipeline::Private::startLoading()
{
    loading = std::exchange(nextToLoad, std::nullopt);
    loader->load(*loading, modelSerial);
}

void Pipeline::Private::handle(const Error &warning)
{
    const auto now = Clock::now();
    const auto last = warnedAt.constFind(warning.message);
    if (last != warnedAt.constEnd() && now - *last < warningInterval)
        return;
    warnedAt.removeIf([now](const auto &entry) { return now - entry.value() >= warningInterval; });
    warnedAt.insert(warning.message, now);
    Q_EMIT q->warned(warning);
}

Pipeline::Pipeline(QObject *parent)
    : Pipeline(makeFrameSource, loadDetector, parent)
{}

Pipeline::Pipeline(FrameSourceFactory sources, DetectorFactory detectors, QObject *parent)
    : QObject(parent)
{
    d = std::make_unique<Private>(this, std::move(sources), std::move(detectors));
}

Pipeline::~Pipeline()
{
    stop();
}

void Pipeline::open(const SourceSpec &spec, bool paused)
{
    if (d->stopped)
        return;
    d->flow->paused = paused;
    const std::uint64_t generation = d->flow->advanceGeneration();
    d->flow->restartStatistics();
    d->endedGeneration.reset();
    d->info = {};
    d->info.spec = spec;
    d->ticket = d->capture->open(spec, generation);
    d->setPhase(SourceState::Phase::Opening);
}

void Pipeline::close()
{
    if (d->stopped)
        return;
    d->capture->close();
    d->flow->advanceGeneration();
    d->endedGeneration.reset();
    d->info = {};
    d->ticket = 0;
    d->presentation = {};
    d->present();
    d->setPhase(SourceState::Phase::Empty);
}

const SourceState &Pipeline::sourceState() const
{
    return d->state;
}

const SourceInfo &Pipeline::sourceInfo() const
{
    return d->info;
}

void Pipeline::play()
{
    if (d->stopped || !d->state.isActive())
        return;
    d->flow->paused = false;
    if (d->state.phase == SourceState::Phase::Ended) {
        if (d->info.seekable)
            seek(0);
        else
            open(d->info.spec);
    }
    if (d->state.phase == SourceState::Phase::Paused)
        d->setPhase(SourceState::Phase::Playing);
    d->capture->wake();
    d->display->wake();
}

void Pipeline::pause()
{
    if (d->stopped || !d->state.isActive())
        return;
    d->flow->paused = true;
    if (d->state.phase == SourceState::Phase::Playing)
        d->setPhase(SourceState::Phase::Paused);
    d->capture->wake();
}

bool Pipeline::isPaused() const
{
    return d->flow->paused;
}

void Pipeline::seek(std::int64_t frame)
{
    if (d->stopped || !d->info.seekable)
        return;
    const std::int64_t last = d->info.frameCount ? *d->info.frameCount - 1 : frame;
    d->endedGeneration.reset();
    d->capture->seek(std::clamp<std::int64_t>(frame, 0, std::max<std::int64_t>(last, 0)), d->flow->advanceGeneration());
    if (d->state.phase == SourceState::Phase::Ended)
        d->setPhase(d->flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
}

void Pipeline::step(int frames)
{
    if (!d->info.seekable || d->presentation.isNull())
        return;
    pause();
    seek(d->presentation.frame.id.index + frames);
}

void Pipeline::setSpeed(double factor)
{
    if (d->stopped)
        return;
    d->speed = std::clamp(factor, 0.1, 16.0);
    d->capture->setSpeed(d->speed);
}

double Pipeline::speed() const
{
    return d->speed;
}

void Pipeline::setLoop(bool loop)
{
    if (d->stopped)
        return;
    d->loop = loop;
    d->capture->setLoop(loop);
}

bool Pipeline::loop() const
{
    return d->loop;
}

void Pipeline::loadModel(const ModelRequest &request)
{
    if (d->stopped)
        return;
    ++d->modelSerial;
    d->nextToLoad = request;
    Q_EMIT modelLoading(request);
    if (!d->loading)
        d->startLoading();
}

void Pipeline::unloadModel()
{
    if (d->stopped)
        return;
    d->nextToLoad.reset();
    ++d->modelSerial;
    d->inference->setDetector(nullptr, d->modelSerial);
}

bool Pipeline::isLoadingModel() const
{
    return d->loading.has_value();
}

const ModelDescriptor &Pipeline::model() const
{
    return d->model;
}

const ModelRequest &Pipeline::modelRequest() const
{
    return d->modelRequest;
}

void Pipeline::setFlow(const FlowOptions &options)
{
    d->options = options;
    d->options.capacity = std::clamp<std::size_t>(options.capacity, 2, 64);
    d->flow->configure(d->options);
}

const FlowOptions &Pipeline::flow() const
{
    return d->options;
}

void Pipeline::setThresholds(const Thresholds &thresholds)
{
    if (thresholds == d->thresholds)
        return;
    d->thresholds = thresholds;
    d->flow->thresholds.set(thresholds);
    if (!d->presentation.candidates)
        return;
    d->presentation.detections = select(*d->presentation.candidates, thresholds);
    d->presentation.thresholds = thresholds;
    d->present();
}

const Thresholds &Pipeline::thresholds() const
{
    return d->thresholds;
}

void Pipeline::setViewport(const Viewport &viewport)
{
    if (d->stopped || viewport == d->flow->viewport.get())
        return;
    d->flow->viewport.set(viewport);
    if (!d->presentation.isNull())
        d->display->renderAgain(d->presentation.frame);
}

const Presentation &Pipeline::presentation() const
{
    return d->presentation;
}

PipelineStatistics Pipeline::statistics() const
{
    const Flow &flow = *d->flow;
    const auto now = Clock::now();
    PipelineStatistics result;
    result.capture = flow.capture.snapshot(now);
    result.preprocess = flow.preprocess.snapshot(now);
    result.inference = flow.inference.snapshot(now);
    result.postprocess = flow.postprocess.snapshot(now);
    result.display = flow.display.snapshot(now);
    result.endToEnd = flow.endToEnd.snapshot(now);
    result.inferenceQueue = flow.toInference->counters();
    result.displayQueue = flow.toDisplay->counters();

    const auto milliseconds = [](auto duration) { return std::chrono::duration<double, std::milli>(duration).count(); };
    const Presentation &shown = d->presentation;
    if (d->info.live && !shown.isNull())
        result.pictureAge = milliseconds(now - shown.frame.captured);
    if (shown.candidates)
        result.boxesAge = shown.isSynced() ? 0.0 : milliseconds(shown.frame.captured - shown.candidates->captured);
    return result;
}

bool Pipeline::stop()
{
    if (d->stopped)
        return d->allEnded;
    d->stopped = true;

    d->endCheck->detach();
    d->flow->stopping = true;
    d->flow->toInference->close();
    d->flow->toDisplay->close();
    d->capture->abort();

    d->capture.quit();
    d->inference.quit();
    d->display.quit();
    d->loader.quit();
    const QDeadlineTimer deadline(stopTime);
    const bool ended[] = {d->capture.finish(deadline), d->inference.finish(deadline), d->display.finish(deadline),
                          d->loader.finish(deadline)};
    d->allEnded = std::all_of(std::begin(ended), std::end(ended), [](bool each) { return each; });
    return d->allEnded;
}

} // namespace sightglass
