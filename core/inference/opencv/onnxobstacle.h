// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/onnxheader.h"

namespace sightglass
{

/// The likeliest reason why OpenCV cannot read or run a model with this header, the most telling first: a certain one
/// (see below), quantised or half-precision numbers, an input that is no picture, a batch of several, sizes that are
/// left open, computed sizes of a Split, attention, a newer opset. Nothing where the header has none of these.
std::optional<Obstacle> onnxObstacle(const OnnxHeader &header);

/// What OpenCV fails on for certain, so that it need not be tried: operators of other makers, control flow.
std::optional<Obstacle> certainObstacle(const OnnxHeader &header);

/// In a sentence, what to do about a model that OpenCV cannot run, and ONNX Runtime may.
QString onnxRuntimeAdvice();

} // namespace sightglass
