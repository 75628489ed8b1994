// SPDX-License-Identifier: Apache-2.0
#include "core/inference/tensordifference.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sightglass
{

namespace
{

float largestMagnitude(const Tensor &tensor)
{
    float largest = 0.f;
    for (const float value : tensor.values())
        largest = std::max(largest, std::abs(value));
    return largest;
}

// Infinite where the shapes differ or there is no number.
float largestDifference(const Tensor &expected, const Tensor &found)
{
    if (expected.shape != found.shape)
        return std::numeric_limits<float>::infinity();
    float largest = 0.f;
    for (std::size_t i = 0; i < expected.count(); ++i) {
        const float difference = std::abs(expected.values()[i] - found.values()[i]);
        largest = std::isnan(difference) ? std::numeric_limits<float>::infinity() : std::max(largest, difference);
    }
    return largest;
}

} // namespace

bool agree(std::span<const Tensor> expected, std::span<const Tensor> found, Precision precision)
{
    const float tolerance = precision == Precision::Float32 ? 0.01f : 0.05f;
    return std::equal(expected.begin(), expected.end(), found.begin(), found.end(),
                      [tolerance](const Tensor &one, const Tensor &other) {
                          return largestDifference(one, other) <= tolerance * largestMagnitude(one);
                      });
}

} // namespace sightglass
