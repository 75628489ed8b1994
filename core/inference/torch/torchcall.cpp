// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torchcall.h"

#include "core/inference/torch/tensors.h"

#include <c10/core/InferenceMode.h>
#include <torch/script.h>

namespace sightglass
{

namespace
{

c10::IValue dictionaries(const torch::jit::Module &module, std::span<const Tensor> inputs, const TorchCall &call)
{
    std::vector<c10::IValue> pictures;
    for (const Tensor &input : inputs) {
        c10::Dict<std::string, at::Tensor> dictionary;
        dictionary.insert("image", toTorch(input).to(call.device, call.type));
        pictures.emplace_back(std::move(dictionary));
    }
    const auto &type = module.get_method("forward").function().getSchema().arguments().at(1).type();
    if (type->kind() == c10::TypeKind::TupleType)
        return c10::ivalue::Tuple::create(std::move(pictures));
    c10::impl::GenericList list(type->containedType(0));
    for (c10::IValue &picture : pictures)
        list.push_back(std::move(picture));
    return list;
}

} // namespace

std::vector<Tensor> TorchCall::operator()(torch::jit::Module &module, std::span<const Tensor> inputs) const
{
    const c10::InferenceMode inferenceMode;
    std::vector<c10::IValue> arguments;
    if (style == CallStyle::ImageList) {
        c10::List<at::Tensor> pictures;
        for (const Tensor &input : inputs)
            pictures.push_back(toTorch(input).to(device, type));
        arguments.emplace_back(std::move(pictures));
    } else if (style == CallStyle::ImageDicts) {
        arguments.push_back(dictionaries(module, inputs, *this));
    } else {
        for (const Tensor &input : inputs)
            arguments.emplace_back(toTorch(input).to(device, type));
    }
    return flatten(module.forward(std::move(arguments)));
}

} // namespace sightglass
