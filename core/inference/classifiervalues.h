// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"

#include <QSize>

#include <optional>

namespace sightglass
{

/// For a classifier whose file does not tell what its input is made of: pixels from 0 to 255 as they are, where asking
/// the network speaks for that; nothing where it does not.
///
/// A network fed with values far smaller than those it was made for sees next to nothing, and says the same of every
/// picture. So a few pictures that have nothing in common are put to it both ways: it has to take them all for one
/// class with the values assumed, and for three or more with 0 to 255. `size` is the input's, in pixels.
std::optional<InputValues> widerValues(Network &network, QSize size, const InputValues &assumed);

} // namespace sightglass
