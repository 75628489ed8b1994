// SPDX-License-Identifier: Apache-2.0
#include "core/export/videopicture.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace sightglass
{

namespace
{

/// The next multiple of the width, or height, of what shares its colour.
int paddedUp(int length, int log2Shared)
{
    return AV_CEIL_RSHIFT(length, log2Shared) << log2Shared;
}

cv::Mat fitted(const cv::Mat &picture, cv::Size size)
{
    const double scale = std::min(double(size.width) / picture.cols, double(size.height) / picture.rows);
    const cv::Size inner(std::clamp(cvRound(picture.cols * scale), 1, size.width),
                         std::clamp(cvRound(picture.rows * scale), 1, size.height));
    cv::Mat canvas(size, picture.type(), cv::Scalar::all(0));
    cv::Mat part =
        canvas(cv::Rect((size.width - inner.width) / 2, (size.height - inner.height) / 2, inner.width, inner.height));
    cv::resize(picture, part, inner, 0.0, 0.0, scale < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
    return canvas;
}

} // namespace

int VideoPicture::open(cv::Size size, AVPixelFormat format, AVColorSpace matrix, AVColorRange range)
{
    const AVPixFmtDescriptor &form = *av_pix_fmt_desc_get(format);
    m_size = size;
    m_padded = {paddedUp(size.width, form.log2_chroma_w), paddedUp(size.height, form.log2_chroma_h)};
    if (format == AV_PIX_FMT_BGR0)
        return 0;
    // The range is told apart from the form.
    const AVPixelFormat planes = format == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : format;
    m_scaler.reset(sws_getContext(m_padded.width, m_padded.height, AV_PIX_FMT_BGR0, m_padded.width, m_padded.height,
                                  planes, SWS_AREA | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
    if (!m_scaler)
        return AVERROR(EINVAL);
    const int *numbers = sws_getCoefficients(matrix == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_ITU601);
    sws_setColorspaceDetails(m_scaler.get(), numbers, 1, numbers, range == AVCOL_RANGE_JPEG ? 1 : 0, 0, 1 << 16,
                             1 << 16);
    return 0;
}

void VideoPicture::convert(const cv::Mat &picture, AVFrame &to) const
{
    cv::Mat whole = picture.size() == m_size ? picture : fitted(picture, m_size);
    if (m_padded != m_size)
        cv::copyMakeBorder(whole, whole, 0, m_padded.height - m_size.height, 0, m_padded.width - m_size.width,
                           cv::BORDER_REPLICATE);
    if (!m_scaler) {
        whole.copyTo(cv::Mat(to.height, to.width, CV_8UC4, to.data[0], static_cast<std::size_t>(to.linesize[0])));
        return;
    }
    const std::uint8_t *const planes[] = {whole.data};
    const int strides[] = {static_cast<int>(whole.step)};
    sws_scale(m_scaler.get(), planes, strides, 0, m_padded.height, to.data, to.linesize);
}

} // namespace sightglass
