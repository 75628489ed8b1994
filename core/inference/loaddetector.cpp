// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/hogdetector.h"
#include "core/inference/installation.h"
#include "core/inference/modelfile.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/networkdetector.h"
#include "core/inference/opencv/dnnnetwork.h"
#include "core/inference/probe.h"

#include <QFileInfo>

namespace sightglass
{

namespace
{

constexpr auto builtInPrefix = "builtin:";

BuiltInModel streetModel()
{
    return {QStringLiteral("builtin:street"), QStringLiteral("Street (bundled)")};
}

BuiltInModel peopleModel()
{
    return {QLatin1String(HogDetector::id), QStringLiteral("People (HOG, built in)")};
}

QString streetModelPath()
{
    return bundledModelPath(QStringLiteral("street.torchscript"));
}

Result<std::unique_ptr<Network>> loadNetwork(const ModelRequest &request, const QString &path)
{
    const auto format = identifyModelFile(path);
    if (!format)
        return format.error();
    NetworkRequest network;
    network.path = path;
    network.device = request.device;
    network.precision = request.precision;
    network.threads = request.threads;
    if (*format == ModelFormat::TorchScript) {
        const auto backend = torchBackend();
        return backend ? (*backend)->load(network) : backend.error();
    }
    const auto files = findModelPair(path, *format);
    return files ? DnnNetwork::load(*files, network) : files.error();
}

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

// The file's own words first, then a list beside it, then what the structure tells.
QStringList classNames(const ModelMetadata &metadata, const Probe &probe, const QString &path)
{
    if (!metadata.names.isEmpty())
        return metadata.names;
    const QStringList beside = alignedNames(classNamesBeside(path), probe.family->firstClass);
    return beside.isEmpty() ? probe.reading.names : beside;
}

ModelDescriptor describe(const ModelRequest &request, const NetworkInfo &network, const ModelMetadata &metadata,
                         const Probe &probe, const QString &path)
{
    ModelDescriptor descriptor;
    descriptor.name = QFileInfo(request.location).fileName();
    descriptor.location = request.location;
    descriptor.family = probe.family->family;
    descriptor.familyReason = probe.reading.reason;
    descriptor.readings = probe.readings;
    descriptor.task = probe.family->task;
    descriptor.layout = probe.reading.layout;
    descriptor.keypoints = probe.reading.keypoints;
    descriptor.backend = network.backend;
    descriptor.classNames = sharedNames(classNames(metadata, probe, path));
    descriptor.inputSize = probe.inputSize;
    descriptor.inputSizeFixed = !probe.inputSize.isEmpty();
    descriptor.fit = probe.family->fit;
    descriptor.input = probe.input;
    descriptor.device = network.device;
    descriptor.precision = network.precision;
    descriptor.devices = network.devices;
    descriptor.threads = network.threads;
    descriptor.defaultConfidence = metadata.confidence.value_or(probe.family->confidence);
    descriptor.description = metadata.description;
    descriptor.notes = network.notes;
    for (std::size_t i = 1; i < probe.readings.size(); ++i)
        descriptor.notes
            << QStringLiteral("The outputs could also be read as %1.").arg(familyName(probe.readings[i].family));
    return descriptor;
}

Result<std::unique_ptr<Detector>> loadFile(const ModelRequest &request, const QString &path, const QString &name)
{
    auto network = loadNetwork(request, path);
    if (!network)
        return network.error();
    ModelMetadata metadata;
    QStringList notes;
    if (const QByteArray &json = (*network)->info().metadata; !json.isEmpty()) {
        auto parsed = parseModelMetadata(json);
        if (parsed)
            metadata = *std::move(parsed);
        else
            notes << parsed.error().toText();
    }
    const auto probe = probeFamily(**network, metadata, name);
    if (!probe)
        return probe.error();
    if (const auto prepared = (*network)->prepare(probe->inputs); !prepared)
        return prepared.error();
    ModelDescriptor descriptor = describe(request, (*network)->info(), metadata, *probe, path);
    descriptor.name = name;
    descriptor.notes += notes;
    return std::unique_ptr<Detector>(std::make_unique<NetworkDetector>(*std::move(network), std::move(descriptor)));
}

} // namespace

QList<BuiltInModel> builtInModels()
{
    QList<BuiltInModel> models;
    if (!streetModelPath().isEmpty() && isTorchBackendInstalled())
        models << streetModel();
    models << peopleModel();
    return models;
}

Result<std::unique_ptr<Detector>> loadDetector(const ModelRequest &request)
try {
    const QString &location = request.location;
    if (location == peopleModel().id)
        return std::unique_ptr<Detector>(std::make_unique<HogDetector>(request));
    if (location == streetModel().id) {
        const QString path = streetModelPath();
        if (path.isEmpty())
            return Error{QStringLiteral("The bundled Street model is not part of this installation."),
                         QStringLiteral("Choose \"%1\" or open a model's file.").arg(peopleModel().name),
                         QStringLiteral("street.torchscript was not found; SIGHTGLASS_MODELS may name its folder.")};
        return loadFile(request, path, streetModel().name);
    }
    if (location.startsWith(QLatin1String(builtInPrefix)))
        return Error{QStringLiteral("There is no built-in model \"%1\".").arg(location),
                     QStringLiteral("Those there are: %1, %2.").arg(streetModel().id, peopleModel().id),
                     {}};
    return loadFile(request, location, QFileInfo(location).fileName());
} catch (const std::exception &exception) {
    return Error{QStringLiteral("The model %1 could not be loaded.").arg(request.location),
                 QStringLiteral("Try another model."), QString::fromUtf8(exception.what())};
}

} // namespace sightglass
