// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/values/error.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;
class QPushButton;

namespace sightglass
{

class AdjustList;
class ElidedLabel;
class TonedLabel;

/// Says of a model what its file does not say, or says wrongly: each field of ModelOverrides. Edits go out as they are
/// made, a little gathered; what comes of them shows on the picture. They last until they are saved or the model goes.
class ModelEditor : public QWidget
{
    Q_OBJECT

public:
    explicit ModelEditor(QWidget *parent = nullptr);

    /// The model in use, what is said of it there, and what of that stands in its sidecar. Edits made since, and those
    /// still being loaded (see setAsked()), stay as they are.
    void setModel(const ModelDescriptor &model, const ModelOverrides &inUse, const ModelOverrides &saved);
    /// What is being loaded for this model; nothing: no edits are.
    void setAsked(const std::optional<ModelOverrides> &asked);
    /// One field, at once; for the readings to choose from.
    void chooseFamily(ModelFamily family);
    void showError(const Error &error);

    bool isSaved() const { return m_edits == m_saved; }

Q_SIGNALS:
    void edited(const sightglass::ModelOverrides &overrides);
    /// Those in use; `edited` has been answered.
    void saveRequested(const sightglass::ModelOverrides &overrides);
    void revertRequested();
    void savedChanged(bool saved);

private:
    struct Field
    {
        QWidget *widget;
        std::function<bool(const ModelOverrides &)> isSet;
        std::function<void(ModelOverrides &)> clear;
    };

    QWidget *makeButtons();
    void makeFields();
    void makeInputFields();
    void makeKeypointFields();
    template <typename T>
    void addField(QWidget *widget, const QString &title, const QString &help, const char *name,
                  std::optional<T> ModelOverrides::*member);
    template <typename T>
    void set(std::optional<T> ModelOverrides::*member, const T &value);
    void reset(QWidget *widget);
    void change();
    void send();
    void showFields();
    void showFamilies(ModelFamily current);
    void updateState();
    void complain(const QString &text);

    ModelDescriptor m_model;
    ModelOverrides m_inUse;
    ModelOverrides m_saved;
    ModelOverrides m_edits;
    std::optional<ModelOverrides> m_asked;
    QTimer m_gather; ///< Runs while edits wait to be sent.

    AdjustList *m_list;
    std::vector<Field> m_fields;
    /// Each shows its value of the overrides given, all of which are set.
    std::vector<std::function<void(const ModelOverrides &)>> m_shows;
    QComboBox *m_family = nullptr;
    std::vector<ModelReading> m_offered; ///< Those that the families begin with.
    QPushButton *m_save = nullptr;
    QPushButton *m_revert = nullptr;
    ElidedLabel *m_place = nullptr;
    TonedLabel *m_complaint = nullptr;
};

} // namespace sightglass
