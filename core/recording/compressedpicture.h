// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QSize>

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <optional>

namespace sightglass
{

/// A picture of a live source as JPEG, and its time. A value; copies share the bytes.
struct CompressedPicture
{
    QByteArray jpeg;
    QSize size;                    ///< In pixels.
    std::int64_t milliseconds = 0; ///< From whatever moment the one who keeps them counts.

    /// Of a picture (CV_8UC3, BGR), at quality 92, with colours of half the width and height: what an eye takes for the
    /// original. Some 5 ms for 1280x720. Nothing where that fails.
    static std::optional<CompressedPicture> of(const cv::Mat &picture, std::int64_t milliseconds);
};

} // namespace sightglass
