// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/captureworker.h"
#include "core/pipeline/displayworker.h"
#include "core/pipeline/flow.h"
#include "core/pipeline/inferenceworker.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/modelloader.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/station.h"

#include <QHash>
#include <QTimer>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sightglass
{

/// What stands behind Pipeline: the stations, how they are wired, and what follows from what they tell.
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
    void addLoader();
    void passStuckLoader();
    void present() { Q_EMIT q->presented(presentation); }

    Pipeline *const q;
    const DetectorFactory makeDetector;
    FlowOptions options;
    const std::shared_ptr<Flow> flow;

    Station<CaptureWorker> capture;
    Station<InferenceWorker> inference;
    Station<DisplayWorker> display;
    /// The last one loads what is wanted; those before are caught in a library's call for something that no longer is.
    std::vector<std::unique_ptr<Station<ModelLoader>>> loaders;
    const std::shared_ptr<Mailbox> endCheck;

    SourceState state;
    SourceInfo info;
    quint64 ticket = 0;
    std::optional<std::uint64_t> endedGeneration; ///< The source is over; the phase follows when the rest is shown.
    double speed = 1.0;
    bool loop = false;

    ModelDescriptor model;
    ModelRequest modelRequest;
    struct Load
    {
        ModelRequest request;
        Consent consent;
    };
    std::optional<Load> loading; ///< On the loader's thread, wanted or not.
    std::optional<Load> nextToLoad;
    QTimer loaderPatience; ///< For a load that is no longer wanted to end by itself, before another loader begins.
    quint64 loadingSerial = 0;
    quint64 modelSerial = 0; ///< Of the newest wish; a load with an older one is of no account.
    QHash<quint64, std::pair<ModelRequest, ModelDescriptor>> adoptions; ///< Handed over, not yet in use.

    Thresholds thresholds;
    Presentation presentation;
    QHash<QString, Clock::time_point> warnedAt;
    bool stopped = false;
    bool allEnded = true;
};

} // namespace sightglass
