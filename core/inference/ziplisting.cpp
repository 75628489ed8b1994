// SPDX-License-Identifier: Apache-2.0
#include "core/inference/ziplisting.h"

#include <QtEndian>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr qint64 endRecordSize = 22;
constexpr qint64 longestComment = 0xffff;
constexpr qint64 locatorSize = 20;
constexpr qint64 zip64EndRecordSize = 56;
constexpr qint64 entrySize = 46;
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

} // namespace

std::optional<QStringList> zipEntries(QIODevice &file)
{
    const auto directory = directoryOf(file);
    if (!directory || directory->size > largestDirectory)
        return std::nullopt;
    const QByteArray bytes = bytesAt(file, qint64(directory->offset), qint64(directory->size));
    QStringList names;
    for (qint64 offset = 0; offset < bytes.size();) {
        if (bytes.size() - offset < entrySize || at<quint32>(bytes, offset) != 0x02014b50)
            return std::nullopt;
        const qint64 nameSize = at<quint16>(bytes, offset + 28);
        const qint64 whole = entrySize + nameSize + at<quint16>(bytes, offset + 30) + at<quint16>(bytes, offset + 32);
        if (bytes.size() - offset < whole)
            return std::nullopt;
        names << QString::fromUtf8(bytes.constData() + offset + entrySize, nameSize);
        offset += whole;
    }
    if (names.isEmpty())
        return std::nullopt;
    return names;
}

} // namespace sightglass
