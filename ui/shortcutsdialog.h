// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QKeySequence>

#include <optional>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace sightglass
{

class ActionSet;
enum class ActionId;

/// Help > Keyboard shortcuts: the action table, to look things up in and to give actions other keys. What is changed
/// counts at once.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(ActionSet &actions, QWidget *parent = nullptr);

private:
    void fill();
    QWidget *makeEditor();
    void filter(const QString &text);
    std::optional<ActionId> chosen() const;
    void showChosen();
    void tellConflict();
    void give(const QList<QKeySequence> &keys);
    void refreshKeys();

    ActionSet &m_actions;
    QTreeWidget *m_tree;
    QLabel *m_name;
    QKeySequenceEdit *m_key;
    QLabel *m_conflict;
    QPushButton *m_replace;
    QPushButton *m_add;
    QPushButton *m_default;
};

} // namespace sightglass
