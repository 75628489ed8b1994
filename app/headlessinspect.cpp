// SPDX-License-Identifier: Apache-2.0
#include "app/headlessinspect.h"

#include "core/inference/inspect.h"

#include <cstdio>

namespace sightglass
{

namespace
{

/// Whether all of it went out.
bool print(std::FILE *to, const QByteArray &text)
{
    const auto size = static_cast<std::size_t>(text.size());
    return std::fwrite(text.constData(), 1, size, to) == size && std::fflush(to) == 0;
}

} // namespace

int runHeadlessInspect(const InspectOptions &options)
{
    constexpr int exitUnusable = 1;
    const ModelReport report = inspectModel(options.model, PlanMemory::ofUser());
    const bool told = print(stdout, options.json ? reportJson(report) : reportText(report).toLocal8Bit());
    if (!told)
        print(stderr, "sightglass: What was found out could not be written: is the disk full?\n");
    if (!report.error)
        return told ? 0 : exitUnusable;
    print(stderr, QStringLiteral("sightglass: %1\n").arg(report.error->toText()).toLocal8Bit());
    return exitUnusable;
}

} // namespace sightglass
