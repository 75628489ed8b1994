// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/batches.h"
#include "core/inference/network.h"

#include <QSize>

namespace sightglass
{

/// What made-up pictures for a network are like.
struct TrialPictures
{
    QSize size; ///< In pixels, not empty: what the network is known to run on.
    InputValues values;
};

/// Inputs of one run on the first `count` made-up pictures, all different, the same each time.
std::vector<Tensor> trialInputs(const NetworkInfo &network, int count, const TrialPictures &pictures);

/// What a trial of a network on several pictures at once came to.
struct BatchProof
{
    Batches batches;          ///< Of size 1 where more is not proven.
    QString obstacle;         ///< Why it is not, to follow "as"; empty where it is.
    bool networkWorks = true; ///< Runs on one picture still give what they gave; false: load the network anew.
};

/// Runs a network, prepared for one picture, on made-up ones: each alone and `size` (at least 2) of them together. It
/// is proven where each row of the outputs, twice warmed up, has the shapes and the values that its picture has alone,
/// within 1e-4 * (1 + |value|) (5e-2 in 16 bits, as much as optimising may change), and is nearer to them than to those
/// of any other picture, so that rows that are mixed up do not pass for rounding. Exceptions become obstacles.
BatchProof proveBatch(Network &network, int size, const TrialPictures &pictures);

} // namespace sightglass
