// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/synthetic.h"

#include <functional>

namespace sightglass::test
{

/// A picture that carries a number as black and white stripes, which survive any encoder.
cv::Mat barcode(QSize size, std::int64_t number);
/// The number in a picture made by barcode(); grey (CV_8UC1) or BGR.
std::int64_t barcodeNumber(const cv::Mat &picture);

/// Times of a test's own.
struct BarcodeTimes
{
    Rational timeBase;
    std::function<std::int64_t(std::int64_t)> pts; ///< By index; empty: one time unit each, as SyntheticSource.
    std::int64_t lastDuration = 0;
};

/// A synthetic source whose pictures are barcodes of their index.
class BarcodeSource : public SyntheticSource
{
public:
    explicit BarcodeSource(const SyntheticScript &script, BarcodeTimes times = {});
    Result<ReadStatus> read(Frame &frame) override;

    static FrameSourceFactory factory(const SyntheticScript &script, const BarcodeTimes &times = {});

private:
    SyntheticScript m_barcodeScript;
    BarcodeTimes m_times;
};

} // namespace sightglass::test
