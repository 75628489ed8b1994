// SPDX-License-Identifier: Apache-2.0
#include "app/headlessinspect.h"

#include "core/inference/inspect.h"

#include <cstdio>

namespace sightglass
{

namespace
{

void print(std::FILE *to, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), to);
    std::fflush(to);
}

} // namespace

int runHeadlessInspect(const InspectOptions &options)
{
    constexpr int exitUnusable = 1;
    const ModelReport report = inspectModel(options.model, PlanMemory::ofUser());
    print(stdout, options.json ? reportJson(report) : reportText(report).toLocal8Bit());
    if (!report.error)
        return 0;
    print(stderr, QStringLiteral("sightglass: %1\n").arg(report.error->toText()).toLocal8Bit());
    return exitUnusable;
}

} // namespace sightglass
