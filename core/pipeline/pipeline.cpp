// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipeline.h"

#include "core/inference/installation.h"
#include "core/pipeline/pipelinelog.h"

#include <utility>

namespace sightglass
{

namespace
{

constexpr std::chrono::milliseconds stopTime{450};

/// Frames that a model has in the works at most.
std::size_t places(const ModelSlot &model)
{
    const ModelDescriptor &descriptor = model.descriptor();
    return static_cast<std::size_t>(descriptor.workers) * static_cast<std::size_t>(descriptor.batch);
}

} // namespace

Pipeline::Pipeline(QObject *parent)
    : Pipeline(makeWatchedSource, loadDetector, PlanMemory::ofUser(), StoreFolder::ofUser(), makeFrameSource, parent)
{}

Pipeline::Pipeline(FrameSourceFactory sources, DetectorFactory detectors, std::optional<PlanMemory> plans,
                   std::optional<StoreFolder> stores, FrameSourceFactory analysed, QObject *parent)
    : QObject(parent)
    , m_sources(std::move(sources))
    , m_analysed(analysed ? std::move(analysed) : m_sources)
    , m_detectors(std::move(detectors))
    , m_plans(std::move(plans))
    , m_picker(m_sources)
{
    if (stores) {
        m_keeper = std::make_unique<Station<StoreKeeper>>(QStringLiteral("stores"), *std::move(stores));
        m_keeper->start();
    }
    addModel();
    addLane();
}

Pipeline::~Pipeline()
{
    stop();
}

SourceLane &Pipeline::addLane()
{
    const std::size_t number = m_lanes.size();
    m_lanes.push_back(
        std::make_unique<SourceLane>(static_cast<int>(number), m_sources, m_keeper ? m_keeper->get() : nullptr));
    logEvents(*m_lanes.back());
    m_analyses.push_back(std::make_unique<Analysis>(*m_lanes.back(), m_analysed));
    m_feeds.emplace_back();
    feed(number, {0});
    connect(m_lanes.back().get(), &SourceLane::presented, this, [this, number](const Presentation &presentation) {
        for (std::size_t i = 0; i < m_feeds[number].size(); ++i)
            if (const CandidatesPtr &candidates = presentation.result(i).candidates)
                model(m_feeds[number][i]).resultIsSeen(candidates->model);
    });
    return *m_lanes.back();
}

ModelSlot &Pipeline::addModel()
{
    const std::size_t number = m_models.size();
    m_models.push_back(std::make_unique<ModelSlot>(m_detectors, m_plans));
    ModelSlot *const model = m_models.back().get();
    logEvents(*model);
    connect(model, &ModelSlot::loaded, this, [this, number] { tellLanes(number); });
    connect(model, &ModelSlot::unloaded, this, [this, number] { tellLanes(number); });
    return *model;
}

void Pipeline::feed(std::size_t lane, const std::vector<std::size_t> &models)
{
    if (m_stopped)
        return;
    std::vector<LaneModel> fed;
    for (const std::size_t number : models)
        fed.push_back(laneModel(number));
    m_feeds.at(lane) = models;
    m_analyses[lane]->setModel(fed.front());
    m_lanes[lane]->feed(fed);
}

void Pipeline::tellLanes(std::size_t model)
{
    for (std::size_t lane = 0; lane < m_lanes.size(); ++lane)
        for (std::size_t i = 0; i < m_feeds[lane].size(); ++i) {
            if (m_feeds[lane][i] != model)
                continue;
            if (i == 0)
                m_analyses[lane]->setModel(laneModel(model));
            m_lanes[lane]->modelChanged(i, laneModel(model));
        }
}

LaneModel Pipeline::laneModel(std::size_t number) const
{
    ModelSlot &slot = model(number);
    return {&slot.engine(), places(slot), slot.number(), slot.descriptor()};
}

bool Pipeline::stop()
{
    if (std::exchange(m_stopped, true))
        return m_allEnded;
    for (const auto &analysis : m_analyses)
        analysis->quit();
    for (const auto &lane : m_lanes)
        lane->quit();
    for (const auto &model : m_models)
        model->quit();
    m_picker.quit();
    const QDeadlineTimer deadline(stopTime);
    for (const auto &analysis : m_analyses)
        m_allEnded = analysis->finish(deadline) && m_allEnded;
    for (const auto &lane : m_lanes)
        m_allEnded = lane->finish(deadline) && m_allEnded;
    for (const auto &model : m_models)
        m_allEnded = model->finish(deadline) && m_allEnded;
    m_allEnded = m_picker.finish(deadline) && m_allEnded;
    if (m_keeper) {
        m_keeper->quit(); // Last, as the others keep results until they end.
        m_allEnded = m_keeper->finish(deadline) && m_allEnded;
    }
    m_allEnded = m_allEnded && !isBackendBusy();
    return m_allEnded;
}

} // namespace sightglass
