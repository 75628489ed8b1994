// SPDX-License-Identifier: Apache-2.0
#include "core/media/tonemapping.h"

#include "core/media/colourmath.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr double hlgGamma = 1.2; // BT.2100, note 5e: of a display with a peak of 1000 nits.
constexpr double displayGamma = 2.4;
/// In another gamut the brightest channel may be brighter than the peak: 1.66 times for the red of BT.2020.
constexpr float brightest = 2.0F;

/// Tables of light, 0 to 1, are spaced as floats are: by ever larger steps, which are about even to the eye, and
/// without a root, for which there is no vector instruction that compilers use by themselves. The bits of a float, read
/// as a whole number, grow with it; so many of the lowest are left out.
constexpr int droppedBits = 14;
/// What is added to light, so that steps do not become ever smaller towards black: 2^-14.
constexpr std::int32_t smallest = (127 - 14) << 23;
constexpr int lastPlace = (14 << 23) >> droppedBits;

double lightAt(int place)
{
    const auto base = static_cast<double>(std::bit_cast<float>(smallest));
    return std::bit_cast<float>(smallest + (place << droppedBits)) - base;
}

/// In the tables, with a fraction of so many bits; of light beyond 0 or 1 the first or the last.
inline std::int32_t positionOf(float light)
{
    constexpr std::int32_t last = smallest + (lastPlace << droppedBits);
    // The bits of what is negative are so, too, and far from these.
    const std::int32_t bits = std::bit_cast<std::int32_t>(light + std::bit_cast<float>(smallest));
    return std::clamp(bits, smallest, last) - smallest;
}

inline int nearestPlace(float light)
{
    constexpr std::int32_t half = 1 << (droppedBits - 1);
    return (positionOf(light) + half) >> droppedBits;
}

/// The largest of three numbers, of which one at the least is not negative: as whole numbers, for the sake of vectors.
inline float largest(float a, float b, float c)
{
    const auto bits = [](float number) { return std::bit_cast<std::int32_t>(number); };
    return std::bit_cast<float>(std::max(bits(a), std::max(bits(b), bits(c))));
}

struct Tables
{
    const float *linear;
    const float *systemGain;
    const float *toneGain;
    const std::uint8_t *level;
    cv::Matx33f toBt709;
    cv::Vec3f luminance;
};

/// So many pixels take each step together; what is between the steps stays in the processor's nearest cache.
constexpr int pixelsAtOnce = 256;

/// Looking up and reckoning are loops of their own: the compiler makes vector instructions of the latter.
struct Pixels
{
    std::array<float, pixelsAtOnce> red;
    std::array<float, pixelsAtOnce> green;
    std::array<float, pixelsAtOnce> blue;
    std::array<float, pixelsAtOnce> gain;
    std::array<float, pixelsAtOnce> share;
    std::array<int, pixelsAtOnce> place;
};

[[gnu::always_inline]] inline void applySystemGamma(const Tables &tables, int count, Pixels &pixels)
{
    const cv::Vec3f share = tables.luminance;
    for (int x = 0; x < count; ++x)
        pixels.place[x] =
            nearestPlace(share[0] * pixels.red[x] + share[1] * pixels.green[x] + share[2] * pixels.blue[x]);
    for (int x = 0; x < count; ++x)
        pixels.gain[x] = tables.systemGain[pixels.place[x]];
}

[[gnu::always_inline]] inline void changePrimaries(const Tables &tables, int count, Pixels &pixels)
{
    const cv::Matx33f m = tables.toBt709;
    for (int x = 0; x < count; ++x) {
        const float r = pixels.red[x];
        const float g = pixels.green[x];
        const float b = pixels.blue[x];
        pixels.red[x] = m.val[0] * r + m.val[1] * g + m.val[2] * b;
        pixels.green[x] = m.val[3] * r + m.val[4] * g + m.val[5] * b;
        pixels.blue[x] = m.val[6] * r + m.val[7] * g + m.val[8] * b;
    }
}

/// Interpolates: a gain that falls by steps would make some light darker than less of it.
[[gnu::always_inline]] inline void applyToneCurve(const Tables &tables, int count, Pixels &pixels)
{
    constexpr int fraction = (1 << droppedBits) - 1;
    for (int x = 0; x < count; ++x) {
        const float light = largest(pixels.red[x], pixels.green[x], pixels.blue[x]) * pixels.gain[x];
        const std::int32_t position = positionOf(light * (1.0F / brightest));
        pixels.place[x] = position >> droppedBits;
        pixels.share[x] = static_cast<float>(position & fraction) * (1.0F / (fraction + 1));
    }
    for (int x = 0; x < count; ++x) {
        const float low = tables.toneGain[pixels.place[x]];
        const float high = tables.toneGain[pixels.place[x] + 1];
        pixels.gain[x] *= low + pixels.share[x] * (high - low);
    }
}

[[gnu::always_inline]] inline void putLevels(const Tables &tables, const std::array<float, pixelsAtOnce> &light,
                                             int count, Pixels &pixels, std::uint8_t *levels)
{
    for (int x = 0; x < count; ++x)
        pixels.place[x] = nearestPlace(light[x] * pixels.gain[x]);
    for (int x = 0; x < count; ++x)
        levels[x] = tables.level[pixels.place[x]];
}

[[gnu::always_inline]] inline void mapPixels(const Tables &tables, const ToneMapping::SignalRows &from, int width,
                                             const ToneMapping::LevelRows &to)
{
    Pixels pixels;
    for (int left = 0; left < width; left += pixelsAtOnce) {
        const int count = std::min(pixelsAtOnce, width - left);
        for (int x = 0; x < count; ++x) {
            pixels.blue[x] = tables.linear[from[0][left + x]];
            pixels.green[x] = tables.linear[from[1][left + x]];
            pixels.red[x] = tables.linear[from[2][left + x]];
        }
        applySystemGamma(tables, count, pixels);
        changePrimaries(tables, count, pixels);
        applyToneCurve(tables, count, pixels);
        putLevels(tables, pixels.blue, count, pixels, to[0] + left);
        putLevels(tables, pixels.green, count, pixels, to[1] + left);
        putLevels(tables, pixels.red, count, pixels, to[2] + left);
    }
}

/// mapPixels(), as the compiler makes it for any processor, and for those with AVX2.
void mapPixelsAnywhere(const Tables &tables, const ToneMapping::SignalRows &from, int width,
                       const ToneMapping::LevelRows &to)
{
    mapPixels(tables, from, width, to);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void mapPixelsWithAvx2(const Tables &tables, const ToneMapping::SignalRows &from, int width,
                                               const ToneMapping::LevelRows &to)
{
    mapPixels(tables, from, width, to);
}
#endif

/// 1 is the peak; of HLG, light of the scene.
double linearOf(double signal, const ColourCoding &coding)
{
    switch (coding.transfer) {
    case ColourCoding::Transfer::Pq:
        return std::min(1.0, nitsOfPq(signal) / coding.peak);
    case ColourCoding::Transfer::Hlg:
        return sceneLightOfHlg(signal);
    case ColourCoding::Transfer::Standard:
        break;
    }
    return std::pow(signal, displayGamma);
}

/// For light of which 1 is the peak; what comes of it is SDR, whose white is 1.
double toneGainOf(double light, double peak)
{
    constexpr double dark = 1e-3; // Nits that the curve leaves as they are.
    const double nits = std::max(light * peak, dark);
    return compressedNits(nits, peak) / nits * peak / ColourCoding::referenceWhite;
}

/// BT.2100, table 5, the OOTF: light of the scene is scaled by a power of its luminance.
double systemGainOf(double luminance)
{
    return std::pow(luminance, hlgGamma - 1.0);
}

template <typename Value, typename Function>
std::vector<Value> tableOfLight(Function function)
{
    std::vector<Value> table;
    for (int place = 0; place <= lastPlace; ++place)
        table.push_back(static_cast<Value>(function(lightAt(place))));
    return table;
}

} // namespace

ToneMapping::ToneMapping(ColourCoding coding)
    : m_coding(coding)
    , m_toBt709(bt709Of(coding.gamut))
{
    const cv::Matx33d xyz = xyzOf(coding.gamut);
    m_luminance = cv::Vec3d(xyz(1, 0), xyz(1, 1), xyz(1, 2));
    for (int signal = 0; signal <= fullSignal; ++signal)
        m_linear.push_back(static_cast<float>(linearOf(double(signal) / fullSignal, coding)));
    const bool isHlg = coding.transfer == ColourCoding::Transfer::Hlg;
    m_systemGain = tableOfLight<float>([&](double light) { return isHlg ? systemGainOf(light) : 1.0; });
    m_toneGain = tableOfLight<float>(
        [&](double light) { return coding.isHdr() ? toneGainOf(light * brightest, coding.peak) : 1.0; });
    m_toneGain.push_back(m_toneGain.back()); // The next of the last.
    m_level = tableOfLight<std::uint8_t>(
        [](double light) { return std::lround(255.0 * std::pow(light, 1.0 / displayGamma)); });
}

void ToneMapping::mapRow(const SignalRows &from, int width, const LevelRows &to) const
{
    const Tables tables{m_linear.data(), m_systemGain.data(), m_toneGain.data(),
                        m_level.data(),  m_toBt709,           m_luminance};
#ifdef __x86_64__
    if (cv::checkHardwareSupport(CV_CPU_AVX2))
        return mapPixelsWithAvx2(tables, from, width, to);
#endif
    mapPixelsAnywhere(tables, from, width, to);
}

cv::Mat ToneMapping::map(const cv::Mat &picture, int white) const
{
    cv::Mat result(picture.size(), CV_8UC3);
    std::array<cv::Mat, 3> from;
    std::array<cv::Mat, 3> to;
    for (cv::Mat &plane : to)
        plane.create(1, picture.cols, CV_8UC1);
    for (int y = 0; y < picture.rows; ++y) {
        cv::Mat row;
        picture.row(y).convertTo(row, CV_16U, fullSignal / double(white));
        // Numbers beyond white have no place in the table.
        cv::Mat numbers = row.reshape(1);
        cv::min(numbers, fullSignal, numbers);
        cv::split(row, from.data());
        mapRow({from[0].ptr<std::uint16_t>(), from[1].ptr<std::uint16_t>(), from[2].ptr<std::uint16_t>()}, picture.cols,
               {to[0].ptr(), to[1].ptr(), to[2].ptr()});
        cv::Mat target = result.row(y);
        cv::merge(to.data(), to.size(), target);
    }
    return result;
}

} // namespace sightglass
