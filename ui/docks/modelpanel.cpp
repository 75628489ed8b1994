// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelpanel.h"

#include "core/inference/detector.h"
#include "ui/theme/icons.h"
#include "ui/widgets/choicefield.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconbutton.h"

#include <QComboBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QThread>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

QString nameOf(const QString &location)
{
    for (const BuiltInModel &model : builtInModels()) {
        if (model.id == location)
            return model.name;
    }
    return QFileInfo(location).fileName();
}

QString deviceName(const QString &device)
{
    if (device == QLatin1String("cpu"))
        return QStringLiteral("CPU");
    return QString(device).replace(QStringLiteral("cuda:"), QStringLiteral("CUDA "));
}

bool runsOnCpu(const ModelDescriptor &model)
{
    return model.device == QLatin1String("cpu");
}

QList<Precision> precisions(const ModelDescriptor &model)
{
    // Half precision saves time on a GPU alone; a quantised model is what it is.
    if (model.precision == Precision::Quantised || runsOnCpu(model))
        return {model.precision};
    return {Precision::Float32, Precision::Float16, Precision::BFloat16};
}

QString classesText(const ModelDescriptor &model)
{
    if (!model.classNames)
        return ModelPanel::tr("unknown; classes have numbers");
    QStringList names = *model.classNames;
    names.removeAll(QString());
    QString first = names.mid(0, 3).join(QStringLiteral(", "));
    if (names.size() > 3)
        first += QStringLiteral(", …");
    return QStringLiteral("%1: %2").arg(names.size()).arg(first);
}

QString inputText(const ModelDescriptor &model)
{
    if (model.inputSize.isEmpty())
        return ModelPanel::tr("any size");
    QString text = ModelPanel::tr("%1 × %2 px").arg(model.inputSize.width()).arg(model.inputSize.height());
    if (model.fit == InputFit::Letterbox || model.fit == InputFit::LetterboxTopLeft)
        text += ModelPanel::tr(", letterbox");
    else if (model.fit == InputFit::Stretch)
        text += ModelPanel::tr(", stretched");
    return text;
}

} // namespace

ModelPanel::ModelPanel(QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel)
{
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(8, 8, 8, 8);
    inner->setSpacing(8);
    QFont bold = font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_empty = new TonedLabel(TonedLabel::Tone::Quiet, tr("Choose a built-in model, or open a TorchScript file."));
    m_empty->setWordWrap(true);
    inner->addWidget(makeTools());
    inner->addWidget(makeStatus());
    inner->addWidget(m_name);
    inner->addWidget(m_empty);
    inner->addWidget(makeFacts());
    inner->addStretch();

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    updateMenu();
    setModel({}, {});
}

QWidget *ModelPanel::makeTools()
{
    m_menu = new QMenu(this);
    m_menu->setToolTipsVisible(true);
    auto *choose = new QPushButton(lineIcon(QStringLiteral("model")), tr("Choose model"));
    choose->setObjectName(QStringLiteral("choose"));
    choose->setToolTip(tr("Built-in models, models used before, or a file"));
    choose->setMenu(m_menu);
    m_reload = iconButton(QStringLiteral("reload"), tr("Reload"), tr("Load the same model again, from its file"));
    m_reload->setObjectName(QStringLiteral("reload"));
    m_unload = iconButton(QStringLiteral("close"), tr("Unload"), tr("Go on without a model"));
    m_unload->setObjectName(QStringLiteral("unload"));
    connect(m_reload, &QToolButton::clicked, this, &ModelPanel::reloadRequested);
    connect(m_unload, &QToolButton::clicked, this, &ModelPanel::unloadRequested);

    auto *tools = new QWidget;
    auto *line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(choose);
    line->addStretch();
    line->addWidget(m_reload);
    line->addWidget(m_unload);
    return tools;
}

QWidget *ModelPanel::makeStatus()
{
    m_progress = new QWidget;
    auto *bar = new QProgressBar;
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumHeight(8);
    bar->setAccessibleName(tr("Loading a model"));
    auto *cancel = iconButton(QStringLiteral("cancel"), tr("Cancel"), tr("Do not take the model that is being loaded"));
    cancel->setObjectName(QStringLiteral("cancelLoading"));
    connect(cancel, &QToolButton::clicked, this, &ModelPanel::cancelRequested);
    auto *progressLine = new QHBoxLayout(m_progress);
    progressLine->setContentsMargins(0, 0, 0, 0);
    progressLine->addWidget(bar, 1);
    progressLine->addWidget(cancel);
    m_status = new TonedLabel;
    m_suggestion = new TonedLabel(TonedLabel::Tone::Quiet);
    for (TonedLabel *label : {m_status, m_suggestion}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_statusBox = new QWidget;
    auto *box = new QVBoxLayout(m_statusBox);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(4);
    box->addWidget(m_progress);
    box->addWidget(m_status);
    box->addWidget(m_suggestion);
    return m_statusBox;
}

void ModelPanel::addRow(QWidget *value, const QString &title, const QString &help)
{
    auto *grid = static_cast<QGridLayout *>(m_facts->layout());
    auto *name = new TonedLabel(TonedLabel::Tone::Quiet, title);
    name->setToolTip(help);
    const int row = grid->rowCount();
    grid->addWidget(name, row, 0, Qt::AlignTop);
    grid->addWidget(value, row, 1);
    m_titles.insert(value, name);
}

QLabel *ModelPanel::addFact(const QString &title, const QString &help)
{
    auto *value = new QLabel;
    value->setWordWrap(true);
    value->setTextFormat(Qt::PlainText);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setAccessibleName(title);
    addRow(value, title, help);
    return value;
}

ChoiceField *ModelPanel::addChoice(const QString &title, const QString &help)
{
    auto *field = new ChoiceField;
    field->setToolTip(help);
    field->comboBox()->setAccessibleName(title);
    addRow(field, title, help);
    return field;
}

QWidget *ModelPanel::makeFacts()
{
    m_facts = new QWidget;
    auto *grid = new QGridLayout(m_facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    m_family = addFact(tr("Family"), tr("How the model's outputs are read, and why so"));
    m_backend = addFact(tr("Backend"), tr("The library that runs the model"));
    m_classes = addFact(tr("Classes"), tr("How many kinds of things the model knows"));
    m_input = addFact(tr("Input"), tr("Size of the network's input, and how a picture is brought to it"));
    m_device = addChoice(tr("Device"), tr("Where the model runs; a change loads it again"));
    m_precision = addChoice(tr("Precision"), tr("Numbers the model computes with; a change loads it again"));
    m_threads = addChoice(tr("Threads"), tr("Threads of one inference; a change loads the model again"));
    m_device->setObjectName(QStringLiteral("device"));
    m_precision->setObjectName(QStringLiteral("precision"));
    m_threads->setObjectName(QStringLiteral("threads"));
    m_description = addFact(tr("About"), tr("What the model's file says of itself"));
    m_notes = addFact(tr("Notes"), tr("What was noticed while loading"));

    const auto reload = [this](auto change) {
        ModelRequest request = m_request;
        change(request);
        Q_EMIT loadRequested(request);
    };
    connect(m_device, &ChoiceField::chosen, this, [reload](const QVariant &value) {
        reload([&](ModelRequest &request) {
            request.device = value.toString();
            if (request.device == QLatin1String("cpu"))
                request.precision = Precision::Float32;
        });
    });
    connect(m_precision, &ChoiceField::chosen, this, [reload](const QVariant &value) {
        reload([&](ModelRequest &request) { request.precision = static_cast<Precision>(value.toInt()); });
    });
    connect(m_threads, &ChoiceField::chosen, this, [reload](const QVariant &value) {
        reload([&](ModelRequest &request) { request.threads = value.toInt(); });
    });
    return m_facts;
}

void ModelPanel::setModel(const ModelDescriptor &model, const ModelRequest &request)
{
    m_model = model;
    m_request = request;
    showStatus({}, {}, false);
    m_progress->hide();
    updateFacts();
    updateChoices();
}

void ModelPanel::setLoading(const ModelRequest &request)
{
    const QString goesOn = m_model.location.isEmpty() ? QString() : tr("%1 runs on meanwhile.").arg(m_model.name);
    m_progress->show();
    showStatus(tr("Loading %1 …").arg(nameOf(request.location)), goesOn, false);
}

void ModelPanel::setFailed(const ModelRequest &request, const Error &error)
{
    m_progress->hide();
    showStatus(error.message, error.suggestion, true);
    m_statusBox->setToolTip(QStringList{request.location, error.detail}.join(QLatin1Char('\n')).trimmed());
    // What the user chose did not come about.
    updateChoices();
}

void ModelPanel::setRecent(const QStringList &locations)
{
    m_recent = locations;
    updateMenu();
}

void ModelPanel::setDevices(const QStringList &devices)
{
    m_devices = devices;
    updateChoices();
}

void ModelPanel::showStatus(const QString &text, const QString &suggestion, bool failed)
{
    m_statusBox->setVisible(!text.isEmpty());
    m_statusBox->setToolTip({});
    m_status->setText(text);
    m_status->setTone(failed ? TonedLabel::Tone::Failure : TonedLabel::Tone::Normal);
    m_suggestion->setText(suggestion);
    m_suggestion->setVisible(!suggestion.isEmpty());
}

void ModelPanel::updateMenu()
{
    m_menu->clear();
    m_menu->addAction(lineIcon(QStringLiteral("open")), tr("Open model file …"), this, &ModelPanel::openRequested);
    m_menu->addSection(tr("Built in"));
    for (const BuiltInModel &model : builtInModels())
        m_menu->addAction(model.name, this, [this, model] { requestLoad(model.id); });
    if (m_recent.isEmpty())
        return;
    m_menu->addSection(tr("Recent"));
    for (const QString &location : m_recent) {
        QString text = nameOf(location);
        text.replace(QLatin1Char('&'), QStringLiteral("&&"));
        m_menu->addAction(text, this, [this, location] { requestLoad(location); })->setToolTip(location);
    }
}

void ModelPanel::requestLoad(const QString &location)
{
    ModelRequest request = m_request;
    request.location = location;
    Q_EMIT loadRequested(request);
}

void ModelPanel::updateFacts()
{
    const bool present = !m_model.location.isEmpty();
    m_name->setText(present ? m_model.name : tr("No model"));
    m_empty->setVisible(!present);
    m_facts->setVisible(present);
    m_reload->setEnabled(present);
    m_unload->setEnabled(present);
    if (!present)
        return;
    const auto optional = [this](QLabel *label, const QString &text) {
        label->setText(text);
        m_titles.value(label)->setVisible(!text.isEmpty());
        label->setVisible(!text.isEmpty());
    };
    m_family->setText(QStringList{familyName(m_model.family), m_model.familyReason}.join(QLatin1Char('\n')).trimmed());
    m_backend->setText(m_model.backend);
    m_classes->setText(classesText(m_model));
    m_input->setText(inputText(m_model));
    optional(m_description, m_model.description);
    optional(m_notes, m_model.notes.join(QLatin1Char('\n')));
}

void ModelPanel::updateChoices()
{
    // HOG has no network: OpenCV alone decides how it runs.
    const bool fixed = m_model.family == ModelFamily::HogPeople;
    QStringList devices = fixed ? QStringList() : m_devices;
    if (!devices.contains(m_model.device))
        devices.prepend(m_model.device);
    QList<ChoiceField::Choice> choices;
    for (const QString &device : devices)
        choices.append({deviceName(device), device});
    m_device->setChoices(choices, m_model.device);

    choices.clear();
    for (const Precision precision : precisions(m_model))
        choices.append({precisionName(precision), static_cast<int>(precision)});
    m_precision->setChoices(choices, static_cast<int>(m_model.precision));

    const int used = m_request.threads;
    choices = {{used == 0 ? tr("automatic (%1)").arg(m_model.threads) : tr("automatic"), 0}};
    const int most = fixed || !runsOnCpu(m_model) ? 0 : QThread::idealThreadCount();
    for (int threads = 1; threads <= std::max(most, used); ++threads)
        choices.append({QString::number(threads), threads});
    m_threads->setChoices(choices, used);
}

} // namespace sightglass
