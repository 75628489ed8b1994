// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/media/framesource.h"
#include "core/pipeline/analysis.h"
#include "core/pipeline/framepicker.h"
#include "core/pipeline/modelslot.h"
#include "core/pipeline/sourcelane.h"
#include "core/pipeline/station.h"
#include "core/pipeline/storekeeper.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// Lanes and models, and the only owner of threads: any number of sources, each through one model or several to its own
/// view.
///
///     lane 0: capture --> model --> display --> view
///                           |
///     lane 1: capture --> model --> display --> view
///
/// Threads, all long-lived and ended by stop():
/// - for each lane, capture (a CaptureWorker owns the FrameSource), opening (an OpeningWorker opens the next one beside
///   it), display (a DisplayWorker converts and scales) and recording (a Recorder keeps the last seconds of what is
///   live);
/// - for each lane that is analysed, reading (an AnalysisWorker owns a FrameSource of its own), begun with the first
///   analysis;
/// - for each model, the workers of its DetectionEngine, each with a copy of the model, and a loader;
/// - a StoreKeeper, which writes what the models see of files to disk;
/// - one for small pictures of the clip that somebody points at (see FramePicker).
///
/// Frames travel in FlowQueues alone; mailboxes and wakers only say that something is there. Workers never wait for
/// each other.
///
/// It begins with one lane and one model, empty both. All functions are called on the thread this object lives on (the
/// UI's) and return at once.
class Pipeline : public QObject
{
    Q_OBJECT

public:
    explicit Pipeline(QObject *parent = nullptr);
    /// With other sources and models than the project's own, for tests; without `plans`, nothing is measured, and
    /// without `stores` nothing is kept of what models see, and without `analysed` analyses read the same sources.
    Pipeline(FrameSourceFactory sources, DetectorFactory detectors, std::optional<PlanMemory> plans = {},
             std::optional<StoreFolder> stores = {}, FrameSourceFactory analysed = {}, QObject *parent = nullptr);
    ~Pipeline() override;

    SourceLane &lane(std::size_t number = 0) const { return *m_lanes.at(number); }
    std::size_t laneCount() const { return m_lanes.size(); }
    /// It feeds the first model, as every lane does unless told otherwise. Not after stop().
    SourceLane &addLane();

    /// Of the source that this lane has open.
    Analysis &analysis(std::size_t lane = 0) const { return *m_analyses.at(lane); }

    ModelSlot &model(std::size_t number = 0) const { return *m_models.at(number); }
    std::size_t modelCount() const { return m_models.size(); }
    /// No lane feeds it yet. Not after stop().
    ModelSlot &addModel();

    /// For one clip at a time, beside the lanes.
    FramePicker &picker() { return m_picker; }

    /// The models, by their numbers, that a lane's frames go through from now on, one at least and none twice: to
    /// compare them, on the same frames. What is at rest goes through them at once.
    void feed(std::size_t lane, const std::vector<std::size_t> &models);

    /// Ends everything in order, within half a second; later calls do nothing. A thread that is caught in a library
    /// call that cannot be interrupted (a model being loaded) is left behind, holding nothing of this object. Returns
    /// whether every thread has ended; if not, the program should leave by std::quick_exit, as destroying the library's
    /// globals under it would crash.
    bool stop();

private:
    LaneModel laneModel(std::size_t model) const;
    void tellLanes(std::size_t model);

    const FrameSourceFactory m_sources;
    const FrameSourceFactory m_analysed;
    const DetectorFactory m_detectors;
    const std::optional<PlanMemory> m_plans;
    std::unique_ptr<Station<StoreKeeper>> m_keeper; ///< Null: nothing is kept.
    FramePicker m_picker;
    std::vector<std::unique_ptr<ModelSlot>> m_models;
    std::vector<std::unique_ptr<SourceLane>> m_lanes;
    std::vector<std::unique_ptr<Analysis>> m_analyses; ///< For each lane.
    std::vector<std::vector<std::size_t>> m_feeds;     ///< For each lane, the numbers of its models.
    bool m_stopped = false;
    bool m_allEnded = true;
};

} // namespace sightglass
