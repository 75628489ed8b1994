// SPDX-License-Identifier: Apache-2.0
#include "app/headlessinspect.h"

#include "app/terminal.h"
#include "core/inference/inspect.h"

namespace sightglass
{

int runHeadlessInspect(const InspectOptions &options)
{
    constexpr int exitUnusable = 1;
    Terminal terminal;
    ModelReport report = inspectModel(options.model, PlanMemory::ofUser());
    const QString said = terminal.release();
    if (report.error)
        report.error->detail = QString(report.error->detail + QLatin1Char('\n') + said).trimmed();
    const bool told = print(stdout, options.json ? QString::fromUtf8(reportJson(report)) : reportText(report));
    if (!told)
        print(stderr, QStringLiteral("sightglass: What was found out could not be written: is the disk full?\n"));
    if (!report.error)
        return told ? 0 : exitUnusable;
    printError(stderr, *report.error);
    return exitUnusable;
}

} // namespace sightglass
