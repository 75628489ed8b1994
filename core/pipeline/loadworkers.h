// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/inference/plantrial.h"

#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// Copies of one model, for a worker each.
struct Workers
{
    std::vector<std::unique_ptr<Detector>> copies;
    QString reason; ///< See ModelDescriptor::workersReason.
    /// Where their number is but a rule's, and measuring was put off: a further copy to measure with.
    std::unique_ptr<Detector> spare = nullptr;
};

/// When it is measured how many copies are quickest.
enum class Measuring
{
    Now,
    Later, ///< When something else is done that somebody waits for.
};

/// Loads a model with as many copies and threads as the request asks for. What it leaves open is as it was measured
/// here once, if `plans` are given: now, where that was never done, or later by the spare copy; else as planWorkers()
/// says. Where nobody asked for several and the model runs on one thread alone, it is one. Blocks; any thread.
Result<Workers> loadWorkers(const DetectorFactory &detectors, const ModelRequest &request,
                            const std::optional<PlanMemory> &plans, Measuring when = Measuring::Now);

/// What was put off: measures with the spare copy, for a second at most, and remembers. Copies are made where it is
/// another plan than `inUse`; nothing where no difference can be told or it was given up. Blocks; any thread.
std::optional<Workers> measureWorkers(std::unique_ptr<Detector> spare, const ModelRequest &request,
                                      const PlanMemory &plans, const WorkerPlan &inUse, const GiveUp &giveUp = {});

} // namespace sightglass
