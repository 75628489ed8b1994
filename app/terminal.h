// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdio>
#include <thread>

namespace sightglass
{

/// Writes at once, in the encoding of the terminal. The text is as it is to be seen: see visibletext.h. Whether all of
/// it went out.
bool print(std::FILE *to, const QString &text);

/// "sightglass: " and all that is known of what went wrong, a line each, with the controls in it written out.
void printError(std::FILE *to, const Error &error);

/// From here on Qt's messages, and those of the program's logging categories, have their controls written out.
void makeLogVisible();

/// Until release(), what libraries (libpng, libjpeg, OpenCV, GLib and so on) write to standard output and standard
/// error does not reach the terminal, and cannot get into what the program writes: it goes to the logging category
/// "sightglass.libraries" (debug, off unless asked for), and its last lines are kept for Error::detail. The program's
/// own words go to err() meanwhile.
///
/// One at a time. It has a thread of its own, as a library that fills a pipe which nobody reads would wait for ever.
class Terminal
{
public:
    Terminal();
    ~Terminal();
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    /// What standard error was before.
    std::FILE *err() const { return m_err ? m_err : stderr; }

    /// Gives standard output and error back, and tells the last lines that libraries wrote; empty for none.
    QString release();

    static constexpr qsizetype maxLines = 12;
    static constexpr qsizetype maxLineBytes = 2000;

private:
    void read();
    void take(const QByteArray &line);

    std::FILE *m_out = nullptr; ///< What standard output was before; null where nothing could be kept.
    std::FILE *m_err = nullptr;
    int m_pipe = -1;     ///< Its end to read from.
    int m_stop = -1;     ///< Readable when reading is to end.
    QStringList m_lines; ///< The thread's, while it runs.
    std::thread m_thread;
};

} // namespace sightglass
