// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/inference/planmemory.h"
#include "core/values/error.h"

#include <QByteArray>

#include <optional>

namespace sightglass
{

/// What can be found out about a model, whether it can be used or not.
struct ModelReport
{
    ModelDescriptor descriptor;   ///< Where the model cannot be used: the facts that its file tells, and little else.
    std::optional<Error> error;   ///< Why it cannot be used.
    QStringList missingOperators; ///< That it calls and its backend does not have, where they are why.
};

/// Loads a model as loadDetector() does, and where that fails, reads what its file tells nonetheless. With `plans`, the
/// number of workers that nobody asked for is the one that is quickest here, measured unless it was before. Blocks as
/// long as that takes; callable from any thread.
ModelReport inspectModel(const ModelRequest &request, const std::optional<PlanMemory> &plans = {});

/// A line for each thing that is known; without the error.
QString reportText(const ModelReport &report);

/// The same and the error as a JSON object: what is not known is left out.
QByteArray reportJson(const ModelReport &report);

} // namespace sightglass
