// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeloverrides.h"
#include "core/values/result.h"

#include <QByteArray>

namespace sightglass
{

/// What a person says of a model, in a file beside it: a JSON object with any of these fields.
///
/// | field | holds |
/// |---|---|
/// | sightglass | 1, this format's version; may be left out |
/// | name | what the model is called: a text |
/// | otherFile | of a model in two files that do not lie side by side: the path of the other one, from this folder |
/// | family | how its outputs are read: one of familyIds(), "yolov8" |
/// | classNames | a list of texts, by class id; "" where a class has no name |
/// | inputSize | [width, height] of the network's input, in pixels, 1 to 16384 |
/// | fit | how a picture is brought to that size: "letterbox", "letterbox-top-left", "stretch",
///   "centre-crop", "any-size" |
/// | channelOrder | "rgb", "bgr", "gray" |
/// | divisor, mean, deviation | an input value is (pixel / divisor - mean) / deviation, pixel 0 to 255: a number above
///   0; a number or a list of three, in channelOrder; a number above 0 or a list of three |
/// | confidence | the threshold to start with, 0 to 1 |
/// | keypoints | how many keypoints a thing has, 1 to 10000 |
/// | keypointValues | what each has: 2 (x, y) or 3 (with visibility, taken where only keypoints is given) |
///
/// Any other field is an error, so that a slip of the pen does not go unseen.

/// "model.onnx.sightglass.json" for "model.onnx".
QString sidecarPath(const QString &modelPath);

/// An Error names the field and what is expected of it.
Result<ModelOverrides> parseSidecar(const QByteArray &json);

/// The sidecar of a model's file; nothing where there is none. An Error begins with the sidecar's name.
Result<std::optional<ModelOverrides>> readSidecar(const QString &modelPath);

/// A field a line, in the order above; parseSidecar() gives the same overrides again.
QByteArray sidecarJson(const ModelOverrides &overrides);

/// Replaces the sidecar of a model's file, in one step. What could not be read again is not written. The Error's detail
/// is the system's.
Result<void> writeSidecar(const QString &modelPath, const ModelOverrides &overrides);

} // namespace sightglass
