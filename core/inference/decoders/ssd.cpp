// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/ssd.h"

#include "core/values/words.h"

namespace sightglass
{

namespace
{

constexpr int rowLength = 7;

const Tensor *rowsOf(std::span<const Tensor> outputs)
{
    const Tensor *rows = onlyOutput(outputs, 4);
    return rows && rows->dim(1) == 1 && rows->dim(3) == rowLength ? rows : nullptr;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    const Tensor *rows = rowsOf(evidence.outputs);
    if (evidence.network.call != CallStyle::Batch || !rows)
        return std::nullopt;
    return Reading{
        Words::tr("Output %1 holds rows of image, class, score and corners.").arg(shapeText(rows->shape)), false, {}};
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    const Tensor *rows = rowsOf(outputs);
    if (!rows)
        return unexpectedOutputs(outputs, ModelFamily::Ssd);
    const auto width = static_cast<float>(settings.inputSize.width());
    const auto height = static_cast<float>(settings.inputSize.height());
    std::vector<Candidate> candidates;
    const float *row = rows->data.get();
    for (int i = 0; i < rows->dim(2); ++i, row += rowLength)
        if (row[2] >= settings.floor)
            candidates.push_back(
                {{row[3] * width, row[4] * height, (row[5] - row[3]) * width, (row[6] - row[4]) * height},
                 classIdOf(row[1]),
                 row[2]});
    return candidates;
}

} // namespace

Family ssdFamily()
{
    Family family;
    family.family = ModelFamily::Ssd;
    family.layout = "[1, 1, N, 7], rows of image, class, score, x1 y1 x2 y2 from 0 to 1";
    family.suppresses = true;
    family.fit = InputFit::Stretch;
    family.input.order = ChannelOrder::Bgr;
    family.input.divisor = 1.f;
    family.input.mean = {104.f, 117.f, 123.f};
    family.confidence = 0.5f;
    family.firstClass = 1;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
