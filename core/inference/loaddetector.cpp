// SPDX-License-Identifier: Apache-2.0
#include "core/inference/choosebatch.h"
#include "core/inference/describemodel.h"
#include "core/inference/detector.h"
#include "core/inference/hogdetector.h"
#include "core/inference/installation.h"
#include "core/inference/loadnetwork.h"
#include "core/inference/modelfile.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/networkdetector.h"
#include "core/inference/networktime.h"
#include "core/inference/probe.h"
#include "core/inference/sidecar.h"
#include "core/values/words.h"

#include <QFileInfo>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr auto builtInPrefix = "builtin:";
constexpr auto streetName = QT_TRANSLATE_NOOP("sightglass", "Street (bundled)");
constexpr auto peopleName = QT_TRANSLATE_NOOP("sightglass", "People (HOG, built in)");

BuiltInModel streetModel()
{
    return {QStringLiteral("builtin:street"), QLatin1String(streetName)};
}

BuiltInModel peopleModel()
{
    return {QLatin1String(HogDetector::id), QLatin1String(peopleName)};
}

QString streetModelPath()
{
    return bundledModelPath(QStringLiteral("street.torchscript"));
}

/// What a person says of the model, and where that was found.
struct Said
{
    ModelOverrides overrides;
    QString sidecar;
    QStringList notes;
};

// A model of two files may have its sidecar beside either. A built-in one, whose location is no path, has none.
Said saidOf(const ModelRequest &request, const QString &path, const ModelPair &files)
{
    if (request.overrides || path != request.location)
        return {request.overrides.value_or(ModelOverrides()), {}, {}};
    Said said;
    for (const QString &file : {path, files.weights, files.network}) {
        if (file.isEmpty())
            continue;
        const auto overrides = readSidecar(file);
        if (overrides && *overrides)
            return {**overrides, sidecarPath(file), said.notes};
        if (!overrides && said.notes.isEmpty())
            said.notes << Words::tr("What was said of this model is not used. %1").arg(overrides.error().toText());
    }
    return said;
}

// What was said by hand may be why a model does not load, or what was said in vain.
Error besideSaid(Error error, const Said &said)
{
    if (!said.sidecar.isEmpty())
        error.detail += QStringLiteral("\nWhat was said of the model by hand is in %1.").arg(said.sidecar);
    for (const QString &note : said.notes)
        error.detail += QLatin1Char('\n') + note;
    return error;
}

Result<std::unique_ptr<Detector>> loadFile(ModelRequest request, const QString &path, const QString &name)
{
    const auto format = identifyModelFile(path);
    if (!format)
        return format.error();
    Said said = saidOf(request, path, {*format, path, {}});
    const auto files = findModelPair(path, *format, said.overrides.otherFile.value_or(QString()));
    if (!files)
        return besideSaid(files.error(), said);
    if (said.sidecar.isEmpty())
        said = saidOf(request, path, *files);
    if (const auto admitted = admitModel(request, *files); !admitted)
        return besideSaid(admitted.error(), said);
    request.leastScore = std::min(request.leastScore, said.overrides.confidence.value_or(candidateFloor));
    auto network = loadNetwork(request, *files);
    if (!network)
        return network.error();
    ModelMetadata metadata;
    if (const QByteArray &json = (*network)->info().metadata; !json.isEmpty()) {
        auto parsed = parseModelMetadata(json);
        if (parsed)
            metadata = *std::move(parsed);
        else
            said.notes << parsed.error().toText();
    }
    const auto probe = probeFamily(**network, metadata, said.overrides, name);
    if (!probe)
        return besideSaid(probe.error(), said);
    // A quantised program packs its weights in its first run, for whatever it was given then.
    if (probe->afterFailures && (*network)->info().precision == Precision::Quantised)
        network = loadNetwork(request, *files);
    if (!network)
        return network.error();
    if (const auto prepared = (*network)->prepare(probe->inputs); !prepared)
        return prepared.error();
    const auto reload = [&]() -> Result<std::unique_ptr<Network>> {
        auto fresh = loadNetwork(request, *files);
        if (!fresh)
            return fresh;
        const auto prepared = (*fresh)->prepare(probe->inputs);
        return prepared ? std::move(fresh) : prepared.error();
    };
    auto batch = chooseBatch(request.batch, *network, {probe->runSize, probe->input}, reload);
    if (!batch)
        return batch.error();
    ModelDescriptor descriptor = describeModel({name, *files, (*network)->info(), metadata, said.overrides, *probe});
    descriptor.location = request.location;
    descriptor.backends = backendsFor(files->format);
    std::stable_partition(descriptor.backends.begin(), descriptor.backends.end(),
                          [&](Backend backend) { return backend == (*network)->info().library; });
    descriptor.files = {files->weights, files->network};
    descriptor.files.removeAll(QString());
    descriptor.leastScore = std::min(request.leastScore, descriptor.defaultConfidence);
    descriptor.sidecar = said.sidecar;
    descriptor.notes += said.notes + batch->notes;
    descriptor.facts.oneRun = timeOfOneRun(**network, probe->inputs);
    return std::unique_ptr<Detector>(
        std::make_unique<NetworkDetector>(*std::move(network), std::move(descriptor), std::move(batch->batches)));
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

bool isBuiltInModel(const QString &location)
{
    const QList<BuiltInModel> models = builtInModels();
    return std::any_of(models.begin(), models.end(), [&](const BuiltInModel &each) { return each.id == location; });
}

QString modelTitle(const QString &location, const QString &name)
{
    return location.startsWith(QLatin1String(builtInPrefix)) ? Words::tr(name.toUtf8().constData()) : name;
}

Result<std::unique_ptr<Detector>> loadDetector(const ModelRequest &request)
try {
    const QString &location = request.location;
    if (location == peopleModel().id)
        return std::unique_ptr<Detector>(std::make_unique<HogDetector>(request));
    if (location == streetModel().id) {
        const QString path = streetModelPath();
        if (path.isEmpty())
            return Error{Words::tr("The bundled Street model is not part of this installation."),
                         Words::tr("Choose \"%1\" or open a model's file.")
                             .arg(modelTitle(peopleModel().id, peopleModel().name)),
                         QStringLiteral("street.torchscript was not found; SIGHTGLASS_MODELS may name its folder.")};
        return loadFile(request, path, streetModel().name);
    }
    if (location.startsWith(QLatin1String(builtInPrefix)))
        return Error{Words::tr("There is no built-in model \"%1\".").arg(location),
                     Words::tr("Those there are: %1, %2.").arg(streetModel().id, peopleModel().id),
                     {}};
    return loadFile(request, location, QFileInfo(location).fileName());
} catch (const std::exception &exception) {
    return Error{Words::tr("The model %1 could not be loaded.").arg(request.location), Words::tr("Try another model."),
                 QString::fromUtf8(exception.what())};
}

} // namespace sightglass
