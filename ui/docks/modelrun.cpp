// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelrun.h"

#include "ui/widgets/choicefield.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/tonedlabel.h"

#include <QComboBox>
#include <QThread>

#include <algorithm>

namespace sightglass
{

namespace
{

/// "CPU", "CUDA 0", "OpenCL", "TensorRT 0".
QString kindOf(const QString &device)
{
    if (device == QLatin1String("opencl"))
        return QStringLiteral("OpenCL");
    if (device == QLatin1String("openvino"))
        return QStringLiteral("OpenVINO");
    if (device.startsWith(QLatin1String("tensorrt:")))
        return QStringLiteral("TensorRT %1").arg(device.section(QLatin1Char(':'), 1));
    return device.toUpper().replace(QLatin1Char(':'), QLatin1Char(' '));
}

QString deviceText(const ComputeDevice &device)
{
    const QString kind = kindOf(device.id);
    return device.name.isEmpty() ? kind : QStringLiteral("%1: %2").arg(kind, device.name);
}

bool runsOnCpu(const ModelDescriptor &model)
{
    return model.device == QLatin1String("cpu");
}

/// Those the model can be put on, the one it is on among them.
QList<ComputeDevice> devicesOf(const ModelDescriptor &model)
{
    QList<ComputeDevice> devices = model.devices;
    const auto inUse = [&](const ComputeDevice &device) { return device.id == model.device; };
    if (std::none_of(devices.cbegin(), devices.cend(), inUse))
        devices.prepend({model.device, {}, {model.precision}});
    return devices;
}

QList<Precision> precisionsOf(const ModelDescriptor &model)
{
    QList<Precision> precisions;
    for (const ComputeDevice &device : devicesOf(model)) {
        if (device.id == model.device)
            precisions = device.precisions;
    }
    // A quantised model is what it is.
    if (model.precision == Precision::Quantised || !precisions.contains(model.precision))
        precisions = {model.precision};
    return precisions;
}

/// Empty where everything is as it was asked for.
QString otherwiseText(const ModelDescriptor &model, const ModelRequest &request)
{
    if (request.location != model.location)
        return {};
    if (request.device != model.device)
        return ModelRun::tr("%1 was asked for").arg(kindOf(request.device));
    // A file in half precision that is run as it is: nobody asked for anything else.
    const bool ownAlone = request.precision == Precision::Float32 && !precisionsOf(model).contains(Precision::Float32);
    if (request.precision != model.precision && model.precision != Precision::Quantised && !ownAlone)
        return ModelRun::tr("%1 was asked for").arg(precisionName(request.precision));
    return {};
}

} // namespace

ModelRun::ModelRun(QWidget *parent)
    : FactList(parent)
    , m_backend(addChoice(tr("Backend"), tr("The library that runs the model; a change loads it again"), "backend"))
    , m_device(addChoice(tr("Device"), tr("Where the model runs; a change loads it again"), "device"))
    , m_otherwise(new TonedLabel(TonedLabel::Tone::Attention))
{
    m_otherwise->setObjectName(QStringLiteral("otherwise"));
    m_otherwise->setWordWrap(true);
    m_otherwise->setToolTip(tr("Why it runs otherwise is among the notes"));
    addRow(m_otherwise, {}, {});
    m_precision =
        addChoice(tr("Precision"), tr("Numbers the model computes with; a change loads it again"), "precision");
    m_threads = addChoice(tr("Threads"), tr("Threads of one inference; a change loads the model again"), "threads");
    m_workers = addChoice(
        tr("Workers"), tr("Copies of the model that run beside each other; a change loads the model again"), "workers");
    connect(m_backend, &ChoiceField::chosen, this,
            [this](const QVariant &value) { Q_EMIT backendChosen(static_cast<Backend>(value.toInt())); });
    connect(m_device, &ChoiceField::chosen, this, [this](const QVariant &value) { chooseDevice(value.toString()); });
    connect(m_precision, &ChoiceField::chosen, this,
            [this](const QVariant &value) { Q_EMIT precisionChosen(static_cast<Precision>(value.toInt())); });
    connect(m_threads, &ChoiceField::chosen, this,
            [this](const QVariant &value) { Q_EMIT threadsChosen(value.toInt()); });
    connect(m_workers, &ChoiceField::chosen, this,
            [this](const QVariant &value) { Q_EMIT workersChosen(value.toInt()); });
}

ChoiceField *ModelRun::addChoice(const QString &title, const QString &help, const char *name)
{
    auto *field = new ChoiceField;
    field->setObjectName(QLatin1String(name));
    field->setToolTip(help);
    field->comboBox()->setAccessibleName(title);
    addRow(field, title, help);
    return field;
}

void ModelRun::chooseDevice(const QString &id)
{
    for (const ComputeDevice &device : devicesOf(m_model)) {
        if (device.id != id)
            continue;
        const bool has = device.precisions.contains(m_model.precision);
        Q_EMIT deviceChosen(id, has || device.precisions.isEmpty() ? m_model.precision : device.precisions.first());
        return;
    }
}

void ModelRun::setModel(const ModelDescriptor &model, const ModelRequest &request)
{
    m_model = model;
    QList<ChoiceField::Choice> choices;
    for (const Backend backend : model.backends) {
        const bool inUse = backend == model.backends.first();
        choices.append({inUse ? model.backend : backendName(backend), static_cast<int>(backend)});
    }
    if (!choices.isEmpty())
        m_backend->setChoices(choices, choices.first().value);
    setRowVisible(m_backend, choices.size() > 1);

    choices.clear();
    for (const ComputeDevice &device : devicesOf(model))
        choices.append({deviceText(device), device.id});
    m_device->setChoices(choices, model.device);
    const QString otherwise = otherwiseText(model, request);
    m_otherwise->setText(otherwise);
    setRowVisible(m_otherwise, !otherwise.isEmpty());

    choices.clear();
    for (const Precision precision : precisionsOf(model))
        choices.append({precision == Precision::Quantised ? tr("quantised") : precisionName(precision),
                        static_cast<int>(precision)});
    m_precision->setChoices(choices, static_cast<int>(model.precision));

    // HOG has no network: OpenCV alone decides how it runs.
    const bool fixed = model.family == ModelFamily::HogPeople;
    const int most = fixed || !runsOnCpu(model) ? 0 : QThread::idealThreadCount();
    setCount(m_threads, request.threads, model.threads, most);
    setCount(m_workers, request.workers, model.workers, fixed ? 0 : QThread::idealThreadCount());
    const QString help = tr("Copies of the model that run beside each other; a change loads the model again");
    m_workers->setToolTip(
        toolTipText(model.workersReason.isEmpty() ? help : tr("%1.\nMeasured: %2").arg(help, model.workersReason)));
}

void ModelRun::setCount(ChoiceField *field, int asked, int used, int most)
{
    QList<ChoiceField::Choice> choices{{asked == 0 ? tr("automatic (%1)").arg(used) : tr("automatic"), 0}};
    for (int count = 1; count <= std::max(most, asked); ++count)
        choices.append({QString::number(count), count});
    field->setChoices(choices, asked);
}

} // namespace sightglass
