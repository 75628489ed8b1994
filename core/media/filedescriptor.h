// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

namespace sightglass
{

/// A device that is open while this lives; never blocks.
class FileDescriptor
{
public:
    explicit FileDescriptor(const QString &path)
        : m_descriptor(::open(QFile::encodeName(path).constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC))
    {}
    ~FileDescriptor()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;

    bool isOpen() const { return m_descriptor >= 0; }
    int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

} // namespace sightglass
