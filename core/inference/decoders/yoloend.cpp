// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yoloend.h"

#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yolocolumns.h"
#include "core/inference/decoders/yolopose.h"
#include "core/values/words.h"

#include <cmath>

namespace sightglass
{

namespace
{

constexpr int rowLength = 6;
constexpr int boxesPerCell = 3;

struct Parts
{
    const Tensor *rows;
    const Tensor *prototypes; ///< Null: no masks.
    int more;                 ///< Numbers behind the class.
};

std::optional<Parts> partsOf(std::span<const Tensor> outputs)
{
    const Tensor *prototypes = prototypesOf(outputs);
    if (outputs.size() != (prototypes ? 2 : 1))
        return std::nullopt;
    for (const Tensor &rows : outputs) {
        const int more = rows.dim(2) - rowLength;
        if (rows.rank() == 3 && rows.dim(0) == 1 && more >= 0 && (!prototypes || prototypes->dim(1) == more))
            return Parts{&rows, prototypes, more};
    }
    return std::nullopt;
}

// The sixth number of each row is a class's.
bool haveClasses(const Tensor &rows)
{
    const float *row = rows.data.get();
    for (int i = 0; i < rows.dim(1); ++i, row += rows.dim(2))
        if (!(row[5] >= 0.f && row[5] == std::floor(row[5]) && isScore(row[4])))
            return false;
    return true;
}

/// What the numbers behind the class are.
struct Meaning
{
    ModelTask task = ModelTask::Detect;
    OutputLayout layout = {};
};

std::optional<Meaning> meaningOf(const Parts &parts, const ModelMetadata &metadata)
{
    if (parts.prototypes)
        return mayBeTask(metadata, "segment") ? std::optional(Meaning{ModelTask::Segment}) : std::nullopt;
    if (parts.more == 0)
        return mayBeTask(metadata, "detect") ? std::optional(Meaning{}) : std::nullopt;
    if (parts.more == 1)
        return metadata.task == QLatin1String("obb") ? std::optional(Meaning{ModelTask::OrientedBoxes}) : std::nullopt;
    constexpr int cocoValues = 51;
    if (!mayBeTask(metadata, "pose") || (!metadata.keypointShape && parts.more != cocoValues))
        return std::nullopt;
    const auto layout = keypointLayout(metadata, 1, parts.more);
    if (!layout)
        return std::nullopt;
    return Meaning{ModelTask::Pose, {0, layout->keypoints, layout->keypointValues}};
}

std::optional<Reading> recognise(const Evidence &evidence, bool suppressedInside)
{
    const auto parts = partsOf(evidence.outputs);
    const ModelMetadata &metadata = evidence.metadata;
    if (evidence.network.call != CallStyle::Batch || !parts || metadata.ownSuppression != suppressedInside ||
        isYoloGrid(parts->rows->dim(1), evidence.inputSize, 1) ||
        isYoloGrid(parts->rows->dim(1), evidence.inputSize, boxesPerCell) || !haveClasses(*parts->rows))
        return std::nullopt;
    const auto meaning = meaningOf(*parts, metadata);
    if (!meaning)
        return std::nullopt;
    Reading reading;
    reading.reason =
        (suppressedInside ? Words::tr("Its metadata says that it was exported with NMS; output %1 holds finished boxes")
                          : Words::tr("Output %1 holds finished boxes: corners, score and class"))
            .arg(shapeText(parts->rows->shape)) +
        (meaning->task == ModelTask::Detect ? QStringLiteral(".")
                                            : Words::tr(", for %1.").arg(taskName(meaning->task)));
    reading.sure = !metadata.task.isEmpty();
    reading.layout = meaning->layout;
    reading.task = meaning->task;
    reading.keypoints = namesOfKeypoints(meaning->layout.keypoints);
    return reading;
}

Candidate candidateOf(const float *row, const Parts &parts, const std::shared_ptr<const MaskPlanes> &planes,
                      const OutputLayout &layout)
{
    const int classId = classIdOf(row[5]);
    const float *more = row + rowLength;
    if (parts.more == 1 && !planes)
        return orientedCandidate({{row[0], row[1]}, {row[2], row[3]}, *more}, classId, row[4]);
    Candidate candidate{{row[0], row[1], row[2] - row[0], row[3] - row[1]}, classId, row[4]};
    if (parts.more == 0)
        return candidate;
    auto shape = std::make_shared<Shape>();
    if (planes)
        shape->mask = maskFrom(planes, more, 1);
    else
        shape->keypoints = keypointsFrom(more, 1, layout.keypoints, layout.keypointValues);
    candidate.shape = std::move(shape);
    return candidate;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const auto parts = partsOf(outputs);
    const OutputLayout &layout = settings.layout;
    if (!parts || (parts->more > 1 && !parts->prototypes && layout.keypoints * layout.keypointValues != parts->more))
        return unexpectedOutputs(outputs, ModelFamily::YoloEndToEnd);
    const auto planes = parts->prototypes ? planesFrom(*parts->prototypes, settings.inputSize) : nullptr;
    std::vector<Candidate> candidates;
    const float *row = parts->rows->data.get();
    for (int i = 0; i < parts->rows->dim(1); ++i, row += parts->rows->dim(2))
        if (row[4] >= settings.floor)
            candidates.push_back(candidateOf(row, *parts, planes, layout));
    return candidates;
}

} // namespace

Family yoloEndToEndFamily()
{
    Family family;
    family.family = ModelFamily::YoloEndToEnd;
    family.layout = "[1, N, 6], rows of x1 y1 x2 y2 score class, with M coefficients of mask prototypes [1, M, H, W], "
                    "keypoints or an angle (then cx cy w h) behind";
    family.suppresses = true;
    family.recognise = [](const Evidence &evidence) { return recognise(evidence, false); };
    family.decode = decode;
    return family;
}

Family yoloWithNmsFamily()
{
    Family family = yoloEndToEndFamily();
    family.family = ModelFamily::YoloWithNms;
    family.recognise = [](const Evidence &evidence) { return recognise(evidence, true); };
    return family;
}

} // namespace sightglass
