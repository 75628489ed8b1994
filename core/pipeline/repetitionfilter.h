// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"

#include <QHash>
#include <QString>

namespace sightglass
{

/// Keeps what happens with every frame from being told with every frame. A value without a clock of its own.
class RepetitionFilter
{
public:
    static constexpr std::chrono::seconds interval{1};

    /// Whether this message was let through last longer ago than the interval, if ever.
    bool letsPass(const QString &message, Clock::time_point now)
    {
        const auto last = m_toldAt.constFind(message);
        if (last != m_toldAt.constEnd() && now - *last < interval)
            return false;
        m_toldAt.removeIf([now](const auto &entry) { return now - entry.value() >= interval; });
        m_toldAt.insert(message, now);
        return true;
    }

private:
    QHash<QString, Clock::time_point> m_toldAt;
};

} // namespace sightglass
