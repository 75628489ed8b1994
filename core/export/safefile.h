// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>
#include <QStringList>

namespace sightglass
{

/// A file, or a folder of files, that is either wholly there or not at all.
///
/// It is written under a hidden temporary name in the same folder (".name.part-XXXXXX.ending") and takes its place by
/// an atomic rename; a program that is killed before leaves that name alone, until sweep() finds it. Where the target
/// is a link, what it points to is replaced, or made.
///
/// What is temporary is locked (flock(2)) while this object lives: so it is known whether a program is still at it.
class SafeFile
{
public:
    enum class Kind
    {
        File,
        Folder
    };

    /// Removes the temporary files and folders of this user that killed programs left in the folder of a target; their
    /// names.
    static QStringList sweep(const QString &target);

    /// Makes the empty temporary file or folder, so that a place that cannot be written to is known at once. A target
    /// that is being written already is an Error.
    static Result<SafeFile> create(const QString &target, Kind kind = Kind::File);

    SafeFile(SafeFile &&other) noexcept;
    SafeFile &operator=(SafeFile &&other) noexcept;
    /// Removes what is temporary unless it was committed.
    ~SafeFile();

    /// The temporary file or folder: what others write to.
    const QString &path() const { return m_path; }
    const QString &target() const { return m_target; }

    /// Waits until what was written is on the disk; of a folder, with all that others write to the same disk.
    Result<void> sync();
    enum class Existing
    {
        Replace,
        Keep, ///< What has the name is left alone, and is an Error: also one that came a moment ago.
    };

    /// Gives it its name. After sync(), nothing but a change of the place can make it fail. A folder that is replaced
    /// is removed with all that is in it; an empty one may always be.
    Result<void> commit(Existing existing = Existing::Replace);

private:
    SafeFile(Kind kind, QString target, QString path, int lock);
    int replace(const QByteArray &from, const QByteArray &to) const;

    Kind m_kind;
    QString m_target;
    QString m_path;  ///< Empty once committed.
    int m_lock = -1; ///< The descriptor that holds the lock.
};

/// Why a file could not be written, by the system's error number.
Error writeError(const QString &target, int systemError);

/// That there is a file which nobody said may be replaced.
Error existsError(const QString &target);

} // namespace sightglass
