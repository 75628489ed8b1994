// SPDX-License-Identifier: Apache-2.0
#pragma once

extern "C" {
#include <libavutil/frame.h>
}

#include <opencv2/core/mat.hpp>

namespace sightglass
{

class ToneMapping;

/// Whether bgrFromPlanarYuv() can read this pixel format: planes of Y, Cb and Cr of 8 to 12 bits, whole or halved in
/// width and in height. Most video is such.
bool isPlanarYuv(AVPixelFormat format);

/// Of a YUV format that holds the same samples in another order (packed as cameras send it, semi-planar as hardware
/// decodes it, big-endian) the one that isPlanarYuv(); AV_PIX_FMT_NONE where there is none.
AVPixelFormat planarYuvLike(AVPixelFormat format);

/// How numbers become colours: libswscale's numbers of a matrix, sws_getCoefficients(), and the range.
struct YuvColours
{
    const int *matrix = nullptr;
    bool fullRange = false;
};

/// The picture as BGR, CV_8UC3, in the size that it has. Right to the nearest level, up to ties, and so without bias.
///
/// Colour is interpolated between its samples in both directions, which lie where the frame says (chroma_location;
/// where it does not, at the left: type 0 of H.273).
///
/// Where there are tones to map, they get signals of 13 bits.
///
/// libswscale does the same several times slower, or else a level too dark and with colours in blocks.
void bgrFromPlanarYuv(const AVFrame &picture, YuvColours colours, const ToneMapping *tones, cv::Mat &bgr);

} // namespace sightglass
