// SPDX-License-Identifier: Apache-2.0
#include "core/inference/ziplisting.h"

#include <QtEndian>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace sightglass
{

namespace
{

constexpr qint64 endRecordSize = 22;
constexpr qint64 longestComment = 0xffff;
constexpr qint64 locatorSize = 20;
constexpr qint64 zip64EndRecordSize = 56;
constexpr qint64 entrySize = 46;
constexpr qint64 localHeaderSize = 30;
constexpr quint16 stored = 0;
constexpr quint16 deflated = 8;
constexpr std::size_t pieceSize = 1 << 16;
// Far above any model's; a directory that claims more is damaged.
constexpr quint64 largestDirectory = 256u << 20;

struct Directory
{
    quint64 offset = 0;
    quint64 size = 0;
};

template <typename T>
T at(const QByteArray &bytes, qint64 offset)
{
    return qFromLittleEndian<T>(bytes.constData() + offset);
}

QByteArray bytesAt(QIODevice &file, qint64 offset, qint64 size)
{
    if (offset < 0 || !file.seek(offset))
        return {};
    const QByteArray bytes = file.read(size);
    return bytes.size() == size ? bytes : QByteArray();
}

std::optional<Directory> directoryOf(QIODevice &file)
{
    const qint64 tailSize = std::min(file.size(), endRecordSize + longestComment);
    const QByteArray tail = bytesAt(file, file.size() - tailSize, tailSize);
    const qint64 end = tail.lastIndexOf(QByteArray("PK\5\6", 4));
    if (end < 0 || tail.size() - end < endRecordSize)
        return std::nullopt;
    Directory directory{at<quint32>(tail, end + 16), at<quint32>(tail, end + 12)};
    if (directory.offset != 0xffffffff && directory.size != 0xffffffff)
        return directory;
    const QByteArray locator = bytesAt(file, file.size() - tailSize + end - locatorSize, locatorSize);
    if (!locator.startsWith(QByteArray("PK\6\7", 4)))
        return std::nullopt;
    const QByteArray record = bytesAt(file, qint64(at<quint64>(locator, 8)), zip64EndRecordSize);
    if (!record.startsWith(QByteArray("PK\6\6", 4)))
        return std::nullopt;
    return Directory{at<quint64>(record, 48), at<quint64>(record, 40)};
}

// APPNOTE 4.5.3: those of the three that the directory's own fields are too small for, in this order.
void readLargeSizes(const QByteArray &extra, ZipEntry &entry)
{
    constexpr quint64 isLarge = 0xffffffff;
    for (qint64 offset = 0; extra.size() - offset >= 4;) {
        const quint16 id = at<quint16>(extra, offset);
        const QByteArray data = extra.mid(offset + 4, at<quint16>(extra, offset + 2));
        offset += 4 + at<quint16>(extra, offset + 2);
        if (id != 1)
            continue;
        qint64 next = 0;
        for (quint64 *field : {&entry.size, &entry.packedSize, &entry.header}) {
            if (*field != isLarge || data.size() - next < 8)
                continue;
            *field = at<quint64>(data, next);
            next += 8;
        }
    }
}

/// Sums up what a file of an archive unpacks to, piece by piece; nothing is kept.
class Unpacker
{
public:
    explicit Unpacker(const ZipEntry &entry)
        : m_entry(entry)
    {
        if (entry.method == deflated)
            m_isReady = ::inflateInit2(&m_stream, -MAX_WBITS) == Z_OK;
    }
    ~Unpacker() { ::inflateEnd(&m_stream); }
    Unpacker(const Unpacker &) = delete;
    Unpacker &operator=(const Unpacker &) = delete;

    /// A problem, or nothing.
    QString take(const QByteArray &piece)
    {
        if (m_entry.method == stored) {
            add(reinterpret_cast<const Bytef *>(piece.constData()), std::size_t(piece.size()));
            return {};
        }
        if (!m_isReady)
            return QStringLiteral("it is packed by method %1").arg(m_entry.method);
        std::array<Bytef, pieceSize> unpacked;
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(piece.constData()));
        m_stream.avail_in = uInt(piece.size());
        do {
            m_stream.next_out = unpacked.data();
            m_stream.avail_out = uInt(unpacked.size());
            const int status = ::inflate(&m_stream, Z_NO_FLUSH);
            add(unpacked.data(), unpacked.size() - m_stream.avail_out);
            if (m_size > m_entry.size)
                return QStringLiteral("it unpacks to more than the directory says");
            if (status == Z_STREAM_END)
                return {};
            if (status != Z_OK && status != Z_BUF_ERROR)
                return QStringLiteral("its packed bytes are damaged");
        } while (m_stream.avail_out == 0);
        return {};
    }
    QString end() const
    {
        if (m_size != m_entry.size)
            return QStringLiteral("it has %1 bytes in place of %2")
                .arg(QString::number(m_size), QString::number(m_entry.size));
        return m_crc == m_entry.crc ? QString() : QStringLiteral("its checksum is wrong");
    }

private:
    void add(const Bytef *bytes, std::size_t count)
    {
        m_size += count;
        m_crc = quint32(::crc32_z(m_crc, bytes, count));
    }

    const ZipEntry &m_entry;
    z_stream m_stream = {};
    bool m_isReady = false;
    quint64 m_size = 0;
    quint32 m_crc = 0;
};

} // namespace

std::optional<std::vector<ZipEntry>> zipDirectory(QIODevice &file)
{
    const auto directory = directoryOf(file);
    if (!directory || directory->size > largestDirectory)
        return std::nullopt;
    const QByteArray bytes = bytesAt(file, qint64(directory->offset), qint64(directory->size));
    std::vector<ZipEntry> entries;
    for (qint64 offset = 0; offset < bytes.size();) {
        if (bytes.size() - offset < entrySize || at<quint32>(bytes, offset) != 0x02014b50)
            return std::nullopt;
        const qint64 nameSize = at<quint16>(bytes, offset + 28);
        const qint64 extraSize = at<quint16>(bytes, offset + 30);
        const qint64 whole = entrySize + nameSize + extraSize + at<quint16>(bytes, offset + 32);
        if (bytes.size() - offset < whole)
            return std::nullopt;
        ZipEntry entry{bytes.mid(offset + entrySize, nameSize), at<quint16>(bytes, offset + 10),
                       at<quint32>(bytes, offset + 16),         at<quint32>(bytes, offset + 20),
                       at<quint32>(bytes, offset + 24),         at<quint32>(bytes, offset + 42)};
        readLargeSizes(bytes.mid(offset + entrySize + nameSize, extraSize), entry);
        entries.push_back(std::move(entry));
        offset += whole;
    }
    if (entries.empty())
        return std::nullopt;
    return entries;
}

std::optional<QStringList> zipEntries(QIODevice &file)
{
    const auto directory = zipDirectory(file);
    if (!directory)
        return std::nullopt;
    QStringList names;
    for (const ZipEntry &entry : *directory)
        names << QString::fromUtf8(entry.name);
    return names;
}

QString zipEntryProblem(QIODevice &file, const ZipEntry &entry)
{
    const QByteArray header = bytesAt(file, qint64(entry.header), localHeaderSize);
    if (header.isEmpty() || at<quint32>(header, 0) != 0x04034b50)
        return QStringLiteral("it does not begin where the directory says");
    const QByteArray name = file.read(at<quint16>(header, 26));
    if (name != entry.name)
        return QStringLiteral("it is called \"%1\" where it lies").arg(QString::fromUtf8(name));
    if (!file.seek(file.pos() + at<quint16>(header, 28)))
        return QStringLiteral("it ends too early");
    Unpacker unpacker(entry);
    quint64 left = entry.packedSize;
    while (left > 0) {
        const QByteArray piece = file.read(qint64(std::min<quint64>(left, pieceSize)));
        if (piece.isEmpty())
            return QStringLiteral("it ends too early");
        left -= quint64(piece.size());
        if (const QString problem = unpacker.take(piece); !problem.isEmpty())
            return problem;
    }
    return unpacker.end();
}

} // namespace sightglass
