// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/batchproof.h"
#include "core/inference/networktime.h"

#include <QStringList>

#include <functional>
#include <memory>

namespace sightglass
{

/// Loads a network once more and prepares it for one picture.
using NetworkLoader = std::function<Result<std::unique_ptr<Network>>()>;

/// How many pictures a network is given at once.
struct BatchChoice
{
    Batches batches;
    QStringList notes; ///< Why it is not what was asked for.
};

/// Sees to ModelRequest::batch, `wanted`, for a network that is prepared for one picture. More than 1 has to be proven
/// (see proveBatch()). 0 is one picture on the processor, where more at once are no quicker; another device is tried
/// with 4, which are used where they take at most nine tenths of the time for each picture. Where nothing is tried, the
/// network is not run.
///
/// A network that a trial has left broken is replaced by what `reload` gives; its Error is returned.
Result<BatchChoice> chooseBatch(int wanted, std::unique_ptr<Network> &network, const TrialPictures &pictures,
                                const NetworkLoader &reload, TimeTeller now = &Clock::now);

} // namespace sightglass
