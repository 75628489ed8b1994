// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipquery.h"

#include <vector>

namespace sightglass
{

/// A part of a query: a condition, or several that are joined.
struct ClipQuery::Node
{
    enum class Kind
    {
        And,
        Or,
        Not,
        Count, ///< So many detections, from least to most.
        Score, ///< One of them has a score from least to most, in steps (see candidategrid.h).
    };

    Kind kind = Kind::Count;
    std::vector<Node> parts;  ///< Of And and Or, two at least; of Not, one.
    std::vector<int> classes; ///< Of Count and Score; empty: any.
    int least = 0;
    int most = 0;
    bool outside = false; ///< Not from least to most, but below or above.
};

} // namespace sightglass
