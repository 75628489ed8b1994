// SPDX-License-Identifier: Apache-2.0
#include "core/export/videopicture.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace sightglass
{

namespace
{

int evenUp(int length)
{
    return length + length % 2;
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

int VideoPicture::open(cv::Size size)
{
    m_size = size;
    m_padded = {evenUp(size.width), evenUp(size.height)};
    m_scaler.reset(sws_getContext(m_padded.width, m_padded.height, AV_PIX_FMT_BGR0, m_padded.width, m_padded.height,
                                  AV_PIX_FMT_YUV420P, SWS_AREA | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
    if (!m_scaler)
        return AVERROR(EINVAL);
    const int *bt709 = sws_getCoefficients(SWS_CS_ITU709);
    sws_setColorspaceDetails(m_scaler.get(), bt709, 1, bt709, 0, 0, 1 << 16, 1 << 16);
    return 0;
}

void VideoPicture::convert(const cv::Mat &picture, AVFrame &to) const
{
    cv::Mat whole = picture.size() == m_size ? picture : fitted(picture, m_size);
    if (m_padded != m_size)
        cv::copyMakeBorder(whole, whole, 0, m_padded.height - m_size.height, 0, m_padded.width - m_size.width,
                           cv::BORDER_REPLICATE);
    const std::uint8_t *const planes[] = {whole.data};
    const int strides[] = {static_cast<int>(whole.step)};
    sws_scale(m_scaler.get(), planes, strides, 0, m_padded.height, to.data, to.linesize);
}

} // namespace sightglass
