// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportsummary.h"
#include "core/inference/modeldescriptor.h"
#include "core/media/framesource.h"
#include "core/values/contenthash.h"
#include "core/values/framerange.h"
#include "core/values/thresholds.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace sightglass
{

/// What made a list of results: kept beside it, so that a year later one knows. One thread, the exporter's.
///
/// A JSON object: program ("sightglass 0.1.0"), made (the time, UTC, ISO 8601), results {file, format}, source {name,
/// format, width, height, frame_rate, bytes, sha256}, model {name, files: [{name, sha256}], family, backend, device,
/// precision, input_size, overrides as a model's sidecar holds them} or null, thresholds {confidence, iou,
/// max_detections, class_agnostic, classes: [{class_id, shown, confidence}], chosen: the classes that were asked for,
/// or null}, range {first, last}, frames {written, unreadable, missing}, detections. sha256: of the file's content, of
/// several pictures' one after another; null for a stream or camera. What only some have is null where it is not known.
class Provenance
{
public:
    /// Its file beside the file with results, "clip.csv.sightglass.json".
    static QString pathBeside(const QString &results) { return results + QStringLiteral(".sightglass.json"); }
    /// Its file in a folder with results.
    static QString nameWithin() { return QStringLiteral("sightglass.json"); }

    /// Hashes the model's files. `chosen`: ExportRequest::shownClasses.
    void setModel(const ModelDescriptor &model, const Thresholds &thresholds, const QStringList &chosen);
    /// As it was asked for, and as it is.
    void setSource(const SourceSpec &spec, const SourceInfo &source);
    /// Reads as much of the source's content as belongs to one of so many frames (nothing: it is not known).
    void advance(std::optional<std::int64_t> frames);

    /// Of the results with this name, in this format. Reads the rest of the source's content.
    QByteArray text(const QString &name, const QString &format, const FrameRange &range, const ExportSummary &summary);

private:
    struct HashedFile
    {
        QString name;
        std::optional<QByteArray> hash;
    };

    ModelDescriptor m_model;
    std::vector<HashedFile> m_modelFiles;
    Thresholds m_thresholds;
    QStringList m_chosen;
    SourceInfo m_source;
    qint64 m_bytes = 0; ///< Of the source's files.
    std::optional<ContentHash> m_content;
    std::optional<QByteArray> m_contentHash;
    bool m_isHashed = false;
};

} // namespace sightglass
