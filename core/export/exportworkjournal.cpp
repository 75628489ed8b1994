// SPDX-License-Identifier: Apache-2.0
// How an export keeps what it has done, and goes on from it.
#include "core/export/exportwork.h"

#include "core/export/videocontainer.h"
#include "core/export/videoencoder.h"

#include <QDataStream>
#include <QFileInfo>

namespace sightglass
{

namespace
{

/// How much of the source is lost at most when a program is killed.
constexpr double partSeconds = 5.0;

} // namespace

/// Files can be read again from where they were left; and pictures of single frames need no journal: they are there.
bool ExportWork::isJournaled() const
{
    return m_request.source.kind == SourceKind::VideoFile && QFileInfo(m_request.source.location).isFile() &&
           (m_request.videoPath.isEmpty() || videoContainerFor(m_request.videoPath)) &&
           m_request.pictures.path.isEmpty() && m_request.crops.path.isEmpty();
}

Result<FrameRange> ExportWork::openJournal()
{
    m_next = m_request.range.first;
    if (!isJournaled())
        return m_request.range;
    auto opened = ExportJournal::open(
        m_request.targets().constFirst(),
        ExportJournal::purposeOf(m_request, QStringList{m_request.source.location} + m_modelFiles), m_request.resume);
    if (!opened)
        return opened.error();
    m_journal = *std::move(opened);
    if (!m_journal->hasPart())
        return m_request.range;
    QByteArray tags;
    qint64 next = 0;
    QDataStream in(m_journal->state());
    in >> next >> tags >> m_encoderState;
    m_tags = TagMemory::fromBytes(tags);
    return FrameRange{next, m_request.range.last};
}

/// What the journal has goes the way that it went before, but for the model and the encoder.
Result<void> ExportWork::replay()
{
    if (!m_journal || !m_journal->hasPart())
        return {};
    if (m_video)
        m_video->encoder->goOn(m_encoderState);
    auto replayed = m_journal->forEachFrame([this](DetectionRecord &record) {
        m_unreadable.add(m_next, record.frame.id.index);
        m_next = record.frame.id.index + 1;
        m_size = QSize(record.frame.image.cols, record.frame.image.rows);
        if (m_provenance)
            m_provenance->advance(m_total);
        ++m_written;
        m_detections += record.detections.size();
        return writeResults(record.frame, m_noCandidates, record.detections, false);
    });
    m_resumed = m_written;
    return replayed;
}

bool ExportWork::isPartOver(const Frame &next) const
{
    return m_journal && m_partBegin && next.seconds() - *m_partBegin >= partSeconds;
}

Result<void> ExportWork::endPart()
{
    m_partBegin.reset();
    auto encoder = m_video ? m_video->encoder->endPart() : Result<QByteArray>(QByteArray());
    if (!encoder)
        return encoder.error();
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << qint64(m_next) << m_tags.toBytes() << *encoder;
    return m_journal->endPart(state);
}

void ExportWork::discardJournal()
{
    if (m_journal)
        m_journal->discard();
}

} // namespace sightglass
