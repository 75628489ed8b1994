// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>

#include <optional>
#include <vector>

namespace sightglass
{

/// A line of one or several numbers, "0.485, 0.456, 0.406", in the C locale whatever the desktop's is.
class NumbersEdit : public QLineEdit
{
    Q_OBJECT

public:
    /// `count` numbers are wanted, at least one; where several are, one alone stands for all of them.
    explicit NumbersEdit(int count, QWidget *parent = nullptr);
    /// Whether 0 and less make no sense.
    void setAboveZero(bool aboveZero) { m_aboveZero = aboveZero; }

    /// Emits nothing. A text that says the same, or is still being typed, is left alone.
    void setNumbers(const std::vector<float> &numbers);
    /// Nothing while the text makes no sense.
    std::optional<std::vector<float>> numbers() const;

Q_SIGNALS:
    /// By the user, and it makes sense.
    void numbersEdited(const std::vector<float> &numbers);
    /// By the user, and it makes none.
    void nonsenseEdited();

private:
    int m_count;
    bool m_aboveZero = false;
};

} // namespace sightglass
