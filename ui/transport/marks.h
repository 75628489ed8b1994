// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/framerange.h"

namespace sightglass
{

/// The part of a file that a person has marked: a loop repeats it, an export takes it. A value; frames from 0.
struct Marks
{
    std::optional<std::int64_t> in;
    std::optional<std::int64_t> out; ///< Inclusive; never before `in`.

    /// A mark that the new one passes is taken away.
    void markIn(std::int64_t frame)
    {
        in = frame;
        if (out && *out < frame)
            out.reset();
    }
    void markOut(std::int64_t frame)
    {
        out = frame;
        if (in && *in > frame)
            in.reset();
    }

    bool isEmpty() const { return !in && !out; }
    /// From the start where only the end is marked, to the end where only the start is; all where nothing is.
    FrameRange range() const { return {in.value_or(0), out}; }

    bool operator==(const Marks &) const = default;
};

} // namespace sightglass
