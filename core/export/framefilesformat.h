// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framenames.h"
#include "core/values/candidates.h"

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

namespace sightglass
{

/// How detections are written down as a folder of texts, one for each frame, those without detections too: the texts
/// and their names, without the files. The same under every locale. One thread.
class FrameFilesFormat
{
public:
    virtual ~FrameFilesFormat() = default;
    FrameFilesFormat(const FrameFilesFormat &) = delete;
    FrameFilesFormat &operator=(const FrameFilesFormat &) = delete;

    /// Where the frames come from; to be called before the first frame.
    void setSource(const SourceInfo &source)
    {
        m_source = source;
        m_names = FrameNames(source);
    }

    /// Where the texts lie in the folder; empty: in itself.
    virtual QString subfolder() const { return {}; }
    /// The name of a frame's text, with its ending.
    virtual QString nameOf(const Frame &frame) const = 0;
    /// What was found on a frame, best score first.
    virtual QByteArray textOf(const Frame &frame, const Candidates &candidates, const Detections &detections) = 0;
    /// What else belongs into the folder, after the last frame: names and texts.
    virtual std::vector<std::pair<QString, QByteArray>> others() const { return {}; }

protected:
    FrameFilesFormat() = default;

    const SourceInfo &source() const { return m_source; }
    const FrameNames &names() const { return m_names; }

private:
    SourceInfo m_source;
    FrameNames m_names;
};

} // namespace sightglass
