// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"
#include "core/media/orientation.h"
#include "core/media/tonemapping.h"
#include "core/values/rational.h"

#include <QSize>
#include <QStringList>

#include <opencv2/core/mat.hpp>

#include <array>
#include <cstdint>
#include <optional>

namespace sightglass
{

/// Makes decoded pictures into what is delivered: BGR, square pixels, upright, all of one size.
///
/// Colours follow the stream's matrix and range; where it does not say, BT.2020 with the primaries of that, else BT.709
/// from 1280 pixels of width or 577 of height on, else BT.601, and limited range for YUV. No channel is darker or
/// brighter than it should be by a tenth of a level on the average. Colours are interpolated where they lie (4:1:1 and
/// 4:1:0 aside, which libswscale does more coarsely). HDR and wide gamuts are made BT.709 in SDR, see ToneMapping. The
/// size is that of the first picture: later ones of another size are scaled to it. The peak luminance of HDR is that of
/// the first, too, so that a picture comes out the same whatever was read before.
class PictureConverter
{
public:
    PictureConverter(Rational pixelAspect, Orientation orientation);

    /// A buffer of its own, contiguous, CV_8UC3. Empty where libswscale cannot convert this format.
    cv::Mat convert(const AVFrame &picture);
    /// Size of what convert() yields for this, the first, picture.
    QSize outputSize(const AVFrame &first);
    /// For people, of this, the first, picture: what becomes of its colours, if anything.
    QStringList notes(const AVFrame &first);

private:
    void begin(const AVFrame &first);
    bool prepare(const AVFrame &picture, AVPixelFormat target);
    /// Null for ordinary colours.
    const ToneMapping *tonesOf(const AVFrame &picture);
    /// In the size and the orientation that it is stored in.
    cv::Mat bgrOf(const AVFrame &picture);
    /// Its samples in planes, see planarYuvLike(); null where that fails.
    const AVFrame *planarOf(const AVFrame &picture, AVPixelFormat format);

    Rational m_pixelAspect;
    Orientation m_orientation;
    std::optional<QSize> m_scaledSize; ///< Before turning.
    double m_peak = 0.0;               ///< In nits.
    std::optional<ToneMapping> m_tones;
    AVFramePointer m_planar;
    SwsPointer m_scaler;
    std::array<int, 6> m_scalerInput{}; ///< Width, height, formats, matrix, range that m_scaler was made for.
};

} // namespace sightglass
