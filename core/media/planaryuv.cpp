// SPDX-License-Identifier: Apache-2.0
#include "core/media/planaryuv.h"

#include "core/media/planaryuvrow.h"
#include "core/media/tonemapping.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sightglass
{

namespace
{

using namespace planaryuv;

static_assert(ToneMapping::fullSignal == 255 << fraction);

/// Rows converted together: they stay in the processor's cache.
constexpr int rowsAtOnce = 8;

/// Blue, green and red of such rows.
template <typename Level>
class Planes
{
public:
    explicit Planes(int width)
    {
        for (cv::Mat &plane : m_planes)
            plane.create(rowsAtOnce, width, cv::DataType<Level>::type);
    }

    std::array<Level *, 3> row(int i)
    {
        return {m_planes[0].ptr<Level>(i), m_planes[1].ptr<Level>(i), m_planes[2].ptr<Level>(i)};
    }

    void mergeInto(cv::Mat &bgr, int top, int rows) const
    {
        const std::array parts{m_planes[0].rowRange(0, rows), m_planes[1].rowRange(0, rows),
                               m_planes[2].rowRange(0, rows)};
        cv::Mat target = bgr.rowRange(top, top + rows);
        cv::merge(parts.data(), parts.size(), target);
    }

private:
    std::array<cv::Mat, 3> m_planes;
};

/// Calls take(planes, top, rows) for the rows of the picture, some at a time.
template <typename Sample, typename Level, typename Take>
void convertPicture(const AVFrame &picture, const AVPixFmtDescriptor &format, YuvColours colours, Take take)
{
    const int depth = format.comp[0].depth;
    const Factors factors = factorsOf(colours, depth);
    const ChromaPlace place = chromaPlaceOf(picture);
    const int chromaHeight = AV_CEIL_RSHIFT(picture.height, format.log2_chroma_h);
    auto *convert = &convertRowAnywhere<Sample, Level>;
#ifdef __x86_64__
    if (cv::checkHardwareSupport(CV_CPU_AVX2))
        convert = &convertRowWithAvx2<Sample, Level>;
#endif

    const auto samples = [&picture](int plane, int row) {
        const std::ptrdiff_t stride = picture.linesize[plane];
        return reinterpret_cast<const Sample *>(picture.data[plane] + stride * row);
    };
    Scratch scratch(picture.width);
    Planes<Level> planes(picture.width);
    for (int top = 0; top < picture.height; top += rowsAtOnce) {
        const int rows = std::min(rowsAtOnce, picture.height - top);
        for (int i = 0; i < rows; ++i) {
            const int y = top + i;
            int own = y;
            int other = y;
            int ownQuarters = 4;
            if (format.log2_chroma_h == 1) {
                const bool first = y % 2 == 0;
                own = y / 2;
                other = std::clamp(first ? own - 1 : own + 1, 0, chromaHeight - 1);
                ownQuarters = first ? place.down.firstOwn : place.down.secondOwn;
            }
            const auto [blue, green, red] = planes.row(i);
            const Row<Sample, Level> row{samples(0, y),
                                         {samples(1, own), samples(1, other)},
                                         {samples(2, own), samples(2, other)},
                                         ownQuarters,
                                         picture.width,
                                         AV_CEIL_RSHIFT(picture.width, format.log2_chroma_w),
                                         depth,
                                         blue,
                                         green,
                                         red};
            convert(row, factors, place.across, scratch);
        }
        take(planes, top, rows);
    }
}

template <typename Sample>
void convertPicture(const AVFrame &picture, const AVPixFmtDescriptor &format, YuvColours colours,
                    const ToneMapping *tones, cv::Mat &bgr)
{
    if (tones == nullptr) {
        convertPicture<Sample, std::uint8_t>(
            picture, format, colours,
            [&bgr](const Planes<std::uint8_t> &planes, int top, int rows) { planes.mergeInto(bgr, top, rows); });
        return;
    }
    Planes<std::uint8_t> mapped(picture.width);
    convertPicture<Sample, std::uint16_t>(picture, format, colours,
                                          [&](Planes<std::uint16_t> &planes, int top, int rows) {
                                              for (int i = 0; i < rows; ++i) {
                                                  const auto [blue, green, red] = planes.row(i);
                                                  tones->mapRow({blue, green, red}, picture.width, mapped.row(i));
                                              }
                                              mapped.mergeInto(bgr, top, rows);
                                          });
}

} // namespace

bool isPlanarYuv(AVPixelFormat format)
{
    const AVPixFmtDescriptor *description = av_pix_fmt_desc_get(format);
    constexpr std::uint64_t others = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                                     AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT;
    if (description == nullptr || description->nb_components < 3 || (description->flags & others) != 0 ||
        (description->flags & AV_PIX_FMT_FLAG_PLANAR) == 0 || description->log2_chroma_w > 1 ||
        description->log2_chroma_h > 1)
        return false;
    for (int i = 0; i < 3; ++i) {
        const AVComponentDescriptor &component = description->comp[i];
        const int bytes = component.depth > 8 ? 2 : 1;
        if (component.plane != i || component.offset != 0 || component.shift != 0 || component.step != bytes ||
            component.depth < 8 || component.depth > 12 || component.depth != description->comp[0].depth)
            return false;
    }
    return true;
}

AVPixelFormat planarYuvLike(AVPixelFormat format)
{
    const AVPixFmtDescriptor *wanted = av_pix_fmt_desc_get(format);
    constexpr std::uint64_t others = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                                     AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_ALPHA;
    if (wanted == nullptr || wanted->nb_components != 3 || (wanted->flags & others) != 0)
        return AV_PIX_FMT_NONE;
    for (const AVPixFmtDescriptor *one = av_pix_fmt_desc_next(nullptr); one != nullptr;
         one = av_pix_fmt_desc_next(one)) {
        const AVPixelFormat planar = av_pix_fmt_desc_get_id(one);
        if (one->nb_components == 3 && one->comp[0].depth == wanted->comp[0].depth &&
            one->log2_chroma_w == wanted->log2_chroma_w && one->log2_chroma_h == wanted->log2_chroma_h &&
            isPlanarYuv(planar))
            return planar;
    }
    return AV_PIX_FMT_NONE;
}

void bgrFromPlanarYuv(const AVFrame &picture, YuvColours colours, const ToneMapping *tones, cv::Mat &bgr)
{
    const AVPixFmtDescriptor &format = *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(picture.format));
    bgr.create(picture.height, picture.width, CV_8UC3);
    if (format.comp[0].depth > 8)
        convertPicture<std::uint16_t>(picture, format, colours, tones, bgr);
    else
        convertPicture<std::uint8_t>(picture, format, colours, tones, bgr);
}

} // namespace sightglass
