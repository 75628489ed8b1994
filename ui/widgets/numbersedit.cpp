// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/numbersedit.h"

#include <QRegularExpression>

#include <cmath>

namespace sightglass
{

NumbersEdit::NumbersEdit(int count, QWidget *parent)
    : QLineEdit(parent)
    , m_count(count)
{
    connect(this, &QLineEdit::textEdited, this, [this] {
        if (const auto typed = numbers())
            Q_EMIT numbersEdited(*typed);
        else
            Q_EMIT nonsenseEdited();
    });
}

void NumbersEdit::setNumbers(const std::vector<float> &numbers)
{
    const auto typed = this->numbers();
    if (typed == numbers || (!typed && hasFocus() && isModified()))
        return;
    QStringList texts;
    for (const float number : numbers)
        texts.append(QString::number(number, 'g', 6));
    setText(texts.join(QStringLiteral(", ")));
    setCursorPosition(0);
}

std::optional<std::vector<float>> NumbersEdit::numbers() const
{
    static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
    std::vector<float> numbers;
    for (const QString &word : text().split(between, Qt::SkipEmptyParts)) {
        bool isNumber = false;
        numbers.push_back(word.toFloat(&isNumber));
        if (!isNumber || !std::isfinite(numbers.back()) || (m_aboveZero && numbers.back() <= 0.f))
            return std::nullopt;
    }
    const auto wanted = static_cast<std::size_t>(m_count);
    if (numbers.size() == 1)
        numbers.resize(wanted, numbers.front());
    if (numbers.size() != wanted)
        return std::nullopt;
    return numbers;
}

} // namespace sightglass
