// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/onnxruntime/ortlibrary.h"
#include "core/inference/tensor.h"

namespace sightglass
{

/// The tensor as a value of this element type, whole numbers rounded and kept within their range. Of float32 it looks
/// into the tensor's own numbers. Throws Ort::Exception for types that hold no numbers.
Ort::Value toOrt(const Tensor &tensor, ONNXTensorElementDataType type);

/// Any tensor of numbers as float32, copied: what a value holds is memory of its session's, which would stay with the
/// results. Throws Ort::Exception for what is none.
Tensor fromOrt(const Ort::Value &value, std::string name);

} // namespace sightglass
