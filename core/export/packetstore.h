// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <functional>

struct AVPacket;

namespace sightglass
{

/// Keeps coded pictures until their file is made. One thread, the owner's.
class PacketStore
{
public:
    virtual ~PacketStore() = default;
    PacketStore(const PacketStore &) = delete;
    PacketStore &operator=(const PacketStore &) = delete;

    /// A packet's data, times and flags.
    virtual Result<void> add(const AVPacket &packet) = 0;
    /// All that were added, in their order. The first Error ends it.
    virtual Result<void> forEach(const std::function<Result<void>(AVPacket &)> &take) = 0;

protected:
    PacketStore() = default;
};

} // namespace sightglass
