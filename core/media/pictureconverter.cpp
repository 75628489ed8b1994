// SPDX-License-Identifier: Apache-2.0
#include "core/media/pictureconverter.h"

#include "core/media/planaryuv.h"

extern "C" {
#include <libavutil/mathematics.h>
#include <libavutil/pixdesc.h>
}

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// The "J" formats are the others in full range; libswscale warns of them.
AVPixelFormat withoutRange(AVPixelFormat format)
{
    switch (format) {
    case AV_PIX_FMT_YUVJ411P:
        return AV_PIX_FMT_YUV411P;
    case AV_PIX_FMT_YUVJ420P:
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ440P:
        return AV_PIX_FMT_YUV440P;
    case AV_PIX_FMT_YUVJ444P:
        return AV_PIX_FMT_YUV444P;
    default:
        return format;
    }
}

bool isGrey(const AVFrame &picture)
{
    const AVPixFmtDescriptor *description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(picture.format));
    return description != nullptr && description->nb_components <= 2 && (description->flags & AV_PIX_FMT_FLAG_PAL) == 0;
}

bool isFullRange(const AVFrame &picture)
{
    const auto format = static_cast<AVPixelFormat>(picture.format);
    if (withoutRange(format) != format || picture.color_range == AVCOL_RANGE_JPEG)
        return true;
    return isGrey(picture) && picture.color_range == AVCOL_RANGE_UNSPECIFIED;
}

int matrixOf(const AVFrame &picture)
{
    switch (picture.colorspace) {
    case AVCOL_SPC_BT709:
        return SWS_CS_ITU709;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
        return SWS_CS_ITU601;
    case AVCOL_SPC_FCC:
        return SWS_CS_FCC;
    case AVCOL_SPC_SMPTE240M:
        return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
        return SWS_CS_BT2020;
    default:
        if (ColourCoding::of(picture).gamut == ColourCoding::Gamut::Bt2020)
            return SWS_CS_BT2020;
        return picture.width >= 1280 || picture.height > 576 ? SWS_CS_ITU709 : SWS_CS_ITU601;
    }
}

/// What libswscale makes white in BGR of 16 bits.
int whiteOf(const AVFrame &picture)
{
    const AVPixFmtDescriptor *description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(picture.format));
    constexpr std::uint64_t colours = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL;
    return description != nullptr && (description->flags & colours) != 0 ? 65535 : 255 << 8;
}

/// libswscale writes whole registers: some bytes past the last pixel must be ours, and rows that are no multiple of its
/// registers need room at their ends, or else it leaves their last pixels out. Contiguous for the usual widths.
cv::Mat paddedPicture(QSize size, int type)
{
    constexpr int alignment = 16;
    const int width = (size.width() + alignment - 1) / alignment * alignment;
    const cv::Mat buffer(size.height() + 2, width, type);
    return buffer(cv::Rect(0, 0, size.width(), size.height()));
}

} // namespace

PictureConverter::PictureConverter(Rational pixelAspect, Orientation orientation)
    : m_pixelAspect(pixelAspect)
    , m_orientation(orientation)
{}

void PictureConverter::begin(const AVFrame &first)
{
    if (m_scaledSize)
        return;
    constexpr double most = 16.0;
    const double aspect = m_pixelAspect.toDouble();
    const bool absurd = aspect > most || aspect < 1.0 / most;
    // In whole numbers, which do not lose the half pixel that makes a whole one.
    const std::int64_t width = absurd ? first.width : av_rescale(first.width, m_pixelAspect.num, m_pixelAspect.den);
    m_scaledSize = QSize(std::max(1, static_cast<int>(width)), first.height);
    m_peak = ColourCoding::of(first).peak;
}

QSize PictureConverter::outputSize(const AVFrame &first)
{
    begin(first);
    return m_orientation.transposed ? m_scaledSize->transposed() : *m_scaledSize;
}

QStringList PictureConverter::notes(const AVFrame &first)
{
    begin(first);
    const QString note = ColourCoding::of(first).note();
    return note.isEmpty() ? QStringList() : QStringList(note);
}

const ToneMapping *PictureConverter::tonesOf(const AVFrame &picture)
{
    ColourCoding coding = ColourCoding::of(picture);
    if (coding.isOrdinary())
        return nullptr;
    if (coding.transfer == ColourCoding::Transfer::Pq)
        coding.peak = m_peak;
    if (!m_tones || m_tones->coding() != coding)
        m_tones.emplace(coding);
    return &*m_tones;
}

bool PictureConverter::prepare(const AVFrame &picture, AVPixelFormat target)
{
    const auto format = static_cast<AVPixelFormat>(picture.format);
    const std::array<int, 6> input{picture.width, picture.height,    format,
                                   target,        matrixOf(picture), isFullRange(picture) ? 1 : 0};
    if (m_scaler && input == m_scalerInput)
        return true;
    // Without the last three, its results are a level too dark, and its colours in blocks.
    constexpr int flags = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;
    m_scaler.reset(sws_getContext(picture.width, picture.height, withoutRange(format), picture.width, picture.height,
                                  target, flags, nullptr, nullptr, nullptr));
    if (!m_scaler)
        return false;
    const bool staysYuv = isPlanarYuv(target);
    // Has no effect, and says so, for RGB input.
    sws_setColorspaceDetails(m_scaler.get(), sws_getCoefficients(input[4]), input[5],
                             sws_getCoefficients(staysYuv ? input[4] : SWS_CS_DEFAULT), staysYuv ? input[5] : 1, 0,
                             1 << 16, 1 << 16);
    m_scalerInput = input;
    return true;
}

cv::Mat PictureConverter::bgrOf(const AVFrame &picture)
{
    const ToneMapping *const tones = tonesOf(picture);
    cv::Mat bgr;
    if (isPlanarYuv(static_cast<AVPixelFormat>(picture.format))) {
        bgrFromPlanarYuv(picture, {sws_getCoefficients(matrixOf(picture)), isFullRange(picture)}, tones, bgr);
        return bgr;
    }
    if (const AVPixelFormat planar = planarYuvLike(static_cast<AVPixelFormat>(picture.format));
        planar != AV_PIX_FMT_NONE) {
        const AVFrame *const same = planarOf(picture, planar);
        return same == nullptr ? cv::Mat() : bgrOf(*same);
    }
    const int type = tones == nullptr ? CV_8UC3 : CV_16UC3;
    if (!prepare(picture, tones == nullptr ? AV_PIX_FMT_BGR24 : AV_PIX_FMT_BGR48))
        return {};
    bgr = paddedPicture({picture.width, picture.height}, type);
    std::uint8_t *const planes[4] = {bgr.data, nullptr, nullptr, nullptr};
    const int strides[4] = {static_cast<int>(bgr.step), 0, 0, 0};
    if (sws_scale(m_scaler.get(), picture.data, picture.linesize, 0, picture.height, planes, strides) <= 0)
        return {};
    if (tones != nullptr)
        return tones->map(bgr, whiteOf(picture));
    // libswscale takes grey for full range whatever it is told.
    if (isGrey(picture) && picture.color_range == AVCOL_RANGE_MPEG)
        bgr.convertTo(bgr, CV_8UC3, 255.0 / 219.0, -16.0 * 255.0 / 219.0);
    return bgr;
}

const AVFrame *PictureConverter::planarOf(const AVFrame &picture, AVPixelFormat format)
{
    if (!prepare(picture, format))
        return nullptr;
    if (!m_planar || m_planar->format != format || m_planar->width != picture.width ||
        m_planar->height != picture.height) {
        m_planar.reset(av_frame_alloc());
        m_planar->format = format;
        m_planar->width = picture.width;
        m_planar->height = picture.height;
        if (av_frame_get_buffer(m_planar.get(), 0) < 0)
            return nullptr;
    }
    m_planar->colorspace = picture.colorspace;
    m_planar->color_range = isFullRange(picture) ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    m_planar->color_primaries = picture.color_primaries;
    m_planar->color_trc = picture.color_trc;
    m_planar->chroma_location = picture.chroma_location;
    if (sws_scale(m_scaler.get(), picture.data, picture.linesize, 0, picture.height, m_planar->data,
                  m_planar->linesize) <= 0)
        return nullptr;
    return m_planar.get();
}

cv::Mat PictureConverter::convert(const AVFrame &picture)
{
    begin(picture);
    cv::Mat result = bgrOf(picture);
    if (result.empty())
        return {};
    const cv::Size size(m_scaledSize->width(), m_scaledSize->height());
    if (result.size() != size) {
        const bool smaller = size.width < result.cols || size.height < result.rows;
        cv::Mat scaled;
        cv::resize(result, scaled, size, 0.0, 0.0, smaller ? cv::INTER_AREA : cv::INTER_CUBIC);
        result = scaled;
    }
    result = m_orientation.applyTo(result);
    return result.isContinuous() ? result : result.clone();
}

} // namespace sightglass
