// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "ui/widgets/factlist.h"

namespace sightglass
{

class ChoiceField;
class TonedLabel;

/// What a model runs by, where and how: backend, device, precision, threads and workers, offered as far as they are
/// really there.
class ModelRun : public FactList
{
    Q_OBJECT

public:
    explicit ModelRun(QWidget *parent = nullptr);

    /// The model in use and what was asked for; where it runs otherwise, that is said.
    void setModel(const ModelDescriptor &model, const ModelRequest &request);

Q_SIGNALS:
    /// By the user. A device comes with a precision that it has.
    void backendChosen(sightglass::Backend backend);
    void deviceChosen(const QString &device, sightglass::Precision precision);
    void precisionChosen(sightglass::Precision precision);
    void threadsChosen(int threads);
    void workersChosen(int workers);

private:
    ChoiceField *addChoice(const QString &title, const QString &help, const char *name);
    void chooseDevice(const QString &id);
    /// Automatic, which came to `used`, or any number up to `most`.
    static void setCount(ChoiceField *field, int asked, int used, int most);

    ModelDescriptor m_model;
    ChoiceField *m_backend; ///< Not in sight where there is no choice.
    ChoiceField *m_device;
    TonedLabel *m_otherwise; ///< Under the device: that it is not the one asked for.
    ChoiceField *m_precision;
    ChoiceField *m_threads;
    ChoiceField *m_workers;
};

} // namespace sightglass
