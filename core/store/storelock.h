// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>
#include <QString>

#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sightglass
{

/// Says to other programs, and to other places of this one, that a store's file is in use: a lock (flock(2)) on a file
/// of its own beside it, as closing a second descriptor of SQLite's file would lift SQLite's locks. It goes with the
/// process, however that ends.
class StoreLock
{
public:
    enum class Kind
    {
        Shared,
        Alone,
    };

    StoreLock() = default;
    StoreLock(StoreLock &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {}
    StoreLock &operator=(StoreLock &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~StoreLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    static QString pathFor(const QString &store) { return store + QStringLiteral(".lock"); }

    /// A shared one is waited for while another has it alone, which is for a moment. Not taken where others share what
    /// is wanted alone, or the file cannot be made.
    static StoreLock take(const QString &store, Kind kind)
    {
        const QByteArray path = QFile::encodeName(pathFor(store));
        for (;;) {
            StoreLock lock;
            lock.m_descriptor = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
            if (lock.m_descriptor < 0 || !lock.change(kind))
                return {};
            // Who had it alone may have taken the file away.
            struct stat ours = {};
            struct stat there = {};
            if (::fstat(lock.m_descriptor, &ours) != 0)
                return {};
            if (::stat(path.constData(), &there) == 0 && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev)
                return lock;
        }
    }

    /// Whether it is of this kind now; if not, it may be lost.
    bool change(Kind kind) { return ::flock(m_descriptor, kind == Kind::Shared ? LOCK_SH : LOCK_EX | LOCK_NB) == 0; }

    bool isTaken() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

} // namespace sightglass
