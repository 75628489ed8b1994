// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QVariant>
#include <QWidget>

class QComboBox;
class QLabel;

namespace sightglass
{

/// One of several values: a box to choose from, or mere text where there is nothing to choose.
class ChoiceField : public QWidget
{
    Q_OBJECT

public:
    struct Choice
    {
        QString text;
        QVariant value;
    };

    explicit ChoiceField(QWidget *parent = nullptr);

    /// At least one; the current value is one of them.
    void setChoices(const QList<Choice> &choices, const QVariant &current);
    QVariant value() const;
    bool isChoice() const;

    QComboBox *comboBox() const { return m_combo; }

Q_SIGNALS:
    /// By the user alone.
    void chosen(const QVariant &value);

private:
    QComboBox *m_combo;
    QLabel *m_text;
};

} // namespace sightglass
