// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/processorcaches.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace sightglass
{

bool hidesCaches()
{
#if defined(__x86_64__) || defined(__i386__)
    constexpr unsigned cacheTopology = 0x8000001d;
    constexpr unsigned typeMask = 0x1f; // 0: no more caches.
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    if (__get_cpuid(0, &eax, &ebx, &ecx, &edx) == 0 || ebx != signature_AMD_ebx)
        return false;
    return __get_cpuid_count(cacheTopology, 0, &eax, &ebx, &ecx, &edx) == 0 || (eax & typeMask) == 0;
#else
    return false;
#endif
}

} // namespace sightglass
