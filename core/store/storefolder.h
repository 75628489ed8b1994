// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipstore.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace sightglass
{

/// Where stores lie, a file for each clip and model, and how much room they may take. A value; any thread, and several
/// programs at once. What somebody uses is never taken away from them.
class StoreFolder
{
public:
    explicit StoreFolder(QString path);
    /// In the cache of the user whose program this is.
    static StoreFolder ofUser();

    const QString &path() const { return m_path; }
    /// Of a key as storeKey() makes them.
    QString pathOf(const QByteArray &key) const;

    struct Entry
    {
        QString path;
        ClipStore::About about;
        std::int64_t frames = 0; ///< That are kept.
        qint64 bytes = 0;        ///< Of all its files.
        QDateTime used;          ///< Opened or written to last.
        bool inUse = false;      ///< By this program or another.
        bool readable = false;   ///< Whether what stands above, but for the bytes, could be read.
    };
    /// The one used last first. Reads each.
    QList<Entry> entries() const;
    /// Bytes of all.
    qint64 size() const;

    /// What clearing has done.
    struct Cleared
    {
        int stores = 0;
        qint64 bytes = 0;
        int inUse = 0; ///< Left alone.
        int failed = 0;
    };
    Cleared clear() const;
    /// As many as need be for the rest to be within so many bytes; what was not used for longest goes first.
    Cleared shrink(qint64 limit) const;

private:
    QString m_path;
};

/// Shrinks a folder to what it may hold (see storelimit.h). Where what is in use takes more by itself, the Error says
/// so.
std::optional<Error> madeRoom(const StoreFolder &folder);

} // namespace sightglass
