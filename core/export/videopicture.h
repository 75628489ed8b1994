// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"

#include <opencv2/core/mat.hpp>

namespace sightglass
{

/// Brings pictures to what encoders take.
///
/// Where colours are halved, an odd side is padded by one pixel, repeated from its edge; a picture of another size than
/// the first is fitted in, centred, on black.
class VideoPicture
{
public:
    /// For pictures of this size, in pixels, that become this form of YUV (of BT.601 or BT.709), or BGRX. Yields 0, or
    /// libav's error.
    int open(cv::Size size, AVPixelFormat format, AVColorSpace matrix, AVColorRange range);
    /// Of the video.
    cv::Size size() const { return m_padded; }

    /// From BGRX (CV_8UC4) to the frame's own planes, which have size().
    void convert(const cv::Mat &picture, AVFrame &to) const;

private:
    cv::Size m_size;
    cv::Size m_padded;
    SwsPointer m_scaler; ///< Null: pictures stay BGRX.
};

} // namespace sightglass
