// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelsummary.h"

namespace sightglass
{

namespace
{

QString classesText(const ModelDescriptor &model)
{
    if (!model.classNames)
        return ModelSummary::tr("unknown; classes have numbers");
    QStringList names = *model.classNames;
    names.removeAll(QString());
    QString first = names.mid(0, 3).join(QStringLiteral(", "));
    if (names.size() > 3)
        first += QStringLiteral(", …");
    return QStringLiteral("%1: %2").arg(QString::number(names.size()), first);
}

QString inputText(const ModelDescriptor &model)
{
    if (model.inputSize.isEmpty())
        return ModelSummary::tr("any size");
    QString text = ModelSummary::tr("%1 × %2 px")
                       .arg(QString::number(model.inputSize.width()), QString::number(model.inputSize.height()));
    if (model.fit != InputFit::None)
        text += QStringLiteral(", ") + inputFitName(model.fit);
    return text;
}

} // namespace

ModelSummary::ModelSummary(QWidget *parent)
    : FactList(parent)
    , m_family(addFact(tr("Family"), tr("How the model's outputs are read, and why so")))
    , m_task(addFact(tr("Task"), tr("What the model tells of a picture")))
    , m_backend(addFact(tr("Backend"), tr("The library that runs the model")))
    , m_classes(addFact(tr("Classes"), tr("How many kinds of things the model knows")))
    , m_input(addFact(tr("Input"), tr("Size of the network's input, and how a picture is brought to it")))
    , m_notes(addFact(tr("Notes"), tr("What was noticed while loading")))
{}

void ModelSummary::setModel(const ModelDescriptor &model)
{
    setFact(m_family, QStringList{familyName(model.family), model.familyReason}.join(QLatin1Char('\n')).trimmed());
    setFact(m_task, taskName(model.task));
    // Where there is a choice, that tells it.
    setFact(m_backend, model.backends.size() > 1 ? QString() : model.backend);
    setFact(m_classes, classesText(model));
    setFact(m_input, inputText(model));
    setFact(m_notes, model.notes.join(QLatin1Char('\n')));
}

} // namespace sightglass
