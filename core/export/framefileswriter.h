// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framefilesformat.h"
#include "core/export/resultswriter.h"

#include <QDir>
#include <QString>

#include <memory>

namespace sightglass
{

/// Writes a folder with a text for each frame.
class FrameFilesWriter : public ResultsWriter
{
public:
    /// Into the folder at path, which is there; errors name the target.
    FrameFilesWriter(const QString &path, QString target, std::unique_ptr<FrameFilesFormat> format);

    Result<void> open() override;
    void setSource(const SourceInfo &source) override { m_format->setSource(source); }
    Result<void> write(const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    Result<void> finish() override;

private:
    QDir m_folder;
    QString m_target;
    std::unique_ptr<FrameFilesFormat> m_format;
};

} // namespace sightglass
