// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/inference/workerplan.h"

#include <QString>

#include <optional>

namespace sightglass
{

/// A plan that was found to be quickest, and how.
struct MeasuredPlan
{
    WorkerPlan plan;
    QString trials; ///< See trialsText().

    bool operator==(const MeasuredPlan &) const = default;
};

/// What was measured of models on this machine, kept in a file from one start to the next: each is measured once. A
/// file that cannot be read or written is as good as none. Any thread, and several programs at once, of which one may
/// lose what another added.
class PlanMemory
{
public:
    explicit PlanMemory(QString file);
    /// Of the user whose program this is: workers.json in the cache folder.
    static PlanMemory ofUser();

    /// For this file as it is now, on this device in this precision, by this processor and this version of the program.
    std::optional<MeasuredPlan> find(const ModelRequest &request) const;
    void add(const ModelRequest &request, const MeasuredPlan &plan) const;

private:
    QString m_file;
};

} // namespace sightglass
