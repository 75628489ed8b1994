// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/dnnnetwork.h"

#include "core/inference/opencv/onnxheader.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace sightglass
{

namespace
{

// OpenCV writes what it throws to the terminal as well.
class QuietOpenCv
{
public:
    QuietOpenCv()
        : m_before(cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT))
    {}
    ~QuietOpenCv() { cv::utils::logging::setLogLevel(m_before); }
    QuietOpenCv(const QuietOpenCv &) = delete;
    QuietOpenCv &operator=(const QuietOpenCv &) = delete;

private:
    cv::utils::logging::LogLevel m_before;
};

QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

cv::dnn::Net readNet(const ModelPair &files)
{
    const std::string weights = files.weights.toStdString();
    const std::string network = files.network.toStdString();
    switch (files.format) {
    case ModelFormat::CaffeModel:
        return cv::dnn::readNetFromCaffe(network, weights);
    case ModelFormat::TensorFlowGraph:
        return cv::dnn::readNetFromTensorflow(weights, network);
    case ModelFormat::DarknetWeights:
        return cv::dnn::readNetFromDarknet(network, weights);
    default:
        return cv::dnn::readNetFromONNX(weights);
    }
}

QString dnnDetail(const std::exception &exception)
{
    constexpr qsizetype longest = 2000;
    return QString::fromUtf8(exception.what()).trimmed().left(longest);
}

Error cannotRead(const ModelPair &files, const std::exception &exception)
{
    const QString detail = dnnDetail(exception);
    static const QRegularExpression node(QStringLiteral("Node \\[([^@\\]]+)"));
    const auto match = node.match(detail);
    const QString name = QFileInfo(files.weights).fileName();
    if (match.hasMatch())
        return {QStringLiteral("%1 has a node of type %2 that OpenCV %3 cannot import.")
                    .arg(name, match.captured(1), QLatin1String(CV_VERSION)),
                QStringLiteral("Export it with fixed input sizes and simplified (onnxsim), or as TorchScript."),
                detail};
    return {QStringLiteral("OpenCV %1 cannot read %2.").arg(QLatin1String(CV_VERSION), name),
            QStringLiteral("Check that the file is whole; export it anew, or as TorchScript."), detail};
}

} // namespace

std::vector<int> caffeInputShape(const QString &text)
{
    static const QRegularExpression inputLayer(QStringLiteral("type:\\s*\"Input\".*?shape:?\\s*\\{([^}]*)\\}"),
                                               QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression dim(QStringLiteral("\\bdim:\\s*(\\d+)"));
    static const QRegularExpression inputDim(QStringLiteral("\\binput_dim:\\s*(\\d+)"));
    const auto layer = inputLayer.match(text);
    auto sizes = layer.hasMatch() ? dim.globalMatch(layer.captured(1)) : inputDim.globalMatch(text);
    std::vector<int> shape;
    while (sizes.hasNext() && shape.size() < 4)
        shape.push_back(sizes.next().captured(1).toInt());
    return shape.size() == 4 ? shape : std::vector<int>();
}

std::vector<int> darknetInputShape(const QString &text)
{
    const auto value = [&text](const char *key) {
        const QRegularExpression line(QStringLiteral("^\\s*%1\\s*=\\s*(\\d+)").arg(QLatin1String(key)),
                                      QRegularExpression::MultilineOption);
        return line.match(text).captured(1).toInt();
    };
    const std::vector<int> shape{1, value("channels"), value("height"), value("width")};
    return shape[1] > 0 && shape[2] > 0 && shape[3] > 0 ? shape : std::vector<int>();
}

DnnNetwork::DnnNetwork(const ModelPair &files, const NetworkRequest &request)
    : m_net(readNet(files))
    , m_outputs(m_net.getUnconnectedOutLayersNames())
{
    m_info.backend = QStringLiteral("OpenCV %1 DNN").arg(QLatin1String(CV_VERSION));
    m_info.format = formatName(files.format);
    m_info.inputs = {{"input", {}}};
    if (files.format == ModelFormat::Onnx) {
        OnnxHeader header = readOnnxHeader(files.weights);
        m_info.producer = header.producer;
        m_info.metadata = header.metadata;
        m_info.inputs = std::move(header.inputs);
    } else if (files.format == ModelFormat::CaffeModel) {
        m_info.inputs[0].shape = caffeInputShape(textOf(files.network));
    } else if (files.format == ModelFormat::DarknetWeights) {
        m_info.inputs[0].shape = darknetInputShape(textOf(files.network));
    }
    for (const std::string &name : m_outputs)
        m_info.outputs.push_back({name, {}});
    m_net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    m_net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    m_info.threads = cv::getNumThreads();
    if (request.device != QLatin1String("cpu"))
        m_info.notes
            << QStringLiteral("OpenCV runs this model on the processor; \"%1\" is not used.").arg(request.device);
    if (request.precision != Precision::Float32)
        m_info.notes << QStringLiteral("OpenCV runs this model in float32; %1 is not used.")
                            .arg(precisionName(request.precision));
}

Result<std::unique_ptr<Network>> DnnNetwork::load(const ModelPair &files, const NetworkRequest &request)
try {
    const QuietOpenCv quiet;
    return std::unique_ptr<Network>(new DnnNetwork(files, request));
} catch (const std::exception &exception) {
    return cannotRead(files, exception);
}

Result<std::vector<Tensor>> DnnNetwork::run(std::span<const Tensor> inputs)
try {
    const QuietOpenCv quiet;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor &input = inputs[i];
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
} catch (const std::exception &exception) {
    return Error{QStringLiteral("The model failed on a picture in OpenCV %1.").arg(QLatin1String(CV_VERSION)),
                 QStringLiteral("It may use layers that this OpenCV does not run right: export it with fixed sizes and "
                                "simplified, or as TorchScript."),
                 dnnDetail(exception)};
}

Result<void> DnnNetwork::prepare(std::span<const Tensor> example)
{
    // The first run allocates and fuses layers.
    const auto outputs = run(example);
    return outputs ? Result<void>() : outputs.error();
}

} // namespace sightglass
