// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/consent.h"
#include "core/pipeline/loadworkers.h"
#include "core/pipeline/mailbox.h"

#include <QObject>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace sightglass
{

/// Loads and warms up models on the loader thread, one after another, with as many copies as are wanted.
///
/// Whether a file needs consent is found out here, by its content, as that may take long to read.
///
/// Thread: made and connected by ModelSlot, then moved to its thread.
class ModelLoader : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        std::uint64_t number;
        ModelRequest request;
        /// None and no error: the person has to be asked about `program`.
        Result<Workers> workers;
        std::optional<ForeignProgram> program = std::nullopt; ///< What consent was needed for, had or not.
        bool isToBeMeasured = false;                          ///< The number of workers is but a rule's.
    };
    /// What the owner is told; run on its thread.
    struct Events
    {
        std::function<void(const ModelLoader *loader, Outcome outcome)> loaded;
        /// By measure(), where it could tell; without copies, the plan in use is the best.
        std::function<void(Outcome outcome)> measured;
    };

    ModelLoader(DetectorFactory detectors, std::optional<PlanMemory> plans, std::shared_ptr<Mailbox> owner,
                Events events);

    /// Any thread: starts when the one before is done. Measuring is given up.
    void load(const ModelRequest &request, const Consent &consent, std::uint64_t number);
    /// Any thread: measures how many workers are quickest for the model that was loaded last, if it has this number.
    void measure(std::uint64_t number);
    /// Any thread: measuring is given up, as what was loaded last is not wanted any more.
    void giveUp();

private:
    /// What it takes to measure the model that was loaded last.
    struct Spare
    {
        std::unique_ptr<Detector> copy;
        ModelRequest request;
        std::uint64_t number;
        WorkerPlan inUse;
    };

    void loadNow(const ModelRequest &request, const Consent &consent, std::uint64_t number);
    Result<Workers> loadIfAllowed(const Consent &consent, Outcome &outcome);
    void measureNow(std::uint64_t number);

    const DetectorFactory m_detectors;
    const std::optional<PlanMemory> m_plans;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Events m_events;
    std::atomic<std::uint64_t> m_wanted{0}; ///< Number of the newest load; 0: none.
    std::optional<Spare> m_spare;
};

} // namespace sightglass
