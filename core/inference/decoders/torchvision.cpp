// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/torchvision.h"

#include "core/inference/coconames.h"

#include <algorithm>

namespace sightglass
{

namespace
{

bool hasPart(const NetworkInfo &network, const char *library)
{
    return std::any_of(network.parts.begin(), network.parts.end(),
                       [library](const QString &part) { return part.contains(QLatin1String(library)); });
}

bool isFromDetectron(const NetworkInfo &network)
{
    return hasPart(network, ".detectron2.") || hasPart(network, ".d2go.");
}

struct Fields
{
    const Tensor *boxes;
    const Tensor *labels;
    const Tensor *scores;
};

std::optional<Fields> fieldsOf(std::span<const Tensor> outputs)
{
    const Fields fields{findTensor(outputs, "boxes"), findTensor(outputs, "labels"), findTensor(outputs, "scores")};
    if (!fields.boxes || !fields.labels || !fields.scores || fields.boxes->rank() != 2 || fields.boxes->dim(1) != 4)
        return std::nullopt;
    const auto rows = static_cast<std::size_t>(fields.boxes->dim(0));
    if (fields.labels->count() != rows || fields.scores->count() != rows)
        return std::nullopt;
    return fields;
}

std::optional<Reading> recogniseTorchvision(const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    if (network.call != CallStyle::ImageList || isFromDetectron(network) || !fieldsOf(evidence.outputs))
        return std::nullopt;
    // COCO's 91 ids are a training's choice and not told by outputs; heads of 91 classes (times anchors) are evidence.
    constexpr int cocoIds = 91;
    const auto &sizes = network.classifierSizes;
    const bool coco =
        !sizes.empty() && std::all_of(sizes.begin(), sizes.end(), [](int size) { return size % cocoIds == 0; });
    const bool sure = hasPart(network, ".torchvision.");
    return Reading{sure ? QStringLiteral("It is a torchvision detector: takes a list of pictures, gives boxes, labels "
                                         "and scores.")
                        : QStringLiteral("It takes a list of pictures and gives boxes, labels and scores, as "
                                         "torchvision's detectors do; RGB is assumed."),
                   sure, coco ? cocoNamesById() : QStringList()};
}

std::optional<Reading> recogniseD2Go(const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    if (network.call != CallStyle::ImageList || !isFromDetectron(network) || !fieldsOf(evidence.outputs))
        return std::nullopt;
    const bool coco = network.attributes.contains(QLatin1String("coco_idx"));
    return Reading{QStringLiteral("It takes a list of pictures and gives boxes, labels and scores; its parts are "
                                  "Detectron2's%1, which take BGR pictures.")
                       .arg(network.precision == Precision::Quantised ? QStringLiteral(", quantised") : QString()),
                   true, coco ? cocoNamesById() : QStringList()};
}

Result<std::vector<Candidate>> decodeLists(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const auto fields = fieldsOf(outputs);
    if (!fields)
        return unexpectedOutputs(outputs, ModelFamily::TorchvisionScript);
    std::vector<Candidate> candidates;
    const float *box = fields->boxes->data.get();
    for (int i = 0; i < fields->boxes->dim(0); ++i, box += 4) {
        const float score = fields->scores->data.get()[i];
        if (score >= settings.floor)
            candidates.push_back({{box[0], box[1], box[2] - box[0], box[3] - box[1]},
                                  static_cast<int>(fields->labels->data.get()[i]),
                                  score});
    }
    return candidates;
}

constexpr auto listLayout = "forward(list of pictures) -> list of {boxes [N, 4], labels [N], scores [N]}";

} // namespace

Family torchvisionFamily()
{
    Family family;
    family.family = ModelFamily::TorchvisionScript;
    family.layout = listLayout;
    family.suppresses = true;
    family.fit = InputFit::None;
    family.recognise = recogniseTorchvision;
    family.decode = decodeLists;
    return family;
}

Family d2goFamily()
{
    Family family = torchvisionFamily();
    family.family = ModelFamily::D2Go;
    family.input.order = ChannelOrder::Bgr;
    family.recognise = recogniseD2Go;
    return family;
}

} // namespace sightglass
