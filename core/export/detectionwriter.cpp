// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionwriter.h"

#include "core/export/safefile.h"

#include <cerrno>

namespace sightglass
{

namespace
{

constexpr qsizetype flushAt = 1 << 16;

/// Quoted where RFC 4180 asks for it.
QByteArray field(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (!bytes.contains(',') && !bytes.contains('"') && !bytes.contains('\n') && !bytes.contains('\r'))
        return bytes;
    return '"' + bytes.replace('"', "\"\"") + '"';
}

} // namespace

DetectionWriter::DetectionWriter(const QString &path, QString target)
    : m_file(path)
    , m_target(std::move(target))
{}

Result<void> DetectionWriter::open()
{
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return writeError(m_target, errno);
    m_lines = "frame,time,class_id,class,score,x,y,width,height\n";
    return {};
}

Result<void> DetectionWriter::write(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    const auto number = [](double value, int decimals) { return QByteArray::number(value, 'f', decimals); };
    const QByteArray place = QByteArray::number(frame.id.index) + ',' + number(frame.seconds(), 6) + ',';
    for (const Detection &detection : detections) {
        const cv::Rect2f &box = detection.box;
        m_lines += place + QByteArray::number(detection.classId) + ',' +
                   field(candidates.className(detection.classId)) + ',' +
                   number(static_cast<double>(detection.score), 4) + ',' + number(static_cast<double>(box.x), 2) + ',' +
                   number(static_cast<double>(box.y), 2) + ',' + number(static_cast<double>(box.width), 2) + ',' +
                   number(static_cast<double>(box.height), 2) + '\n';
    }
    return m_lines.size() >= flushAt ? flush() : Result<void>();
}

Result<void> DetectionWriter::finish()
{
    const auto flushed = flush();
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
