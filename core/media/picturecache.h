// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"

#include <cstdint>
#include <deque>

namespace sightglass
{

/// A decoded picture, and which indices it stands for.
struct DecodedPicture
{
    AVFramePointer frame;
    std::int64_t index = 0;
    /// Indices from here to `index` have no picture of their own that decodes: this one takes their place.
    std::int64_t firstIndex = 0;
};

/// The pictures decoded last, so that stepping back does not decode again. Bounded by bytes, but for the newest.
class PictureCache
{
public:
    explicit PictureCache(std::size_t maxBytes)
        : m_maxBytes(maxBytes)
    {}

    /// Takes the place of one with the same index.
    const DecodedPicture &insert(DecodedPicture picture);
    /// Null when it is not there. Valid until the next insert().
    const DecodedPicture *find(std::int64_t index) const;
    void clear();

    std::size_t count() const { return m_pictures.size(); }
    std::size_t byteCount() const { return m_bytes; }

private:
    std::deque<DecodedPicture> m_pictures;
    std::size_t m_bytes = 0;
    std::size_t m_maxBytes;
};

} // namespace sightglass
