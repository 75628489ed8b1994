// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>

namespace sightglass
{

/// A file that is either wholly there or not at all.
///
/// It is written under a hidden temporary name in the same folder (".name.part-XXXXXX.ending") and takes its place by
/// an atomic rename; a program that is killed before leaves that name alone. Where the target is a link, the file it
/// points to is replaced.
class SafeFile
{
public:
    /// Makes the empty temporary file, so that a folder that cannot be written to is known at once.
    static Result<SafeFile> create(const QString &target);

    SafeFile(SafeFile &&other) noexcept;
    SafeFile &operator=(SafeFile &&other) noexcept;
    /// Removes the temporary file unless it was committed.
    ~SafeFile();

    /// The temporary file: what others write to.
    const QString &path() const { return m_path; }
    const QString &target() const { return m_target; }

    /// Waits until what was written is on the disk.
    Result<void> sync();
    /// Gives the file its name. After sync(), nothing but a change of the folder can make it fail.
    Result<void> commit();

private:
    SafeFile(QString target, QString path);

    QString m_target;
    QString m_path; ///< Empty once committed.
};

/// Why a file could not be written, by the system's error number.
Error writeError(const QString &target, int systemError);

} // namespace sightglass
