// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/rational.h"

#include <QSize>

struct AVCodecContext;
struct AVDictionary;

namespace sightglass
{

/// Sets up an encoder, by its libav name, for good quality at a speed that keeps up with inference. The context holds
/// size, rate and time base already; options of the encoder itself go to `options`.
void setQuality(AVCodecContext &context, AVDictionary *&options);

} // namespace sightglass
