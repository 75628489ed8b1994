// SPDX-License-Identifier: Apache-2.0
#include "core/media/libavlog.h"

#include "core/media/credentials.h"

#include <QLoggingCategory>
#include <QRegularExpression>

extern "C" {
#include <libavutil/log.h>
}

#include <array>
#include <mutex>

namespace sightglass
{

namespace
{
Q_LOGGING_CATEGORY(libavCategory, "sightglass.libav", QtWarningMsg)

thread_local LibavLog *innermost = nullptr;
thread_local int printPrefix = 1;
} // namespace

LibavLog::LibavLog()
    : m_outer(innermost)
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(&LibavLog::receive); });
    innermost = this;
}

LibavLog::~LibavLog()
{
    innermost = m_outer;
}

void LibavLog::receive(void *context, int level, const char *format, va_list arguments)
{
    const bool collected = innermost != nullptr && level <= AV_LOG_WARNING;
    const bool wanted = level <= AV_LOG_INFO && libavCategory().isDebugEnabled();
    if (!collected && !wanted)
        return;
    std::array<char, 512> line{};
    av_log_format_line2(context, level, format, arguments, line.data(), static_cast<int>(line.size()), &printPrefix);
    // "[h264 @ 0x55d0c0ffee00]": where something lies in memory says nothing to anybody.
    static const QRegularExpression address(QStringLiteral(" @ 0x[0-9a-f]+"));
    const QString text = withoutCredentials(QString::fromUtf8(line.data()).trimmed()).remove(address);
    if (text.isEmpty())
        return;
    if (collected) {
        innermost->m_lines.append(text);
        if (innermost->m_lines.size() > maxLines)
            innermost->m_lines.removeFirst();
    }
    if (wanted)
        qCDebug(libavCategory).noquote() << text;
}

} // namespace sightglass
