// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/rtdetr.h"

#include "core/inference/decoders/normalisedrows.h"
#include "core/inference/decoders/yolocolumns.h"
#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 4;
constexpr int queries = 300;

const Tensor *rowsOf(std::span<const Tensor> outputs)
{
    const Tensor *rows = onlyOutput(outputs, 3);
    return rows && rows->dim(1) == queries && rows->dim(2) > beforeClasses ? rows : nullptr;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *rows = rowsOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !rows || evidence.metadata.ownSuppression ||
        !mayBeTask(evidence.metadata, "detect"))
        return std::nullopt;
    const auto values = rows->values();
    if (!std::all_of(values.begin(), values.end(), isScore))
        return std::nullopt;
    const int classes = rows->dim(2) - beforeClasses;
    const auto names = evidence.metadata.names.size();
    if (names > 0 && names != classes)
        return std::nullopt;
    Reading reading{Words::tr("Output %1 holds 300 queries, each of a box and %2 class scores.")
                        .arg(shapeText(rows->shape), QString::number(classes)),
                    names > 0, assumedNames(classes)};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *rows = rowsOf(outputs);
    if (!rows)
        return unexpectedOutputs(outputs, ModelFamily::RtDetr);
    std::vector<Candidate> candidates;
    appendNormalisedRows(*rows, beforeClasses, settings, candidates);
    return candidates;
}

} // namespace

Family rtDetrFamily()
{
    Family family;
    family.family = ModelFamily::RtDetr;
    family.layout = "[1, 300, 4 + classes], rows of cx cy w h from 0 to 1 and class scores";
    family.suppresses = true;
    family.fit = InputFit::Stretch;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
