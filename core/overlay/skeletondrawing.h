// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace sightglass
{

class OverlayContext;

/// Keypoints less sure than this are not drawn, nor the limbs that end in them: their places are guesses, often far
/// from the thing.
constexpr float leastKeypointConfidence = 0.5f;

/// The keypoints of a detection, where it has some: limbs in colours of their own, a dot in the colour of the class on
/// each point.
void drawSkeleton(OverlayContext &context, std::size_t index);

} // namespace sightglass
