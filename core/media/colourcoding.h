// SPDX-License-Identifier: Apache-2.0
#pragma once

extern "C" {
#include <libavutil/frame.h>
}

#include <QString>

namespace sightglass
{

/// What the numbers of a picture's red, green and blue stand for, as far as that asks for a ToneMapping.
struct ColourCoding
{
    enum class Transfer
    {
        Standard, ///< For a display of gamma 2.4 (BT.1886) and the like: SDR.
        Pq,       ///< SMPTE ST 2084: absolute luminances up to 10000 nits.
        Hlg,      ///< ARIB STD-B67: light of the scene, relative.
    };
    enum class Gamut
    {
        Bt709, ///< And those of SD, which are near it.
        Bt2020,
        P3D65, ///< SMPTE EG 432-1: "Display P3".
        DciP3, ///< SMPTE RP 431-2: the same primaries around the white of cinemas.
    };

    /// In nits: of what is white without being a light; BT.2408.
    static constexpr double referenceWhite = 203.0;

    Transfer transfer = Transfer::Standard;
    Gamut gamut = Gamut::Bt709;
    /// Of HDR, in nits, from referenceWhite to 10000: the brightest that is told from what is less bright. Of HLG, that
    /// of its nominal display.
    double peak = 1000.0;

    /// As the tags and the side data of the frame say. HDR that leaves its primaries open has those of BT.2020, as in
    /// BT.2100. A transfer that is none of video's (linear, logarithmic, a cinema's) makes it ordinary: as it comes.
    static ColourCoding of(const AVFrame &picture);

    bool isHdr() const { return transfer != Transfer::Standard; }
    /// BT.709 in SDR: what is delivered.
    bool isOrdinary() const { return !isHdr() && gamut == Gamut::Bt709; }
    /// A sentence for people; empty for an ordinary one.
    QString note() const;

    bool operator==(const ColourCoding &) const = default;
};

} // namespace sightglass
