// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelterms.h"
#include "core/inference/onnxruntime/ortlibrary.h"

namespace sightglass
{

/// Where ONNX Runtime really computes on this machine, besides the processor: what the library was built for
/// ("execution providers": CUDA, TensorRT, OpenVINO), as far as a network of one node runs there. Asked by the first
/// call, which may take seconds where there is something; the same ever after. After ortEnvironment(). Any thread.
///
/// No such device has been tried by the makers of this program yet.
const QList<ComputeDevice> &ortOtherDevices();

/// Has sessions made with these options run on a device other than the processor, and on the processor what that
/// cannot. Throws Ort::Exception where the library cannot do that.
void addProvider(Ort::SessionOptions &options, const QString &device, Precision precision);

} // namespace sightglass
