// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/recording/compressedpicture.h"

#include <semaphore>
#include <thread>

namespace sightglass
{

/// Compresses pictures on a thread of its own that gives way to all others, while the caller waits.
///
/// That thread shares no lock with anybody: one that is kept from the processor for long, and holds what others ask
/// for, would keep them waiting, too.
///
/// Of one thread, the caller's.
class PictureCompressor
{
public:
    PictureCompressor();
    ~PictureCompressor();
    PictureCompressor(const PictureCompressor &) = delete;
    PictureCompressor &operator=(const PictureCompressor &) = delete;

    /// See CompressedPicture::of().
    std::optional<CompressedPicture> compress(const cv::Mat &picture, std::int64_t milliseconds);

private:
    void work();

    std::binary_semaphore m_wanted{0};
    std::binary_semaphore m_done{0};
    // Of the thread between m_wanted and m_done, else of the caller.
    const cv::Mat *m_picture = nullptr; ///< Null: it is to end.
    std::int64_t m_milliseconds = 0;
    std::optional<CompressedPicture> m_compressed;
    std::thread m_thread;
};

} // namespace sightglass
