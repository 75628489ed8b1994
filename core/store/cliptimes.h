// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipevents.h"

#include <cstdint>
#include <vector>

namespace sightglass
{

class ClipSurvivors;

/// When the frames of a clip are shown, as far as they are known. Goes over the whole clip once; the clip outlives it
/// and stays as it is.
class ClipTimes
{
public:
    explicit ClipTimes(const ClipSurvivors &clip);

    /// How long a frame is shown, in seconds: the median. 0 where no two in a row are known.
    double usual() const { return m_usual; }
    /// The end is when the frame after the last one is shown; where that is not known, the last one lasts as usual.
    ClipSpan span(std::int64_t first, std::int64_t last) const;
    /// Frames that come more than three times as long after the one before as is usual, where both are known.
    std::vector<std::int64_t> cuts() const;

private:
    const ClipSurvivors &m_clip;
    double m_usual = 0.0;
};

} // namespace sightglass
