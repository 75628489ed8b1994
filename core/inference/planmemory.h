// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/cachefile.h"
#include "core/inference/modeldescriptor.h"
#include "core/inference/workerplan.h"

#include <optional>
#include <vector>

namespace sightglass
{

/// A plan that was found to be quickest, and how.
struct MeasuredPlan
{
    WorkerPlan plan;
    std::vector<PlanTrial> trials; ///< See trialsText().

    bool operator==(const MeasuredPlan &) const = default;
};

/// What was measured of models on this machine: each is measured once. Any thread (see CacheFile).
class PlanMemory
{
public:
    explicit PlanMemory(CacheFile file);
    /// Of the user whose program this is: workers.json in the cache folder.
    static PlanMemory ofUser();

    /// For this file as it is now, on this device in this precision, by this processor and this version of the program.
    std::optional<MeasuredPlan> find(const ModelRequest &request) const;
    void add(const ModelRequest &request, const MeasuredPlan &plan) const;

private:
    CacheFile m_file;
};

} // namespace sightglass
