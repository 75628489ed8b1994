// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <opencv2/core/types.hpp>

#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sightglass
{

/// A landmark of a thing: a shoulder, the corner of a mouth.
struct Keypoint
{
    cv::Point2f point;      ///< In pixels of the source frame; may lie outside of it.
    float confidence = 1.f; ///< That it is there and visible, 0 to 1; 1 where the model does not tell.

    bool operator==(const Keypoint &) const = default;
};

/// What a model's keypoints are called, and which of them a skeleton joins. Both may be empty.
struct KeypointLayout
{
    QStringList names;
    std::vector<std::pair<int, int>> edges; ///< Pairs of positions among a thing's keypoints.

    bool operator==(const KeypointLayout &) const = default;
};

/// A box that is turned.
struct OrientedBox
{
    cv::Point2f centre; ///< In pixels of the source frame.
    cv::Size2f size;    ///< Along its own axes.
    float angle = 0.f;  ///< Radians from the picture's x axis to the box's own, clockwise as seen (y points down).

    /// In the order of a box that is not turned: top left, top right, bottom right, bottom left.
    std::array<cv::Point2f, 4> corners() const
    {
        const cv::Point2f across(std::cos(angle) * size.width / 2.f, std::sin(angle) * size.width / 2.f);
        const cv::Point2f down(-std::sin(angle) * size.height / 2.f, std::cos(angle) * size.height / 2.f);
        return {centre - across - down, centre + across - down, centre + across + down, centre - across + down};
    }

    bool operator==(const OrientedBox &) const = default;
};

/// Grids of numbers laid over a part of the frame, from which masks are added up.
struct MaskPlanes
{
    int channels = 0;
    int rows = 0;
    int columns = 0;
    std::shared_ptr<const float> values; ///< [channels, rows, columns].
    cv::Rect2f area;                     ///< The part of the source frame that the grids cover, in its pixels.
};

/// The pixels of a thing, kept as what they are made of: making them is left to whoever shows them, and only for what
/// passed the thresholds.
///
/// A point belongs to the thing where the sum over channels of coefficient times plane, interpolated between the
/// grids' cells, is above zero, and only within the candidate's box.
struct Mask
{
    std::shared_ptr<const MaskPlanes> planes; ///< Null: there is no mask. Often shared by all candidates of a frame.
    std::vector<float> coefficients;          ///< One for each channel.
};

/// What a model tells of a thing beyond its upright box. Immutable once made.
struct Shape
{
    std::optional<OrientedBox> oriented; ///< The candidate's box is then the smallest upright one around it.
    std::vector<Keypoint> keypoints;     ///< In the order of the model's KeypointLayout.
    Mask mask;
};

} // namespace sightglass
