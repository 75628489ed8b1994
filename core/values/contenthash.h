// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace sightglass
{

/// SHA-256 of what files hold, one after another, read in pieces beside other work. One thread.
class ContentHash
{
public:
    explicit ContentHash(QStringList paths)
        : m_paths(std::move(paths))
    {}

    /// Reads on by so many bytes.
    void advance(qint64 bytes)
    {
        constexpr qint64 piece = 1 << 20;
        while (bytes > 0 && !m_failed && m_next < m_paths.size()) {
            if (!m_file.isOpen()) {
                m_file.setFileName(m_paths[m_next]);
                m_failed = !m_file.open(QIODevice::ReadOnly);
                continue;
            }
            const QByteArray read = m_file.read(std::min(bytes, piece));
            m_failed = m_file.error() != QFileDevice::NoError;
            m_hash.addData(read);
            m_read += read.size();
            bytes -= read.size();
            if (read.isEmpty()) {
                m_file.close();
                ++m_next;
            }
        }
    }

    /// In hexadecimal, once the rest is read; nothing where a file cannot be read to its end, or there is none.
    std::optional<QByteArray> finish()
    {
        while (!m_failed && m_next < m_paths.size())
            advance(qint64(1) << 30);
        return m_failed || m_paths.isEmpty() ? std::nullopt : std::optional(m_hash.result().toHex());
    }

    /// Bytes so far.
    qint64 size() const { return m_read; }

private:
    QStringList m_paths;
    qsizetype m_next = 0;
    QFile m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_read = 0;
    bool m_failed = false;
};

} // namespace sightglass
