// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/colourcoding.h"

#include <opencv2/core/mat.hpp>
#include <opencv2/core/matx.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace sightglass
{

/// Makes ordinary colours, BT.709 in SDR, of HDR and of wide gamuts.
///
/// Each pixel goes through light: the transfer (PQ: SMPTE ST 2084; HLG: ARIB STD-B67 with the system gamma of 1.2 that
/// BT.2100 has for a display of 1000 nits), the matrix between the primaries, the tone curve of BT.2390 on the
/// brightest channel, which scales all three so that hues stay, and gamma 2.4 (BT.1886). What lies outside of the gamut
/// is clipped, as in BT.2407. SDR of a wide gamut has no tone curve: its greys stay as they are.
///
/// SDR's white is HDR's reference white of 203 nits (BT.2408). Of a peak of 1000 nits, what is darker than 88 keeps
/// its luminance, and what is brighter is compressed: 203 nits become level 230, and the peak becomes 255.
///
/// Its tables have one dimension each: one of three, interpolated, is not exact where colours begin to be clipped.
///
/// Thread: const calls may run beside each other.
class ToneMapping
{
public:
    /// Signals of rows go from 0 to this: in units of 1/32 of a level of 8 bits.
    static constexpr int fullSignal = 255 * 32;

    /// In the order blue, green, red.
    using SignalRows = std::array<const std::uint16_t *, 3>;
    using LevelRows = std::array<std::uint8_t *, 3>;

    explicit ToneMapping(ColourCoding coding);

    const ColourCoding &coding() const { return m_coding; }

    /// One row of a picture, in planes.
    void mapRow(const SignalRows &from, int width, const LevelRows &to) const;

    /// A whole picture, BGR: CV_16UC3 of 0 to this white to CV_8UC3.
    cv::Mat map(const cv::Mat &picture, int white) const;

private:
    ColourCoding m_coding;
    cv::Matx33f m_toBt709;
    cv::Vec3f m_luminance;             ///< Shares of linear R, G, B.
    std::vector<float> m_linear;       ///< Of a signal; 1 is the peak.
    std::vector<float> m_systemGain;   ///< Of the luminance: what the system gamma scales a colour by.
    std::vector<float> m_toneGain;     ///< Of the brightest channel: what the tone curve scales a colour by.
    std::vector<std::uint8_t> m_level; ///< Of linear SDR.
};

} // namespace sightglass
