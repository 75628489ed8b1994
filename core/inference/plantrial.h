// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/inference/planmemory.h"
#include "core/inference/workerplan.h"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace sightglass
{

/// What is worth a trial on so many processors: one copy on all of them, one for each, and what lies between.
std::vector<WorkerPlan> plansToTry(int processors);

/// Asked before each run of a trial, by any of its threads: whether nobody wants to know any more.
using GiveUp = std::function<bool()>;

/// Runs copies of the model on a made-up picture under each of the plans, one plan after the other, for `patience` in
/// all, on threads of its own. None where the time is too short for two runs of each, the model runs on one thread
/// alone, or it was given up. Blocks; the model must not be in use meanwhile.
std::vector<PlanTrial> tryPlans(const Detector &model, std::span<const WorkerPlan> plans,
                                std::chrono::milliseconds patience, const GiveUp &giveUp = {});

/// The one with the fewest copies among those that are within 5 % of the best: copies take memory. At least one trial.
const PlanTrial &quickest(std::span<const PlanTrial> trials);

/// Whether the number of copies and threads is for the program to choose. Devices other than the processor work in
/// parallel by themselves.
bool isPlanOpen(const ModelRequest &request);

/// Tries what is worth it on this machine, for a second at most, and remembers what was quickest; nothing where no
/// difference can be told.
std::optional<MeasuredPlan> measurePlan(const Detector &model, const ModelRequest &request, const PlanMemory &plans,
                                        const GiveUp &giveUp = {});

/// "2 workers of 1 thread: 70.1 pictures a second; 1 worker of 2 threads: 51.3".
QString trialsText(std::span<const PlanTrial> trials);

} // namespace sightglass
