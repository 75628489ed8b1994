// SPDX-License-Identifier: Apache-2.0
#include "core/export/framefileswriter.h"

#include "core/export/writefile.h"

#include <utility>

namespace sightglass
{

FrameFilesWriter::FrameFilesWriter(const QString &path, QString target, std::unique_ptr<FrameFilesFormat> format)
    : m_folder(path)
    , m_target(std::move(target))
    , m_format(std::move(format))
{}

Result<void> FrameFilesWriter::open()
{
    const QString within = m_format->subfolder();
    return within.isEmpty() ? Result<void>() : makeFolder(m_folder.filePath(within), m_target);
}

Result<void> FrameFilesWriter::write(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const QDir place(m_folder.filePath(m_format->subfolder()));
    return writeFile(place.filePath(m_format->nameOf(frame)), m_format->textOf(frame, candidates, detections),
                     m_target);
}

Result<void> FrameFilesWriter::finish()
{
    for (const auto &[name, text] : m_format->others()) {
        if (auto written = writeFile(m_folder.filePath(name), text, m_target); !written)
            return written;
    }
    return {};
}

} // namespace sightglass
