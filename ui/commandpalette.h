// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace sightglass
{

class ActionSet;

/// How well a text answers what was typed: the letters in their order, gaps allowed; those at the start of a word and
/// those that follow each other count more. Negative: not at all. Upper and lower case are alike.
int fuzzyScore(const QString &typed, const QString &text);

/// All that can be done, found by a few letters: Enter does it.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const ActionSet &actions, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void list(const QString &typed);
    void choose();

    const ActionSet &m_actions;
    QLineEdit *m_typed;
    QListWidget *m_list;
};

} // namespace sightglass
