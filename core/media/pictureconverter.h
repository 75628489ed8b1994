// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"
#include "core/media/orientation.h"
#include "core/values/rational.h"

#include <QSize>

#include <opencv2/core/mat.hpp>

#include <array>
#include <cstdint>
#include <optional>

namespace sightglass
{

/// Makes decoded pictures into what is delivered: BGR, square pixels, upright, all of one size.
///
/// Colours follow the stream's matrix and range; where it does not say, BT.709 from 1280 pixels of width or 577 of
/// height on, else BT.601, and limited range for YUV. No channel is darker or brighter than it should be by a tenth of
/// a level on the average. The size is that of the first picture: later ones of another size are scaled to it.
class PictureConverter
{
public:
    PictureConverter(Rational pixelAspect, Orientation orientation);

    /// A buffer of its own, contiguous, CV_8UC3. Empty where libswscale cannot convert this format.
    cv::Mat convert(const AVFrame &picture);
    /// Size of what convert() yields for this, the first, picture.
    QSize outputSize(const AVFrame &first);

private:
    bool prepare(const AVFrame &picture);
    /// In the size and the orientation that it is stored in.
    cv::Mat bgrOf(const AVFrame &picture);

    Rational m_pixelAspect;
    Orientation m_orientation;
    std::optional<QSize> m_scaledSize; ///< Before turning.
    SwsPointer m_scaler;
    std::array<int, 5> m_scalerInput{}; ///< Width, height, format, matrix, range that m_scaler was made for.
};

} // namespace sightglass
