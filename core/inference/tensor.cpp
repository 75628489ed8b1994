// SPDX-License-Identifier: Apache-2.0
#include "core/inference/tensor.h"

#include <QStringList>

#include <algorithm>
#include <numeric>

namespace sightglass
{

std::size_t Tensor::count() const
{
    return std::accumulate(shape.begin(), shape.end(), std::size_t(1),
                           [](std::size_t product, int size) { return product * static_cast<std::size_t>(size); });
}

int Tensor::dim(int index) const
{
    if (index < 0)
        index += rank();
    return index >= 0 && index < rank() ? shape[static_cast<std::size_t>(index)] : 0;
}

Tensor makeTensor(std::string name, std::vector<int> shape, std::vector<float> values)
{
    auto owner = std::make_shared<std::vector<float>>(std::move(values));
    Q_ASSERT(owner->size() == (Tensor{{}, shape, nullptr}.count()));
    return {std::move(name), std::move(shape), {owner, owner->data()}};
}

const Tensor *findTensor(std::span<const Tensor> tensors, std::string_view name)
{
    const auto found = std::find_if(tensors.begin(), tensors.end(), [name](const Tensor &tensor) {
        const std::string_view path = tensor.name;
        return path == name ||
               (path.size() > name.size() && path.ends_with(name) && path[path.size() - name.size() - 1] == '.');
    });
    return found == tensors.end() ? nullptr : &*found;
}

QString shapeText(std::span<const int> shape)
{
    QStringList sizes;
    for (const int size : shape)
        sizes << (size < 0 ? QStringLiteral("?") : QString::number(size));
    return QLatin1Char('[') + sizes.join(QLatin1String(", ")) + QLatin1Char(']');
}

QString shapesText(std::span<const Tensor> tensors)
{
    QStringList texts;
    for (const Tensor &tensor : tensors)
        texts << QString::fromStdString(tensor.name) + QLatin1Char(' ') + shapeText(tensor.shape);
    return texts.join(QLatin1String(", "));
}

} // namespace sightglass
