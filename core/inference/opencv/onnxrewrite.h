// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace sightglass
{

/// From opset 13 on, Split's sizes and the axes of Squeeze, Unsqueeze and ReduceSum (from 18 on those of every
/// Reduce...) are a second input (onnx/onnx, docs/Changelog.md). Before they were an attribute, which alone OpenCV 4.6
/// heeds: it splits into equal parts whatever the sizes are. Where these inputs are constants, this is the same model
/// in the older form; nothing where no node has such an input.
std::optional<QByteArray> withAttributesForInputs(QByteArrayView model);

} // namespace sightglass
