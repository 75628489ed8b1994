// SPDX-License-Identifier: Apache-2.0
#include "tests/core/export/barcode.h"

namespace sightglass::test
{

namespace
{

constexpr int bits = 16;

} // namespace

cv::Mat barcode(QSize size, std::int64_t number)
{
    cv::Mat picture(size.height(), size.width(), CV_8UC3, cv::Scalar::all(0));
    for (int bit = 0; bit < bits; ++bit) {
        if ((number >> bit) & 1)
            picture.colRange(bit * size.width() / bits, (bit + 1) * size.width() / bits).setTo(cv::Scalar::all(255));
    }
    return picture;
}

std::int64_t barcodeNumber(const cv::Mat &picture)
{
    std::int64_t number = 0;
    for (int bit = 0; bit < bits; ++bit) {
        const int x = (2 * bit + 1) * picture.cols / (2 * bits);
        const int y = picture.rows / 2;
        const int grey = picture.channels() == 1 ? picture.at<uchar>(y, x) : picture.at<cv::Vec3b>(y, x)[1];
        if (grey > 128)
            number |= std::int64_t{1} << bit;
    }
    return number;
}

BarcodeSource::BarcodeSource(const SyntheticScript &script, BarcodeTimes times)
    : SyntheticSource(script)
    , m_barcodeScript(script)
    , m_times(std::move(times))
{}

Result<FrameSource::ReadStatus> BarcodeSource::read(Frame &frame)
{
    const auto status = SyntheticSource::read(frame);
    if (!status || *status != ReadStatus::Frame)
        return status;
    frame.image = barcode(m_barcodeScript.size, frame.id.index);
    if (m_times.pts) {
        const auto index = frame.id.index;
        frame.timeBase = m_times.timeBase;
        frame.pts = m_times.pts(index);
        frame.duration = index + 1 < m_barcodeScript.frames ? m_times.pts(index + 1) - frame.pts : m_times.lastDuration;
    }
    return status;
}

FrameSourceFactory BarcodeSource::factory(const SyntheticScript &script, const BarcodeTimes &times)
{
    return [script, times](const SourceSpec &) { return std::make_unique<BarcodeSource>(script, times); };
}

} // namespace sightglass::test
