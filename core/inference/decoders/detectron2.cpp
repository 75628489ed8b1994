// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/detectron2.h"

#include "core/inference/coconames.h"
#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yolopose.h"
#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

struct Fields
{
    const Tensor *boxes = nullptr;
    const Tensor *classes = nullptr;
    const Tensor *scores = nullptr;
    const Tensor *masks = nullptr; ///< Null: none; so are keypoints.
    const Tensor *keypoints = nullptr;
};

bool areMasks(const Tensor &tensor, int things, QSize inputSize)
{
    const bool overBoxes = tensor.rank() == 4 && tensor.dim(1) == 1;
    const bool overPicture =
        tensor.rank() == 3 && tensor.dim(1) == inputSize.height() && tensor.dim(2) == inputSize.width();
    return (overBoxes || overPicture) && tensor.dim(0) == things;
}

bool areKeypoints(const Tensor &tensor, int things)
{
    return tensor.rank() == 3 && tensor.dim(0) == things && tensor.dim(1) > 0 && tensor.dim(2) == 3;
}

Fields namedFields(std::span<const Tensor> outputs)
{
    return {findTensor(outputs, "pred_boxes"), findTensor(outputs, "pred_classes"), findTensor(outputs, "scores"),
            findTensor(outputs, "pred_masks"), findTensor(outputs, "pred_keypoints")};
}

// Boxes and classes come first; the first list behind them is the scores, as only the picture's size follows those.
Fields orderedFields(std::span<const Tensor> outputs, QSize inputSize)
{
    Fields fields;
    if (outputs.size() < 3)
        return fields;
    fields.boxes = &outputs[0];
    fields.classes = &outputs[1];
    const int things = fields.boxes->dim(0);
    for (const Tensor &tensor : outputs.subspan(2)) {
        if (!fields.scores && tensor.rank() == 1 && tensor.dim(0) == things)
            fields.scores = &tensor;
        else if (!fields.masks && areMasks(tensor, things, inputSize))
            fields.masks = &tensor;
        else if (!fields.keypoints && areKeypoints(tensor, things))
            fields.keypoints = &tensor;
    }
    return fields;
}

std::optional<Fields> fieldsOf(std::span<const Tensor> outputs, QSize inputSize)
{
    Fields fields = namedFields(outputs);
    if (!fields.boxes)
        fields = orderedFields(outputs, inputSize);
    if (!fields.boxes || !fields.classes || !fields.scores || fields.boxes->rank() != 2 || fields.boxes->dim(1) != 4)
        return std::nullopt;
    const int things = fields.boxes->dim(0);
    const auto count = static_cast<std::size_t>(things);
    if (fields.classes->count() != count || fields.scores->count() != count ||
        (fields.masks && !areMasks(*fields.masks, things, inputSize)) ||
        (fields.keypoints && !areKeypoints(*fields.keypoints, things)))
        return std::nullopt;
    return fields;
}

// COCO's 80 classes: with the background one more, or times the anchors of a cell.
QStringList namesOf(const std::vector<int> &classifierSizes)
{
    const auto isCoco = [](int size) { return size == 81 || size % 80 == 0; };
    const bool coco = !classifierSizes.empty() && std::all_of(classifierSizes.begin(), classifierSizes.end(), isCoco);
    return coco ? cocoNamesDense() : QStringList();
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    const auto fields = fieldsOf(evidence.outputs, evidence.inputSize);
    if ((network.call != CallStyle::Image && network.call != CallStyle::ImageDicts) || !fields)
        return std::nullopt;
    Reading reading;
    reading.reason = network.call == CallStyle::Image
                         ? Words::tr("It is traced in Detectron2's way: takes one picture, gives boxes, classes "
                                     "and scores in the order of their names.")
                         : Words::tr("It is scripted in Detectron2's way: takes and gives dictionaries.");
    reading.sure = true;
    reading.names = namesOf(network.classifierSizes);
    if (fields->masks)
        reading.task = ModelTask::Segment;
    if (fields->keypoints) {
        reading.task = ModelTask::Pose;
        reading.layout.keypoints = fields->keypoints->dim(1);
        reading.layout.keypointValues = 3;
        reading.keypoints = namesOfKeypoints(fields->keypoints->dim(1));
        if (reading.keypoints && network.classifierSizes == std::vector<int>{2})
            reading.names = {QStringLiteral("person")};
    }
    return reading;
}

Mask maskOf(const Tensor &masks, std::size_t thing, const cv::Rect2f &box)
{
    const QSize grid(masks.dim(-1), masks.dim(-2));
    const float *numbers =
        masks.data.get() + thing * static_cast<std::size_t>(grid.width()) * static_cast<std::size_t>(grid.height());
    return masks.rank() == 4 ? maskFromProbabilities(numbers, grid, box) : maskWithinBox(numbers, grid, box);
}

std::shared_ptr<const Shape> shapeOf(const Fields &fields, std::size_t thing, const cv::Rect2f &box)
{
    if (!fields.masks && !fields.keypoints)
        return nullptr;
    auto shape = std::make_shared<Shape>();
    if (fields.masks)
        shape->mask = maskOf(*fields.masks, thing, box);
    if (const Tensor *keypoints = fields.keypoints) {
        const auto step = static_cast<std::size_t>(keypoints->dim(1)) * 3;
        shape->keypoints = keypointsFrom(keypoints->data.get() + thing * step, 1, keypoints->dim(1), 3);
        // Scores are shares of a heatmap: Detectron2 draws those from 0.05 on (utils/visualizer.py), which is to be
        // one half here.
        for (Keypoint &keypoint : shape->keypoints)
            keypoint.confidence = std::min(1.f, keypoint.confidence * 10.f);
    }
    return shape;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const auto fields = fieldsOf(outputs, settings.inputSize);
    if (!fields)
        return unexpectedOutputs(outputs, ModelFamily::Detectron2);
    std::vector<Candidate> candidates;
    const float *box = fields->boxes->data.get();
    for (int i = 0; i < fields->boxes->dim(0); ++i, box += 4) {
        const float score = fields->scores->data.get()[i];
        if (!(score >= settings.floor))
            continue;
        Candidate candidate{
            {box[0], box[1], box[2] - box[0], box[3] - box[1]}, classIdOf(fields->classes->data.get()[i]), score};
        candidate.shape = shapeOf(*fields, static_cast<std::size_t>(i), candidate.box);
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

} // namespace

Family detectron2Family()
{
    Family family;
    family.family = ModelFamily::Detectron2;
    family.layout = "pred_boxes [N, 4], pred_classes [N], pred_keypoints [N, K, 3], pred_masks, scores [N]";
    family.suppresses = true;
    family.fit = InputFit::None;
    family.input.order = ChannelOrder::Bgr;
    family.input.divisor = 1.f;
    family.confidence = 0.5f;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
