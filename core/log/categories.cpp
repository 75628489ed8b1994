// SPDX-License-Identifier: Apache-2.0
#include "core/log/categories.h"

namespace sightglass
{

Q_LOGGING_CATEGORY(sourceLog, "sightglass.source", QtWarningMsg)
Q_LOGGING_CATEGORY(modelLog, "sightglass.model", QtWarningMsg)
Q_LOGGING_CATEGORY(pipelineLog, "sightglass.pipeline", QtWarningMsg)
Q_LOGGING_CATEGORY(exportLog, "sightglass.export", QtWarningMsg)
Q_LOGGING_CATEGORY(windowLog, "sightglass.window", QtWarningMsg)

} // namespace sightglass
