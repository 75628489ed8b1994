// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLoggingCategory>

namespace sightglass
{

/// What the program says of its own work, by the part that says it. Notes and details are silent unless somebody asks
/// for them: by a log file (see logfile.h), or by QT_LOGGING_RULES="sightglass.*=true". Nothing secret is ever said:
/// sources by SourceSpec::displayName(), errors without their details.

Q_DECLARE_LOGGING_CATEGORY(sourceLog)   ///< Sources: opened, lost, come back, closed.
Q_DECLARE_LOGGING_CATEGORY(modelLog)    ///< Models: loaded, unloaded, failed.
Q_DECLARE_LOGGING_CATEGORY(pipelineLog) ///< What troubles frames on their way.
Q_DECLARE_LOGGING_CATEGORY(exportLog)
Q_DECLARE_LOGGING_CATEGORY(windowLog) ///< What a person was told.

} // namespace sightglass
