// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/wording.h"

#include "core/values/words.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// Whole seconds, never less than 0.
qint64 secondsBetween(Clock::time_point from, Clock::time_point to)
{
    return std::max<qint64>(0, std::chrono::round<std::chrono::seconds>(to - from).count());
}

} // namespace

QString timestampText(double seconds)
{
    const auto total = static_cast<qint64>(std::llround(std::max(0.0, seconds) * 1000.0));
    const auto two = [](qint64 value) { return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0')); };
    const QString rest = QStringLiteral("%1.%2").arg(two(total / 1000 % 60),
                                                     QStringLiteral("%1").arg(total % 1000, 3, 10, QLatin1Char('0')));
    const qint64 minutes = total / 60000;
    if (minutes < 60)
        return QStringLiteral("%1:%2").arg(QString::number(minutes), rest);
    return QStringLiteral("%1:%2:%3").arg(QString::number(minutes / 60), two(minutes % 60), rest);
}

QString bytesText(std::size_t bytes)
{
    if (bytes == 0)
        return Words::tr("unknown");
    const double megabytes = static_cast<double>(bytes) / 1e6;
    if (megabytes < 999.5)
        return QStringLiteral("%1 MB").arg(megabytes, 0, 'f', 0);
    return QStringLiteral("%1 GB").arg(megabytes / 1000.0, 0, 'f', 1);
}

QString decimalText(double value)
{
    return QString::number(value, 'f', value < 999.95 ? 1 : 0);
}

QString sourceStateText(const SourceState &state, Clock::time_point now)
{
    using Phase = SourceState::Phase;
    switch (state.phase) {
    case Phase::Empty:
        return Words::tr("No source");
    case Phase::Opening:
        return Words::tr("Opening …");
    case Phase::Playing:
        return Words::tr("Playing");
    case Phase::Paused:
        return Words::tr("Paused");
    case Phase::Ended:
        return Words::tr("Ended");
    case Phase::Stalled:
        return Words::tr("No picture for %1 s").arg(secondsBetween(state.since, now));
    case Phase::Reconnecting:
        if (state.unplugged)
            return Words::tr("Unplugged: it goes on when it is plugged in again");
        return Words::tr("Lost, attempt %1 in %2 s")
            .arg(QString::number(state.attempt), QString::number(secondsBetween(now, state.nextTry)));
    case Phase::Failed:
        return Words::tr("Failed");
    }
    return {};
}

} // namespace sightglass
