// SPDX-License-Identifier: Apache-2.0
#include "core/inference/probe.h"

#include "core/inference/modelfile.h"
#include "core/inference/preprocess.h"

#include <opencv2/core.hpp>

namespace sightglass
{

namespace
{

// Smooth, coloured and with some noise, the same each time: what an optimised network is compared on should not be
// flat.
cv::Mat examplePicture(QSize size)
{
    cv::Mat picture(size.height(), size.width(), CV_8UC3);
    cv::RNG random(1);
    random.fill(picture, cv::RNG::UNIFORM, 0, 64);
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x)
            picture.at<cv::Vec3b>(y, x) += cv::Vec3b(cv::saturate_cast<uchar>(x * 190 / picture.cols),
                                                     cv::saturate_cast<uchar>(y * 190 / picture.rows), 80);
    return picture;
}

std::vector<QSize> sizesToTry(const NetworkInfo &network, const ModelMetadata &metadata)
{
    if (network.call != CallStyle::Batch)
        return {{640, 480}};
    if (!metadata.inputSize.isEmpty())
        return {metadata.inputSize};
    if (!network.inputs.empty()) {
        const auto &shape = network.inputs.front().shape;
        if (shape.size() == 4 && shape[2] > 0 && shape[3] > 0)
            return {{shape[3], shape[2]}};
    }
    // SSDs take 300 x 300, and any other size with other results.
    if (network.format == formatName(ModelFormat::TensorFlowGraph))
        return {{300, 300}};
    return {{640, 640}, {416, 416}, {320, 320}, {512, 512}, {300, 300}, {224, 224}, {320, 240}, {480, 360}};
}

// What a family's networks take; grey and from 0 to 1 where the network has one channel.
InputValues valuesFor(const NetworkInfo &network, const InputValues &usual)
{
    const bool grey = !network.inputs.empty() && network.inputs[0].shape.size() == 4 && network.inputs[0].shape[1] == 1;
    if (!grey)
        return usual;
    InputValues values;
    values.order = ChannelOrder::Gray;
    return values;
}

QString layouts()
{
    QStringList texts;
    for (const Family &family : families())
        texts << QStringLiteral("%1: %2").arg(familyName(family.family), QLatin1String(family.layout));
    return texts.join(QLatin1Char('\n'));
}

QString inputsText(const NetworkInfo &network)
{
    if (network.call == CallStyle::ImageList)
        return QStringLiteral("a list of pictures");
    QStringList texts;
    for (const TensorInfo &input : network.inputs)
        texts << QString::fromStdString(input.name) +
                     (input.shape.empty() ? QString() : QLatin1Char(' ') + shapeText(input.shape));
    return texts.join(QLatin1String(", "));
}

Error unknownFamily(const NetworkInfo &network, const ModelMetadata &metadata, const QString &name, QSize size,
                    std::span<const Tensor> outputs)
{
    if (!metadata.task.isEmpty() && metadata.task != QLatin1String("detect"))
        return {QStringLiteral("%1 is made for another task: \"%2\".").arg(name, metadata.task),
                QStringLiteral("Choose a model exported for detection."),
                QStringLiteral("Outputs: %1.").arg(shapesText(outputs))};
    return {QStringLiteral("%1 runs, but its outputs are of no layout known here: %2.").arg(name, shapesText(outputs)),
            QStringLiteral("Export the model with its boxes decoded, in one of the layouts listed under details."),
            QStringLiteral("Inputs: %1, run at %2 x %3.\nKnown layouts:\n%4")
                .arg(inputsText(network))
                .arg(size.width())
                .arg(size.height())
                .arg(layouts())};
}

Error doesNotRun(const NetworkInfo &network, const QString &name, const std::vector<QSize> &sizes, const Error &error)
{
    QStringList tried;
    for (const QSize &size : sizes)
        tried << QStringLiteral("%1 x %2").arg(size.width()).arg(size.height());
    return {
        QStringLiteral("%1 did not run on a picture of any size tried (%2).")
            .arg(name, tried.join(QLatin1String(", "))),
        QStringLiteral("It may need another size, other channels or other inputs than one colour picture; export it "
                       "with its metadata (as Ultralytics does), which tells them."),
        QStringLiteral("Inputs: %1.\n%2").arg(inputsText(network), error.toText())};
}

} // namespace

Result<Probe> probeFamily(Network &network, const ModelMetadata &metadata, const QString &name)
{
    const std::vector<QSize> sizes = sizesToTry(network.info(), metadata);
    std::optional<Error> failed;
    for (const QSize size : sizes) {
        const cv::Mat picture = examplePicture(size);
        std::vector<Tensor> inputs = networkInputs(network.info(), picture, {});
        const auto outputs = network.run(inputs);
        if (!outputs) {
            failed = outputs.error();
            continue;
        }
        auto fitting = readings({network.info(), metadata, size, *outputs});
        if (fitting.empty())
            return unknownFamily(network.info(), metadata, name, size, *outputs);
        Probe probe;
        for (const auto &[family, reading] : fitting)
            probe.readings.push_back({family->family, reading.reason, reading.sure});
        probe.family = fitting.front().first;
        probe.reading = std::move(fitting.front().second);
        probe.input = valuesFor(network.info(), probe.family->input);
        probe.inputSize = probe.family->fit == InputFit::None ? QSize() : size;
        probe.inputs = std::move(inputs);
        probe.outputs = *outputs;
        return probe;
    }
    return doesNotRun(network.info(), name, sizes, *failed);
}

} // namespace sightglass
