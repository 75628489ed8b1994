// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelpanel.h"

#include "core/inference/detector.h"
#include "ui/docks/modeldetails.h"
#include "ui/docks/modeleditor.h"
#include "ui/docks/modelreadings.h"
#include "ui/docks/modelrun.h"
#include "ui/docks/modelstatus.h"
#include "ui/docks/modelsummary.h"
#include "ui/theme/icons.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconbutton.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/section.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

QString nameOf(const QString &location)
{
    for (const BuiltInModel &model : builtInModels()) {
        if (model.id == location)
            return modelTitle(model.id, model.name);
    }
    return QFileInfo(location).fileName();
}

} // namespace

ModelPanel::ModelPanel(QWidget *parent)
    : QWidget(parent)
    , m_status(new ModelStatus)
    , m_name(new ElidedLabel)
    , m_empty(new TonedLabel(TonedLabel::Tone::Quiet, tr("Choose a built-in model, or open a model's file.")))
    , m_readings(new ModelReadings)
    , m_summary(new ModelSummary)
    , m_run(new ModelRun)
    , m_editor(new ModelEditor)
    , m_adjust(new Section(tr("Adjust …"), m_editor))
    , m_details(new ModelDetails)
    , m_more(new Section(tr("Details"), m_details))
{
    m_adjust->setObjectName(QStringLiteral("adjust"));
    m_more->setObjectName(QStringLiteral("details"));
    QFont bold = font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_empty->setWordWrap(true);
    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(8, 8, 8, 8);
    inner->setSpacing(8);
    inner->addWidget(makeTools());
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_name, m_empty, m_readings, m_summary, m_run, m_adjust, m_more})
        inner->addWidget(part);
    inner->addStretch();

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    // In sight wherever the panel is scrolled to; below, it moves nothing when it comes and goes with each edit.
    layout->addWidget(m_status);
    for (Section *section : {m_adjust, m_more}) {
        connect(
            section, &Section::opened, this, [scroll, section] { scroll->verticalScrollBar()->setValue(section->y()); },
            Qt::QueuedConnection);
    }

    connectParts();
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

void ModelPanel::connectParts()
{
    connect(m_status, &ModelStatus::cancelRequested, this, &ModelPanel::cancelRequested);
    connect(m_status, &ModelStatus::otherFileRequested, this, &ModelPanel::otherFileRequested);
    connect(m_run, &ModelRun::backendChosen, this, [this](Backend backend) {
        requestChange([&](ModelRequest &request) {
            request.backend = backend;
            // Those of one are not those of the other.
            request.device = QStringLiteral("cpu");
            request.precision = Precision::Float32;
        });
    });
    connect(m_run, &ModelRun::deviceChosen, this, [this](const QString &device, Precision precision) {
        requestChange([&](ModelRequest &request) {
            request.device = device;
            request.precision = precision;
        });
    });
    connect(m_run, &ModelRun::precisionChosen, this, [this](Precision precision) {
        requestChange([&](ModelRequest &request) { request.precision = precision; });
    });
    connect(m_run, &ModelRun::threadsChosen, this,
            [this](int threads) { requestChange([&](ModelRequest &request) { request.threads = threads; }); });
    connect(m_run, &ModelRun::workersChosen, this,
            [this](int workers) { requestChange([&](ModelRequest &request) { request.workers = workers; }); });
    connect(m_readings, &ModelReadings::familyChosen, m_editor, &ModelEditor::chooseFamily);
    connect(m_editor, &ModelEditor::edited, this, [this](const ModelOverrides &overrides) {
        requestChange([&](ModelRequest &request) { request.overrides = overrides; });
    });
    connect(m_editor, &ModelEditor::revertRequested, this,
            [this] { requestChange([](ModelRequest &request) { request.overrides.reset(); }); });
    connect(m_editor, &ModelEditor::saveRequested, this, &ModelPanel::saveRequested);
    connect(m_editor, &ModelEditor::savedChanged, this,
            [this](bool saved) { m_adjust->setMark(saved ? QString() : tr("not saved")); });
}

void ModelPanel::setMeasured(const ModelDescriptor &model)
{
    m_model.workersReason = model.workersReason;
    m_run->setModel(m_model, m_request);
}

void ModelPanel::setModel(const ModelDescriptor &model, const ModelRequest &request)
{
    // Without a word of the person's, what is said of the model is what stands in its sidecar.
    if (!request.overrides)
        m_saved = model.overrides;
    else if (model.location != m_model.location)
        m_saved = {};
    m_model = model;
    m_request = request;
    m_wanted = request;
    m_status->showNothing();
    const bool present = !model.location.isEmpty();
    m_name->setText(present ? modelTitle(model.location, model.name) : tr("No model"));
    m_empty->setVisible(!present);
    for (QWidget *part : std::initializer_list<QWidget *>{m_summary, m_run, m_more})
        part->setVisible(present);
    // A built-in model is known, and has no place beside it to save to.
    m_adjust->setVisible(present && !isBuiltInModel(model.location));
    m_reload->setEnabled(present);
    m_unload->setEnabled(present);
    m_readings->setModel(model);
    m_summary->setModel(model);
    m_run->setModel(model, request);
    m_editor->setModel(model, request.overrides.value_or(model.overrides), m_saved);
    m_details->setModel(model);
}

void ModelPanel::setLoading(const ModelRequest &request)
{
    const QString goesOn = m_model.location.isEmpty()
                               ? QString()
                               : tr("%1 runs on meanwhile.").arg(modelTitle(m_model.location, m_model.name));
    m_status->showLoading(tr("Loading %1 …").arg(nameOf(request.location)), goesOn);
    const bool same = request.location == m_model.location;
    m_wanted = same ? request : m_request;
    m_editor->setAsked(same ? request.overrides : std::nullopt);
}

void ModelPanel::setCancelled()
{
    setModel(m_model, m_request);
}

void ModelPanel::setFailed(const ModelRequest &request, const Error &error)
{
    m_wanted = m_request;
    m_editor->setAsked(std::nullopt);
    m_status->showError(error, request.location);
    // What the user chose did not come about.
    m_run->setModel(m_model, m_request);
    m_readings->setModel(m_model);
}

void ModelPanel::offerOtherFile()
{
    m_status->offerOtherFile();
}

void ModelPanel::setSaveFailed(const Error &error)
{
    m_editor->showError(error);
}

void ModelPanel::setRecent(const QStringList &locations)
{
    m_recent = locations;
    updateMenu();
}

void ModelPanel::updateMenu()
{
    m_menu->clear();
    m_menu->addAction(lineIcon(QStringLiteral("open")), tr("Open model file …"), this, &ModelPanel::openRequested);
    m_menu->addSection(tr("Built in"));
    for (const BuiltInModel &model : builtInModels())
        m_menu->addAction(modelTitle(model.id, model.name), this, [this, model] { requestLoad(model.id); });
    if (m_recent.isEmpty())
        return;
    m_menu->addSection(tr("Recent"));
    for (const QString &location : m_recent) {
        m_menu->addAction(menuText(nameOf(location)), this, [this, location] { requestLoad(location); })
            ->setToolTip(toolTipText(location));
    }
}

void ModelPanel::requestLoad(const QString &location)
{
    ModelRequest request = m_request;
    request.location = location;
    // What is said of one model is not said of another.
    request.overrides.reset();
    Q_EMIT loadRequested(request);
}

void ModelPanel::requestChange(const std::function<void(ModelRequest &)> &change)
{
    ModelRequest request = m_wanted;
    change(request);
    Q_EMIT loadRequested(request);
}

} // namespace sightglass
