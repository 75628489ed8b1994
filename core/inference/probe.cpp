// SPDX-License-Identifier: Apache-2.0
#include "core/inference/probe.h"

#include "core/inference/applyoverrides.h"
#include "core/inference/modelfile.h"
#include "core/inference/modelids.h"
#include "core/inference/preprocess.h"
#include "core/inference/sidecar.h"

#include <opencv2/core.hpp>

#include <utility>

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
    const QString task = metadata.task.isEmpty()
                             ? QString()
                             : QStringLiteral("Its metadata tells the task \"%1\".\n").arg(metadata.task);
    return {QStringLiteral("%1 runs, but its outputs are of no layout known here: %2.").arg(name, shapesText(outputs)),
            QStringLiteral("Export the model with its boxes decoded, in one of the layouts listed under details."),
            task + QStringLiteral("Inputs: %1, run at %2 x %3.\nKnown layouts:\n%4")
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
    return {QStringLiteral("%1 did not run on a picture of any size tried (%2).")
                .arg(name, tried.join(QLatin1String(", "))),
            QStringLiteral("It may need another size or other channels: say \"inputSize\" and \"channelOrder\" in the "
                           "Model panel, or in a file %1 beside it; or export it with its metadata (as Ultralytics "
                           "does), which tells them.")
                .arg(sidecarPath(name)),
            QStringLiteral("Inputs: %1.\n%2").arg(inputsText(network), error.toText())};
}

/// How the outputs of one run can be read.
struct Fitting
{
    std::vector<std::pair<const Family *, Reading>> readings; ///< The one to take first.
    bool chosenFits = true;                                   ///< What a person chose, if anything.
    bool namesIgnored = false;                                ///< A person's class names were no help.
};

Fitting fittingReadings(const Evidence &evidence, const ModelOverrides &overrides)
{
    Fitting fitting;
    for (const ModelMetadata &metadata : overriddenMetadata(evidence.metadata, overrides)) {
        fitting.namesIgnored = overrides.classNames && metadata.names != *overrides.classNames;
        fitting.readings = readings({evidence.network, metadata, evidence.inputSize, evidence.outputs});
        if (!overrides.family) {
            if (!fitting.readings.empty())
                break;
            continue;
        }
        const Family *family = findFamily(*overrides.family);
        std::optional<Reading> reading;
        if (family) {
            const ModelMetadata chosen = metadataOf(*family, metadata);
            reading = family->recognise({evidence.network, chosen, evidence.inputSize, evidence.outputs});
        }
        fitting.chosenFits = reading.has_value();
        if (!reading)
            continue;
        reading->reason.prepend(QStringLiteral("Chosen by hand. "));
        std::erase_if(fitting.readings, [family](const auto &other) { return other.first == family; });
        fitting.readings.emplace(fitting.readings.begin(), family, *std::move(reading));
        break;
    }
    return fitting;
}

Error chosenDoesNotFit(ModelFamily chosen, const QString &name, const Fitting &fitting, std::span<const Tensor> outputs)
{
    QStringList others;
    for (const auto &[family, reading] : fitting.readings)
        others << QStringLiteral("%1 (\"%2\").").arg(familyName(family->family), familyId(family->family));
    const Family *family = findFamily(chosen);
    return {QStringLiteral("%1 cannot be read as %2, as was chosen by hand: its outputs are %3.")
                .arg(name, familyName(chosen), shapesText(outputs)),
            others.isEmpty() ? QStringLiteral("No other family known here fits either.")
                             : QStringLiteral("What fits: %1").arg(others.join(QLatin1Char(' '))),
            QStringLiteral("%1 has outputs %2.")
                .arg(familyName(chosen), QLatin1String(family ? family->layout : "of no model's file"))};
}

Probe probeOf(const NetworkInfo &network, Fitting fitting, const ModelOverrides &overrides, QSize size)
{
    Probe probe;
    for (const auto &[family, reading] : fitting.readings)
        probe.readings.push_back({family->family, reading.reason, reading.sure});
    probe.family = fitting.readings.front().first;
    probe.reading = std::move(fitting.readings.front().second);
    probe.fit = overrides.fit.value_or(probe.family->fit);
    probe.input = overridden(valuesFor(network, probe.family->input), overrides);
    probe.inputSize = probe.fit == InputFit::None ? QSize() : size;
    if (fitting.namesIgnored)
        probe.notes << QStringLiteral("The class names given by hand are not as many as the model's classes (%1 are "
                                      "given).")
                           .arg(overrides.classNames->size());
    if (overrides.inputSize && probe.fit == InputFit::None)
        probe.notes << QStringLiteral("The model takes pictures of any size: the input size given by hand is used only "
                                      "together with another fit.");
    return probe;
}

} // namespace

Result<Probe> probeFamily(Network &network, const ModelMetadata &metadata, const ModelOverrides &overrides,
                          const QString &name)
{
    const std::vector<QSize> sizes = sizesToTry(network.info(), overriddenMetadata(metadata, overrides).front());
    const InputValues values = overridden(valuesFor(network.info(), {}), overrides);
    std::optional<Error> failed;
    for (const QSize size : sizes) {
        const cv::Mat picture = examplePicture(size);
        std::vector<Tensor> inputs = networkInputs(network.info(), picture, values);
        auto outputs = network.run(inputs);
        if (!outputs) {
            failed = outputs.error();
            continue;
        }
        Fitting fitting = fittingReadings({network.info(), metadata, size, *outputs}, overrides);
        if (!fitting.chosenFits)
            return chosenDoesNotFit(*overrides.family, name, fitting, *outputs);
        if (fitting.readings.empty())
            return unknownFamily(network.info(), metadata, name, size, *outputs);
        Probe probe = probeOf(network.info(), std::move(fitting), overrides, size);
        probe.inputs = std::move(inputs);
        probe.outputs = *std::move(outputs);
        return probe;
    }
    return doesNotRun(network.info(), name, sizes, *failed);
}

} // namespace sightglass
