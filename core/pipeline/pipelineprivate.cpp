// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipelineprivate.h"

#include "core/inference/selection.h"

#include <variant>

namespace sightglass
{

namespace
{

constexpr std::chrono::seconds warningInterval{1};
/// Edits of a model load it anew, one after another; most loads are over in this time.
constexpr std::chrono::seconds patienceWithLoader{2};

} // namespace

Pipeline::Private::Private(Pipeline *pipeline, FrameSourceFactory sources, DetectorFactory detectors)
    : q(pipeline)
    , makeDetector(std::move(detectors))
    , flow(std::make_shared<Flow>(options))
    , capture(QStringLiteral("capture"), flow, std::move(sources))
    , inference(QStringLiteral("inference"), flow)
    , display(QStringLiteral("display"), flow)
    , endCheck(Mailbox::attach(pipeline, [this] { checkEnded(); }))
{
    connectWorkers();
    capture.start();
    inference.start();
    display.start();
    addLoader();
    loaderPatience.setSingleShot(true);
    loaderPatience.setInterval(patienceWithLoader);
    connect(&loaderPatience, &QTimer::timeout, q, [this] { passStuckLoader(); });
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
    if (!detector) {
        Q_EMIT q->modelConsentNeeded(outcome.request, outcome.program.value());
        return;
    }
    if (outcome.program)
        Q_EMIT q->modelConsentUsed(*outcome.program);
    adoptions.insert(outcome.serial, {outcome.request, detector->descriptor()});
    inference->setDetector(std::move(detector), outcome.serial);
}

void Pipeline::Private::handle(const InferenceWorker::Adopted &adopted)
{
    const auto adoption = adoptions.take(adopted.serial);
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
        if (presentation.frame.id != arrived.frame.id || arrived.isNull()) {
            // Another frame came in between, and may have been made for the view of before.
            if (flow->paused && !presentation.isNull())
                display->renderAgain(presentation.frame);
            return;
        }
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
    loadingSerial = modelSerial;
    loaders.back()->get()->load(loading->request, loading->consent, loadingSerial);
}

void Pipeline::Private::addLoader()
{
    loaders.push_back(std::make_unique<Station<ModelLoader>>(QStringLiteral("loader"), makeDetector));
    ModelLoader *const worker = loaders.back()->get();
    connect(worker, &ModelLoader::loaded, q, [this, worker] {
        // A signal sent before stop() may arrive after it, when the workers are gone.
        if (stopped)
            return;
        const bool isLeft = worker != loaders.back()->get();
        for (ModelLoader::Outcome &outcome : worker->takeOutcomes())
            if (!isLeft)
                handle(outcome);
        if (isLeft)
            std::erase_if(loaders, [worker](const auto &loader) {
                if (loader->get() != worker)
                    return false;
                loader->quit();
                // It is about to: it has nothing else to do.
                return loader->finish(QDeadlineTimer(QDeadlineTimer::Forever));
            });
    });
    loaders.back()->start();
}

void Pipeline::Private::passStuckLoader()
{
    if (stopped || !nextToLoad || !loading || loadingSerial == modelSerial)
        return;
    addLoader();
    startLoading();
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

} // namespace sightglass
