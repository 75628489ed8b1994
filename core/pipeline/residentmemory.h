// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace sightglass
{

/// Resident memory of this process in bytes; 0 where the system does not tell.
std::size_t residentMemory();

} // namespace sightglass
