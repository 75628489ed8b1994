// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/recording/compressedpicture.h"

#include <cstddef>
#include <deque>

namespace sightglass
{

/// How much of a live source is kept.
struct KeepOptions
{
    double seconds = 10.0;                      ///< The last ones; 0: none.
    std::size_t bytes = std::size_t{128} << 20; ///< At most, of the compressed pictures.

    bool operator==(const KeepOptions &) const = default;
};

/// The last pictures of a live source, within the bounds.
class KeptPictures
{
public:
    void setOptions(const KeepOptions &options);
    /// One that follows those before.
    void add(CompressedPicture picture);
    void clear();

    const std::deque<CompressedPicture> &pictures() const { return m_pictures; }
    /// From the first to the last.
    double seconds() const;
    std::size_t bytes() const { return m_bytes; }

private:
    void letGo();

    KeepOptions m_options;
    std::deque<CompressedPicture> m_pictures;
    std::size_t m_bytes = 0;
};

} // namespace sightglass
