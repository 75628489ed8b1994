// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace sightglass
{

/// A language that the window can speak.
struct Language
{
    QString code; ///< For the settings: "de".
    QString name; ///< In the language itself, as whoever looks for it reads no other.
};

/// Those that are built in, English first.
QList<Language> languages();

/// The code of the one that is spoken: what a person chose, or, where that is empty, the first of the system's
/// languages
/// ("de-AT", "en-US") that is built in. English, where none is.
QString languageOf(const QString &chosen, const QStringList &system);

/// Has the application speak a language from now on, and Qt's own dialogs with it, where Qt's translations are
/// installed; returns its code. Texts that were made before stay as they are: call it first. `chosen` as for
/// languageOf(). How numbers and dates are written stays the system's.
QString installLanguage(const QString &chosen);

} // namespace sightglass
