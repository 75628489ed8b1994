// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/residentmemory.h"

#include <fstream>

#include <unistd.h>

namespace sightglass
{

std::size_t residentMemory()
{
    // proc(5): the second number of statm is the resident set, in pages.
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    if (!(statm >> total >> resident))
        return 0;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace sightglass
