// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLoggingCategory>

namespace sightglass
{

/// What the program says of its own work, by the part that says it. Notes and details are silent unless somebody asks
/// for them: by a log file (see logfile.h), or by QT_LOGGING_RULES="sightglass.*=true". Nothing secret is ever said:
/// sources by SourceSpec::displayName(), errors without their details.

/// Sources: opened, lost, come back, closed, sought.
inline const QLoggingCategory &sourceLog()
{
    static const QLoggingCategory category("sightglass.source", QtWarningMsg);
    return category;
}

/// Models: loaded, given up, failed.
inline const QLoggingCategory &modelLog()
{
    static const QLoggingCategory category("sightglass.model", QtWarningMsg);
    return category;
}

/// How frames flow.
inline const QLoggingCategory &pipelineLog()
{
    static const QLoggingCategory category("sightglass.pipeline", QtWarningMsg);
    return category;
}

inline const QLoggingCategory &exportLog()
{
    static const QLoggingCategory category("sightglass.export", QtWarningMsg);
    return category;
}

/// The window: what a person was told.
inline const QLoggingCategory &windowLog()
{
    static const QLoggingCategory category("sightglass.window", QtWarningMsg);
    return category;
}

} // namespace sightglass
