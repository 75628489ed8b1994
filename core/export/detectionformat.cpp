// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"

#include "core/export/cocoformat.h"
#include "core/export/csvformat.h"
#include "core/export/cvatformat.h"
#include "core/export/kittiformat.h"
#include "core/export/labelstudioformat.h"
#include "core/export/motformat.h"
#include "core/export/ndjsonformat.h"
#include "core/export/vocformat.h"
#include "core/export/yoloformat.h"
#include "core/values/words.h"

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

template <typename Format, auto... arguments>
std::unique_ptr<FrameFilesFormat> makeFiles()
{
    return std::make_unique<Format>(arguments...);
}

DetectionFormatInfo inFile(const char *id, const char *name, const QStringList &endings, bool byEnding,
                           std::unique_ptr<DetectionFormat> (*maker)())
{
    return {QLatin1String(id), name, endings, byEnding, maker, nullptr};
}

DetectionFormatInfo inFolder(const char *id, const char *name, std::unique_ptr<FrameFilesFormat> (*maker)())
{
    return {QLatin1String(id), name, {}, false, nullptr, maker};
}

} // namespace

QString DetectionFormatInfo::nameEnding() const
{
    if (isFolder())
        return QLatin1Char('.') + id;
    return byEnding ? QLatin1Char('.') + endings.first() : QStringLiteral(".%1.%2").arg(id, endings.first());
}

const std::vector<DetectionFormatInfo> &detectionFormats()
{
    static const QStringList json{QStringLiteral("json")};
    static const std::vector<DetectionFormatInfo> formats{
        inFile("csv", QT_TRANSLATE_NOOP("sightglass", "Table (CSV)"), {QStringLiteral("csv")}, true, make<CsvFormat>),
        inFile("ndjson", QT_TRANSLATE_NOOP("sightglass", "Lines of JSON, with masks and keypoints"),
               {QStringLiteral("ndjson"), QStringLiteral("jsonl")}, true, make<NdjsonFormat>),
        inFile("coco", QT_TRANSLATE_NOOP("sightglass", "COCO results"), json, false, make<CocoResultsFormat>),
        inFile("coco-data", QT_TRANSLATE_NOOP("sightglass", "COCO data set"), json, false, make<CocoDataFormat>),
        inFile("mot", "MOTChallenge", {QStringLiteral("txt")}, false, make<MotFormat>),
        inFile("cvat", QT_TRANSLATE_NOOP("sightglass", "CVAT for video"), {QStringLiteral("xml")}, false,
               make<CvatFormat>),
        inFile("label-studio", "Label Studio", json, false, make<LabelStudioFormat>),
        inFolder("yolo", QT_TRANSLATE_NOOP("sightglass", "YOLO labels (a folder)"), makeFiles<YoloFormat, false>),
        inFolder("yolo-conf", QT_TRANSLATE_NOOP("sightglass", "YOLO labels with confidence (a folder)"),
                 makeFiles<YoloFormat, true>),
        inFolder("voc", QT_TRANSLATE_NOOP("sightglass", "Pascal VOC (a folder)"), makeFiles<VocFormat>),
        inFolder("kitti", QT_TRANSLATE_NOOP("sightglass", "KITTI (a folder)"), makeFiles<KittiFormat>)};
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
