// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yolosegment.h"

#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yolocolumns.h"
#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int beforeColumnClasses = 4;
constexpr int beforeRowClasses = 5;
constexpr int boxesPerCell = 3;

struct Parts
{
    const Tensor *boxes;
    const Tensor *prototypes;
    bool areRows;
    int classes;
};

std::optional<Parts> partsOf(std::span<const Tensor> outputs, QSize inputSize)
{
    const Tensor *prototypes = prototypesOf(outputs);
    if (!prototypes)
        return std::nullopt;
    for (const Tensor &boxes : outputs) {
        if (boxes.rank() != 3 || boxes.dim(0) != 1)
            continue;
        const int columnClasses = boxes.dim(1) - beforeColumnClasses - prototypes->dim(1);
        if (columnClasses > 0 && isYoloGrid(boxes.dim(2), inputSize, 1))
            return Parts{&boxes, prototypes, false, columnClasses};
        const int rowClasses = boxes.dim(2) - beforeRowClasses - prototypes->dim(1);
        if (rowClasses > 0 && isYoloGrid(boxes.dim(1), inputSize, boxesPerCell))
            return Parts{&boxes, prototypes, true, rowClasses};
    }
    return std::nullopt;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const auto parts = partsOf(evidence.outputs, evidence.inputSize);
    if (evidence.network.call != CallStyle::Batch || !parts || !mayBeTask(evidence.metadata, "segment"))
        return std::nullopt;
    const auto names = evidence.metadata.names.size();
    if (names > 0 && names != parts->classes)
        return std::nullopt;
    Reading reading{
        Words::tr("Output %1 holds boxes with %2 class scores and as many coefficients as output %3 has "
                  "mask prototypes.")
            .arg(shapeText(parts->boxes->shape), QString::number(parts->classes), shapeText(parts->prototypes->shape)),
        true,
        {}};
    reading.classes = parts->classes;
    return reading;
}

void giveMask(Candidate &candidate, const std::shared_ptr<const MaskPlanes> &planes, const float *coefficients,
              std::size_t step)
{
    auto shape = std::make_shared<Shape>();
    shape->mask = maskFrom(planes, coefficients, step);
    candidate.shape = std::move(shape);
}

std::vector<Candidate> decodeRows(const Parts &parts, const std::shared_ptr<const MaskPlanes> &planes, float floor)
{
    std::vector<Candidate> candidates;
    const int width = parts.boxes->dim(2);
    const float *row = parts.boxes->data.get();
    for (int i = 0; i < parts.boxes->dim(1); ++i, row += width) {
        const float *classes = row + beforeRowClasses;
        const float *best = std::max_element(classes, classes + parts.classes);
        const float score = row[4] * *best;
        if (!(score >= floor))
            continue;
        candidates.push_back(
            {{row[0] - row[2] / 2.f, row[1] - row[3] / 2.f, row[2], row[3]}, static_cast<int>(best - classes), score});
        giveMask(candidates.back(), planes, classes + parts.classes, 1);
    }
    return candidates;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const auto parts = partsOf(outputs, settings.inputSize);
    if (!parts)
        return unexpectedOutputs(outputs, ModelFamily::YoloSegment);
    const auto planes = planesFrom(*parts->prototypes, settings.inputSize);
    if (parts->areRows)
        return decodeRows(*parts, planes, settings.floor);
    const auto count = static_cast<std::size_t>(parts->boxes->dim(2));
    const float *coefficients =
        parts->boxes->data.get() + static_cast<std::size_t>(beforeColumnClasses + parts->classes) * count;
    std::vector<Candidate> candidates;
    for (ColumnCandidate &found : bestColumns(*parts->boxes, parts->classes, settings.floor)) {
        giveMask(found.candidate, planes, coefficients + found.column, count);
        candidates.push_back(std::move(found.candidate));
    }
    return candidates;
}

} // namespace

Family yoloSegmentFamily()
{
    Family family;
    family.family = ModelFamily::YoloSegment;
    family.task = ModelTask::Segment;
    family.layout = "[1, 4 + classes + M, N] or [1, 3 N, 5 + classes + M], with mask prototypes [1, M, H, W]";
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
