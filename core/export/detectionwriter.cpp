// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionwriter.h"

#include "core/export/safefile.h"

#include <cerrno>

namespace sightglass
{

namespace
{

constexpr qsizetype flushAt = 1 << 16;

} // namespace

DetectionWriter::DetectionWriter(const QString &path, QString target, const DetectionFormatInfo &format)
    : m_file(path)
    , m_target(std::move(target))
    , m_format(format.make())
{}

Result<void> DetectionWriter::open()
{
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return writeError(m_target, errno);
    return {};
}

Result<void> DetectionWriter::write(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    m_format->add(m_lines, frame, candidates, detections);
    return m_lines.size() >= flushAt ? flush() : Result<void>();
}

Result<void> DetectionWriter::finish()
{
    Result<void> flushed;
    for (bool isMore = true; isMore && flushed;) {
        isMore = m_format->end(m_lines);
        flushed = flush();
    }
    m_file.close();
    return flushed;
}

Result<void> DetectionWriter::flush()
{
    while (!m_lines.isEmpty()) {
        errno = 0;
        const qint64 written = m_file.write(m_lines);
        if (written <= 0)
            return writeError(m_target, errno != 0 ? errno : EIO);
        m_lines.remove(0, written);
    }
    return {};
}

} // namespace sightglass
