// SPDX-License-Identifier: Apache-2.0
#include "core/export/safefile.h"

#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
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

QString temporaryName(const QFileInfo &target, const QString &letters)
{
    QString stem = target.completeBaseName();
    while (QFile::encodeName(stem).size() > longestStem)
        stem.chop(1);
    const QString ending = target.suffix().isEmpty() ? QString() : QLatin1Char('.') + target.suffix();
    return QStringLiteral(".%1.part-%2%3").arg(stem, letters, ending);
}

/// All that temporaryName() may have made in a folder.
QFileInfoList temporaryFiles(const QDir &folder)
{
    static const QRegularExpression form(QStringLiteral("^\\..*\\.part-[A-Za-z0-9]{6}(\\.[^.]+)?$"),
                                         QRegularExpression::DotMatchesEverythingOption);
    QFileInfoList files =
        folder.entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden | QDir::NoSymLinks);
    files.removeIf([](const QFileInfo &file) { return !form.match(file.fileName()).hasMatch(); });
    return files;
}

/// Closes what it holds, and with it ends the lock.
class Descriptor
{
public:
    explicit Descriptor(int descriptor)
        : m_descriptor(descriptor)
    {}
    ~Descriptor()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int operator*() const { return m_descriptor; }
    int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

int openToRead(const QString &path)
{
    return ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

bool isLocked(const QString &path)
{
    const Descriptor file(openToRead(path));
    return *file >= 0 && ::flock(*file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/// The temporary file that another SafeFile is writing for the same target.
bool isBeingWritten(const QFileInfo &target, const QString &own)
{
    const QFileInfoList files = temporaryFiles(target.dir());
    return std::any_of(files.begin(), files.end(), [&](const QFileInfo &file) {
        const QString letters = file.fileName().section(QStringLiteral(".part-"), -1).left(6);
        return file.fileName() == temporaryName(target, letters) && file.fileName() != own && isLocked(file.filePath());
    });
}

/// Where links lead, whether there is anything or not.
QFileInfo withoutLinks(const QString &path)
{
    QFileInfo target(path);
    constexpr int mostLinks = 40; // Of Linux, see path_resolution(7).
    for (int i = 0; i < mostLinks && target.isSymLink(); ++i)
        target = QFileInfo(target.symLinkTarget());
    return target;
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

/// 0, or the system's error number: EEXIST where the name is taken.
int renameToFreeName(const QByteArray &from, const QByteArray &to)
{
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    // Not every file system knows that; a second name is refused as surely, and not every one knows those.
    if (::link(from.constData(), to.constData()) == 0)
        return ::unlink(from.constData()) == 0 ? 0 : errno;
    if (errno == EEXIST)
        return errno;
    struct stat found = {};
    if (::lstat(to.constData(), &found) == 0)
        return EEXIST;
    return ::rename(from.constData(), to.constData()) == 0 ? 0 : errno;
}

/// The same; an empty folder may have the name.
int renameToEmptyFolder(const QByteArray &from, const QByteArray &to)
{
    if (::rename(from.constData(), to.constData()) == 0)
        return 0;
    return errno == ENOTEMPTY || errno == ENOTDIR ? EEXIST : errno;
}

/// The descriptor of the new file or folder, to be locked; -1: see errno.
int make(const QString &path, SafeFile::Kind kind)
{
    const QByteArray name = QFile::encodeName(path);
    if (kind == SafeFile::Kind::File)
        return ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (::mkdir(name.constData(), 0777) != 0)
        return -1;
    return ::open(name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

bool isRemoved(const QFileInfo &file)
{
    return file.isDir() ? QDir(file.filePath()).removeRecursively()
                        : ::unlink(QFile::encodeName(file.filePath()).constData()) == 0;
}

} // namespace

Error existsError(const QString &target)
{
    return {
        Words::tr("%1 exists.").arg(target), Words::tr("Add --overwrite to replace it, or choose another name."), {}};
}

Error writeError(const QString &target, int systemError)
{
    const QString name = QFileInfo(target).fileName();
    const QString detail = QString::fromLocal8Bit(std::strerror(systemError));
    switch (systemError) {
    case ENOSPC:
    case EDQUOT:
        return {Words::tr("The disk is full: %1 could not be written.").arg(name),
                Words::tr("Free some space, or choose a folder on another disk."), detail};
    case EFBIG:
        return {Words::tr("%1 became larger than its disk, or a limit of the system, allows.").arg(name),
                Words::tr("Choose a folder on another disk, or a shorter range."), detail};
    case EACCES:
    case EPERM:
    case EROFS:
        return {Words::tr("The folder %1 cannot be written to.").arg(QFileInfo(target).absolutePath()),
                Words::tr("Choose a folder of your own."), detail};
    default:
        return {Words::tr("%1 could not be written.").arg(name), Words::tr("Choose another folder."), detail};
    }
}

QStringList SafeFile::sweep(const QString &target)
{
    QStringList swept;
    for (const QFileInfo &file : temporaryFiles(withoutLinks(target).dir())) {
        const Descriptor left(openToRead(file.filePath()));
        struct stat found = {};
        const bool mine = *left >= 0 && ::fstat(*left, &found) == 0 && found.st_uid == ::geteuid();
        if (mine && ::flock(*left, LOCK_EX | LOCK_NB) == 0 && isRemoved(file))
            swept.append(file.fileName());
    }
    return swept;
}

Result<SafeFile> SafeFile::create(const QString &path, Kind kind)
{
    const QFileInfo target = withoutLinks(path);
    const QString folder = target.absolutePath();
    if (!QFileInfo(folder).isDir())
        return Error{
            Words::tr("There is no folder %1.").arg(folder), Words::tr("Create it first, or choose another."), {}};
    // The name that a link holds may be no UTF-8, and then leads nowhere.
    const bool lost = QFileInfo::exists(path) && !target.exists();
    const bool fits = kind == Kind::File ? target.isFile() : target.isDir();
    if (lost || target.isSymLink() || (target.exists() && !fits))
        return Error{(kind == Kind::File ? Words::tr("%1 is not a file that can be replaced.")
                                         : Words::tr("%1 is not a folder that can be replaced."))
                         .arg(path),
                     kind == Kind::File ? Words::tr("Choose the name of a file.") : Words::tr("Choose another name."),
                     {}};
    for (int attempt = 0; attempt < 100; ++attempt) {
        const QString name = temporaryName(target, randomLetters());
        const QString temporary = target.dir().filePath(name);
        Descriptor file(make(temporary, kind));
        if (*file < 0 && errno == EEXIST)
            continue;
        if (*file < 0)
            return writeError(path, errno);
        const bool taken = ::flock(*file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        SafeFile safe(kind, target.absoluteFilePath(), temporary, file.release());
        // Before it was locked another program may have looked at it, or swept it.
        struct stat made = {};
        if (taken || ::fstat(safe.m_lock, &made) != 0 || made.st_nlink == 0)
            continue;
        if (isBeingWritten(target, name))
            return Error{Words::tr("%1 is being written by another export.").arg(path),
                         Words::tr("Wait until that one is done, or choose another name."),
                         {}};
        struct stat replaced = {};
        if (::stat(QFile::encodeName(target.filePath()).constData(), &replaced) == 0)
            (void)::fchmod(safe.m_lock, replaced.st_mode & 07777);
        return safe;
    }
    return writeError(path, EEXIST);
}

SafeFile::SafeFile(Kind kind, QString target, QString path, int lock)
    : m_kind(kind)
    , m_target(std::move(target))
    , m_path(std::move(path))
    , m_lock(lock)
{}

SafeFile::SafeFile(SafeFile &&other) noexcept
    : m_kind(other.m_kind)
    , m_target(std::move(other.m_target))
    , m_path(std::exchange(other.m_path, {}))
    , m_lock(std::exchange(other.m_lock, -1))
{}

SafeFile &SafeFile::operator=(SafeFile &&other) noexcept
{
    std::swap(m_kind, other.m_kind);
    std::swap(m_target, other.m_target);
    std::swap(m_path, other.m_path);
    std::swap(m_lock, other.m_lock);
    return *this;
}

SafeFile::~SafeFile()
{
    if (!m_path.isEmpty())
        (void)isRemoved(QFileInfo(m_path));
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<void> SafeFile::sync()
{
    if (m_kind == Kind::Folder)
        return ::syncfs(m_lock) == 0 ? Result<void>() : writeError(m_target, errno);
    return syncPath(m_path, m_target, 0);
}

/// 0, or the system's error number.
int SafeFile::replace(const QByteArray &from, const QByteArray &to) const
{
    // An empty folder is replaced as a file is.
    if (::rename(from.constData(), to.constData()) == 0)
        return 0;
    if (m_kind == Kind::File || (errno != ENOTEMPTY && errno != EEXIST))
        return errno;
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_EXCHANGE) == 0)
        return QDir(m_path).removeRecursively() ? 0 : EACCES;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (!QDir(m_target).removeRecursively())
        return EACCES;
    return ::rename(from.constData(), to.constData()) == 0 ? 0 : errno;
}

Result<void> SafeFile::commit(Existing existing)
{
    const QByteArray from = QFile::encodeName(m_path);
    const QByteArray to = QFile::encodeName(m_target);
    const int failure = existing == Existing::Replace ? replace(from, to)
                        : m_kind == Kind::File        ? renameToFreeName(from, to)
                                                      : renameToEmptyFolder(from, to);
    if (failure == EEXIST)
        return existsError(m_target);
    if (failure != 0)
        return writeError(m_target, failure);
    m_path.clear();
    // The name is there; whether it survives a power cut is all that a failure here would put in doubt.
    (void)syncPath(QFileInfo(m_target).absolutePath(), m_target, O_DIRECTORY);
    return {};
}

} // namespace sightglass
