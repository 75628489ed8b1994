// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QString>

namespace sightglass
{

/// What a model's file holds, by its content; the extension is never asked.
enum class ModelFormat
{
    TorchScript, ///< A zip with code, what torch.jit.save writes.
    Onnx,
    CaffeModel, ///< Caffe's weights; the network is in a prototxt.
    CaffePrototxt,
    TensorFlowGraph, ///< A frozen graph, binary.
    TensorFlowText,  ///< OpenCV's text graph for one (pbtxt).
    DarknetConfig,
    DarknetWeights,
};

QString formatName(ModelFormat format);

/// Looks at a file before any library does. What cannot be a model is an Error of its own: missing, a folder, empty,
/// unreadable, an HTML page, a Git LFS pointer, a zip cut short, a checkpoint without code, damaged by a text
/// conversion, or of a kind that no backend reads.
Result<ModelFormat> identifyModelFile(const QString &path);

} // namespace sightglass
