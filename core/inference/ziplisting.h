// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace sightglass
{

/// What a zip archive's central directory says of one of its files.
struct ZipEntry
{
    QByteArray name; ///< UTF-8, most often.
    quint16 method = 0;
    quint32 crc = 0;        ///< Of the unpacked bytes.
    quint64 packedSize = 0; ///< Bytes in the archive.
    quint64 size = 0;       ///< Bytes once unpacked.
    quint64 header = 0;     ///< Where its local header begins.
};

/// A zip archive's central directory (PKWARE's APPNOTE 4.3.12 to 4.3.16 and 4.5.3, with zip64); nothing where it has no
/// whole one, as when the file was cut short.
std::optional<std::vector<ZipEntry>> zipDirectory(QIODevice &file);

/// The names in it.
std::optional<QStringList> zipEntries(QIODevice &file);

/// Why this file of the archive is not what the directory says, for a detail; empty: it is. Reads and unpacks all of
/// it.
QString zipEntryProblem(QIODevice &file, const ZipEntry &entry);

} // namespace sightglass
