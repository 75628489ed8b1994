// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/values/error.h"

#include <QHash>
#include <QStringList>
#include <QWidget>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace sightglass
{

class ChoiceField;
class ElidedLabel;
class TonedLabel;

/// The model in use: what it is, how it runs, and others to take instead.
class ModelPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ModelPanel(QWidget *parent = nullptr);

    /// The model in use and the request that brought it; an empty location says that there is none.
    void setModel(const ModelDescriptor &model, const ModelRequest &request);
    /// A model is being loaded; the one before runs on meanwhile. Ended by setModel() or setFailed().
    void setLoading(const ModelRequest &request);
    /// The load failed; the one before runs on.
    void setFailed(const ModelRequest &request, const Error &error);
    /// Paths of models used before, newest first.
    void setRecent(const QStringList &locations);
    /// Devices a model may run on ("cpu", "cuda:0"); "cpu" alone until told otherwise.
    void setDevices(const QStringList &devices);

Q_SIGNALS:
    void openRequested();
    void reloadRequested();
    void unloadRequested();
    /// What is being loaded is not wanted any more.
    void cancelRequested();
    /// A built-in or recent model, or the model in use on another device, in another precision, with other threads.
    void loadRequested(const sightglass::ModelRequest &request);

private:
    QWidget *makeTools();
    QWidget *makeStatus();
    QWidget *makeFacts();
    void addRow(QWidget *value, const QString &title, const QString &help);
    QLabel *addFact(const QString &title, const QString &help);
    ChoiceField *addChoice(const QString &title, const QString &help);
    void updateMenu();
    void updateFacts();
    void updateChoices();
    /// Empty texts hide the status.
    void showStatus(const QString &text, const QString &suggestion, bool failed);
    void requestLoad(const QString &location);

    ModelDescriptor m_model;
    ModelRequest m_request;
    QStringList m_recent;
    QStringList m_devices{QStringLiteral("cpu")};

    ElidedLabel *m_name;
    QMenu *m_menu = nullptr;
    QToolButton *m_reload = nullptr;
    QToolButton *m_unload = nullptr;
    QWidget *m_progress = nullptr; ///< The bar and its cancel button.
    QWidget *m_statusBox = nullptr;
    TonedLabel *m_status = nullptr;
    TonedLabel *m_suggestion = nullptr;
    TonedLabel *m_empty = nullptr;
    QWidget *m_facts = nullptr;
    QHash<QWidget *, QLabel *> m_titles; ///< The heading of each fact.
    QLabel *m_family = nullptr;
    QLabel *m_backend = nullptr;
    QLabel *m_classes = nullptr;
    QLabel *m_input = nullptr;
    QLabel *m_description = nullptr;
    QLabel *m_notes = nullptr;
    ChoiceField *m_device = nullptr;
    ChoiceField *m_precision = nullptr;
    ChoiceField *m_threads = nullptr;
};

} // namespace sightglass
