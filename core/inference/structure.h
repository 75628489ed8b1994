// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/opencv/modelpair.h"
#include "core/values/result.h"

#include <QByteArrayView>
#include <QString>

namespace sightglass
{

/// Whether a model's files are sound, as far as they tell it themselves; what libraries believe and fall over is
/// refused here in words. An Error names the file, the place in it and what is wrong there.
///
/// - TorchScript: every file of the zip archive has the name, the size and the checksum of the directory.
/// - ONNX: every tensor has as many numbers as its sizes say, of 32 dimensions at most.
/// - Darknet's cfg and Caffe's prototxt: sizes, strides, groups and the like are numbers that a layer can have.
///
/// Reads all of the weights. Any thread.
Result<void> checkStructure(const ModelPair &files);

/// What is wrong with the tensors of an ONNX file (onnx.proto: ModelProto), in a sentence; empty: nothing.
QString onnxTensorProblem(QByteArrayView model);

/// The first line of a Darknet cfg that holds an impossible number: "groups=0 in line 40"; empty: there is none.
QString darknetNumberProblem(const QString &text);
/// The same of a prototxt.
QString prototxtNumberProblem(const QString &text);

} // namespace sightglass
