// SPDX-License-Identifier: Apache-2.0
#include "core/inference/inspect.h"

#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "core/inference/loadnetwork.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/onnxfacts.h"
#include "core/inference/opencv/fileheader.h"
#include "core/inference/plantrial.h"
#include "core/inference/sidecar.h"

#include <QFileInfo>

namespace sightglass
{

namespace
{

std::vector<ModelPort> portsOf(const std::vector<TensorInfo> &tensors)
{
    std::vector<ModelPort> ports;
    for (const TensorInfo &tensor : tensors)
        ports.push_back({QString::fromStdString(tensor.name), tensor.shape, QString::fromStdString(tensor.type)});
    return ports;
}

// As far as the file itself tells, when no backend takes it.
void readHeader(const ModelPair &files, NetworkInfo &info, ModelReport &report)
{
    if (files.format != ModelFormat::TorchScript) {
        describeFiles(files, info);
        report.missingOperators = unknownOperators(report.error->detail);
        if (files.format == ModelFormat::Onnx && report.missingOperators.isEmpty())
            report.missingOperators = foreignOperators(readOnnxHeader(files.weights));
        return;
    }
    info.format = formatName(files.format);
    const auto backend = torchBackend();
    if (!backend)
        return;
    const auto file = (*backend)->readFile(files.weights);
    if (!file)
        return;
    info.producer = file->producer;
    info.metadata = file->metadata;
    report.missingOperators = file->missingOperators;
}

void readMetadata(const NetworkInfo &info, ModelDescriptor &descriptor)
{
    const auto metadata = parseModelMetadata(info.metadata);
    if (info.metadata.isEmpty() || !metadata)
        return;
    descriptor.classNames = sharedNames(metadata->names);
    descriptor.description = metadata->description;
    descriptor.inputSize = metadata->inputSize;
    if (!metadata->producer.isEmpty())
        descriptor.facts.producer.prepend(metadata->producer + QLatin1String(", "));
}

void readFile(const ModelRequest &request, ModelReport &report)
{
    ModelDescriptor &descriptor = report.descriptor;
    descriptor.facts.fileSize = QFileInfo(request.location).size();
    const auto format = identifyModelFile(request.location);
    if (!format)
        return;
    descriptor.facts.format = formatName(*format);
    const auto files = findModelFiles(request);
    if (!files)
        return;
    NetworkInfo info;
    const auto admitted = admitModel(request, *files);
    if (const auto network = admitted ? loadNetwork(request, *files) : admitted.error()) {
        info = (*network)->info();
        descriptor.backend = info.backend;
        descriptor.device = info.device;
        descriptor.precision = info.precision;
        descriptor.threads = info.threads;
        descriptor.notes = info.notes;
    } else {
        readHeader(*files, info, report);
    }
    descriptor.facts = {
        info.format, info.producer, fileSize(*files), info.parameters, portsOf(info.inputs), portsOf(info.outputs), {}};
    readMetadata(info, descriptor);
}

void tellPlan(const Detector &detector, const ModelRequest &request, const PlanMemory &plans, ModelDescriptor &told)
{
    auto measured = plans.find(request);
    if (!measured)
        measured = measurePlan(detector, request, plans);
    if (!measured)
        return;
    told.workers = measured->plan.workers;
    told.threads = measured->plan.threads;
    told.workersReason = trialsText(measured->trials);
}

} // namespace

ModelReport inspectModel(const ModelRequest &request, const std::optional<PlanMemory> &plans)
try {
    ModelReport report;
    const auto detector = loadDetector(request);
    if (detector) {
        report.descriptor = (*detector)->descriptor();
        if (plans && isPlanOpen(request))
            tellPlan(**detector, request, *plans, report.descriptor);
        return report;
    }
    report.error = detector.error();
    report.descriptor.name = QFileInfo(request.location).fileName();
    report.descriptor.location = request.location;
    if (QFileInfo(request.location).isFile())
        readFile(request, report);
    return report;
} catch (const std::exception &exception) {
    ModelReport report;
    report.descriptor.location = request.location;
    report.error = Error{QStringLiteral("The model %1 could not be examined.").arg(request.location),
                         QStringLiteral("Try another model."), QString::fromUtf8(exception.what())};
    return report;
}

} // namespace sightglass
