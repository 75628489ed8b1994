// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/dnnnetwork.h"

#include "core/inference/channelslast.h"
#include "core/inference/onnxfacts.h"
#include "core/inference/opencv/darknetfile.h"
#include "core/inference/opencv/fileheader.h"
#include "core/inference/opencv/librarytalk.h"
#include "core/inference/opencv/onnxobstacle.h"
#include "core/inference/opencv/onnxrewrite.h"
#include "core/inference/tensordifference.h"
#include "core/values/words.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

// OpenCV writes what it throws to the terminal as well. One level for the process, so it is set once.
void silenceOpenCv()
{
    static const bool silent = [] {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        return true;
    }();
    Q_UNUSED(silent)
}

cv::dnn::Net readOnnx(const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        if (const uchar *mapped = file.map(0, file.size()))
            if (const auto rewritten = withAttributesForInputs(QByteArrayView(mapped, file.size())))
                return cv::dnn::readNetFromONNX(rewritten->constData(), static_cast<std::size_t>(rewritten->size()));
    return cv::dnn::readNetFromONNX(path.toStdString());
}

cv::dnn::Net readDarknet(const ModelPair &files, float leastScore)
{
    QFile network(files.network);
    QFile weights(files.weights);
    if (network.open(QIODevice::ReadOnly) && weights.open(QIODevice::ReadOnly)) {
        const QByteArray text = withThreshold(network.readAll(), leastScore);
        if (const uchar *mapped = weights.map(0, weights.size()))
            return cv::dnn::readNetFromDarknet(text.constData(), static_cast<std::size_t>(text.size()),
                                               reinterpret_cast<const char *>(mapped),
                                               static_cast<std::size_t>(weights.size()));
    }
    return cv::dnn::readNetFromDarknet(files.network.toStdString(), files.weights.toStdString());
}

cv::dnn::Net readNet(const ModelPair &files, float leastScore)
{
    const std::string weights = files.weights.toStdString();
    const std::string network = files.network.toStdString();
    switch (files.format) {
    case ModelFormat::CaffeModel:
        return cv::dnn::readNetFromCaffe(network, weights);
    case ModelFormat::TensorFlowGraph:
        return cv::dnn::readNetFromTensorflow(weights, network);
    case ModelFormat::DarknetWeights:
        return readDarknet(files, leastScore);
    default:
        return readOnnx(files.weights);
    }
}

QString dnnDetail(const std::exception &exception)
{
    constexpr qsizetype longest = 2000;
    return QString::fromUtf8(exception.what()).trimmed().left(longest);
}

qint64 parametersOf(cv::dnn::Net &net)
{
    qint64 count = 0;
    for (const std::string &name : net.getLayerNames())
        for (const cv::Mat &numbers : net.getLayer(net.getLayerId(name))->blobs)
            count += static_cast<qint64>(numbers.total());
    return count;
}

// Before anybody asked for another number.
int defaultThreads()
{
    static const int threads = cv::getNumThreads();
    return threads;
}

// Whether the network's text alone cannot be read either, for the same reason.
bool isNetworkAtFault(const ModelPair &files, const QString &detail)
try {
    const std::string network = files.network.toStdString();
    if (files.format == ModelFormat::CaffeModel)
        cv::dnn::readNetFromCaffe(network);
    else if (files.format == ModelFormat::DarknetWeights)
        cv::dnn::readNetFromDarknet(network);
    return files.format == ModelFormat::TensorFlowGraph && !files.network.isEmpty() &&
           (detail.contains(QLatin1String("FromTextFile")) || detail.contains(QLatin1String("Input layer not found")));
} catch (const std::exception &exception) {
    return dnnDetail(exception) == detail;
}

// What OpenCV says of it means nothing to those who did not write it.
QString meaningOf(const QString &detail)
{
    const bool beyond = detail.contains(QLatin1String("_M_range_check")) ||
                        detail.contains(QLatin1String("18446744073709551615")) ||
                        detail.contains(QLatin1String("map::at"));
    return beyond ? Words::tr(": something in it refers to what is not there.") : QStringLiteral(".");
}

// The first thing to do about it, and what else may help.
QString orOnnxRuntime(const ModelPair &files, const QString &advice)
{
    return files.format == ModelFormat::Onnx ? advice + QLatin1Char(' ') + onnxRuntimeAdvice() : advice;
}

Error cannotRead(const ModelPair &files, const std::exception &exception, const QString &talk)
{
    const QString cause = dnnDetail(exception);
    const QString detail = talk.isEmpty() ? cause : cause + QLatin1Char('\n') + talk;
    const QString name = QFileInfo(files.weights).fileName();
    const QString openCv = QStringLiteral("OpenCV %1").arg(QLatin1String(CV_VERSION));
    NetworkInfo info;
    describeFiles(files, info);
    if (info.obstacle)
        return {Words::tr("%1 cannot read %2: %3.").arg(openCv, name, info.obstacle->what), info.obstacle->advice,
                detail};
    if (isNetworkAtFault(files, cause))
        return {Words::tr("%1 cannot read %2, the network of %3%4")
                    .arg(openCv, QFileInfo(files.network).fileName(), name, meaningOf(cause)),
                Words::tr("Check that text, or take it from the model's makers again; the details tell where reading "
                          "ended."),
                detail};
    static const QRegularExpression node(QStringLiteral("Node \\[([^@\\]]+)"));
    if (const auto match = node.match(detail); match.hasMatch()) {
        const QString type = match.captured(1);
        const bool known = !unknownOperators(detail).contains(type);
        return {known ? Words::tr("%1 uses %2 in a way that %3 does not read.").arg(name, type, openCv)
                      : Words::tr("%1 has a node of type %2 that %3 cannot import.").arg(name, type, openCv),
                orOnnxRuntime(files, Words::tr("Export it as TorchScript.")), detail};
    }
    return {Words::tr("%1 cannot read %2%3").arg(openCv, name, meaningOf(cause)),
            orOnnxRuntime(files, Words::tr("Check that the file is whole; export it anew, or as TorchScript.")),
            detail};
}

} // namespace

DnnNetwork::DnnNetwork(const ModelPair &files, const NetworkRequest &request)
    : m_files(files)
    , m_request(request)
    , m_net(readNet(files, request.leastScore))
    , m_outputs(m_net.getUnconnectedOutLayersNames())
{
    m_info.backend = QStringLiteral("OpenCV %1 DNN").arg(QLatin1String(CV_VERSION));
    m_info.library = Backend::OpenCv;
    m_info.notes = request.notes;
    describeFiles(files, m_info);
    m_channelsLast = hideChannelsLast(m_info);
    const std::vector<TensorInfo> told = std::exchange(m_info.outputs, {});
    for (const std::string &name : m_outputs) {
        const auto same =
            std::find_if(told.begin(), told.end(), [&name](const TensorInfo &output) { return output.name == name; });
        m_info.outputs.push_back(same == told.end() ? TensorInfo{name, {}} : *same);
    }
    if (m_info.parameters == 0)
        m_info.parameters = parametersOf(m_net);
    m_info.devices = dnnDevices();
    m_info.threads = request.threads > 0 ? request.threads : defaultThreads();
    // One number for the whole process: that of the model loaded last.
    if (cv::getNumThreads() != m_info.threads)
        cv::setNumThreads(m_info.threads);
    use({});
    chooseTarget(request);
}

void DnnNetwork::chooseTarget(const NetworkRequest &request)
{
    if (request.device == QLatin1String("cpu")) {
        if (request.precision != Precision::Float32)
            m_info.notes << Words::tr("OpenCV computes in float32 on the processor; %1 is not used.")
                                .arg(precisionName(request.precision));
        return;
    }
    const auto device = std::find_if(m_info.devices.begin(), m_info.devices.end(),
                                     [&request](const ComputeDevice &there) { return there.id == request.device; });
    if (device == m_info.devices.end()) {
        m_info.notes << Words::tr("OpenCV has no device \"%1\" here: the processor is used.").arg(request.device);
        return;
    }
    m_wantedDevice = request.device;
    m_wantedPrecision = request.precision;
    if (!device->precisions.contains(request.precision)) {
        m_wantedPrecision = device->precisions.first();
        m_info.notes << Words::tr("OpenCV does not compute in %1 on \"%2\": %3 is used.")
                            .arg(precisionName(request.precision), request.device, precisionName(m_wantedPrecision));
    }
    m_wanted = dnnTarget(m_wantedDevice, m_wantedPrecision);
}

void DnnNetwork::use(const DnnTarget &target)
{
    m_net.setPreferableBackend(target.backend);
    m_net.setPreferableTarget(target.target);
}

Result<std::unique_ptr<Network>> DnnNetwork::load(const ModelPair &files, const NetworkRequest &request)
{
    // OpenCV does not read such weights, and divides by the sizes of none.
    if (files.format == ModelFormat::Onnx) {
        const QString name = QFileInfo(files.weights).fileName();
        const OnnxHeader header = readOnnxHeader(files.weights);
        if (!header.externalData.isEmpty())
            return Error{
                Words::tr("%1 keeps its weights in another file, %2, which OpenCV does not read.")
                    .arg(name, header.externalData),
                orOnnxRuntime(files, Words::tr("Save it as one file, in Python: onnx.save(onnx.load(\"in.onnx\"), "
                                               "\"out.onnx\").")),
                {}};
        if (certainObstacle(header)) {
            const auto obstacle = onnxObstacle(header);
            return Error{Words::tr("%1 cannot read %2: %3.")
                             .arg(QStringLiteral("OpenCV %1").arg(QLatin1String(CV_VERSION)), name, obstacle->what),
                         obstacle->advice,
                         {}};
        }
    }
    if (files.format == ModelFormat::DarknetWeights)
        if (const auto fit = checkDarknetWeights(files.weights, files.network); !fit)
            return fit.error();
    silenceOpenCv();
    const LibraryTalk talk;
    try {
        return std::unique_ptr<Network>(new DnnNetwork(files, request));
    } catch (const std::exception &exception) {
        return cannotRead(files, exception, talk.text());
    }
}

std::vector<Tensor> DnnNetwork::forward(std::span<const Tensor> inputs)
{
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor input = m_channelsLast && i == 0 ? channelsLast(inputs[i]) : inputs[i];
        // OpenCV copies it.
        const cv::Mat blob(input.rank(), input.shape.data(), CV_32F, const_cast<float *>(input.data.get()));
        m_net.setInput(blob, i < m_info.inputs.size() && inputs.size() > 1 ? m_info.inputs[i].name : std::string());
    }
    std::vector<cv::Mat> results;
    m_net.forward(results, m_outputs);
    std::vector<Tensor> outputs;
    for (std::size_t i = 0; i < results.size(); ++i) {
        // Cloned, as the network writes to its own memory again in the next run.
        auto owner = std::make_shared<cv::Mat>();
        results[i].convertTo(*owner, CV_32F);
        if (owner->data == results[i].data)
            *owner = owner->clone();
        const float *numbers = owner->ptr<float>();
        outputs.push_back({m_outputs[i],
                           {owner->size.p, owner->size.p + owner->dims},
                           std::shared_ptr<const float>(std::move(owner), numbers)});
    }
    return outputs;
}

Result<std::vector<Tensor>> DnnNetwork::run(std::span<const Tensor> inputs)
try {
    return forward(inputs);
} catch (const std::exception &exception) {
    return Error{Words::tr("The model failed on a picture in OpenCV %1.").arg(QLatin1String(CV_VERSION)),
                 orOnnxRuntime(m_files, Words::tr("It may use layers that this OpenCV does not run right: export it as "
                                                  "TorchScript.")),
                 dnnDetail(exception)};
}

std::optional<QString> DnnNetwork::moveTo(const DnnTarget &target, std::span<const Tensor> example)
try {
    const auto expected = forward(example);
    use(target);
    const auto outputs = forward(example);
    return agree(expected, outputs, m_wantedPrecision) ? std::nullopt
                                                       : std::optional(Words::tr("its results differ there"));
} catch (const std::exception &exception) {
    return dnnDetail(exception);
}

Result<void> DnnNetwork::prepare(std::span<const Tensor> example)
{
    if (m_wanted) {
        if (const auto obstacle = moveTo(*std::exchange(m_wanted, std::nullopt), example)) {
            use({});
            m_info.notes << Words::tr("The model does not run on \"%1\": the processor is used (%2).")
                                .arg(m_wantedDevice, *obstacle);
        } else {
            m_info.device = m_wantedDevice;
            m_info.precision = m_wantedPrecision;
        }
    }
    m_example.assign(example.begin(), example.end());
    // The first run allocates and fuses layers.
    const auto outputs = run(example);
    return outputs ? Result<void>() : outputs.error();
}

Result<std::unique_ptr<Network>> DnnNetwork::duplicate(int threads) const
{
    if (m_info.device != QLatin1String("cpu"))
        return Error{Words::tr("OpenCV runs a network on \"%1\" once.").arg(m_info.device), {}, {}};
    NetworkRequest request = m_request;
    request.threads = threads > 0 ? threads : m_info.threads;
    auto copy = load(m_files, request);
    if (!copy)
        return copy;
    auto &network = static_cast<DnnNetwork &>(**copy);
    network.m_info = m_info;
    network.m_info.threads = request.threads;
    network.m_wanted.reset();
    if (!m_example.empty())
        if (const auto prepared = network.prepare(m_example); !prepared)
            return prepared.error();
    return copy;
}

} // namespace sightglass
