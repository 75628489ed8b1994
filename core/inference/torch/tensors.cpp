// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/tensors.h"

#include <ATen/ATen.h>

namespace sightglass
{

namespace
{

std::string joined(const std::string &path, const std::string &name)
{
    return path.empty() ? name : path + '.' + name;
}

std::string named(const std::string &path)
{
    return path.empty() ? "output" : path;
}

void flattenInto(std::vector<Tensor> &flat, const c10::IValue &value, const std::string &path)
{
    if (value.isTensor()) {
        if (value.toTensor().defined())
            flat.push_back(fromTorch(value.toTensor(), named(path)));
    } else if (value.isTuple()) {
        const auto &elements = value.toTupleRef().elements();
        for (std::size_t i = 0; i < elements.size(); ++i)
            flattenInto(flat, elements[i], joined(path, std::to_string(i)));
    } else if (value.isList()) {
        const auto list = value.toListRef();
        for (std::size_t i = 0; i < list.size(); ++i)
            flattenInto(flat, list[i], joined(path, std::to_string(i)));
    } else if (value.isGenericDict()) {
        for (const auto &entry : value.toGenericDict())
            flattenInto(flat, entry.value(),
                        joined(path, entry.key().isString() ? entry.key().toStringRef() : std::string("?")));
    } else if (value.isScalar()) {
        flat.push_back(makeTensor(named(path), {}, {value.toScalar().toFloat()}));
    }
}

} // namespace

at::Tensor toTorch(const Tensor &tensor)
{
    const std::vector<std::int64_t> sizes(tensor.shape.begin(), tensor.shape.end());
    return at::from_blob(const_cast<float *>(tensor.data.get()), sizes, at::kFloat);
}

Tensor fromTorch(const at::Tensor &tensor, std::string name)
{
    const at::Tensor plain = tensor.is_quantized() ? tensor.dequantize() : tensor;
    auto owner = std::make_shared<at::Tensor>(plain.to(at::kCPU, at::kFloat).contiguous());
    std::vector<int> shape;
    for (const std::int64_t size : owner->sizes())
        shape.push_back(static_cast<int>(size));
    const float *numbers = owner->data_ptr<float>();
    return {std::move(name), std::move(shape), {std::move(owner), numbers}};
}

std::vector<Tensor> flatten(const c10::IValue &value)
{
    std::vector<Tensor> flat;
    flattenInto(flat, value, {});
    return flat;
}

} // namespace sightglass
