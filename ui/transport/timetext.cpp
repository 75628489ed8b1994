// SPDX-License-Identifier: Apache-2.0
#include "ui/transport/timetext.h"

#include "core/values/words.h"

#include <cmath>

namespace sightglass
{

QString timeText(double seconds, bool tenths)
{
    const double known = std::isfinite(seconds) && seconds > 0.0 ? seconds : 0.0;
    // Rounded down, so that no frame is said to lie beyond the end.
    const auto total = static_cast<qint64>(std::floor(known * 10.0 + 1e-6));
    const qint64 whole = total / 10;
    const QLatin1Char zero('0');
    QString text = whole >= 3600 ? QStringLiteral("%1:%2").arg(QString::number(whole / 3600),
                                                               QStringLiteral("%1").arg(whole / 60 % 60, 2, 10, zero))
                                 : QString::number(whole / 60);
    text += QStringLiteral(":%1").arg(whole % 60, 2, 10, zero);
    if (tenths)
        text += QStringLiteral(".%1").arg(total % 10);
    return text;
}

QString ageText(double milliseconds)
{
    if (milliseconds < 999.5)
        return Words::tr("%1 ms").arg(std::lround(std::max(0.0, milliseconds)));
    const double seconds = milliseconds / 1000.0;
    if (seconds < 9.95)
        return Words::tr("%1 s").arg(seconds, 0, 'f', 1);
    if (seconds < 119.5)
        return Words::tr("%1 s").arg(std::lround(seconds));
    return Words::tr("%1 min").arg(std::lround(seconds / 60.0));
}

} // namespace sightglass
