// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"

#include "core/export/csvformat.h"
#include "core/export/ndjsonformat.h"

#include <QFileInfo>

namespace sightglass
{

std::unique_ptr<DetectionFormat> makeDetectionFormat(const QString &path)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending == QLatin1String("csv"))
        return std::make_unique<CsvFormat>();
    if (ending == QLatin1String("ndjson") || ending == QLatin1String("jsonl"))
        return std::make_unique<NdjsonFormat>();
    return nullptr;
}

QStringList detectionEndings()
{
    return {QStringLiteral("csv"), QStringLiteral("ndjson"), QStringLiteral("jsonl")};
}

} // namespace sightglass
