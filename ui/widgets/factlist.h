// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace sightglass
{

/// Quiet titles on the left, what is told on the right; rows that have nothing to tell are not shown. Several lists
/// one below the other have their columns in line.
class FactList : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);

    /// A row of text, wrapped and selectable; empty and hidden until setFact().
    QLabel *addFact(const QString &title, const QString &help);
    void setFact(QLabel *fact, const QString &text);

    /// A row of something else.
    void addRow(QWidget *value, const QString &title, const QString &help);
    void setRowVisible(QWidget *value, bool visible);

private:
    QGridLayout *m_grid;
    QHash<QWidget *, QLabel *> m_titles;
};

} // namespace sightglass
