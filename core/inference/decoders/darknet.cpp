// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/darknet.h"

#include "core/inference/decoders/normalisedrows.h"
#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 5;

bool areRegions(std::span<const Tensor> outputs)
{
    return !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&outputs](const Tensor &tensor) {
        return tensor.rank() == 2 && tensor.dim(1) > beforeClasses && tensor.dim(1) == outputs[0].dim(1);
    });
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    if (!evidence.network.format.startsWith(QLatin1String("Darknet")) || !areRegions(evidence.outputs))
        return std::nullopt;
    const int classes = evidence.outputs[0].dim(1) - beforeClasses;
    Reading reading{Words::tr("It is a Darknet network with %1 region layers and %2 classes.")
                        .arg(QString::number(evidence.outputs.size()), QString::number(classes)),
                    true, assumedNames(classes)};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    if (!areRegions(outputs))
        return unexpectedOutputs(outputs, ModelFamily::DarknetRegions);
    std::vector<Candidate> candidates;
    for (const Tensor &rows : outputs)
        appendNormalisedRows(rows, beforeClasses, settings, candidates);
    return candidates;
}

} // namespace

Family darknetFamily()
{
    Family family;
    family.family = ModelFamily::DarknetRegions;
    family.layout = "Darknet: [rows, 5 + classes] for each scale";
    family.fit = InputFit::Stretch;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
