// SPDX-License-Identifier: Apache-2.0
#pragma once

struct AVCodec;
struct AVCodecContext;

namespace sightglass
{

/// Whether the encoder works on pictures in the memory of a device, or takes their form (NV12): VA-API and Quick Sync.
bool isForDevice(const AVCodec &codec);

/// For encoders whose pictures lie in a device's memory (VA-API): opens the device and makes room there, for pictures
/// of the context's size and form, which becomes the device's. Others are left as they are. Yields 0, or libav's error.
int prepareDevice(AVCodecContext &context);

} // namespace sightglass
