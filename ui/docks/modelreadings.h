// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace sightglass
{

class TonedLabel;

/// "Fits as A or B", with both to choose from, where a model's outputs can be read in several ways and nothing tells
/// for sure in which. Hidden for all other models.
class ModelReadings : public QWidget
{
    Q_OBJECT

public:
    explicit ModelReadings(QWidget *parent = nullptr);

    void setModel(const ModelDescriptor &model);

Q_SIGNALS:
    void familyChosen(sightglass::ModelFamily family);

private:
    void offer(const std::vector<ModelReading> &readings);

    QString m_location;
    std::vector<ModelReading> m_readings; ///< Those on offer.
    TonedLabel *m_text;
    QVBoxLayout *m_choices;
    QButtonGroup *m_buttons;
};

} // namespace sightglass
