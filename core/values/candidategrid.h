// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace sightglass
{

/// The grid that candidates lie on from the moment a model has answered, so that they can be kept in a few bytes and
/// come back exactly as they were: boxes, keypoints and what is turned in sixteenths of a pixel, scores in steps of
/// 0.00002, angles in 65536 steps of a turn. A score that a person types with four digits is one of the grid's.

/// Of one pixel.
inline constexpr int boxSteps = 16;
/// From a score of 0 to one of 1; fits into 16 bits.
inline constexpr int scoreSteps = 50000;
/// Of a full turn.
inline constexpr int angleSteps = 65536;

/// The nearest one, 0 to scoreSteps.
inline std::uint16_t scoreStep(float score)
{
    return static_cast<std::uint16_t>(std::lround(std::clamp(score, 0.f, 1.f) * scoreSteps));
}

inline float scoreOfStep(int step)
{
    return static_cast<float>(step) / static_cast<float>(scoreSteps);
}

/// The lowest step whose score is at or above a threshold; scoreSteps + 1 where none is. For comparing whole numbers in
/// place of scores, with the same outcome.
inline int leastScoreStep(float threshold)
{
    int step = std::clamp(static_cast<int>(threshold * scoreSteps) - 2, 0, scoreSteps + 1);
    while (step <= scoreSteps && !(scoreOfStep(step) >= threshold))
        ++step;
    return step;
}

/// The nearest one, of a position or length in pixels.
inline std::int64_t boxStep(float pixels)
{
    return std::llround(pixels * boxSteps);
}

inline float pixelsOfStep(std::int64_t step)
{
    return static_cast<float>(step) / static_cast<float>(boxSteps);
}

inline std::int64_t angleStep(float radians)
{
    return std::llround(static_cast<double>(radians) / (2.0 * std::numbers::pi) * angleSteps);
}

/// Radians.
inline float angleOfStep(std::int64_t step)
{
    return static_cast<float>(static_cast<double>(step) * 2.0 * std::numbers::pi / angleSteps);
}

} // namespace sightglass
