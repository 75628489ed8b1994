// SPDX-License-Identifier: Apache-2.0
#include "core/inference/probe.h"

#include "core/inference/applyoverrides.h"
#include "core/inference/classifiervalues.h"
#include "core/inference/examplepicture.h"
#include "core/inference/modelfile.h"
#include "core/inference/modelids.h"
#include "core/inference/preprocess.h"
#include "core/inference/sidecar.h"
#include "core/values/pixellimit.h"
#include "core/values/words.h"

#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

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
    std::vector<QSize> sizes{{640, 640}, {416, 416}, {320, 320}, {512, 512},
                             {300, 300}, {224, 224}, {320, 240}, {480, 360}};
    // Classifiers'.
    for (const int side : {299, 256, 200, 160, 128, 112, 96, 64, 32, 28})
        sizes.emplace_back(side, side);
    return sizes;
}

InputValues greyValues()
{
    InputValues values;
    values.order = ChannelOrder::Gray;
    return values;
}

bool takesSignedBytes(const NetworkInfo &network)
{
    return !network.inputs.empty() && network.inputs.front().type == "int8";
}

// Whole bytes leave no choice.
bool takesBytes(const NetworkInfo &network)
{
    return takesSignedBytes(network) || (!network.inputs.empty() && network.inputs.front().type == "uint8");
}

InputValues fitted(const NetworkInfo &network, InputValues values)
{
    if (!takesBytes(network))
        return values;
    const ChannelOrder order = values.order;
    const float mean = takesSignedBytes(network) ? 128.f : 0.f;
    values = {order, 1.f, {mean, mean, mean}, {1.f, 1.f, 1.f}};
    return values;
}

// Grey where the network is known to have one channel, or a person says so.
InputValues firstValues(const NetworkInfo &network, const ModelOverrides &overrides)
{
    const auto &shape = network.inputs.empty() ? std::vector<int>() : network.inputs.front().shape;
    return overridden(fitted(network, shape.size() == 4 && shape[1] == 1 ? greyValues() : InputValues()), overrides);
}

/// One run on a made-up picture.
struct Run
{
    QSize size;
    std::vector<Tensor> inputs;
    std::vector<Tensor> outputs;

    bool isGrey() const { return inputs.front().dim(-3) == 1; }
};

Result<Run> runWith(Network &network, QSize size, const InputValues &values)
{
    if (auto problem = inputSizeProblem(Words::tr("The model"), size))
        return *std::move(problem);
    const cv::Mat picture = examplePicture(size);
    Run run{size, networkInputs(network.info(), {&picture, 1}, values), {}};
    auto outputs = network.run(run.inputs);
    if (!outputs)
        return outputs.error();
    run.outputs = *std::move(outputs);
    return run;
}

// As LibTorch says it: a convolution of one channel, or three times as many numbers as a matrix has rows.
bool wantsOneChannel(const Error &error)
{
    static const QRegularExpression matrices(QStringLiteral("\\(\\d+x(\\d+) and (\\d+)x\\d+\\)"));
    const auto match = matrices.match(error.detail);
    return error.detail.contains(QLatin1String("to have 1 channels")) ||
           (match.hasMatch() && match.captured(1).toInt() == 3 * match.captured(2).toInt());
}

// In colour, and grey where that is what the network misses: it is not simply tried, as some operators do not check how
// many channels they are given, and read behind the end of too few. Pictures as small as MNIST's are grey, as those
// are.
Result<Run> runAt(Network &network, QSize size, const InputValues &values, const ModelOverrides &overrides)
{
    constexpr QSize digit(28, 28);
    const InputValues grey = overridden(greyValues(), overrides);
    const bool isOpen = values.order != ChannelOrder::Gray && !overrides.channelOrder;
    if (isOpen && size == digit)
        if (auto run = runWith(network, size, grey))
            return run;
    auto run = runWith(network, size, values);
    if (run || !isOpen || !wantsOneChannel(run.error()))
        return run;
    return runWith(network, size, grey);
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
    const QString detail =
        task + QStringLiteral("Inputs: %1, run at %2 x %3.\nKnown layouts:\n%4")
                   .arg(inputsText(network), QString::number(size.width()), QString::number(size.height()), layouts());
    const QString shapes = shapesText(outputs);
    if (network.obstacle && network.obstacle->ofOutputs)
        return {Words::tr("%1 runs, but its outputs (%2) are of no layout known here: %3.")
                    .arg(name, shapes, network.obstacle->what),
                network.obstacle->advice, detail};
    return {Words::tr("%1 runs, but its outputs are of no layout known here: %2.").arg(name, shapes),
            Words::tr("Export the model with its boxes decoded, in one of the layouts listed under details."), detail};
}

Error doesNotRun(const NetworkInfo &network, const QString &name, const std::vector<QSize> &sizes, const Error &error)
{
    const bool sizeIsTold = sizes.size() == 1;
    QStringList tried;
    for (const QSize &size : sizes)
        tried << QStringLiteral("%1 x %2").arg(QString::number(size.width()), QString::number(size.height()));
    const QString otherSize =
        Words::tr("It may need another size or other channels: say \"inputSize\" and \"channelOrder\" in the Model "
                  "panel, or in a file %1 beside it; or export it with its metadata (as Ultralytics does), which "
                  "tells them.")
            .arg(sidecarPath(name));
    QStringList suggestions;
    if (network.obstacle)
        suggestions << network.obstacle->advice;
    if (!sizeIsTold)
        suggestions << otherSize;
    return {Words::tr("%1 did not run on a picture of any size tried (%2)%3.")
                .arg(name, tried.join(QLatin1String(", ")),
                     network.obstacle ? QStringLiteral(": ") + network.obstacle->what : QString()),
            suggestions.isEmpty() ? error.suggestion : suggestions.join(QLatin1Char(' ')),
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
    const auto read = [&evidence](const Family &family, const ModelMetadata &metadata) {
        return family.recognise({evidence.network, metadata, evidence.inputSize, evidence.outputs});
    };
    const std::vector<ModelMetadata> metadata = overriddenMetadata(evidence.metadata, overrides);
    fitting.readings = readings({evidence.network, metadata.back(), evidence.inputSize, evidence.outputs});
    // Names in the file may be more or fewer than the classes, which is told later.
    if (fitting.readings.empty() && !evidence.metadata.names.isEmpty()) {
        ModelMetadata nameless = metadata.back();
        nameless.names.clear();
        fitting.readings = readings({evidence.network, nameless, evidence.inputSize, evidence.outputs});
    }
    if (!overrides.family) {
        // Names alone do not decide: a list that is too short would turn classes into keypoints.
        fitting.namesIgnored = overrides.classNames && !fitting.readings.empty() &&
                               !read(*fitting.readings.front().first, metadata.front());
        return fitting;
    }
    const Family *family = findFamily(*overrides.family);
    std::optional<Reading> reading;
    for (auto said = metadata.begin(); family && !reading && said != metadata.end(); ++said) {
        reading = read(*family, metadataOf(*family, *said));
        fitting.namesIgnored = said != metadata.begin();
    }
    fitting.chosenFits = reading.has_value();
    if (reading) {
        reading->reason.prepend(Words::tr("Chosen by hand. "));
        std::erase_if(fitting.readings, [family](const auto &other) { return other.first == family; });
        fitting.readings.emplace(fitting.readings.begin(), family, *std::move(reading));
    }
    return fitting;
}

Error chosenDoesNotFit(ModelFamily chosen, const QString &name, const Fitting &fitting, std::span<const Tensor> outputs)
{
    QStringList others;
    for (const auto &[family, reading] : fitting.readings)
        others << QStringLiteral("%1 (\"%2\").").arg(familyName(family->family), familyId(family->family));
    const Family *family = findFamily(chosen);
    return {Words::tr("%1 cannot be read as %2, as was chosen by hand: its outputs are %3.")
                .arg(name, familyName(chosen), shapesText(outputs)),
            others.isEmpty() ? Words::tr("No other family known here fits either.")
                             : Words::tr("What fits: %1").arg(others.join(QLatin1Char(' '))),
            QStringLiteral("%1 has outputs %2.")
                .arg(familyName(chosen), QLatin1String(family ? family->layout : "of no model's file"))};
}

Probe probeOf(const NetworkInfo &network, Fitting fitting, const ModelOverrides &overrides, Run run)
{
    Probe probe;
    for (const auto &[family, reading] : fitting.readings)
        probe.readings.push_back({family->family, reading.reason, reading.sure});
    probe.family = fitting.readings.front().first;
    probe.reading = std::move(fitting.readings.front().second);
    probe.fit = overrides.fit.value_or(probe.reading.fit.value_or(probe.family->fit));
    probe.input = overridden(
        fitted(network, run.isGrey() ? greyValues() : probe.reading.input.value_or(probe.family->input)), overrides);
    probe.inputSize = probe.fit == InputFit::None ? QSize() : run.size;
    probe.runSize = run.size;
    probe.inputs = std::move(run.inputs);
    probe.outputs = std::move(run.outputs);
    if (takesSignedBytes(network))
        probe.notes << Words::tr("Its input holds bytes with a sign (int8): pixels are handed over less 128.");
    else if (takesBytes(network))
        probe.notes << Words::tr("Its input holds bytes (uint8): pixels are handed over as they are, 0 to 255.");
    if (fitting.namesIgnored)
        probe.notes << Words::tr("The class names given by hand are not as many as the model's classes (%1 are "
                                 "given).")
                           .arg(overrides.classNames->size());
    if (overrides.inputSize && probe.fit == InputFit::None)
        probe.notes << Words::tr("The model takes pictures of any size: the input size given by hand is used only "
                                 "together with another fit.");
    return probe;
}

// What the file does not tell of a classifier's input is asked of the network, as far as no person tells it.
void findClassifierValues(Network &network, const ModelOverrides &overrides, Probe &probe)
{
    if (probe.family->family != ModelFamily::Classification || probe.reading.note.isEmpty())
        return;
    if (overrides.divisor || overrides.mean || overrides.deviation || takesBytes(network.info())) {
        probe.reading.note.clear();
        return;
    }
    const QSize size(probe.inputs.front().dim(-1), probe.inputs.front().dim(-2));
    if (probe.input.order == ChannelOrder::Gray)
        probe.reading.note = Words::tr("The file does not tell what its input is made of: grey from 0 to 1 is "
                                       "assumed.");
    if (const auto wider = widerValues(network, size, probe.input)) {
        probe.input = *wider;
        probe.reading.note = Words::tr("The file does not tell what its input is made of: values from 0 to 255 are "
                                       "assumed, as smaller ones hardly change what it says.");
    }
}

// Neither colour nor grey: nothing that is fed here.
std::optional<Error> wrongChannels(const NetworkInfo &network, const QString &name)
{
    if (network.call != CallStyle::Batch || network.inputs.empty() || network.inputs.front().shape.size() != 4)
        return std::nullopt;
    const TensorInfo &input = network.inputs.front();
    const int channels = input.shape[1];
    if (channels < 0 || channels == 1 || channels == 3)
        return std::nullopt;
    return Error{Words::tr("%1 takes pictures of %2 channels: its input is %3 %4.")
                     .arg(name, QString::number(channels), QString::fromStdString(input.name), shapeText(input.shape)),
                 Words::tr("Sightglass gives a model three channels (colour) or one (grey): train or export it "
                           "for these."),
                 {}};
}

} // namespace

Result<Probe> probeFamily(Network &network, const ModelMetadata &metadata, const ModelOverrides &overrides,
                          const QString &name)
{
    if (const auto wrong = wrongChannels(network.info(), name))
        return *wrong;
    const std::vector<QSize> sizes = sizesToTry(network.info(), overriddenMetadata(metadata, overrides).front());
    const InputValues values = firstValues(network.info(), overrides);
    std::optional<Error> failed;
    for (const QSize size : sizes) {
        auto run = runAt(network, size, values, overrides);
        if (!run) {
            failed = run.error();
            continue;
        }
        const auto fittingOf = [&](const Run &ran) {
            return fittingReadings({network.info(), metadata, ran.size, ran.outputs}, overrides);
        };
        Fitting fitting = fittingOf(*run);
        if (!fitting.chosenFits)
            return chosenDoesNotFit(*overrides.family, name, fitting, run->outputs);
        if (fitting.readings.empty())
            return unknownFamily(network.info(), metadata, name, size, run->outputs);
        const QSize usual = fitting.readings.front().first->usualSize;
        if (sizes.size() > 1 && !usual.isEmpty() && usual != size)
            if (auto another = runAt(network, usual, values, overrides);
                another && !fittingOf(*another).readings.empty())
                run = std::move(another);
        Probe probe = probeOf(network.info(), std::move(fitting), overrides, *std::move(run));
        probe.afterFailures = failed.has_value();
        findClassifierValues(network, overrides, probe);
        if (!probe.reading.note.isEmpty())
            probe.notes << probe.reading.note;
        return probe;
    }
    return doesNotRun(network.info(), name, sizes, *failed);
}

} // namespace sightglass
