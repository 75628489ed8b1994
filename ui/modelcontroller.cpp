// SPDX-License-Identifier: Apache-2.0
#include "ui/modelcontroller.h"

#include "core/inference/detector.h"
#include "core/inference/opencv/modelpair.h"
#include "core/inference/sidecar.h"
#include "core/pipeline/pipeline.h"
#include "ui/classrules.h"
#include "ui/currentlane.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/modelpanel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/filekinds.h"
#include "ui/settings.h"
#include "ui/widgets/outsidetext.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

#include <utility>

namespace sightglass
{

ModelController::ModelController(Pipeline &pipeline, CurrentLane &lane, Settings &settings, TuningPanel &tuning,
                                 ModelPanel &panel, MessagesPanel &messages, QWidget *window)
    : QObject(window)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_tuning(tuning)
    , m_panel(panel)
    , m_messages(messages)
    , m_window(window)
{
    connect(&m_pipeline.model(), &ModelSlot::loading, this, [this](const ModelRequest &request) {
        m_loading = request;
        m_panel.setLoading(request);
    });
    connect(&m_pipeline.model(), &ModelSlot::loaded, this, &ModelController::follow);
    connect(&m_pipeline.model(), &ModelSlot::measured, &panel, &ModelPanel::setMeasured);
    connect(&m_pipeline.model(), &ModelSlot::unloaded, this, [this] { follow({}); });
    connect(&m_pipeline.model(), &ModelSlot::failed, this, &ModelController::recover);
    connect(&m_pipeline.model(), &ModelSlot::consentNeeded, this, &ModelController::ask);
    connect(&m_pipeline.model(), &ModelSlot::consentUsed, this,
            [this](const ForeignProgram &program) { m_settings.model.trusted.add(program); });
    connect(&panel, &ModelPanel::openRequested, this, &ModelController::openFile);
    connect(&panel, &ModelPanel::reloadRequested, this, &ModelController::reload);
    connect(&panel, &ModelPanel::unloadRequested, this, &ModelController::unload);
    connect(&panel, &ModelPanel::loadRequested, this, [this](const ModelRequest &request) { load(request); });
    connect(&panel, &ModelPanel::cancelRequested, &m_pipeline.model(), &ModelSlot::cancelLoading);
    connect(&panel, &ModelPanel::otherFileRequested, this, &ModelController::chooseOtherFile);
    connect(&panel, &ModelPanel::saveRequested, this, &ModelController::saveOverrides);
    connect(&m_pipeline.model(), &ModelSlot::loadingCancelled, &panel, &ModelPanel::setCancelled);
    connect(&tuning, &TuningPanel::thresholdsChanged, this, &ModelController::setThresholds);
    connect(&lane, &CurrentLane::changed, this, &ModelController::turnToLane);
    panel.setModel({}, {});
    panel.setRecent(settings.model.recent);
    setInAllLanes(settings.tuning.common);
    tuning.setThresholds(settings.tuning.common);
}

void ModelController::load(const ModelRequest &request, bool consented)
{
    m_asked = true;
    m_failure.reset();
    settle();
    const auto answer = consented ? Consent::Answer::Given : Consent::Answer::AsBefore;
    m_pipeline.model().load(request, {answer, m_settings.model.trusted});
}

void ModelController::ask(const ModelRequest &request, const ForeignProgram &program)
{
    m_panel.setCancelled();
    m_pending = {request, program};
    const QFileInfo file(request.location);
    Q_EMIT consentNeeded({tr("A TorchScript file is a program."),
                          tr("%1 comes from %2. It can do whatever you can do here. Load it only if you trust whom it "
                             "comes from.")
                              .arg(file.fileName(), QDir::toNativeSeparators(file.absolutePath())),
                          tr("Load it"), tr("Do not")});
}

void ModelController::settle()
{
    if (std::exchange(m_pending, std::nullopt))
        Q_EMIT consentSettled();
}

void ModelController::acceptPending()
{
    if (!m_pending)
        return;
    const Pending pending = *m_pending;
    // To this content: what the file holds by now may be another.
    m_settings.model.trusted.add(pending.program);
    load(pending.request);
}

void ModelController::refusePending()
{
    settle();
    loadFallback();
}

void ModelController::loadFile(const QString &path)
{
    ModelRequest request = m_settings.model.request;
    request.location = path;
    load(request);
}

void ModelController::loadDefault()
{
    if (m_asked)
        return;
    const QList<BuiltInModel> models = builtInModels();
    if (!m_settings.model.request.location.isEmpty())
        load(m_settings.model.request);
    else if (!models.isEmpty())
        loadFile(models.first().id);
}

void ModelController::openFile()
{
    const QString location = m_pipeline.model().descriptor().location;
    const QString folder =
        location.isEmpty() || isBuiltInModel(location) ? m_settings.source.folder : QFileInfo(location).absolutePath();
    auto *dialog = new QFileDialog(m_window, tr("Open a model"), folder, modelFilters().join(QStringLiteral(";;")));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ModelController::loadFile);
    dialog->open();
}

void ModelController::reload()
{
    if (!m_pipeline.model().descriptor().location.isEmpty())
        load(m_pipeline.model().request());
}

void ModelController::unload()
{
    m_asked = true;
    settle();
    m_pipeline.model().unload();
}

void ModelController::setThresholds(const Thresholds &thresholds)
{
    m_history.add(m_lane->thresholds(), thresholds);
    applyThresholds(thresholds);
    tellHistory();
}

void ModelController::undo()
{
    if (const auto before = m_history.undo())
        applyThresholds(*before);
    tellHistory();
}

void ModelController::redo()
{
    if (const auto after = m_history.redo())
        applyThresholds(*after);
    tellHistory();
}

void ModelController::applyThresholds(const Thresholds &thresholds)
{
    const ModelDescriptor &model = m_pipeline.model().descriptor();
    m_settings.tuning.common = thresholds;
    m_settings.tuning.common.classes.clear();
    if (!model.location.isEmpty()) {
        m_settings.tuning.models[model.location] = {thresholds.confidence,
                                                    rulesByName(thresholds.classes, model.classNames.get())};
    }
    m_tuning.setThresholds(thresholds);
    if (m_settings.tuning.allSources)
        setInAllLanes(thresholds);
    else
        m_lane->setThresholds(thresholds);
}

void ModelController::setInAllLanes(const Thresholds &thresholds)
{
    for (std::size_t i = 0; i < m_pipeline.laneCount(); ++i)
        m_pipeline.lane(i).setThresholds(thresholds);
}

void ModelController::setTunesAll(bool all)
{
    m_settings.tuning.allSources = all;
    if (all)
        setInAllLanes(m_lane->thresholds());
}

/// What was tuned of the lane before is not undone in this one.
void ModelController::turnToLane()
{
    m_tuning.setThresholds(m_lane->thresholds());
    if (!m_settings.tuning.allSources)
        m_history.clear();
    tellHistory();
}

void ModelController::chooseOtherFile()
{
    const QFileInfo file(m_lacking.location);
    const QString filter = missingFileFilters(m_lacking.location).join(QLatin1Char(' '));
    auto *dialog = new QFileDialog(m_window, titleText(tr("The other file of %1").arg(file.fileName())),
                                   file.absolutePath(), tr("Model files (%1);;All files (*)").arg(filter));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this, request = m_lacking](const QString &path) {
        ModelRequest whole = request;
        if (!whole.overrides) {
            const auto sidecar = readSidecar(request.location);
            whole.overrides = sidecar && *sidecar ? **sidecar : ModelOverrides();
        }
        whole.overrides->otherFile = QFileInfo(request.location).dir().relativeFilePath(path);
        load(whole);
    });
    dialog->open();
}

void ModelController::saveOverrides(const ModelOverrides &overrides)
{
    const QString location = m_pipeline.model().descriptor().location;
    if (const auto written = writeSidecar(location, overrides); !written) {
        m_panel.setSaveFailed(written.error());
        m_messages.addError(written.error());
        Q_EMIT failed(written.error());
        return;
    }
    m_messages.addNote(tr("%1: saved in %2")
                           .arg(m_pipeline.model().descriptor().name, QDir::toNativeSeparators(sidecarPath(location))));
    // What was written is what counts from now on.
    ModelRequest request = m_pipeline.model().request();
    request.overrides.reset();
    load(request);
}

void ModelController::follow(const ModelDescriptor &descriptor)
{
    ModelRequest request = descriptor.location.isEmpty() ? ModelRequest{} : m_pipeline.model().request();
    m_panel.setModel(descriptor, request);
    if (m_pipeline.model().isLoading())
        m_panel.setLoading(m_loading);
    else if (const auto failure = std::exchange(m_failure, std::nullopt))
        showFailure(*failure);
    m_tuning.setModel(descriptor);
    const bool sameModel = descriptor.location == m_previous.location;
    if (!descriptor.location.isEmpty()) {
        // What is not saved lasts as long as the model is in use.
        request.overrides.reset();
        tellNotes(descriptor, sameModel && request == m_settings.model.request);
        m_settings.model.request = request;
        if (!isBuiltInModel(descriptor.location)) {
            rememberRecent(m_settings.model.recent, descriptor.location);
            m_panel.setRecent(m_settings.model.recent);
        }
        takeThresholds(descriptor, sameModel);
    }
    m_previous = descriptor;
}

void ModelController::tellNotes(const ModelDescriptor &descriptor, bool sameAsBefore)
{
    for (const QString &note : descriptor.notes) {
        // Each edit loads the model anew; what it says again is no news.
        if (!sameAsBefore || !m_previous.notes.contains(note))
            m_messages.addNote(tr("%1: %2").arg(descriptor.name, note));
    }
}

void ModelController::takeThresholds(const ModelDescriptor &descriptor, bool sameModel)
{
    Thresholds thresholds = m_settings.tuning.common;
    const auto known = m_settings.tuning.models.find(descriptor.location);
    if (known == m_settings.tuning.models.end()) {
        thresholds.confidence = descriptor.defaultConfidence;
    } else {
        // Edited a moment ago, the advice is the newer word.
        if (sameModel && descriptor.defaultConfidence != m_previous.defaultConfidence)
            known->confidence = descriptor.defaultConfidence;
        thresholds.confidence = known->confidence;
        thresholds.classes = rulesById(known->classes, descriptor.classNames.get());
    }
    m_tuning.setThresholds(thresholds);
    setInAllLanes(thresholds);
    if (!sameModel) {
        m_history.clear();
        tellHistory();
    }
}

void ModelController::recover(const ModelRequest &request, const Error &error)
{
    const Failure failure{request, error};
    m_messages.addError(error);
    Q_EMIT failed(error);
    showFailure(failure);
    // A model of the last time that is gone must not leave a new start without any.
    if (!isBuiltInModel(request.location) && loadFallback())
        m_failure = failure;
}

void ModelController::showFailure(const Failure &failure)
{
    m_panel.setFailed(failure.request, failure.error);
    if (missingFileFilters(failure.request.location).isEmpty())
        return;
    m_lacking = failure.request;
    m_panel.offerOtherFile();
}

bool ModelController::loadFallback()
{
    const QList<BuiltInModel> models = builtInModels();
    if (!m_pipeline.model().descriptor().location.isEmpty() || models.isEmpty() || m_pipeline.model().isLoading())
        return false;
    load({.location = models.first().id});
    return true;
}

void ModelController::fillMenu(QMenu *menu)
{
    menu->clear();
    const QString inUse = m_pipeline.model().descriptor().location;
    const auto add = [&](const QString &location, const QString &text, const QString &toolTip) {
        QAction *action = menu->addAction(menuText(text), this, [this, location] { loadFile(location); });
        action->setCheckable(true);
        action->setChecked(location == inUse);
        action->setToolTip(toolTipText(toolTip));
    };
    for (const BuiltInModel &model : builtInModels())
        add(model.id, modelTitle(model.id, model.name), tr("Comes with the program"));
    menu->addSeparator();
    for (const QString &path : std::as_const(m_settings.model.recent))
        add(path, QFileInfo(path).fileName(), QDir::toNativeSeparators(path));
}

} // namespace sightglass
