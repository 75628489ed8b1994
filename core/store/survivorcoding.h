// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/survivors.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace sightglass
{

/// A frame's survivors as bytes, and back: one after another, each its class, its score in two bytes, left, top, width
/// and height (see ByteWriter). Pure; any thread.
QByteArray encodeSurvivors(const std::vector<Survivor> &survivors);

/// Nothing for bytes that are no such thing.
std::optional<std::vector<Survivor>> decodeSurvivors(const QByteArray &bytes);

} // namespace sightglass
