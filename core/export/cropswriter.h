// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportrequest.h"
#include "core/export/framenames.h"
#include "core/export/resultswriter.h"

#include <QDir>
#include <QSet>

#include <map>

namespace sightglass
{

/// Writes the crops that CropsTarget asks for. A turned box is cut out upright.
class CropsWriter : public ResultsWriter
{
public:
    /// Into the folder at path, which is there; errors name the target's.
    CropsWriter(const QString &path, CropsTarget target);

    void setSource(const SourceInfo &source) override { m_names = FrameNames(source); }
    Result<void> write(const Frame &frame, const Candidates &candidates, const Detections &detections) override;

private:
    Result<QString> folderOf(int classId, const QString &className);

    QDir m_folder;
    CropsTarget m_target;
    FrameNames m_names;
    std::map<int, QString> m_folders; ///< Made so far, by class id.
    QSet<QString> m_taken;            ///< Their names.
};

} // namespace sightglass
