// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <algorithm>

namespace sightglass
{

/// How many copies of a model run beside each other, and how many threads each takes.
struct WorkerPlan
{
    int workers = 1;
    int threads = 1;

    bool operator==(const WorkerPlan &) const = default;
};

/// How a model did under a plan.
struct PlanTrial
{
    WorkerPlan plan;
    double perSecond = 0.0; ///< Pictures.

    bool operator==(const PlanTrial &) const = default;
};

/// What was asked for stays; 0 is chosen, where nothing was measured. Copies of one thread each do more than one copy
/// of many threads (1.2 to 1.5 times on two processors, with LibTorch), so that a run has one for each processor, as
/// many as go into it. A device other than the processor gets one: it works in parallel by itself.
inline WorkerPlan planWorkers(int workers, int threads, const QString &device, int processors)
{
    processors = std::max(1, processors);
    if (device != QLatin1String("cpu"))
        return {std::max(1, workers), threads};
    if (workers <= 0)
        return {std::max(1, processors / std::max(1, threads)), std::max(1, threads)};
    return {workers, threads > 0 ? threads : std::max(1, processors / workers)};
}

} // namespace sightglass
