// SPDX-License-Identifier: Apache-2.0
#include "core/inference/describemodel.h"

#include "core/inference/modelids.h"
#include "core/inference/namelist.h"
#include "core/values/words.h"

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

struct ClassNames
{
    QStringList names;
    QStringList notes;
};

// Names that are not as many as the classes are used as far as they go.
ClassNames countedNames(const QStringList &names, int classes, const QString &from)
{
    if (names.isEmpty() || classes == 0 || names.size() == classes)
        return {names, {}};
    const bool fromOne = names.first().isEmpty() && names.size() == classes + 1;
    const QString count = names.size() == 1 ? Words::tr("1 class") : Words::tr("%1 classes").arg(names.size());
    QString note = fromOne
                       ? Words::tr("%1 numbers the classes from 1 to %2, and the model from 0 to %3: names are used "
                                   "by their numbers, the last one not at all.")
                             .arg(from, QString::number(classes), QString::number(classes - 1))
                       : Words::tr("%1 names %2, and the model has %3: names are used as far as they go.")
                             .arg(from, count, QString::number(classes));
    if (names.size() == 1 && names.first().contains(QLatin1Char(',')))
        note += Words::tr(" Write one name a line.");
    return {names.mid(0, classes), {note}};
}

// A person's words first, then the file's own, then a list named after it, then what the structure tells, then a list
// of its folder.
ClassNames classNames(const LoadedModel &model)
{
    if (model.overrides.classNames)
        return {*model.overrides.classNames, {}};
    const Reading &reading = model.probe.reading;
    if (!model.metadata.names.isEmpty())
        return countedNames(model.metadata.names, reading.classes, Words::tr("The model's metadata"));
    const NameList beside = namesBeside(model.files);
    const QStringList names = alignedNames(beside.names, model.probe.family->firstClass);
    const bool fit = reading.classes == 0 || names.size() == reading.classes;
    if (names.isEmpty() || (!beside.own && !fit && !reading.names.isEmpty()))
        return {reading.names, {}};
    ClassNames counted = countedNames(names, reading.classes, beside.file);
    if (!beside.own)
        counted.notes.prepend(Words::tr("The class names are from %1 beside the model.").arg(beside.file));
    return counted;
}

// Where nothing but shapes speaks for the family that was taken.
QStringList doubts(const LoadedModel &model, bool named)
{
    const auto &readings = model.probe.readings;
    if (readings.empty() || readings.front().sure || model.overrides.family)
        return {};
    if (readings.size() == 1) {
        if (named || readings.front().family != ModelFamily::Classification)
            return {};
        return {Words::tr("That this is a classifier is a guess from the shape of its output, %1: landmarks, ages or "
                          "angles come so as well, and cannot be shown. Class names beside the model, or \"family\" in "
                          "the sidecar file, settle it.")
                    .arg(shapesText(model.probe.outputs))};
    }
    QStringList others;
    for (std::size_t i = 1; i < readings.size(); ++i)
        others << QStringLiteral("%1 (\"%2\")").arg(familyName(readings[i].family), familyId(readings[i].family));
    return {Words::tr("A guess: the outputs fit more than one family. %1 was taken, %2 would fit too. If the boxes "
                      "look wrong, choose the family in the Model panel, or as \"family\" in the sidecar file.")
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
    const ClassNames named = classNames(model);
    const QStringList guesses = doubts(model, !named.names.isEmpty() && named.notes.isEmpty());
    ModelDescriptor descriptor;
    descriptor.name = model.overrides.name.value_or(model.name);
    descriptor.family = probe.family->family;
    descriptor.familyReason = probe.reading.reason;
    descriptor.readings = probe.readings;
    if (!guesses.isEmpty()) {
        descriptor.familyReason.prepend(Words::tr("A guess. "));
        descriptor.readings.front().reason = descriptor.familyReason;
    }
    descriptor.task = probe.reading.task.value_or(probe.family->task);
    descriptor.layout = probe.reading.layout;
    descriptor.keypoints = probe.reading.keypoints;
    descriptor.backend = model.network.backend;
    descriptor.classNames = sharedNames(named.names);
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
    descriptor.notes = model.network.notes + guesses + named.notes + probe.notes;
    return descriptor;
}

} // namespace sightglass
