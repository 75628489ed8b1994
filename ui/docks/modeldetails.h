// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "ui/widgets/factlist.h"

namespace sightglass
{

class ElidedLabel;

/// What a model's file tells of itself and one run showed, as `sightglass inspect` prints it.
class ModelDetails : public FactList
{
    Q_OBJECT

public:
    explicit ModelDetails(QWidget *parent = nullptr);

    void setModel(const ModelDescriptor &model);

private:
    void setPath(ElidedLabel *label, const QString &path);
    ElidedLabel *addPath(const QString &title, const QString &help);

    QLabel *m_format;
    QLabel *m_producer;
    QLabel *m_inputs;
    QLabel *m_outputs;
    QLabel *m_values;
    QLabel *m_parameters;
    QLabel *m_size;
    QLabel *m_run;
    QLabel *m_about;
    ElidedLabel *m_file;
    ElidedLabel *m_sidecar;
};

} // namespace sightglass
