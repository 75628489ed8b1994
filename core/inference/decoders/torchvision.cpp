// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/torchvision.h"

#include "core/inference/coconames.h"
#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yolopose.h"
#include "core/values/words.h"

#include <algorithm>
#include <cmath>

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
    const Tensor *masks; ///< Null: none; so are keypoints.
    const Tensor *keypoints;
    const Tensor *keypointScores; ///< Null: none, or there are no keypoints.
};

std::optional<Fields> fieldsOf(std::span<const Tensor> outputs)
{
    const Fields fields{findTensor(outputs, "boxes"),     findTensor(outputs, "labels"),
                        findTensor(outputs, "scores"),    findTensor(outputs, "masks"),
                        findTensor(outputs, "keypoints"), findTensor(outputs, "keypoints_scores")};
    if (!fields.boxes || !fields.labels || !fields.scores || fields.boxes->rank() != 2 || fields.boxes->dim(1) != 4)
        return std::nullopt;
    const auto rows = static_cast<std::size_t>(fields.boxes->dim(0));
    if (fields.labels->count() != rows || fields.scores->count() != rows)
        return std::nullopt;
    const Tensor *masks = fields.masks;
    const Tensor *keypoints = fields.keypoints;
    if ((masks && (masks->rank() != 4 || masks->dim(0) != fields.boxes->dim(0) || masks->dim(1) != 1)) ||
        (keypoints &&
         (keypoints->rank() != 3 || keypoints->dim(0) != fields.boxes->dim(0) || keypoints->dim(2) != 3)) ||
        (keypoints && fields.keypointScores && fields.keypointScores->count() * 3 != keypoints->count()))
        return std::nullopt;
    return fields;
}

void addShapes(Reading &reading, const Fields &fields)
{
    if (fields.masks)
        reading.task = ModelTask::Segment;
    if (!fields.keypoints)
        return;
    reading.task = ModelTask::Pose;
    reading.layout.keypoints = fields.keypoints->dim(1);
    reading.layout.keypointValues = 3;
    reading.keypoints = namesOfKeypoints(fields.keypoints->dim(1));
}

std::optional<Reading> recogniseTorchvision(const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    const auto fields = fieldsOf(evidence.outputs);
    if (network.call != CallStyle::ImageList || isFromDetectron(network) || !fields)
        return std::nullopt;
    // COCO's 91 ids are a training's choice and not told by outputs; heads of 91 classes (times anchors) are evidence.
    constexpr int cocoIds = 91;
    const auto &sizes = network.classifierSizes;
    const bool coco =
        !sizes.empty() && std::all_of(sizes.begin(), sizes.end(), [](int size) { return size % cocoIds == 0; });
    const bool sure = hasPart(network, ".torchvision.");
    Reading reading{sure ? Words::tr("It is a torchvision detector: takes a list of pictures, gives boxes, labels "
                                     "and scores.")
                         : Words::tr("It takes a list of pictures and gives boxes, labels and scores, as "
                                     "torchvision's detectors do; RGB is assumed."),
                    sure, coco ? cocoNamesById() : QStringList()};
    addShapes(reading, *fields);
    if (reading.keypoints && !sizes.empty() && sizes.front() == 2)
        reading.names = {QString(), QStringLiteral("person")};
    return reading;
}

std::optional<Reading> recogniseD2Go(const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    const auto fields = fieldsOf(evidence.outputs);
    if (network.call != CallStyle::ImageList || !isFromDetectron(network) || !fields)
        return std::nullopt;
    const bool coco = network.attributes.contains(QLatin1String("coco_idx"));
    Reading reading{Words::tr("It takes a list of pictures and gives boxes, labels and scores; its parts are "
                              "Detectron2's%1, which take BGR pictures.")
                        .arg(network.precision == Precision::Quantised ? Words::tr(", quantised") : QString()),
                    true, coco ? cocoNamesById() : QStringList()};
    addShapes(reading, *fields);
    return reading;
}

std::shared_ptr<const Shape> shapeOf(const Fields &fields, std::size_t thing, const cv::Rect2f &box)
{
    if (!fields.masks && !fields.keypoints)
        return nullptr;
    auto shape = std::make_shared<Shape>();
    if (const Tensor *masks = fields.masks) {
        const QSize size(masks->dim(3), masks->dim(2));
        const auto pixels = static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height());
        shape->mask = maskWithinBox(masks->data.get() + thing * pixels, size, box);
    }
    if (const Tensor *keypoints = fields.keypoints) {
        const auto count = static_cast<std::size_t>(keypoints->dim(1));
        shape->keypoints = keypointsFrom(keypoints->data.get() + thing * count * 3, 1, keypoints->dim(1), 3);
        for (std::size_t i = 0; fields.keypointScores && i < count; ++i)
            shape->keypoints[i].confidence =
                1.f / (1.f + std::exp(-fields.keypointScores->data.get()[thing * count + i]));
    }
    return shape;
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
        if (!(score >= settings.floor))
            continue;
        candidates.push_back(
            {{box[0], box[1], box[2] - box[0], box[3] - box[1]}, classIdOf(fields->labels->data.get()[i]), score});
        candidates.back().shape = shapeOf(*fields, static_cast<std::size_t>(i), candidates.back().box);
    }
    return candidates;
}

constexpr auto listLayout =
    "forward(list of pictures) -> list of {boxes [N, 4], labels [N], scores [N], masks [N, 1, H, W], "
    "keypoints [N, K, 3]}";

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
