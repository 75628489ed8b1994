// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.h"

#include "core/values/visibletext.h"

#include <QLoggingCategory>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace sightglass
{

namespace
{

Q_LOGGING_CATEGORY(librariesCategory, "sightglass.libraries", QtWarningMsg)

QtMessageHandler handlerBefore = nullptr;
/// Where messages go while standard error is not the terminal.
std::atomic<std::FILE *> terminalErrors = nullptr;

void visibleMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString shown = visibleLines(message);
    if (std::FILE *errors = terminalErrors)
        print(errors, qFormatLogMessage(type, context, shown) + QLatin1Char('\n'));
    else
        handlerBefore(type, context, shown);
}

/// A stream to where a descriptor leads now, whatever becomes of the descriptor.
std::FILE *streamLike(int descriptor)
{
    const int kept = ::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return kept < 0 ? nullptr : ::fdopen(kept, "w");
}

/// Those who look for faults in memory and threads must be heard.
void sendReportsTo([[maybe_unused]] int descriptor)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    __sanitizer_set_report_fd(reinterpret_cast<void *>(std::intptr_t(descriptor)));
#endif
}

} // namespace

bool print(std::FILE *to, const QString &text)
{
    const QByteArray bytes = text.toLocal8Bit();
    const auto size = static_cast<std::size_t>(bytes.size());
    return std::fwrite(bytes.constData(), 1, size, to) == size && std::fflush(to) == 0;
}

void printError(std::FILE *to, const Error &error)
{
    const Error shown{visibleText(error.message), visibleText(error.suggestion), visibleLines(error.detail)};
    print(to, QStringLiteral("sightglass: %1\n").arg(shown.toText()));
}

void makeLogVisible()
{
    handlerBefore = qInstallMessageHandler(visibleMessage);
}

Terminal::Terminal()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    // A writer waits for room as it would for a terminal.
    ::fcntl(ends[1], F_SETFL, 0);
    m_pipe = ends[0];
    m_stop = ::eventfd(0, EFD_CLOEXEC);
    m_out = streamLike(STDOUT_FILENO);
    m_err = streamLike(STDERR_FILENO);
    if (m_out && m_err && m_stop >= 0) {
        std::fflush(nullptr);
        terminalErrors = m_err;
        sendReportsTo(::fileno(m_err));
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        m_thread = std::thread([this] { read(); });
    }
    ::close(ends[1]);
}

Terminal::~Terminal()
{
    (void)release();
    for (std::FILE *stream : {m_out, m_err}) {
        if (stream)
            std::fclose(stream);
    }
    for (const int descriptor : {m_pipe, m_stop}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

QString Terminal::release()
{
    if (m_thread.joinable()) {
        std::fflush(nullptr);
        ::dup2(::fileno(m_out), STDOUT_FILENO);
        ::dup2(::fileno(m_err), STDERR_FILENO);
        sendReportsTo(STDERR_FILENO);
        const std::uint64_t one = 1;
        while (::write(m_stop, &one, sizeof(one)) < 0 && errno == EINTR) {
        }
        m_thread.join();
        terminalErrors = nullptr;
    }
    return m_lines.join(QLatin1Char('\n'));
}

void Terminal::read()
{
    QByteArray line;
    for (bool last = false; !last;) {
        std::array<pollfd, 2> waited{{{m_pipe, POLLIN, 0}, {m_stop, POLLIN, 0}}};
        if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR)
            return;
        // What was written before release() is in the pipe by now.
        last = waited[1].revents != 0;
        std::array<char, 4096> bytes{};
        for (ssize_t got = 0; (got = ::read(m_pipe, bytes.data(), bytes.size())) > 0;) {
            for (const char byte : QByteArrayView(bytes.data(), got)) {
                if (byte != '\n' && line.size() < maxLineBytes)
                    line += byte;
                else if (byte == '\n')
                    take(std::exchange(line, {}));
            }
        }
    }
    take(line);
}

void Terminal::take(const QByteArray &line)
{
    const QString text = QString::fromLocal8Bit(line).trimmed();
    if (text.isEmpty())
        return;
    m_lines.append(text);
    if (m_lines.size() > maxLines)
        m_lines.removeFirst();
    qCDebug(librariesCategory).noquote() << text;
}

} // namespace sightglass
