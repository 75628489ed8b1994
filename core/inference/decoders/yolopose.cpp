// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolopose.h"

#include "core/inference/coconames.h"
#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yolocolumns.h"
#include "core/values/words.h"

#include <utility>

namespace sightglass
{

namespace
{

constexpr int beforeClasses = 4;
constexpr int cocoKeypointCount = 17;
constexpr int cocoValues = 3 * cocoKeypointCount;

int classesOf(const Evidence &evidence, const Tensor &columns)
{
    const int behindBox = columns.dim(1) - beforeClasses;
    if (const auto shape = evidence.metadata.keypointShape)
        return behindBox - (*shape)[0] * (*shape)[1];
    if (!evidence.metadata.names.isEmpty())
        return static_cast<int>(evidence.metadata.names.size());
    return behindBox == 1 + cocoValues ? 1 : scoreRows(columns);
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *columns = columnsOf(evidence.outputs);
    const ModelMetadata &metadata = evidence.metadata;
    if (evidence.network.call != CallStyle::Batch || !columns || !mayBeTask(metadata, "pose") ||
        !isYoloGrid(columns->dim(2), evidence.inputSize, 1))
        return std::nullopt;
    const int classes = classesOf(evidence, *columns);
    const auto layout = keypointLayout(metadata, classes, columns->dim(1) - beforeClasses - classes);
    if (!layout || (!metadata.names.isEmpty() && metadata.names.size() != classes))
        return std::nullopt;
    const bool isTold = metadata.keypointShape.has_value();
    Reading reading;
    reading.reason = Words::tr("Output %1 holds one box for each cell, each of 4 + %2 values and %3 keypoints of "
                               "%4 values.")
                         .arg(shapeText(columns->shape), QString::number(classes), QString::number(layout->keypoints),
                              QString::number(layout->keypointValues));
    reading.sure = isTold || !metadata.task.isEmpty();
    reading.layout = *layout;
    reading.classes = classes;
    reading.keypoints = namesOfKeypoints(layout->keypoints);
    if (classes == 1 && layout->keypoints == cocoKeypointCount)
        reading.names = {QStringLiteral("person")};
    if (!isTold)
        reading.note = Words::tr("The file does not tell how its keypoints are divided: %1 of %2 values are assumed.")
                           .arg(QString::number(layout->keypoints), QString::number(layout->keypointValues));
    return reading;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *columns = columnsOf(outputs);
    const OutputLayout &layout = settings.layout;
    const int classes = columns ? columns->dim(1) - beforeClasses - layout.keypoints * layout.keypointValues : 0;
    if (classes < 1 || layout.keypoints < 1 || layout.keypointValues < 2)
        return unexpectedOutputs(outputs, ModelFamily::YoloPose);
    const auto count = static_cast<std::size_t>(columns->dim(2));
    const float *keypoints = columns->data.get() + static_cast<std::size_t>(beforeClasses + classes) * count;
    std::vector<Candidate> candidates;
    for (ColumnCandidate &found : bestColumns(*columns, classes, settings.floor)) {
        auto shape = std::make_shared<Shape>();
        shape->keypoints = keypointsFrom(keypoints + found.column, count, layout.keypoints, layout.keypointValues);
        found.candidate.shape = std::move(shape);
        candidates.push_back(std::move(found.candidate));
    }
    return candidates;
}

} // namespace

std::optional<OutputLayout> keypointLayout(const ModelMetadata &metadata, int classes, int values)
{
    if (classes < 1 || values < 2)
        return std::nullopt;
    if (const auto shape = metadata.keypointShape) {
        if ((*shape)[0] * (*shape)[1] != values)
            return std::nullopt;
        return OutputLayout{classes, (*shape)[0], (*shape)[1]};
    }
    for (const int each : {3, 2})
        if (values % each == 0)
            return OutputLayout{classes, values / each, each};
    return std::nullopt;
}

std::shared_ptr<const KeypointLayout> namesOfKeypoints(int keypoints)
{
    return keypoints == cocoKeypointCount ? cocoKeypoints() : nullptr;
}

Family yoloPoseFamily()
{
    Family family;
    family.family = ModelFamily::YoloPose;
    family.task = ModelTask::Pose;
    family.layout = "[1, 4 + classes + K * D, N], K keypoints of D = 2 or 3 values";
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
