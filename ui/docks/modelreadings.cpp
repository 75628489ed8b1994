// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelreadings.h"

#include "ui/widgets/outsidetext.h"
#include "ui/widgets/tonedlabel.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

bool areDoubtful(const std::vector<ModelReading> &readings)
{
    const auto isSure = [](const ModelReading &reading) { return reading.sure; };
    return readings.size() > 1 && std::none_of(readings.begin(), readings.end(), isSure);
}

bool holds(const std::vector<ModelReading> &readings, ModelFamily family)
{
    return std::any_of(readings.begin(), readings.end(),
                       [family](const ModelReading &reading) { return reading.family == family; });
}

} // namespace

ModelReadings::ModelReadings(QWidget *parent)
    : QWidget(parent)
    , m_text(new TonedLabel)
    , m_choices(new QVBoxLayout)
    , m_buttons(new QButtonGroup(this))
{
    m_text->setWordWrap(true);
    m_choices->setSpacing(4);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text);
    layout->addLayout(m_choices);
    connect(m_buttons, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT familyChosen(static_cast<ModelFamily>(id)); });
    hide();
}

void ModelReadings::setModel(const ModelDescriptor &model)
{
    // Once one is chosen the others need not be looked for again, but they stay to be chosen.
    const bool chosenHere =
        model.location == m_location && model.overrides.family && holds(m_readings, *model.overrides.family);
    const bool doubtful = areDoubtful(model.readings) && holds(model.readings, model.family);
    m_location = model.location;
    if (doubtful)
        offer(model.readings);
    else if (!chosenHere)
        offer({});
    setVisible(!m_readings.empty());
    if (m_readings.empty())
        return;
    const bool chosen = model.overrides.family.has_value();
    QStringList names;
    for (const ModelReading &reading : m_readings)
        names.append(familyName(reading.family));
    m_text->setText(tr("Fits as %1. %2")
                        .arg(names.join(tr(" or ")), chosen ? tr("Chosen by you.") : tr("Choose what looks right:")));
    m_text->setTone(chosen ? TonedLabel::Tone::Normal : TonedLabel::Tone::Attention);
    if (QAbstractButton *button = m_buttons->button(static_cast<int>(model.family)))
        button->setChecked(true);
}

void ModelReadings::offer(const std::vector<ModelReading> &readings)
{
    // The one in use comes first: with each choice another order of the same.
    const auto known = [this](const ModelReading &reading) { return holds(m_readings, reading.family); };
    if (readings.size() == m_readings.size() && std::all_of(readings.begin(), readings.end(), known))
        return;
    m_readings = readings;
    qDeleteAll(m_buttons->buttons());
    for (const ModelReading &reading : readings) {
        auto *button = new QRadioButton(familyName(reading.family));
        button->setToolTip(toolTipText(reading.reason));
        button->setAccessibleDescription(reading.reason);
        m_buttons->addButton(button, static_cast<int>(reading.family));
        m_choices->addWidget(button);
    }
}

} // namespace sightglass
