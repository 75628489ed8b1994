// SPDX-License-Identifier: Apache-2.0
#include "app/headlesscache.h"

#include "app/terminal.h"
#include "core/store/storefolder.h"
#include "core/values/visibletext.h"

#include <QDir>
#include <QLocale>

#include <cstdio>

namespace sightglass
{

namespace
{

QString sizeText(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString entryText(const StoreFolder::Entry &entry)
{
    if (!entry.readable)
        return QStringLiteral("%1  cannot be read: %2\n").arg(sizeText(entry.bytes), visibleText(entry.path));
    const QString total = entry.about.frameCount > 0 ? QStringLiteral(" of %1").arg(entry.about.frameCount) : QString();
    return QStringLiteral("%1  %2  %3%4 frames, %5, %6%7\n")
        .arg(sizeText(entry.bytes), entry.used.toString(Qt::ISODate), QString::number(entry.frames), total,
             visibleText(entry.about.source), visibleText(entry.about.model),
             entry.inUse ? QStringLiteral(", in use") : QString());
}

int clear(const StoreFolder &folder)
{
    const auto cleared = folder.clear();
    QString text = QStringLiteral("Removed %1, %2\n").arg(QString::number(cleared.stores), sizeText(cleared.bytes));
    if (cleared.inUse > 0)
        text += QStringLiteral("In use, and left alone: %1\n").arg(cleared.inUse);
    print(stdout, text);
    if (cleared.failed == 0)
        return 0;
    printError(
        stderr,
        {QStringLiteral("%1 could not be removed.").arg(cleared.failed),
         QStringLiteral("See whether the folder %1 may be written to.").arg(QDir::toNativeSeparators(folder.path())),
         {}});
    return 1;
}

} // namespace

int runHeadlessCache(const CacheOptions &options)
{
    const StoreFolder folder = StoreFolder::ofUser();
    if (options.clear)
        return clear(folder);
    qint64 bytes = 0;
    QString text;
    const auto entries = folder.entries();
    for (const StoreFolder::Entry &entry : entries) {
        text += entryText(entry);
        bytes += entry.bytes;
    }
    text += QStringLiteral("%1 kept in %2, %3\n")
                .arg(QString::number(entries.size()), visibleText(QDir::toNativeSeparators(folder.path())),
                     sizeText(bytes));
    return print(stdout, text) ? 0 : 1;
}

} // namespace sightglass
