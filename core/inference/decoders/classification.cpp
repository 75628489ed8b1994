// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/classification.h"

#include "core/inference/decoders/yolocolumns.h"
#include "core/inference/modelfile.h"
#include "core/values/words.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sightglass
{

namespace
{

bool isList(const Tensor &tensor)
{
    const bool flat = tensor.rank() == 2 || (tensor.rank() == 4 && tensor.dim(2) == 1 && tensor.dim(3) == 1);
    return flat && tensor.dim(0) == 1 && tensor.dim(1) > 1;
}

// Where there are two, the first: probabilities come before logits, main outputs before auxiliary ones.
const Tensor *scoresOf(std::span<const Tensor> outputs)
{
    const bool fits = !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&](const Tensor &tensor) {
        return isList(tensor) && tensor.dim(1) == outputs.front().dim(1);
    });
    return fits ? &outputs.front() : nullptr;
}

// The mean and deviation of ImageNet's training pictures, as torchvision's models take them.
InputValues imageNetValues()
{
    InputValues values;
    values.mean = {0.485f, 0.456f, 0.406f};
    values.deviation = {0.229f, 0.224f, 0.225f};
    return values;
}

InputValues caffeValues()
{
    InputValues values;
    values.order = ChannelOrder::Bgr;
    values.divisor = 1.f;
    values.mean = {104.f, 117.f, 123.f};
    return values;
}

InputValues tensorFlowValues()
{
    InputValues values;
    values.divisor = 127.5f;
    values.mean = {1.f, 1.f, 1.f};
    return values;
}

bool isTorchvision(const NetworkInfo &network)
{
    return std::any_of(network.parts.begin(), network.parts.end(), [](const QString &part) {
        return part.startsWith(QLatin1String("__torch__.torchvision.models."));
    });
}

void addInput(Reading &reading, const Evidence &evidence)
{
    const NetworkInfo &network = evidence.network;
    // Ultralytics tells a stride even here; a task alone may be a person's choice.
    if (!evidence.metadata.task.isEmpty() && evidence.metadata.stride) {
        reading.sure = true;
        reading.input = InputValues();
        return;
    }
    reading.input = imageNetValues();
    reading.sure = isTorchvision(network);
    if (reading.sure)
        return;
    reading.note = Words::tr("The file does not tell what its input is made of: pictures less ImageNet's mean are "
                             "assumed.");
    if (network.format == formatName(ModelFormat::CaffeModel)) {
        reading.input = caffeValues();
        reading.fit = InputFit::Stretch;
        reading.note = Words::tr("The file does not tell what its input is made of: BGR less 104, 117, 123 is "
                                 "assumed, as is usual for Caffe.");
    } else if (network.format == formatName(ModelFormat::TensorFlowGraph)) {
        reading.input = tensorFlowValues();
        reading.note = Words::tr("The file does not tell what its input is made of: values from -1 to 1 are "
                                 "assumed, as is usual for TensorFlow.");
    }
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *scores = scoresOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !scores || !mayBeTask(evidence.metadata, "classify"))
        return std::nullopt;
    const auto names = evidence.metadata.names.size();
    if (names > 0 && names != scores->dim(1))
        return std::nullopt;
    Reading reading;
    reading.reason = Words::tr("Output %1 holds a number for each of %2 classes.")
                         .arg(shapeText(scores->shape), QString::number(scores->dim(1)));
    reading.classes = scores->dim(1);
    addInput(reading, evidence);
    return reading;
}

bool areProbabilities(std::span<const float> values)
{
    constexpr float rounding = 0.01f;
    return std::all_of(values.begin(), values.end(), isScore) &&
           std::abs(std::accumulate(values.begin(), values.end(), 0.f) - 1.f) < rounding;
}

std::vector<float> probabilitiesOf(std::span<const float> values)
{
    std::vector<float> probabilities(values.begin(), values.end());
    if (areProbabilities(values))
        return probabilities;
    const float largest = *std::max_element(values.begin(), values.end());
    float sum = 0.f;
    for (float &value : probabilities) {
        value = std::exp(value - largest);
        sum += value;
    }
    for (float &value : probabilities)
        value /= sum;
    return probabilities;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *scores = scoresOf(outputs);
    if (!scores)
        return unexpectedOutputs(outputs, ModelFamily::Classification);
    const std::vector<float> probabilities = probabilitiesOf(scores->values());
    const cv::Rect2f everything(0.f, 0.f, static_cast<float>(settings.inputSize.width()),
                                static_cast<float>(settings.inputSize.height()));
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        if (probabilities[i] >= settings.floor)
            candidates.push_back({everything, static_cast<int>(i), probabilities[i], true});
    return candidates;
}

} // namespace

Family classificationFamily()
{
    Family family;
    family.family = ModelFamily::Classification;
    family.task = ModelTask::Classify;
    family.layout = "[1, classes] or [1, classes, 1, 1], probabilities or logits";
    family.suppresses = true;
    family.fit = InputFit::CentreCrop;
    family.usualSize = {224, 224};
    family.confidence = 0.1f; // low, so that the first few classes show
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
