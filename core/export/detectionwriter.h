// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"
#include "core/export/resultswriter.h"

#include <QByteArray>
#include <QFile>

#include <memory>

namespace sightglass
{

/// Lists detections in a file.
class DetectionWriter : public ResultsWriter
{
public:
    /// Writes to path; errors name the target. The format is one of a file.
    DetectionWriter(const QString &path, QString target, const DetectionFormatInfo &format);

    Result<void> open() override;
    void setSource(const SourceInfo &source) override { m_format->setSource(source); }
    Result<void> write(const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    Result<void> finish() override;

private:
    Result<void> flush();

    QFile m_file;
    QString m_target;
    std::unique_ptr<DetectionFormat> m_format;
    QByteArray m_lines;
};

} // namespace sightglass
