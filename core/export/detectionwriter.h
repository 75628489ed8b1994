// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"
#include "core/values/result.h"

#include <QByteArray>
#include <QFile>

#include <memory>

namespace sightglass
{

/// Lists detections in a file. One thread, the owner's.
class DetectionWriter
{
public:
    /// Writes to path; errors name the target.
    DetectionWriter(const QString &path, QString target, const DetectionFormatInfo &format);

    Result<void> open();
    /// See DetectionFormat::setSource().
    void setSource(const SourceInfo &source) { m_format->setSource(source); }
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
