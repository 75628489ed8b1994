// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDoubleSpinBox>

#include <optional>

namespace sightglass
{

/// A number to be typed. A point and a comma are decimal marks alike, and a point is shown; a number beyond the range
/// is brought to the end of it that was meant, and a word at the field says so. Half a typed number counts for nothing
/// until Enter, or until the field is left; Esc brings back the number of before, and where that is there, it is the
/// key of the dialog around.
class NumberField : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit NumberField(QWidget *parent = nullptr);

    /// The value of a field without decimals.
    int whole() const;

    QValidator::State validate(QString &input, int &position) const override;
    double valueFromText(const QString &text) const override;
    QString textFromValue(double value) const override;

Q_SIGNALS:
    /// What was typed lies beyond the range; `text` says where the range ends.
    void brought(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

    /// The least that a person may mean; minimum(), unless that stands for something else.
    virtual double least() const { return minimum(); }

private:
    bool isSpecial(const QString &text) const;
    void tellIfBeyond(std::optional<double> typed);

    double m_before = 0.0;  ///< What Esc brings back.
    bool m_editing = false; ///< A key or the wheel changes the value.
};

} // namespace sightglass
