// SPDX-License-Identifier: Apache-2.0
#include "core/export/safefile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sightglass
{

namespace
{

/// A file's name holds 255 bytes; so many of them are left to the target's own.
constexpr qsizetype longestStem = 180;

QString randomLetters()
{
    static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    QString text;
    for (int i = 0; i < 6; ++i)
        text += QLatin1Char(letters[QRandomGenerator::system()->bounded(static_cast<int>(sizeof(letters)) - 1)]);
    return text;
}

QString temporaryPath(const QFileInfo &target)
{
    QString stem = target.completeBaseName();
    while (QFile::encodeName(stem).size() > longestStem)
        stem.chop(1);
    const QString ending = target.suffix().isEmpty() ? QString() : QLatin1Char('.') + target.suffix();
    return target.dir().filePath(QStringLiteral(".%1.part-%2%3").arg(stem, randomLetters(), ending));
}

Result<void> syncPath(const QString &path, const QString &target, int flags)
{
    const int file = ::open(QFile::encodeName(path).constData(), flags | O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return writeError(target, errno);
    const int failure = ::fsync(file) == 0 ? 0 : errno;
    ::close(file);
    if (failure != 0)
        return writeError(target, failure);
    return {};
}

} // namespace

Error writeError(const QString &target, int systemError)
{
    const QString name = QFileInfo(target).fileName();
    const QString detail = QString::fromLocal8Bit(std::strerror(systemError));
    switch (systemError) {
    case ENOSPC:
    case EDQUOT:
        return {QStringLiteral("The disk is full: %1 could not be written.").arg(name),
                QStringLiteral("Free some space, or choose a folder on another disk."), detail};
    case EFBIG:
        return {QStringLiteral("%1 became larger than its disk, or a limit of the system, allows.").arg(name),
                QStringLiteral("Choose a folder on another disk, or a shorter range."), detail};
    case EACCES:
    case EPERM:
    case EROFS:
        return {QStringLiteral("The folder %1 cannot be written to.").arg(QFileInfo(target).absolutePath()),
                QStringLiteral("Choose a folder of your own."), detail};
    default:
        return {QStringLiteral("%1 could not be written.").arg(name), QStringLiteral("Choose another folder."), detail};
    }
}

Result<SafeFile> SafeFile::create(const QString &path)
{
    QFileInfo target(path);
    if (target.isSymLink() && target.exists())
        target = QFileInfo(target.canonicalFilePath());
    const QString folder = target.absolutePath();
    if (!QFileInfo(folder).isDir())
        return Error{QStringLiteral("There is no folder %1.").arg(folder),
                     QStringLiteral("Create it first, or choose another."),
                     {}};
    if (target.exists() && !target.isFile())
        return Error{QStringLiteral("%1 is not a file that can be replaced.").arg(path),
                     QStringLiteral("Choose the name of a file."),
                     {}};
    for (int attempt = 0; attempt < 100; ++attempt) {
        const QString temporary = temporaryPath(target);
        const int file =
            ::open(QFile::encodeName(temporary).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0) {
            struct stat replaced = {};
            if (::stat(QFile::encodeName(target.filePath()).constData(), &replaced) == 0)
                (void)::fchmod(file, replaced.st_mode & 07777);
            ::close(file);
            return SafeFile(target.absoluteFilePath(), temporary);
        }
        if (errno != EEXIST)
            return writeError(path, errno);
    }
    return writeError(path, EEXIST);
}

SafeFile::SafeFile(QString target, QString path)
    : m_target(std::move(target))
    , m_path(std::move(path))
{}

SafeFile::SafeFile(SafeFile &&other) noexcept
    : m_target(std::move(other.m_target))
    , m_path(std::exchange(other.m_path, {}))
{}

SafeFile &SafeFile::operator=(SafeFile &&other) noexcept
{
    std::swap(m_target, other.m_target);
    std::swap(m_path, other.m_path);
    return *this;
}

SafeFile::~SafeFile()
{
    if (!m_path.isEmpty())
        ::unlink(QFile::encodeName(m_path).constData());
}

Result<void> SafeFile::sync()
{
    return syncPath(m_path, m_target, 0);
}

Result<void> SafeFile::commit()
{
    if (::rename(QFile::encodeName(m_path).constData(), QFile::encodeName(m_target).constData()) != 0)
        return writeError(m_target, errno);
    m_path.clear();
    // The name is there; whether it survives a power cut is all that a failure here would put in doubt.
    (void)syncPath(QFileInfo(m_target).absolutePath(), m_target, O_DIRECTORY);
    return {};
}

} // namespace sightglass
