// SPDX-License-Identifier: Apache-2.0
#include "core/inference/describemodel.h"

#include "core/inference/modelids.h"

#include <QFileInfo>

#include <algorithm>

namespace sightglass
{

namespace
{

bool isBackground(const QString &name)
{
    return name.contains(QLatin1String("background"), Qt::CaseInsensitive);
}

// Lists of names come with and without a line for the background, whatever the model counts from.
QStringList alignedNames(QStringList names, int firstClass)
{
    if (names.isEmpty())
        return names;
    if (firstClass == 0 && isBackground(names.first()))
        names.removeFirst();
    else if (firstClass == 1 && !isBackground(names.first()))
        names.prepend(QString());
    return names;
}

// A person's words first, then the file's own, then a list beside it, then what the structure tells.
QStringList classNames(const LoadedModel &model)
{
    if (model.overrides.classNames)
        return *model.overrides.classNames;
    if (!model.metadata.names.isEmpty())
        return model.metadata.names;
    const QStringList beside = alignedNames(classNamesBeside(model.files.weights), model.probe.family->firstClass);
    return beside.isEmpty() ? model.probe.reading.names : beside;
}

// Where nothing but shapes speaks for the family that was taken.
QStringList doubts(const LoadedModel &model)
{
    const auto &readings = model.probe.readings;
    if (readings.size() < 2 || readings.front().sure || model.overrides.family)
        return {};
    QStringList others;
    for (std::size_t i = 1; i < readings.size(); ++i)
        others << QStringLiteral("%1 (\"%2\")").arg(familyName(readings[i].family), familyId(readings[i].family));
    return {QStringLiteral("The outputs fit more than one family: %1 was taken, %2 would fit too. If the boxes look "
                           "wrong, choose the family in the Model panel, or as \"family\" in the sidecar file.")
                .arg(familyName(readings.front().family), others.join(QLatin1String(", ")))};
}

std::vector<ModelPort> inputPorts(const NetworkInfo &network, std::span<const Tensor> run)
{
    std::vector<ModelPort> ports;
    if (network.call == CallStyle::ImageList || network.call == CallStyle::ImageDicts) {
        const std::string type = network.inputs.empty() ? std::string() : network.inputs.front().type;
        return {{QStringLiteral("pictures"), {3, -1, -1}, QString::fromStdString(type)}};
    }
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
        const TensorInfo &input = network.inputs[i];
        const bool known = !input.shape.empty() || i >= run.size();
        ports.push_back({QString::fromStdString(input.name), known ? input.shape : run[i].shape,
                         QString::fromStdString(input.type)});
    }
    return ports;
}

std::vector<ModelPort> outputPorts(const NetworkInfo &network, std::span<const Tensor> run)
{
    std::vector<ModelPort> ports;
    for (const Tensor &output : run) {
        const auto told = std::find_if(network.outputs.begin(), network.outputs.end(),
                                       [&output](const TensorInfo &info) { return info.name == output.name; });
        ports.push_back({QString::fromStdString(output.name), output.shape,
                         told == network.outputs.end() ? QString() : QString::fromStdString(told->type)});
    }
    return ports;
}

ModelFacts factsOf(const LoadedModel &model)
{
    ModelFacts facts;
    facts.format = model.network.format;
    QStringList producers{model.metadata.producer, model.network.producer};
    producers.removeAll(QString());
    facts.producer = producers.join(QLatin1String(", "));
    facts.fileSize = fileSize(model.files);
    facts.parameters = model.network.parameters;
    facts.inputs = inputPorts(model.network, model.probe.inputs);
    facts.outputs = outputPorts(model.network, model.probe.outputs);
    return facts;
}

} // namespace

ModelDescriptor describeModel(const LoadedModel &model)
{
    const Probe &probe = model.probe;
    ModelDescriptor descriptor;
    descriptor.name = model.overrides.name.value_or(model.name);
    descriptor.family = probe.family->family;
    descriptor.familyReason = probe.reading.reason;
    descriptor.readings = probe.readings;
    descriptor.task = probe.reading.task.value_or(probe.family->task);
    descriptor.layout = probe.reading.layout;
    descriptor.keypoints = probe.reading.keypoints;
    descriptor.backend = model.network.backend;
    descriptor.classNames = sharedNames(classNames(model));
    descriptor.inputSize = probe.inputSize;
    descriptor.inputSizeFixed = !probe.inputSize.isEmpty();
    descriptor.fit = probe.fit;
    descriptor.input = probe.input;
    descriptor.device = model.network.device;
    descriptor.precision = model.network.precision;
    descriptor.devices = model.network.devices;
    descriptor.threads = model.network.threads;
    descriptor.defaultConfidence =
        model.overrides.confidence.value_or(model.metadata.confidence.value_or(probe.family->confidence));
    descriptor.description = model.metadata.description;
    descriptor.facts = factsOf(model);
    descriptor.overrides = model.overrides;
    descriptor.notes = model.network.notes + doubts(model) + probe.notes;
    return descriptor;
}

} // namespace sightglass
