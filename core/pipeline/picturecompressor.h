// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/recording/compressedpicture.h"

#include <memory>

namespace sightglass
{

/// Compresses pictures on a thread of its own that gives way to all others, while the caller waits.
///
/// That thread shares no lock with anybody: one that is kept from the processor for long, and holds what others ask
/// for, would keep them waiting, too. For the same reason nobody waits for it long at the end: it ends by itself, with
/// nothing of the caller's.
///
/// Of one thread, the caller's, but for giveUp().
class PictureCompressor
{
public:
    PictureCompressor();
    ~PictureCompressor();
    PictureCompressor(const PictureCompressor &) = delete;
    PictureCompressor &operator=(const PictureCompressor &) = delete;

    /// See CompressedPicture::of(). Nothing after giveUp().
    std::optional<CompressedPicture> compress(const cv::Mat &picture, std::int64_t milliseconds);
    /// Any thread: a call of compress() under way returns soon, and later ones at once.
    void giveUp();

private:
    struct Work;
    const std::shared_ptr<Work> m_work;
};

} // namespace sightglass
