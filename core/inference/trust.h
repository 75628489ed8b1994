// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace sightglass
{

/// Whether a person has to be asked before a model's file is opened.
///
/// A TorchScript file is a program: LibTorch runs what is in it, with the user's rights, when it is loaded. It is
/// opened without a question where the user has most likely put it there on purpose: below the home folder, but not in
/// the folder for downloads, owned by the user, and not writable by everybody. So it is for the models that come with
/// the program, and where a person has named it on the command line: that is consent, and `sightglass export` and
/// `sightglass inspect` never ask. Files of the other formats hold no programs and never need a question.

/// A file that a person has agreed to open: another content, told by size and time, is another file.
struct TrustedFile
{
    QString path;        ///< Canonical: no links in it.
    qint64 size = 0;     ///< Bytes.
    qint64 modified = 0; ///< Milliseconds since 1970, UTC.

    bool operator==(const TrustedFile &) const = default;
};

/// The file at a path as it is now; an empty path where there is none.
TrustedFile trustedFileAt(const QString &path);

/// The answers a person has given. A value, for settings.
class TrustedFiles
{
public:
    bool contains(const TrustedFile &file) const { return m_files.contains(file); }
    /// The oldest answers are forgotten beyond some hundreds.
    void add(const TrustedFile &file);

    /// A text for each file, and back; what is no such text is passed over.
    QStringList toTexts() const;
    static TrustedFiles fromTexts(const QStringList &texts);

    bool operator==(const TrustedFiles &) const = default;

private:
    QList<TrustedFile> m_files; ///< The oldest first.
};

/// Which files are the user's own.
struct OwnPlace
{
    QString home;      ///< Folder of the user.
    QString downloads; ///< Folder where files of others arrive; may be empty.
    uint user = 0;     ///< The user's id.

    static OwnPlace ofThisUser();
};

/// Whether a person has to be asked before loadDetector() opens `location` (see ModelRequest). False for built-in
/// models, for files that hold no program, and for those that cannot be loaded at all. Reads the file's head.
bool needsConsent(const QString &location, const TrustedFiles &trusted, const OwnPlace &own = OwnPlace::ofThisUser());

} // namespace sightglass
