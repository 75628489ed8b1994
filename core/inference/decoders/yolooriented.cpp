// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolooriented.h"

#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yolocolumns.h"
#include "core/values/words.h"

#include <utility>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 4;

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *columns = columnsOf(evidence.outputs);
    const ModelMetadata &metadata = evidence.metadata;
    if (evidence.network.call != CallStyle::Batch || !columns || !mayBeTask(metadata, "obb") ||
        !isYoloGrid(columns->dim(2), evidence.inputSize, 1))
        return std::nullopt;
    const int classes = columns->dim(1) - beforeClasses - 1;
    // Without metadata a last row that holds more than scores is all that tells these from upright boxes.
    const bool fits = metadata.names.isEmpty() ? !metadata.task.isEmpty() || scoreRows(*columns) == classes
                                               : metadata.names.size() == classes;
    if (classes < 1 || !fits)
        return std::nullopt;
    Reading reading{Words::tr("Output %1 holds one box for each cell, each of 4 + %2 values and an angle.")
                        .arg(shapeText(columns->shape), QString::number(classes)),
                    !metadata.task.isEmpty(),
                    {}};
    reading.classes = classes;
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *columns = columnsOf(outputs);
    const int classes = columns ? columns->dim(1) - beforeClasses - 1 : 0;
    if (classes < 1)
        return unexpectedOutputs(outputs, ModelFamily::YoloOriented);
    const auto count = static_cast<std::size_t>(columns->dim(2));
    const float *angles = columns->data.get() + static_cast<std::size_t>(beforeClasses + classes) * count;
    std::vector<Candidate> candidates;
    for (const auto &[column, candidate] : bestColumns(*columns, classes, settings.floor)) {
        const cv::Rect2f &box = candidate.box;
        candidates.push_back(orientedCandidate(
            {{box.x + box.width / 2.f, box.y + box.height / 2.f}, {box.width, box.height}, angles[column]},
            candidate.classId, candidate.score));
    }
    return candidates;
}

} // namespace

Family yoloOrientedFamily()
{
    Family family;
    family.family = ModelFamily::YoloOriented;
    family.task = ModelTask::OrientedBoxes;
    family.layout = "[1, 4 + classes + 1, N], an angle in radians last";
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
