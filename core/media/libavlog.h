// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sightglass
{

/// Keeps libav's own messages off the terminal, and collects those of the calling thread while it lives.
///
/// All of libav's messages go to the logging category "sightglass.libav" (debug, off unless asked for). The errors and
/// warnings said on this thread, the last ones, are kept for Error::detail. Neither holds credentials. Scopes nest; the
/// innermost collects.
class LibavLog
{
public:
    LibavLog();
    ~LibavLog();
    LibavLog(const LibavLog &) = delete;
    LibavLog &operator=(const LibavLog &) = delete;

    /// The last messages, one a line; empty when libav had nothing to say.
    QString text() const { return m_lines.join(QLatin1Char('\n')); }

    static constexpr int maxLines = 12;

private:
    static void receive(void *context, int level, const char *format, va_list arguments);

    LibavLog *m_outer;
    QStringList m_lines;
};

} // namespace sightglass
