// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videosettings.h"

struct AVCodecContext;
struct AVDictionary;

namespace sightglass
{

/// Sets up an encoder for a quality and a speed. The context holds size, rate and time base already; options of the
/// encoder itself go to `options`. What is asked for of an encoder that cannot do it is left out.
///
/// The scales of quality meet at the usual one, 75: CRF 20 of x264, 22 of x265, 27 of VP9, 29 of AV1, scale 3 of
/// MPEG-4 and JPEG. From there, six steps of x264's are about twice the bits.
void setEncoderOptions(AVCodecContext &context, const VideoSettings &settings, AVDictionary *&options);

} // namespace sightglass
