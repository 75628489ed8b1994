// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/choicefield.h"

#include "core/values/visibletext.h"
#include "ui/widgets/wheelguard.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace sightglass
{

ChoiceField::ChoiceField(QWidget *parent)
    : QWidget(parent)
    , m_combo(new QComboBox)
    , m_text(new QLabel)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_combo);
    layout->addWidget(m_text);
    setFocusProxy(m_combo);
    guardAgainstWheel(m_combo);
    // A long choice must not widen the panel.
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_combo->setMinimumContentsLength(6);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    connect(m_combo, &QComboBox::activated, this, [this] { Q_EMIT chosen(value()); });
}

void ChoiceField::setChoices(const QList<Choice> &choices, const QVariant &current)
{
    m_combo->clear();
    for (const Choice &choice : choices)
        m_combo->addItem(visibleText(choice.text), choice.value);
    m_combo->setCurrentIndex(m_combo->findData(current));
    m_text->setText(m_combo->currentText());
    m_combo->setVisible(isChoice());
    m_text->setVisible(!isChoice());
}

QVariant ChoiceField::value() const
{
    return m_combo->currentData();
}

bool ChoiceField::isChoice() const
{
    return m_combo->count() > 1;
}

} // namespace sightglass
