// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/planaryuv.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

/// One row of bgrFromPlanarYuv(), for its samples of 8 or 16 bits and for what becomes of them.
namespace sightglass::planaryuv
{

/// Colours are summed in units of 1/32 level.
inline constexpr int fraction = 5;

/// A colour is luma * y + cr * crShare + cb * cbShare + offset; shares are scaled for highHalf().
struct Factors
{
    std::int16_t luma = 0;
    std::int16_t red = 0;
    std::int16_t greenCr = 0;
    std::int16_t greenCb = 0;
    std::int16_t blue = 0;
    std::int16_t offset = 0;      ///< Of blue and red: black, and half a level, for rounding.
    std::int16_t greenOffset = 0; ///< Each product is cut off, half a unit too low on the average.
};

inline Factors factorsOf(YuvColours colours, int depth)
{
    // Full range ends with the largest number that there is; limited range is that of 8 bits, shifted.
    const double full = 255.0 * (1 << (depth - 8)) / ((1 << depth) - 1);
    // libswscale's numbers hold the stretching from limited range, in units of 2^-16.
    const double stretch = colours.fullRange ? full * 224.0 / 255.0 : 1.0;
    const double luma = colours.fullRange ? full : 255.0 / 219.0;
    const double black = colours.fullRange ? 0.0 : 16.0;
    const auto chroma = [&](int place) {
        return static_cast<std::int16_t>(std::lround(colours.matrix[place] * stretch / 8.0));
    };
    const double units = 1 << fraction;
    const double offset = units * (0.5 - black * luma);
    Factors factors;
    factors.luma = static_cast<std::int16_t>(std::lround(luma * 16384.0));
    factors.red = chroma(0);
    factors.blue = chroma(1);
    factors.greenCb = static_cast<std::int16_t>(-chroma(2));
    factors.greenCr = static_cast<std::int16_t>(-chroma(3));
    factors.offset = static_cast<std::int16_t>(std::lround(offset + 1.0));
    factors.greenOffset = static_cast<std::int16_t>(std::lround(offset + 1.5));
    return factors;
}

/// How the two pixels over one halved sample are mixed, in quarters: from the sample, and from the one before (of the
/// first pixel) or after (of the second).
struct Siting
{
    int firstOwn = 4;
    int secondOwn = 4;

    bool operator==(const Siting &) const = default;
};

inline constexpr Siting atFirst{4, 2};
inline constexpr Siting between{3, 3};
inline constexpr Siting atSecond{2, 4};

struct ChromaPlace
{
    Siting across;
    Siting down;
};

inline ChromaPlace chromaPlaceOf(const AVFrame &picture)
{
    switch (picture.chroma_location) {
    case AVCHROMA_LOC_CENTER:
        return {between, between};
    case AVCHROMA_LOC_TOPLEFT:
        return {atFirst, atFirst};
    case AVCHROMA_LOC_TOP:
        return {between, atFirst};
    case AVCHROMA_LOC_BOTTOMLEFT:
        return {atFirst, atSecond};
    case AVCHROMA_LOC_BOTTOM:
        return {between, atSecond};
    default:
        return {atFirst, between};
    }
}

/// The upper half of a product: what processors have an instruction for.
inline std::int16_t highHalf(std::int16_t a, std::int16_t b)
{
    return static_cast<std::int16_t>((std::int32_t{a} * b) >> 16);
}

/// Of 8 bits; or, in 16, in the units of the sum, without the half level that rounds the former.
template <typename Level>
inline Level level(std::int16_t sum)
{
    if constexpr (sizeof(Level) == 1)
        return static_cast<Level>(std::clamp<std::int16_t>(static_cast<std::int16_t>(sum >> fraction), 0, 255));
    else
        return static_cast<Level>(
            std::clamp<std::int16_t>(static_cast<std::int16_t>(sum - (1 << (fraction - 1))), 0, 255 << fraction));
}

/// Four times a mixture of two rows of one plane.
template <typename Sample>
inline void mixRows(const Sample *own, const Sample *other, int ownQuarters, int width, std::uint16_t *__restrict mixed)
{
    const auto a = static_cast<std::uint16_t>(ownQuarters);
    const auto b = static_cast<std::uint16_t>(4 - ownQuarters);
    for (int x = 0; x < width; ++x)
        mixed[x] = static_cast<std::uint16_t>(a * own[x] + b * other[x]);
}

/// Sixteen times a sample, shifted to 16 bits, as a signed number around no colour.
inline std::int16_t centred(unsigned sixteenfold, int shift)
{
    return static_cast<std::int16_t>(static_cast<std::uint16_t>((sixteenfold << shift) - 32768u));
}

/// A row of mixtures at twice the width. Both have room for one more at either end.
template <unsigned firstOwn, unsigned secondOwn>
inline void widen(const std::uint16_t *__restrict mixed, int width, int shift, std::int16_t *__restrict wide)
{
    for (int x = 0; x < width; ++x) {
        wide[2 * x] = centred(firstOwn * mixed[x] + (4 - firstOwn) * mixed[x - 1], shift);
        wide[2 * x + 1] = centred(secondOwn * mixed[x] + (4 - secondOwn) * mixed[x + 1], shift);
    }
}

/// The compiler makes vector instructions of this as long as nothing may overlap.
template <typename Sample, typename Level>
inline void mixColours(const Sample *__restrict luma, const std::int16_t *__restrict cb,
                       const std::int16_t *__restrict cr, const Factors &factors, int shift, int width,
                       Level *__restrict blue, Level *__restrict green, Level *__restrict red)
{
    const Factors f = factors;
    for (int x = 0; x < width; ++x) {
        const std::int16_t y = highHalf(static_cast<std::int16_t>(luma[x] << shift), f.luma);
        blue[x] = level<Level>(static_cast<std::int16_t>(y + highHalf(cb[x], f.blue) + f.offset));
        green[x] = level<Level>(
            static_cast<std::int16_t>(y + highHalf(cb[x], f.greenCb) + highHalf(cr[x], f.greenCr) + f.greenOffset));
        red[x] = level<Level>(static_cast<std::int16_t>(y + highHalf(cr[x], f.red) + f.offset));
    }
}

/// Room for the work on one row.
struct Scratch
{
    explicit Scratch(int width)
        : mixed(static_cast<std::size_t>(width) + 2)
        , cb(static_cast<std::size_t>(width) + 1)
        , cr(static_cast<std::size_t>(width) + 1)
    {}

    std::vector<std::uint16_t> mixed;
    std::vector<std::int16_t> cb;
    std::vector<std::int16_t> cr;
};

/// One row of the picture, and where its colours go.
template <typename Sample, typename Level>
struct Row
{
    struct Chroma
    {
        const Sample *own;
        const Sample *other;
    };

    const Sample *luma;
    Chroma cb;
    Chroma cr;
    int ownQuarters;
    int width;
    int chromaWidth;
    int depth;
    Level *blue;
    Level *green;
    Level *red;
};

template <typename Sample, typename Level>
[[gnu::always_inline]] inline void widenChroma(const Row<Sample, Level> &row,
                                               const typename Row<Sample, Level>::Chroma &chroma, Siting siting,
                                               std::uint16_t *mixed, std::int16_t *wide)
{
    const int shift = 12 - row.depth;
    const int width = row.chromaWidth;
    mixRows(chroma.own, chroma.other, row.ownQuarters, width, mixed);
    mixed[-1] = mixed[0];
    mixed[width] = mixed[width - 1];
    if (width == row.width) {
        for (int x = 0; x < width; ++x)
            wide[x] = centred(4u * mixed[x], shift);
    } else if (siting == atFirst) {
        widen<atFirst.firstOwn, atFirst.secondOwn>(mixed, width, shift, wide);
    } else {
        widen<between.firstOwn, between.secondOwn>(mixed, width, shift, wide);
    }
}

template <typename Sample, typename Level>
[[gnu::always_inline]] inline void convertRow(const Row<Sample, Level> &row, const Factors &factors, Siting across,
                                              Scratch &scratch)
{
    widenChroma(row, row.cb, across, scratch.mixed.data() + 1, scratch.cb.data());
    widenChroma(row, row.cr, across, scratch.mixed.data() + 1, scratch.cr.data());
    mixColours(row.luma, scratch.cb.data(), scratch.cr.data(), factors, 15 - row.depth, row.width, row.blue, row.green,
               row.red);
}

/// convertRow(), as the compiler makes it for any processor, and for those with AVX2.
template <typename Sample, typename Level>
void convertRowAnywhere(const Row<Sample, Level> &row, const Factors &factors, Siting across, Scratch &scratch)
{
    convertRow(row, factors, across, scratch);
}

#ifdef __x86_64__
template <typename Sample, typename Level>
[[gnu::target("avx2")]] void convertRowWithAvx2(const Row<Sample, Level> &row, const Factors &factors, Siting across,
                                                Scratch &scratch)
{
    convertRow(row, factors, across, scratch);
}
#endif

} // namespace sightglass::planaryuv
