// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sightglass
{

/// Whether the encoder of libav with this name does its work on this machine: one frame is encoded, decoded again by
/// the processor, and looks as before. That an encoder is compiled in says nothing of drivers and devices.
///
/// Tried once for each name, then remembered. May take seconds. Any thread.
bool encoderWorks(const QString &name);

} // namespace sightglass
