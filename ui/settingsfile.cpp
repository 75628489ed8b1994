// SPDX-License-Identifier: Apache-2.0
#include "ui/settingsfile.h"

#include "core/media/credentials.h"
#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace sightglass
{

namespace
{

constexpr qint64 mostBytes = 16 << 20; ///< Hundreds of models with hundreds of classes each.

QString asidePath(const QString &path)
{
    QString aside = path + QStringLiteral(".unusable");
    for (int i = 2; QFileInfo::exists(aside) || QFileInfo(aside).isSymLink(); ++i)
        aside = path + QStringLiteral(".unusable-%1").arg(i);
    return aside;
}

/// QFile's would read a pipe to its end where it cannot be renamed.
bool renamed(const QString &from, const QString &to)
{
    return std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0;
}

Error keptAside(const QString &path, const QString &aside)
{
    return {Words::tr("The settings in %1 could not be read: this start goes by the usual ones.").arg(path),
            Words::tr("What was there is kept as %1.").arg(aside),
            {}};
}

/// Those of mine that are new since before, those of others that are, and what was there before.
template <typename List, typename Same>
List mergedRecent(const List &mine, const List &before, const List &others, Same same)
{
    List merged;
    const auto holds = [&same](const List &list, const auto &item) {
        return std::any_of(list.begin(), list.end(), [&](const auto &each) { return same(each, item); });
    };
    const auto take = [&](const List &list, bool wantNew) {
        for (const auto &item : list) {
            if (holds(before, item) != wantNew && !holds(merged, item) && merged.size() < Settings::maxRecent)
                merged.append(item);
        }
    };
    take(mine, true);
    take(others, true);
    take(mine, false);
    return merged;
}

} // namespace

QString userSettingsPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/sightglass/sightglass.conf");
}

SettingsFile openSettings(const QString &path)
{
    const QFileInfo file(path);
    SettingsFile opened;
    QString used = path;
    if (file.exists() && (!file.isFile() || file.size() > mostBytes)) {
        const QString aside = asidePath(path);
        if (renamed(path, aside)) {
            opened.problem = keptAside(path, aside);
        } else {
            used = path + QStringLiteral(".new");
            opened.problem = Error{Words::tr("The settings in %1 could not be read, nor moved away.").arg(path),
                                   Words::tr("They are kept in %1 from now on.").arg(used),
                                   {}};
        }
    }
    opened.store = std::make_unique<QSettings>(used, QSettings::IniFormat);
    if (opened.store->status() == QSettings::FormatError) {
        const QString aside = asidePath(path);
        opened.store.reset();
        if (renamed(path, aside))
            opened.problem = keptAside(path, aside);
        opened.store = std::make_unique<QSettings>(path, QSettings::IniFormat);
    }
    return opened;
}

void keepSettings(const Settings &mine, const Settings &before, QSettings &store)
{
    store.sync();
    const Settings others = loadSettings(store);
    Settings kept = mine;
    kept.source.recent = mergedRecent(
        mine.source.recent, before.source.recent, others.source.recent, [](const SourceSpec &a, const SourceSpec &b) {
            return a.kind == b.kind && withoutCredentials(a).location == withoutCredentials(b).location;
        });
    kept.model.recent =
        mergedRecent(mine.model.recent, before.model.recent, others.model.recent, std::equal_to<QString>());
    for (const QString &location : others.tuning.models.keys()) {
        const ModelTuning &theirs = others.tuning.models[location];
        const auto old = before.tuning.models.constFind(location);
        const auto own = kept.tuning.models.constFind(location);
        const bool untouched =
            own == kept.tuning.models.constEnd() || (old != before.tuning.models.constEnd() && *old == *own);
        if (untouched)
            kept.tuning.models[location] = theirs;
    }
    // What another window has saved meanwhile; one that this window has removed stays gone.
    for (const auto &[name, preset] : others.tuning.presets) {
        if (!before.tuning.presets.contains(name))
            kept.tuning.presets.try_emplace(name, preset);
    }
    kept.model.trusted = TrustedPrograms::fromTexts(others.model.trusted.toTexts() + mine.model.trusted.toTexts());
    saveSettings(kept, store);
    store.sync();
}

} // namespace sightglass
