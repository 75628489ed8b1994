// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QPushButton;

namespace sightglass
{

class TonedLabel;

/// Asks whether a program that somebody else wrote shall run here. Hidden while nothing is asked.
class ModelConsent : public QWidget
{
    Q_OBJECT

public:
    explicit ModelConsent(QWidget *parent = nullptr);

    /// `path` is a model's file that is a program.
    void ask(const QString &path);
    void stopAsking();
    bool isAsking() const { return !m_path.isEmpty(); }

Q_SIGNALS:
    void accepted();
    void refused();

private:
    QString m_path;
    TonedLabel *m_text;
    QPushButton *m_load;
    QPushButton *m_refuse;
};

} // namespace sightglass
