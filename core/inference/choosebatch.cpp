// SPDX-License-Identifier: Apache-2.0
#include "core/inference/choosebatch.h"

#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int sizeToTry = 4;

std::chrono::nanoseconds timeOf(Network &network, int count, const TrialPictures &pictures, TimeTeller now)
{
    const std::vector<Tensor> inputs = trialInputs(network.info(), count, pictures);
    // OpenCV allocates anew for another number of pictures.
    if (!network.run(inputs))
        return std::chrono::nanoseconds(0);
    return timeOfOneRun(network, inputs, now);
}

// A network that takes just so many pictures computes as many for one.
int fixedBatch(const NetworkInfo &network)
{
    const bool told = network.call == CallStyle::Batch && !network.inputs.empty();
    return told && !network.inputs.front().shape.empty() ? std::max(1, network.inputs.front().shape.front()) : 1;
}

// One picture comes last, so that the network is left ready for it.
bool isQuicker(Network &network, int size, const TrialPictures &pictures, TimeTeller now)
{
    const auto together = timeOf(network, size, pictures, now);
    const auto alone = timeOf(network, 1, pictures, now);
    return together.count() > 0 && 10 * together <= 9 * size * alone;
}

} // namespace

Result<BatchChoice> chooseBatch(int wanted, std::unique_ptr<Network> &network, const TrialPictures &pictures,
                                const NetworkLoader &reload, TimeTeller now)
{
    const int fixed = fixedBatch(network->info());
    const bool isFree = wanted == 0 && fixed == 1;
    if (wanted == 0 && fixed > 1)
        wanted = fixed;
    if (isFree ? network->info().device == QLatin1String("cpu") : wanted <= 1)
        return BatchChoice{};
    const int size = isFree ? sizeToTry : wanted;
    BatchProof proof = proveBatch(*network, size, pictures);
    if (!proof.networkWorks) {
        auto fresh = reload();
        if (!fresh)
            return fresh.error();
        network = *std::move(fresh);
    }
    if (!proof.obstacle.isEmpty()) {
        if (isFree)
            return BatchChoice{};
        return BatchChoice{{},
                           {Words::tr("The model takes one picture at a time: batches of %1 are not used, as %2.")
                                .arg(QString::number(size), proof.obstacle)}};
    }
    if (isFree && !isQuicker(*network, size, pictures, now))
        return BatchChoice{};
    return BatchChoice{std::move(proof.batches), {}};
}

} // namespace sightglass
