// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/onnxheader.h"

namespace sightglass
{

/// What follows from an ONNX file's header, whatever runs it.

/// Whether it computes in whole numbers of 8 bits, by operators of ONNX's own or of ONNX Runtime's.
bool isQuantised(const OnnxHeader &header);

/// What its numbers are: quantised; half precision, if any of its weights is; else float32.
Precision precisionOf(const OnnxHeader &header);

/// Types of operators of TensorRT or another maker, which neither OpenCV nor ONNX Runtime has.
QStringList foreignOperators(const OnnxHeader &header);

/// The same in words; nothing where there are none.
std::optional<Obstacle> foreignOperatorsObstacle(const OnnxHeader &header);

/// The input that a picture would go into is none for pictures; nothing where it is.
std::optional<Obstacle> noPictureObstacle(const OnnxHeader &header);

/// The input that a picture goes into, or the first one; null where there is none.
const TensorInfo *pictureInput(const OnnxHeader &header);

/// "images [1, 3, ?, ?]".
QString portText(const TensorInfo &port);

/// The operators that a library's words about a file name as not known to it: OpenCV's and ONNX Runtime's.
QStringList unknownOperators(const QString &words);

} // namespace sightglass
