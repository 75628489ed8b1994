// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "ui/widgets/factlist.h"

namespace sightglass
{

/// What one wants to know of a model at a glance: how it is read and why, what it knows, what it is fed.
class ModelSummary : public FactList
{
    Q_OBJECT

public:
    explicit ModelSummary(QWidget *parent = nullptr);

    void setModel(const ModelDescriptor &model);

private:
    QLabel *m_family;
    QLabel *m_task;
    QLabel *m_backend;
    QLabel *m_classes;
    QLabel *m_input;
    QLabel *m_notes;
};

} // namespace sightglass
