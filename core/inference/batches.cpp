// SPDX-License-Identifier: Apache-2.0
#include "core/inference/batches.h"

#include "core/values/words.h"

namespace sightglass
{

Result<std::vector<std::vector<Tensor>>> partOutputs(std::span<const Tensor> outputs, const Batches &batches)
{
    const auto size = static_cast<std::size_t>(batches.size);
    if (outputs.size() != batches.ranks.size())
        return Error{Words::tr("its outputs are %1 for one picture and %2 for %3")
                         .arg(QString::number(batches.ranks.size()), QString::number(outputs.size()),
                              QString::number(batches.size)),
                     {},
                     {}};
    std::vector<std::vector<Tensor>> parts(size);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const Tensor &output = outputs[i];
        const int rank = batches.ranks[i];
        const bool hasRows =
            output.rank() > 0 && output.dim(0) == batches.size && (output.rank() == rank || output.rank() == rank + 1);
        if (!hasRows)
            return Error{Words::tr("its output \"%1\" becomes %2, which has no row for each picture")
                             .arg(QString::fromStdString(output.name), shapeText(output.shape)),
                         {},
                         {}};
        std::vector<int> shape = output.shape;
        shape.erase(shape.begin());
        if (output.rank() == rank)
            shape.insert(shape.begin(), 1);
        const std::size_t step = output.count() / size;
        for (std::size_t row = 0; row < size; ++row)
            parts[row].push_back({output.name, shape, {output.data, output.data.get() + row * step}});
    }
    return parts;
}

} // namespace sightglass
