// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/numberfield.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// Of a whole number; nothing for half of one, "-" or "".
std::optional<double> numberOf(QString text)
{
    bool isNumber = false;
    const double number = text.trimmed().replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

} // namespace

NumberField::NumberField(QWidget *parent)
    : QDoubleSpinBox(parent)
{
    setButtonSymbols(NoButtons);
    setAlignment(Qt::AlignRight);
    setKeyboardTracking(false);
    connect(this, &NumberField::valueChanged, this, [this](double value) {
        if (!m_editing)
            m_before = value;
    });
    connect(this, &NumberField::brought, this, [this](const QString &text) {
        // Moving the focus takes a tool tip away.
        QMetaObject::invokeMethod(
            this, [this, text] { QToolTip::showText(mapToGlobal(QPoint(0, height() / 2)), text, this); },
            Qt::QueuedConnection);
    });
}

int NumberField::whole() const
{
    return static_cast<int>(std::lround(value()));
}

bool NumberField::isSpecial(const QString &text) const
{
    return !specialValueText().isEmpty() && text == specialValueText();
}

QValidator::State NumberField::validate(QString &input, int &) const
{
    if (isSpecial(input))
        return QValidator::Acceptable;
    static const QRegularExpression numberToBe(QStringLiteral("^\\s*[+-]?\\d*[.,]?\\d*\\s*$"));
    if (!numberToBe.match(input).hasMatch())
        return QValidator::Invalid;
    return numberOf(input) ? QValidator::Acceptable : QValidator::Intermediate;
}

double NumberField::valueFromText(const QString &text) const
{
    if (isSpecial(text))
        return minimum();
    const auto number = numberOf(text);
    return number ? std::clamp(*number, least(), maximum()) : value();
}

QString NumberField::textFromValue(double value) const
{
    return QString::number(value, 'f', decimals());
}

void NumberField::keyPressEvent(QKeyEvent *event)
{
    const QScopedValueRollback editing(m_editing, true);
    switch (event->key()) {
    case Qt::Key_Escape: {
        const bool isSpecial = m_before <= minimum() && !specialValueText().isEmpty();
        const QString before = isSpecial ? specialValueText() : prefix() + textFromValue(m_before) + suffix();
        // With nothing to bring back it is the key of the dialog around.
        event->setAccepted(value() != m_before || text() != before);
        setValue(m_before);
        lineEdit()->setText(before);
        return;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const auto typed = numberOf(text());
        QDoubleSpinBox::keyPressEvent(event);
        tellIfBeyond(typed);
        m_before = value();
        return;
    }
    default:
        QDoubleSpinBox::keyPressEvent(event);
    }
}

void NumberField::wheelEvent(QWheelEvent *event)
{
    const QScopedValueRollback editing(m_editing, true);
    QDoubleSpinBox::wheelEvent(event);
}

void NumberField::focusInEvent(QFocusEvent *event)
{
    m_before = value();
    QDoubleSpinBox::focusInEvent(event);
}

void NumberField::focusOutEvent(QFocusEvent *event)
{
    const auto typed = numberOf(text());
    QDoubleSpinBox::focusOutEvent(event);
    tellIfBeyond(typed);
}

void NumberField::tellIfBeyond(std::optional<double> typed)
{
    if (typed && *typed > maximum())
        Q_EMIT brought(tr("%1 is the most.").arg(textFromValue(maximum())));
    else if (typed && *typed < least())
        Q_EMIT brought(tr("%1 is the least.").arg(textFromValue(least())));
}

} // namespace sightglass
