// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportjournal.h"

#include "core/export/exportrequestjson.h"
#include "core/export/safefile.h"
#include "core/media/libavpointers.h"
#include "core/values/words.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

namespace sightglass
{

namespace
{

constexpr auto streamVersion = QDataStream::Qt_6_0;
/// Kind, length.
constexpr qint64 headSize = 1 + sizeof(quint32);
/// A record is never so long; a length beyond is damage.
constexpr quint32 longestRecord = 1u << 30;

quint32 checksum(const QByteArray &head, const QByteArray &content)
{
    const auto bytes = [](const QByteArray &text) { return reinterpret_cast<const Bytef *>(text.constData()); };
    uLong sum = crc32(0, bytes(head), static_cast<uInt>(head.size()));
    sum = crc32(sum, bytes(content), static_cast<uInt>(content.size()));
    return static_cast<quint32>(sum);
}

template <typename... Values>
QByteArray packed(const Values &...values)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(streamVersion);
    (out << ... << values);
    return bytes;
}

QJsonArray factsOf(const QString &path)
{
    const QFileInfo file(path);
    return {file.absoluteFilePath(), static_cast<qint64>(file.size()), file.lastModified().toMSecsSinceEpoch()};
}

} // namespace

QString ExportJournal::pathFor(const QString &target)
{
    const QFileInfo file(target);
    return file.dir().filePath(QLatin1Char('.') + file.fileName() + QStringLiteral(".unfinished"));
}

QByteArray ExportJournal::purposeOf(const ExportRequest &request, const QStringList &files)
{
    ExportRequest essential = request;
    essential.resume = false;
    essential.overwrite = false;
    // How the work is shared out changes nothing of what comes of it.
    essential.model.workers = 0;
    essential.model.threads = 0;
    QJsonObject purpose = requestToJson(essential);
    purpose.insert(QStringLiteral("program"), QCoreApplication::applicationVersion());
    purpose.insert(QStringLiteral("libavcodec"), static_cast<qint64>(avcodec_version()));
    QJsonArray facts;
    for (const QString &file : files)
        facts.append(factsOf(file));
    purpose.insert(QStringLiteral("files"), facts);
    return QJsonDocument(purpose).toJson(QJsonDocument::Compact);
}

Result<std::unique_ptr<ExportJournal>> ExportJournal::open(const QString &target, const QByteArray &purpose,
                                                           bool resume)
{
    std::unique_ptr<ExportJournal> journal(new ExportJournal(pathFor(target), target));
    if (auto locked = journal->lock(); !locked)
        return locked.error();
    if (resume && journal->readParts(purpose))
        return journal;
    if (auto begun = journal->beginAnew(purpose); !begun)
        return begun.error();
    return journal;
}

ExportJournal::~ExportJournal()
{
    if (!m_file.isOpen())
        return;
    if (m_isDiscarded || !hasPart())
        m_file.remove();
}

Result<void> ExportJournal::lock()
{
    errno = 0;
    if (!m_file.open(QIODevice::ReadWrite))
        return writeError(m_target, errno != 0 ? errno : EIO);
    (void)::fcntl(m_file.handle(), F_SETFD, FD_CLOEXEC);
    if (::flock(m_file.handle(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return {};
    m_file.close(); // It is another's to remove.
    return Error{Words::tr("%1 is being written by another export.").arg(m_target),
                 Words::tr("Wait until that one is done, or choose another name."),
                 {}};
}

/// Whether there are some, of this purpose; then what follows them is cut off.
bool ExportJournal::readParts(const QByteArray &purpose)
{
    m_file.seek(0);
    const auto first = readRecord();
    if (!first || first->kind != Kind::Purpose || first->content != purpose)
        return false;
    while (auto record = readRecord()) {
        if (record->kind != Kind::PartEnd)
            continue;
        m_state = std::move(record->content);
        m_end = m_file.pos();
        ++m_parts;
    }
    return hasPart() && m_file.resize(m_end);
}

Result<void> ExportJournal::beginAnew(const QByteArray &purpose)
{
    if (!m_file.resize(0))
        return writeError(m_target, EIO);
    m_end = 0;
    m_parts = 0;
    return append(Kind::Purpose, purpose);
}

Result<void> ExportJournal::append(Kind kind, const QByteArray &content)
{
    const QByteArray head = packed(quint8(kind), quint32(content.size()));
    const QByteArray sum = packed(checksum(head, content));
    errno = 0;
    bool isWritten = m_file.pos() == m_end || m_file.seek(m_end);
    for (const QByteArray &piece : {head, content, sum})
        isWritten = isWritten && m_file.write(piece) == piece.size();
    if (!isWritten)
        return writeError(m_target, errno != 0 ? errno : EIO);
    m_end += head.size() + content.size() + sum.size();
    return {};
}

/// The one at the file's position, if it is whole.
std::optional<ExportJournal::Record> ExportJournal::readRecord()
{
    const QByteArray head = m_file.read(headSize);
    if (head.size() != headSize)
        return std::nullopt;
    QDataStream in(head);
    quint8 kind = 0;
    quint32 size = 0;
    in >> kind >> size;
    if (size > longestRecord || size > m_file.size() - m_file.pos())
        return std::nullopt;
    Record record{static_cast<Kind>(kind), m_file.read(size)};
    if (m_file.read(sizeof(quint32)) != packed(checksum(head, record.content)))
        return std::nullopt;
    return record;
}

Result<void> ExportJournal::add(const Frame &frame, const Detections &detections)
{
    return append(Kind::Frame, recordToBytes(frame, detections));
}

Result<void> ExportJournal::add(const AVPacket &packet)
{
    return append(Kind::Packet,
                  packed(qint64(packet.pts), qint64(packet.dts), qint64(packet.duration), qint32(packet.flags)) +
                      QByteArray(reinterpret_cast<const char *>(packet.data), packet.size));
}

Result<void> ExportJournal::endPart(const QByteArray &state)
{
    if (auto appended = append(Kind::PartEnd, state); !appended)
        return appended;
    errno = 0;
    if (!m_file.flush() || ::fdatasync(m_file.handle()) != 0)
        return writeError(m_target, errno != 0 ? errno : EIO);
    m_state = state;
    ++m_parts;
    return {};
}

Result<void> ExportJournal::forEachRecord(Kind kind, const std::function<Result<void>(const QByteArray &)> &take)
{
    errno = 0;
    if (!m_file.flush() || !m_file.seek(0))
        return writeError(m_target, errno != 0 ? errno : EIO);
    while (m_file.pos() < m_end) {
        const auto record = readRecord();
        if (!record)
            return damaged();
        if (record->kind != kind)
            continue;
        if (auto taken = take(record->content); !taken)
            return taken;
    }
    return {};
}

Result<void> ExportJournal::forEach(const std::function<Result<void>(AVPacket &)> &take)
{
    const AVPacketPointer packet(av_packet_alloc());
    return forEachRecord(Kind::Packet, [&](const QByteArray &content) -> Result<void> {
        QDataStream in(content);
        qint64 pts = 0;
        qint64 dts = 0;
        qint64 duration = 0;
        qint32 flags = 0;
        in >> pts >> dts >> duration >> flags;
        const qint64 begin = in.device()->pos();
        const qint64 size = content.size() - begin;
        if (in.status() != QDataStream::Ok || av_new_packet(packet.get(), static_cast<int>(size)) < 0)
            return damaged();
        std::memcpy(packet->data, content.constData() + begin, static_cast<std::size_t>(size));
        packet->pts = pts;
        packet->dts = dts;
        packet->duration = duration;
        packet->flags = flags;
        auto taken = take(*packet);
        av_packet_unref(packet.get());
        return taken;
    });
}

Result<void> ExportJournal::forEachFrame(const std::function<Result<void>(DetectionRecord &)> &take)
{
    return forEachRecord(Kind::Frame, [&](const QByteArray &content) -> Result<void> {
        auto record = recordFromBytes(content);
        return record ? take(*record) : damaged();
    });
}

Error ExportJournal::damaged() const
{
    return {Words::tr("%1 cannot be read any more.").arg(m_file.fileName()),
            Words::tr("Look at the disk; then export anew."),
            {}};
}

} // namespace sightglass
