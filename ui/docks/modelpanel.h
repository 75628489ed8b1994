// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/values/error.h"

#include <QStringList>
#include <QWidget>

#include <functional>

class QMenu;
class QToolButton;

namespace sightglass
{

class ElidedLabel;
class ModelDetails;
class ModelEditor;
class ModelReadings;
class ModelRun;
class ModelStatus;
class ModelSummary;
class Section;
class TonedLabel;

/// The model in use: what it is, how it runs, what a person says of it, and others to take instead.
class ModelPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ModelPanel(QWidget *parent = nullptr);

    /// The model in use and the request that brought it; an empty location says that there is none.
    void setModel(const ModelDescriptor &model, const ModelRequest &request);
    /// The number of workers of the model in use was measured to be the best.
    void setMeasured(const ModelDescriptor &model);
    /// A model is being loaded; the one before runs on meanwhile. Ended by setModel(), setCancelled() or setFailed().
    void setLoading(const ModelRequest &request);
    void setCancelled();
    /// The load failed; the one before runs on. What was edited stays to be mended.
    void setFailed(const ModelRequest &request, const Error &error);
    /// What failed is one of two files; answered by otherFileRequested().
    void offerOtherFile();
    /// What the person says of the model could not be saved.
    void setSaveFailed(const Error &error);
    /// Paths of models used before, newest first.
    void setRecent(const QStringList &locations);

Q_SIGNALS:
    void openRequested();
    void reloadRequested();
    void unloadRequested();
    /// What is being loaded is not wanted any more.
    void cancelRequested();
    /// The second file of what failed shall be chosen.
    void otherFileRequested();
    /// A built-in or recent model, or the model in use otherwise: on another device, in another precision, with other
    /// threads, with other words of the person's.
    void loadRequested(const sightglass::ModelRequest &request);
    /// What is said of the model in use shall stand in its sidecar.
    void saveRequested(const sightglass::ModelOverrides &overrides);

private:
    QWidget *makeTools();
    void connectParts();
    void updateMenu();
    void requestLoad(const QString &location);
    void requestChange(const std::function<void(ModelRequest &)> &change);

    ModelDescriptor m_model;
    ModelRequest m_request;
    ModelRequest m_wanted; ///< The one being loaded for this model, else the one in use.
    ModelOverrides m_saved;
    QStringList m_recent;

    QMenu *m_menu = nullptr;
    QToolButton *m_reload = nullptr;
    QToolButton *m_unload = nullptr;
    ModelStatus *m_status;
    ElidedLabel *m_name;
    TonedLabel *m_empty;
    ModelReadings *m_readings;
    ModelSummary *m_summary;
    ModelRun *m_run;
    ModelEditor *m_editor;
    Section *m_adjust;
    ModelDetails *m_details;
    Section *m_more;
};

} // namespace sightglass
