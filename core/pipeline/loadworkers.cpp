// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/loadworkers.h"

#include "core/pipeline/workerplan.h"

#include <thread>
#include <utility>

namespace sightglass
{

Result<std::vector<std::unique_ptr<Detector>>> loadWorkers(const DetectorFactory &detectors,
                                                           const ModelRequest &request)
{
    const WorkerPlan plan = planWorkers(request.workers, request.threads, request.device,
                                        static_cast<int>(std::thread::hardware_concurrency()));
    ModelRequest planned = request;
    planned.workers = plan.workers;
    planned.threads = plan.threads;
    auto first = detectors(planned);
    if (!first)
        return first.error();
    std::vector<std::unique_ptr<Detector>> workers;
    workers.push_back(*std::move(first));
    while (static_cast<int>(workers.size()) < plan.workers) {
        auto next = workers.front()->duplicate();
        if (!next && request.workers > 1)
            return next.error();
        if (!next)
            break;
        workers.push_back(*std::move(next));
    }
    return workers;
}

} // namespace sightglass
