// SPDX-License-Identifier: Apache-2.0
#include "core/inference/batchproof.h"

#include "core/inference/examplepicture.h"
#include "core/inference/preprocess.h"
#include "core/values/pixellimit.h"
#include "core/values/words.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sightglass
{

namespace
{

using Outputs = std::vector<Tensor>;

std::vector<cv::Mat> trialPictures(int first, int count, QSize size)
{
    std::vector<cv::Mat> pictures;
    pictures.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        pictures.push_back(examplePicture(size, first + i));
    return pictures;
}

// As a fraction of 1 + |expected|; infinite where there is no telling.
float deviation(float expected, float found)
{
    if (expected == found || (std::isnan(expected) && std::isnan(found)))
        return 0.f;
    const float difference = std::abs(expected - found) / (1.f + std::abs(expected));
    return std::isfinite(difference) ? difference : std::numeric_limits<float>::infinity();
}

// The largest of all values.
float deviation(const Outputs &expected, const Outputs &found)
{
    float largest = 0.f;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto values = expected[i].values();
        for (std::size_t k = 0; k < values.size(); ++k)
            largest = std::max(largest, deviation(values[k], found[i].values()[k]));
    }
    return largest;
}

bool haveSameShapes(const Outputs &a, const Outputs &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Tensor &one, const Tensor &other) { return one.shape == other.shape; });
}

bool isAsBefore(const Outputs &before, const Result<Outputs> &now, float tolerance)
{
    return now && haveSameShapes(before, *now) && deviation(before, *now) <= tolerance;
}

float toleranceOf(Precision precision)
{
    return precision == Precision::Float16 || precision == Precision::BFloat16 ? 5e-2f : 1e-4f;
}

// Empty where the rows are those of the pictures alone.
QString obstacleIn(const std::vector<Outputs> &rows, const std::vector<Outputs> &alone, float tolerance)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!haveSameShapes(alone[i], rows[i]))
            return Words::tr("its outputs for one of several pictures have other shapes than for one alone");
        const float own = deviation(alone[i], rows[i]);
        if (own > tolerance)
            return Words::tr("its results are others than for each picture alone");
        for (std::size_t j = 0; j < rows.size(); ++j)
            if (j != i && haveSameShapes(alone[j], rows[i]) && deviation(alone[j], rows[i]) <= own)
                return Words::tr("it cannot be seen which results are which picture's");
    }
    return {};
}

// Why a run is not even tried; empty where it may be.
QString obstacleBefore(const Network &network, int size, QSize pictures)
{
    if (network.info().call != CallStyle::Batch)
        return Words::tr("it takes pictures of any size, which cannot be stacked");
    if (qint64(pictures.width()) * pictures.height() > pixelLimit() / inputShareOfLimit / size)
        return Words::tr("so many pictures of %1 x %2 pixels may take more memory than there is")
            .arg(QString::number(pictures.width()), QString::number(pictures.height()));
    return {};
}

// The second run of a LibTorch program is the slowest, as it is compiled for what the first has shown.
Result<Outputs> runWarm(Network &network, std::span<const Tensor> inputs)
{
    constexpr int warmUps = 2;
    auto outputs = network.run(inputs);
    for (int i = 1; i < warmUps && outputs; ++i)
        outputs = network.run(inputs);
    return outputs;
}

} // namespace

std::vector<Tensor> trialInputs(const NetworkInfo &network, int count, const TrialPictures &pictures)
{
    return networkInputs(network, trialPictures(0, count, pictures.size), pictures.values);
}

BatchProof proveBatch(Network &network, int size, const TrialPictures &pictures)
try {
    BatchProof proof;
    proof.obstacle = obstacleBefore(network, size, pictures.size);
    if (!proof.obstacle.isEmpty())
        return proof;
    std::vector<Outputs> alone;
    for (int i = 0; i < size; ++i) {
        auto outputs = network.run(networkInputs(network.info(), trialPictures(i, 1, pictures.size), pictures.values));
        if (!outputs)
            return {{}, Words::tr("a run on a made-up picture fails"), false};
        alone.push_back(*std::move(outputs));
    }
    Batches batches{size, {}};
    for (const Tensor &output : alone.front())
        batches.ranks.push_back(output.rank());

    const float tolerance = toleranceOf(network.info().precision);
    if (const auto together = runWarm(network, trialInputs(network.info(), size, pictures)); !together)
        proof.obstacle = Words::tr("a run on so many fails");
    else if (const auto rows = partOutputs(*together, batches); !rows)
        proof.obstacle = rows.error().message;
    else
        proof.obstacle = obstacleIn(*rows, alone, tolerance);

    const auto again = network.run(trialInputs(network.info(), 1, pictures));
    proof.networkWorks = isAsBefore(alone.front(), again, tolerance);
    if (!proof.networkWorks && proof.obstacle.isEmpty())
        proof.obstacle = Words::tr("its results for one picture are others after that");
    if (proof.obstacle.isEmpty())
        proof.batches = std::move(batches);
    return proof;
} catch (const std::exception &) {
    // No memory for so many, for one.
    return {{}, Words::tr("a run on so many fails"), false};
}

} // namespace sightglass
