// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"
#include "core/values/result.h"

#include <QByteArray>
#include <QFile>

#include <memory>

namespace sightglass
{

/// Lists detections in a file, in the format of the ending of its name: CSV or lines of JSON, see CsvFormat and
/// NdjsonFormat. One thread, the owner's.
class DetectionWriter
{
public:
    /// Writes to path; errors name the target, whose ending decides the format and is one of detectionEndings().
    DetectionWriter(const QString &path, QString target);

    Result<void> open();
    /// See DetectionFormat::setFiles().
    void setFiles(const QStringList &files) { m_format->setFiles(files); }
    Result<void> write(const Frame &frame, const Candidates &candidates, const Detections &detections);
    Result<void> finish();

private:
    Result<void> flush();

    QFile m_file;
    QString m_target;
    std::unique_ptr<DetectionFormat> m_format;
    QByteArray m_lines;
};

} // namespace sightglass
