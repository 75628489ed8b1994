// SPDX-License-Identifier: Apache-2.0
#include "core/inference/fixedbatch.h"

#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

std::size_t rowSize(const Tensor &tensor)
{
    return tensor.dim(0) > 0 ? tensor.count() / static_cast<std::size_t>(tensor.dim(0)) : 0;
}

} // namespace

std::vector<Tensor> rowsFrom(std::span<const Tensor> inputs, int first, int size)
{
    std::vector<Tensor> rows;
    for (const Tensor &input : inputs) {
        std::vector<int> shape = input.shape;
        shape.front() = size;
        std::vector<float> numbers;
        for (int i = first; i < first + size; ++i) {
            const auto row = static_cast<std::size_t>(std::min(i, input.dim(0) - 1));
            const auto values = input.values().subspan(row * rowSize(input), rowSize(input));
            numbers.insert(numbers.end(), values.begin(), values.end());
        }
        rows.push_back(makeTensor(input.name, std::move(shape), std::move(numbers)));
    }
    return rows;
}

Result<std::vector<Tensor>> joinedRows(std::span<const std::vector<Tensor>> runs, int size, int count)
{
    std::vector<Tensor> joined;
    for (std::size_t i = 0; i < runs.front().size(); ++i) {
        std::vector<float> numbers;
        for (const auto &run : runs) {
            if (run[i].dim(0) != size)
                return Error{Words::tr("The model takes %1 pictures at a time, and its output %2 does not tell which "
                                       "results are which picture's.")
                                 .arg(QString::number(size), shapesText({&run[i], 1})),
                             Words::tr("Export it with batch=1."),
                             {}};
            numbers.insert(numbers.end(), run[i].values().begin(), run[i].values().end());
        }
        const Tensor &output = runs.front()[i];
        std::vector<int> shape = output.shape;
        shape.front() = count;
        numbers.resize(rowSize(output) * static_cast<std::size_t>(count));
        joined.push_back(makeTensor(output.name, std::move(shape), std::move(numbers)));
    }
    return joined;
}

} // namespace sightglass
