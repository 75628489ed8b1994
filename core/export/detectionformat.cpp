// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"

#include "core/export/cocoformat.h"
#include "core/export/csvformat.h"
#include "core/export/cvatformat.h"
#include "core/export/labelstudioformat.h"
#include "core/export/motformat.h"
#include "core/export/ndjsonformat.h"

#include <QFileInfo>

#include <algorithm>

namespace sightglass
{

namespace
{

template <typename Format>
std::unique_ptr<DetectionFormat> make()
{
    return std::make_unique<Format>();
}

} // namespace

const std::vector<DetectionFormatInfo> &detectionFormats()
{
    static const QStringList json{QStringLiteral("json")};
    static const std::vector<DetectionFormatInfo> formats{
        {QStringLiteral("csv"), QStringLiteral("Table (CSV)"), {QStringLiteral("csv")}, true, make<CsvFormat>},
        {QStringLiteral("ndjson"),
         QStringLiteral("Lines of JSON, with masks and keypoints"),
         {QStringLiteral("ndjson"), QStringLiteral("jsonl")},
         true,
         make<NdjsonFormat>},
        {QStringLiteral("coco"), QStringLiteral("COCO results"), json, false, make<CocoResultsFormat>},
        {QStringLiteral("coco-data"), QStringLiteral("COCO data set"), json, false, make<CocoDataFormat>},
        {QStringLiteral("mot"), QStringLiteral("MOTChallenge"), {QStringLiteral("txt")}, false, make<MotFormat>},
        {QStringLiteral("cvat"), QStringLiteral("CVAT for video"), {QStringLiteral("xml")}, false, make<CvatFormat>},
        {QStringLiteral("label-studio"), QStringLiteral("Label Studio"), json, false, make<LabelStudioFormat>}};
    return formats;
}

const DetectionFormatInfo *detectionFormat(const QString &path, const QString &id)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    const auto &formats = detectionFormats();
    const auto found = std::find_if(formats.begin(), formats.end(), [&](const DetectionFormatInfo &format) {
        return id.isEmpty() ? format.byEnding && format.endings.contains(ending) : format.id == id;
    });
    return found == formats.end() ? nullptr : &*found;
}

} // namespace sightglass
