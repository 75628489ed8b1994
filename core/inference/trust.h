// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// Whether a person has to be asked before a model's file is opened.
///
/// A TorchScript file is a program: LibTorch runs what is in it, with the user's rights, when it is loaded. It is
/// opened without a question where the user has most likely put it there on purpose: below the home folder, but not in
/// the folder for downloads; owned by the user, writable by nobody else, and in no folder that everybody may write to.
/// So it is for the models that come with the program, and where a person has named it on the command line: that is
/// consent, and `sightglass export` and `sightglass inspect` never ask. Files of the other formats hold no programs and
/// never need a question.

/// A program of others. What a person agrees to is the content, wherever it lies and whenever it was written.
struct ForeignProgram
{
    QByteArray sha256; ///< Of the file's content: 64 characters, hexadecimal (FIPS 180-4).
    QString path;      ///< Canonical: no links in it. For people alone.

    bool operator==(const ForeignProgram &) const = default;
};

/// The answers a person has given. A value, for settings.
class TrustedPrograms
{
public:
    bool contains(const ForeignProgram &program) const;
    /// The oldest answers are forgotten beyond some hundreds.
    void add(const ForeignProgram &program);

    /// A text for each program, and back; what is no such text is passed over.
    QStringList toTexts() const;
    static TrustedPrograms fromTexts(const QStringList &texts);

    bool operator==(const TrustedPrograms &) const = default;

private:
    QList<ForeignProgram> m_programs; ///< The oldest first.
};

/// Which files are the user's own.
struct OwnPlace
{
    QString home;      ///< Folder of the user.
    QString downloads; ///< Folder where files of others arrive; may be empty.
    uint user = 0;     ///< The user's id.

    static OwnPlace ofThisUser();
};

/// The program of others that loadDetector() would run for `location` (see ModelRequest). Nothing for built-in models,
/// for the user's own files, for files that hold no program, and for those that cannot be loaded at all; an Error where
/// the file cannot be read to its end. Any thread; reads the whole file.
Result<std::optional<ForeignProgram>> foreignProgramAt(const QString &location,
                                                       const OwnPlace &own = OwnPlace::ofThisUser());

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::ForeignProgram)
