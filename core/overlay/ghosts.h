// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QMetaType>

#include <optional>
#include <vector>

class QPainter;

namespace sightglass
{

class ViewTransform;
struct OverlayStyle;

/// Candidates that are looked into, shown or not: drawn over the picture as outlines. A value.
struct Ghosts
{
    std::vector<Candidate> items;
    std::optional<std::size_t> marked; ///< Which of them is looked at.
    std::optional<Candidate> better;   ///< That removed the marked one.
    CandidatesPtr of;                  ///< Whose they are; null where there are none.

    bool operator==(const Ghosts &) const = default;
};

/// Faint and dashed each, the marked one strong, the better one strong and whole.
void paintGhosts(QPainter &painter, const ViewTransform &transform, const Ghosts &ghosts, const OverlayStyle &style);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::Ghosts)
