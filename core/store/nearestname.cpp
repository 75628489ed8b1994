// SPDX-License-Identifier: Apache-2.0
#include "core/store/nearestname.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace sightglass
{

namespace
{

/// What is longer is no slip of the pen.
constexpr qsizetype longest = 60;

qsizetype editsBetween(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const QChar character : a) {
        qsizetype diagonal = row.front()++;
        for (std::size_t i = 1; i < row.size(); ++i) {
            const qsizetype changed = diagonal + (character == b.at(static_cast<qsizetype>(i) - 1) ? 0 : 1);
            diagonal = row[i];
            row[i] = std::min({changed, row[i] + 1, row[i - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

QString nearestName(const QString &typed, const QStringList &names)
{
    const QString wanted = typed.toLower();
    if (wanted.isEmpty() || wanted.size() > longest)
        return {};
    QString nearest;
    qsizetype least = longest;
    for (const QString &name : names) {
        const QString lower = name.toLower();
        if (wanted.size() >= 2 && lower.startsWith(wanted))
            return name;
        if (lower.isEmpty() || lower.size() > longest)
            continue;
        const qsizetype edits = editsBetween(wanted, lower);
        if (edits < least && 3 * edits <= std::max(wanted.size(), lower.size())) {
            least = edits;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace sightglass
