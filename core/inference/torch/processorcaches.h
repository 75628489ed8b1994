// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sightglass
{

/// Whether this processor hides how large its caches are and who shares them, as AMD's do in some virtual machines
/// (CPUID 8000_001Dh, "Cache Topology Information", all zero). oneDNN 3, which LibTorch 2 has for optimised programs,
/// divides by zero there, and the process ends.
bool hidesCaches();

} // namespace sightglass
