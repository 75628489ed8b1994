// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/rtdetrlists.h"

#include "core/values/words.h"

namespace sightglass
{

namespace
{

struct Lists
{
    const Tensor *labels;
    const Tensor *boxes;
    const Tensor *scores;
    int count;
};

// By name where they have any of their own; a program's tuple has their order alone.
std::optional<Lists> listsOf(std::span<const Tensor> outputs)
{
    if (outputs.size() != 3)
        return std::nullopt;
    Lists lists{findTensor(outputs, "labels"), findTensor(outputs, "boxes"), findTensor(outputs, "scores"), 0};
    if (!lists.labels || !lists.boxes || !lists.scores)
        lists = {&outputs[0], &outputs[1], &outputs[2], 0};
    lists.count = lists.boxes->dim(1);
    const auto isList = [&lists](const Tensor &tensor) {
        return tensor.rank() == 2 && tensor.dim(0) == 1 && tensor.dim(1) == lists.count;
    };
    if (lists.boxes->rank() != 3 || lists.boxes->dim(0) != 1 || lists.boxes->dim(2) != 4 || !isList(*lists.labels) ||
        !isList(*lists.scores))
        return std::nullopt;
    return lists;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    if (network.call != CallStyle::Batch || network.inputs.size() != 2 || !listsOf(evidence.outputs))
        return std::nullopt;
    return Reading{Words::tr("It takes a picture and its size, and gives labels, boxes and scores."), true, {}};
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const auto lists = listsOf(outputs);
    if (!lists)
        return unexpectedOutputs(outputs, ModelFamily::RtDetrLists);
    std::vector<Candidate> candidates;
    const float *box = lists->boxes->data.get();
    for (int i = 0; i < lists->count; ++i, box += 4) {
        const float score = lists->scores->data.get()[i];
        if (score >= settings.floor)
            candidates.push_back(
                {{box[0], box[1], box[2] - box[0], box[3] - box[1]}, classIdOf(lists->labels->data.get()[i]), score});
    }
    return candidates;
}

} // namespace

Family rtDetrListsFamily()
{
    Family family;
    family.family = ModelFamily::RtDetrLists;
    family.layout = "images and orig_target_sizes -> labels [1, N], boxes [1, N, 4], scores [1, N]";
    family.suppresses = true;
    family.fit = InputFit::Stretch;
    family.confidence = 0.5f; // between RT-DETR's 0.6 and D-FINE's 0.4
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
