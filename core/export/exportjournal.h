// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionrecord.h"
#include "core/export/exportrequest.h"
#include "core/export/packetstore.h"

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <memory>

namespace sightglass
{

/// What an export has done so far, kept in a hidden file beside its first target (".clip.mp4.unfinished"): the coded
/// pictures, and what was found, in whole parts of a few seconds. A program that is killed leaves it there, and the
/// same export, asked to, goes on from the last part.
///
/// The file is a list of records, each with its length and a checksum (CRC-32). A part ends with a record of what the
/// next one begins with, which is on the disk before anything follows; what comes after the last of those is cut off
/// when the file is opened again. It is locked (flock(2)) while this object lives. One thread, the exporter's.
class ExportJournal : public PacketStore
{
public:
    /// Where the journal of an export to this target lies.
    static QString pathFor(const QString &target);
    /// What a journal has to be of, so that an export can go on from it: this request, these files (of the source and
    /// of the model) as they were, this program and its encoders.
    static QByteArray purposeOf(const ExportRequest &request, const QStringList &files);

    /// Opens the one that is there, where it is of this purpose and has a whole part and `resume` is asked for;
    /// otherwise begins anew in its place. Errors name the target.
    static Result<std::unique_ptr<ExportJournal>> open(const QString &target, const QByteArray &purpose, bool resume);
    /// Removes the file, unless it is worth keeping: it has a whole part, and was not discarded.
    ~ExportJournal() override;

    /// The export is whole, or nobody is going to go on with it.
    void discard() { m_isDiscarded = true; }
    /// Whether there is something to go on from.
    bool hasPart() const { return m_parts > 0; }
    /// What the last part ended with; empty: there is none.
    const QByteArray &state() const { return m_state; }
    qint64 size() const { return m_end; }

    /// The next frame, and what was found on it.
    Result<void> add(const Frame &frame, const Detections &detections);
    Result<void> add(const AVPacket &packet) override;
    /// Returns when all is on the disk.
    Result<void> endPart(const QByteArray &state);

    Result<void> forEach(const std::function<Result<void>(AVPacket &)> &take) override;
    /// All frames that were added, in their order. The first Error ends it.
    Result<void> forEachFrame(const std::function<Result<void>(DetectionRecord &)> &take);

private:
    enum class Kind : unsigned char
    {
        Purpose = 1,
        Frame,
        Packet,
        PartEnd
    };
    struct Record
    {
        Kind kind;
        QByteArray content;
    };

    ExportJournal(const QString &path, QString target)
        : m_file(path)
        , m_target(std::move(target))
    {}

    Result<void> lock();
    bool readParts(const QByteArray &purpose);
    Result<void> beginAnew(const QByteArray &purpose);
    Result<void> append(Kind kind, const QByteArray &content);
    std::optional<Record> readRecord();
    Result<void> forEachRecord(Kind kind, const std::function<Result<void>(const QByteArray &)> &take);
    Error damaged() const;

    QFile m_file;
    QString m_target;
    qint64 m_end = 0; ///< Where the next record goes.
    QByteArray m_state;
    std::uint64_t m_parts = 0;
    bool m_isDiscarded = false;
};

} // namespace sightglass
