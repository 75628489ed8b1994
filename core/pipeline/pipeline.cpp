// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipeline.h"

#include "core/inference/installation.h"
#include "core/inference/selection.h"
#include "core/pipeline/pipelineprivate.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds stopTime{450};

} // namespace

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
    // No newer picture will come for a view that changed a moment ago.
    if (!d->presentation.isNull())
        d->display->renderAgain(d->presentation.frame);
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

void Pipeline::loadModel(const ModelRequest &request, const Consent &consent)
{
    if (d->stopped)
        return;
    ++d->modelSerial;
    d->nextToLoad = {request, consent};
    Q_EMIT modelLoading(request);
    if (!d->loading)
        d->startLoading();
    else if (!d->loaderPatience.isActive())
        d->loaderPatience.start();
}

void Pipeline::unloadModel()
{
    if (d->stopped)
        return;
    d->nextToLoad.reset();
    ++d->modelSerial;
    d->inference->setDetector(nullptr, d->modelSerial);
}

void Pipeline::cancelLoading()
{
    if (d->stopped || !isLoadingModel())
        return;
    d->nextToLoad.reset();
    ++d->modelSerial;
    Q_EMIT modelLoadingCancelled();
}

bool Pipeline::isLoadingModel() const
{
    return d->nextToLoad || (d->loading && d->loadingSerial == d->modelSerial);
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
    for (const auto &loader : d->loaders)
        loader->quit();
    const QDeadlineTimer deadline(stopTime);
    std::vector<bool> ended{d->capture.finish(deadline), d->inference.finish(deadline), d->display.finish(deadline)};
    for (const auto &loader : d->loaders)
        ended.push_back(loader->finish(deadline));
    d->allEnded = std::all_of(ended.begin(), ended.end(), [](bool each) { return each; }) && !isBackendBusy();
    return d->allEnded;
}

} // namespace sightglass
