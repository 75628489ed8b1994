// SPDX-License-Identifier: Apache-2.0
#include "ui/language.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr auto english = QLatin1String("en");

QString fileOf(const QString &code)
{
    return QStringLiteral(":/i18n/sightglass_%1.qm").arg(code);
}

void install(const QString &file, const QString &folder)
{
    auto *translator = new QTranslator(QCoreApplication::instance());
    if (!translator->load(file, folder) || !QCoreApplication::installTranslator(translator))
        delete translator;
}

} // namespace

QList<Language> languages()
{
    QList<Language> all{{english, QStringLiteral("English")}};
    // A build without Qt's translation tools has no others.
    for (const Language &language : {Language{QStringLiteral("de"), QStringLiteral("Deutsch")}}) {
        if (QFile::exists(fileOf(language.code)))
            all.append(language);
    }
    return all;
}

QString languageOf(const QString &chosen, const QStringList &system)
{
    const QList<Language> all = languages();
    for (const QString &wanted : chosen.isEmpty() ? system : QStringList{chosen}) {
        const QString code = wanted.section(QLatin1Char('-'), 0, 0).section(QLatin1Char('_'), 0, 0).toLower();
        if (std::any_of(all.begin(), all.end(), [&code](const Language &each) { return each.code == code; }))
            return code;
    }
    return english;
}

QString installLanguage(const QString &chosen)
{
    qDeleteAll(QCoreApplication::instance()->findChildren<QTranslator *>(QString(), Qt::FindDirectChildrenOnly));
    const QString code = languageOf(chosen, QLocale::system().uiLanguages());
    if (code != english) {
        install(QStringLiteral("qtbase_") + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
        install(fileOf(code), {});
    }
    return code;
}

} // namespace sightglass
