// SPDX-License-Identifier: Apache-2.0
#include "core/inference/classifiervalues.h"

#include "core/inference/preprocess.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace sightglass
{

namespace
{

std::vector<cv::Mat> unlikePictures(QSize size)
{
    const auto flat = [size](const cv::Scalar &colour) {
        return cv::Mat(size.height(), size.width(), CV_8UC3, colour);
    };
    std::vector<cv::Mat> pictures{flat(cv::Scalar::all(0)), flat(cv::Scalar::all(255)), flat({40, 90, 200})};
    cv::Mat halves = flat(cv::Scalar::all(20));
    halves.colRange(0, halves.cols / 2).setTo(cv::Scalar::all(235));
    cv::Mat noise = flat(cv::Scalar::all(0));
    cv::RNG(1).fill(noise, cv::RNG::UNIFORM, 0, 256);
    cv::Mat stripes = flat({200, 60, 30});
    for (int y = 0; y < stripes.rows; y += 8)
        stripes.row(y).setTo(cv::Scalar(20, 220, 240));
    pictures.insert(pictures.end(), {halves, noise, stripes});
    return pictures;
}

// How many different classes the pictures are taken for; 0 where the network does not run.
std::size_t countAnswers(Network &network, const std::vector<cv::Mat> &pictures, const InputValues &values)
{
    std::set<int> classes;
    for (const cv::Mat &picture : pictures) {
        const auto outputs = network.run(networkInputs(network.info(), {&picture, 1}, values));
        if (!outputs || outputs->empty() || outputs->front().count() == 0)
            return 0;
        const auto scores = outputs->front().values();
        classes.insert(static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin()));
    }
    return classes.size();
}

} // namespace

std::optional<InputValues> widerValues(Network &network, QSize size, const InputValues &assumed)
{
    InputValues wider;
    wider.order = assumed.order;
    wider.divisor = 1.f;
    if (assumed == wider)
        return std::nullopt;
    const auto pictures = unlikePictures(size);
    constexpr std::size_t several = 3;
    if (countAnswers(network, pictures, assumed) != 1 || countAnswers(network, pictures, wider) < several)
        return std::nullopt;
    return wider;
}

} // namespace sightglass
