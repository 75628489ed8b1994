// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>

namespace sightglass
{

/// Something that went wrong, said three ways. A plain value: it crosses threads and is stored in logs.
struct Error
{
    QString message;    ///< One sentence for people: what failed and where (which file, which stream).
    QString suggestion; ///< What to try next; may be empty.
    QString detail;     ///< The technical cause, for logs and "Details"; may be empty.

    /// All that is known, on one line after another, for a terminal or a log.
    QString toText() const
    {
        QString text = message;
        if (!suggestion.isEmpty())
            text += QLatin1Char('\n') + suggestion;
        if (!detail.isEmpty())
            text += QLatin1Char('\n') + detail;
        return text;
    }

    bool operator==(const Error &) const = default;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::Error)
