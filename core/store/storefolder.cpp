// SPDX-License-Identifier: Apache-2.0
#include "core/store/storefolder.h"

#include "core/store/sqlite.h"
#include "core/store/storefile.h"
#include "core/store/storelimit.h"
#include "core/store/storelock.h"
#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

constexpr QLatin1String suffix(".sqlite");

/// As far as a look at the files tells.
StoreFolder::Entry entryOf(const QString &store)
{
    StoreFolder::Entry entry;
    entry.path = store;
    for (const QString &path : StoreFile::filesOf(store)) {
        const QFileInfo file(path);
        if (!file.exists())
            continue;
        entry.bytes += file.size();
        if (!path.endsWith(QLatin1String("-shm")))
            entry.used = entry.used.isValid() ? std::max(entry.used, file.lastModified()) : file.lastModified();
    }
    return entry;
}

QList<StoreFolder::Entry> lookInto(const QString &folder)
{
    QList<StoreFolder::Entry> entries;
    for (const QString &name : QDir(folder).entryList({QLatin1Char('*') + suffix}, QDir::Files))
        entries.append(entryOf(QDir(folder).filePath(name)));
    std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.used > b.used; });
    return entries;
}

/// Whether nobody else has it; then it is gone.
bool remove(const StoreFolder::Entry &entry, StoreFolder::Cleared &cleared)
{
    const StoreLock lock = StoreLock::take(entry.path, StoreLock::Kind::Alone);
    if (!lock.isTaken()) {
        ++cleared.inUse;
        return false;
    }
    bool gone = true;
    for (const QString &file : StoreFile::filesOf(entry.path))
        gone = (!QFile::exists(file) || QFile::remove(file)) && gone;
    QFile::remove(StoreLock::pathFor(entry.path));
    if (!gone) {
        ++cleared.failed;
        return false;
    }
    ++cleared.stores;
    cleared.bytes += entry.bytes;
    return true;
}

void readAbout(StoreFolder::Entry &entry)
{
    const StoreLock lock = StoreLock::take(entry.path, StoreLock::Kind::Alone);
    entry.inUse = !lock.isTaken();
    // Who may not write leaves SQLite's files beside it behind.
    const auto database =
        SqlDatabase::open(entry.path, entry.inUse ? SqlDatabase::Access::Read : SqlDatabase::Access::ReadWrite);
    if (!database)
        return;
    auto about = database->prepare("SELECT name, value FROM about");
    if (!about)
        return;
    for (;;) {
        const auto row = about->step();
        if (!row)
            return;
        if (!*row)
            break;
        const QString name = about->text(0);
        if (name == QLatin1String("source"))
            entry.about.source = about->text(1);
        else if (name == QLatin1String("model"))
            entry.about.model = about->text(1);
        else if (name == QLatin1String("frames"))
            entry.about.frameCount = about->text(1).toLongLong();
    }
    auto count = database->prepare("SELECT count(*) FROM survivors");
    if (!count)
        return;
    const auto row = count->step();
    entry.readable = row && *row;
    entry.frames = entry.readable ? count->integer(0) : 0;
}

} // namespace

StoreFolder::StoreFolder(QString path)
    : m_path(std::move(path))
{}

StoreFolder StoreFolder::ofUser()
{
    return StoreFolder(
        QDir(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)).filePath(QStringLiteral("results")));
}

QString StoreFolder::pathOf(const QByteArray &key) const
{
    return QDir(m_path).filePath(QString::fromLatin1(key) + suffix);
}

QList<StoreFolder::Entry> StoreFolder::entries() const
{
    QList<Entry> entries = lookInto(m_path);
    for (Entry &entry : entries)
        readAbout(entry);
    return entries;
}

qint64 StoreFolder::size() const
{
    qint64 bytes = 0;
    for (const Entry &entry : lookInto(m_path))
        bytes += entry.bytes;
    return bytes;
}

StoreFolder::Cleared StoreFolder::clear() const
{
    return shrink(0);
}

StoreFolder::Cleared StoreFolder::shrink(qint64 limit) const
{
    Cleared cleared;
    QList<Entry> entries = lookInto(m_path);
    qint64 bytes = 0;
    for (const Entry &entry : std::as_const(entries))
        bytes += entry.bytes;
    for (; !entries.isEmpty() && bytes > limit; entries.removeLast())
        if (remove(entries.last(), cleared))
            bytes -= entries.last().bytes;
    return cleared;
}

std::optional<Error> madeRoom(const StoreFolder &folder)
{
    const qint64 limit = storeLimit();
    folder.shrink(limit);
    if (folder.size() <= limit)
        return std::nullopt;
    return Error{Words::tr("Results are no longer kept: the %1 MB that they may take are full.").arg(limit >> 20),
                 Words::tr("Clear them by \"sightglass cache --clear\", or allow more in the Preferences."),
                 {}};
}

} // namespace sightglass
