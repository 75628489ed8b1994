// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torchprogram.h"

#include "core/values/words.h"

#include <QRegularExpression>

#include <algorithm>

namespace sightglass
{

namespace
{

// "__torch__.torch.nn.modules.conv.___torch_mangle_7.Conv2d" is one of many "__torch__.torch.nn.modules.conv.Conv2d".
QString typeName(const torch::jit::Module &module)
{
    static const QRegularExpression mangle(QStringLiteral("___torch_mangle_\\d+\\."));
    return QString::fromStdString(module.type()->name()->qualifiedName()).remove(mangle);
}

// "x.1" is x: the number tells values of one name apart within the graph.
std::string argumentName(const std::string &name)
{
    return name.substr(0, name.find('.'));
}

bool isConvolutionOrLinear(const torch::jit::Module &module)
{
    if (!module.hasattr("weight") || !module.hasattr("bias"))
        return false;
    const c10::IValue weight = module.attr("weight");
    const c10::IValue bias = module.attr("bias");
    return weight.isTensor() && bias.isTensor() && bias.toTensor().defined() && weight.toTensor().dim() > 1;
}

// The names are torchvision's: Faster R-CNN has cls_score, RetinaNet and FCOS cls_logits (as has the
// region proposal network, which knows no classes), SSD a classification_head
// whose convolutions are listed.
std::vector<int> classifierSizes(const torch::jit::Module &module)
{
    std::vector<int> named;
    std::vector<int> listed;
    for (const auto &part : module.named_modules()) {
        const bool isNamed = part.name.ends_with("cls_score") || part.name.ends_with("classification_head.cls_logits");
        const bool isListed = part.name.find("classification_head.module_list.") != std::string::npos;
        if ((isNamed || isListed) && isConvolutionOrLinear(part.value))
            (isNamed ? named : listed).push_back(static_cast<int>(part.value.attr("bias").toTensor().numel()));
    }
    return named.empty() ? listed : named;
}

} // namespace

void describeProgram(const torch::jit::Module &module, NetworkInfo &info)
{
    for (const torch::jit::Module &part : module.modules())
        if (const QString name = typeName(part); !info.parts.contains(name))
            info.parts << name;
    for (const auto &attribute : module.named_attributes(false))
        info.attributes << QString::fromStdString(attribute.name);
    for (const at::Tensor &parameter : module.parameters())
        info.parameters += parameter.numel();
    info.classifierSizes = classifierSizes(module);

    const auto isMadeOf = [&info](const char *part) {
        return std::any_of(info.parts.begin(), info.parts.end(),
                           [part](const QString &name) { return name.contains(QLatin1String(part)); });
    };
    if (isMadeOf(".sparse.Embedding") && !isMadeOf(".conv.Conv2d"))
        info.obstacle = Obstacle{Words::tr("it looks words or bytes up in a table, as a model of text does"),
                                 Words::tr("Open a model that finds things in pictures."), true};

    const auto &arguments = module.get_method("forward").function().getSchema().arguments();
    for (std::size_t i = 1; i < arguments.size(); ++i)
        if (!arguments[i].default_value())
            info.inputs.push_back({argumentName(arguments[i].name()), {}, arguments[i].type()->annotation_str()});
    if (arguments.size() < 2)
        return;
    const auto &type = arguments[1].type();
    const bool isList = type->kind() == c10::TypeKind::ListType;
    const bool isTuple = type->kind() == c10::TypeKind::TupleType;
    if ((isList || isTuple) && !type->containedTypes().empty() &&
        type->containedType(0)->kind() == c10::TypeKind::DictType)
        info.call = CallStyle::ImageDicts;
    else if (isList)
        info.call = CallStyle::ImageList;
    else if (std::any_of(info.parts.begin(), info.parts.end(),
                         [](const QString &part) { return part.endsWith(QLatin1String(".TracingAdapter")); }))
        info.call = CallStyle::Image;
}

bool isQuantised(const torch::jit::Module &module)
{
    return module.dump_to_str(true, false, false).find("quantized.") != std::string::npos;
}

} // namespace sightglass
