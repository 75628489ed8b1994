// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/loadworkers.h"

#include <thread>
#include <utility>

namespace sightglass
{

namespace
{

Result<std::vector<std::unique_ptr<Detector>>> copiesOf(std::unique_ptr<Detector> first, const WorkerPlan &plan,
                                                        bool wasAskedFor)
{
    std::vector<std::unique_ptr<Detector>> copies;
    copies.push_back(std::move(first));
    while (static_cast<int>(copies.size()) < plan.workers) {
        auto next = copies.front()->duplicate(plan.threads);
        if (!next && wasAskedFor)
            return next.error();
        if (!next)
            break;
        copies.push_back(*std::move(next));
    }
    return copies;
}

} // namespace

Result<Workers> loadWorkers(const DetectorFactory &detectors, const ModelRequest &request,
                            const std::optional<PlanMemory> &plans, Measuring when)
{
    WorkerPlan plan = planWorkers(request.workers, request.threads, request.device,
                                  static_cast<int>(std::thread::hardware_concurrency()));
    const bool open = plans && isPlanOpen(request);
    auto measured = open ? plans->find(request) : std::nullopt;
    if (measured)
        plan = measured->plan;
    ModelRequest planned = request;
    planned.workers = plan.workers;
    planned.threads = plan.threads;
    auto loaded = detectors(planned);
    if (!loaded)
        return loaded.error();
    std::unique_ptr<Detector> first = *std::move(loaded);
    Workers workers;
    if (open && !measured && when == Measuring::Now) {
        measured = measurePlan(*first, request, *plans);
        if (measured && measured->plan.threads != plan.threads) {
            auto other = first->duplicate(measured->plan.threads);
            if (!other)
                return other.error();
            first = *std::move(other);
        }
        if (measured)
            plan = measured->plan;
    } else if (open && !measured) {
        if (auto spare = first->duplicate(0))
            workers.spare = *std::move(spare);
    }
    auto copies = copiesOf(std::move(first), plan, request.workers > 1);
    if (!copies)
        return copies.error();
    workers.copies = *std::move(copies);
    workers.reason = measured ? trialsText(measured->trials) : QString();
    return workers;
}

std::optional<Workers> measureWorkers(std::unique_ptr<Detector> spare, const ModelRequest &request,
                                      const PlanMemory &plans, const WorkerPlan &inUse, const GiveUp &giveUp)
{
    const auto measured = measurePlan(*spare, request, plans, giveUp);
    if (!measured || measured->plan == inUse) {
        // OpenCV has one number of threads for the process, which copies set as they are made: back to that in use.
        (void)spare->duplicate(inUse.threads);
        return measured ? std::optional(Workers{{}, trialsText(measured->trials)}) : std::nullopt;
    }
    Workers workers{{}, trialsText(measured->trials)};
    auto first = spare->duplicate(measured->plan.threads);
    if (!first)
        return std::nullopt;
    auto copies = copiesOf(*std::move(first), measured->plan, false);
    if (copies)
        workers.copies = *std::move(copies);
    return workers;
}

} // namespace sightglass
