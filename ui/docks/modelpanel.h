// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/values/error.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace sightglass {

class ElidedLabel;

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
    /// Devices a model may run on; "cpu" alone until told otherwise.
    void setDevices(const QStringList &devices);

Q_SIGNALS:
    void openRequested();
    void reloadRequested();
    void unloadRequested();
    /// A built-in or recent model, or the model in use on another device, in another precision, with other threads.
    void loadRequested(const sightglass::ModelRequest &request);

protected:
    void changeEvent(QEvent *event) override;

private:
    QLabel *addRow(QFormLayout *form, const QString &title, const QString &help);
    void updateIcons();
    void updateMenu();
    void updateFacts();
    void updateChoices();
    void showStatus(const QString &text, bool failed);
    void request(const ModelRequest &request);
    QString nameOf(const QString &location) const;

    ModelDescriptor m_model;
    ModelRequest m_request;
    QStringList m_recent;
    QStringList m_devices{QStringLiteral("cpu")};

    ElidedLabel *m_name;
    QToolButton *m_choose;
    QMenu *m_menu;
    QToolButton *m_reload;
    QToolButton *m_unload;
    QProgressBar *m_progress;
    QLabel *m_status;
    QWidget *m_facts;
    QLabel *m_family;
    QLabel *m_backend;
    QLabel *m_classes;
    QLabel *m_input;
    QComboBox *m_device;
    QComboBox *m_precision;
    QComboBox *m_threads;
    QLabel *m_description;
    QLabel *m_notes;
};

} // namespace sightglass
