// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/docks/messagesmodel.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QListView;

namespace sightglass
{

/// What the program has to say: errors, warnings and notes, each with what to try. The newest 500; one that repeats is
/// counted where it stands.
class MessagesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit MessagesPanel(QWidget *parent = nullptr);

    void addError(const Error &error);
    void addWarning(const Error &error);
    void addNote(const QString &text, const QString &suggestion = {});
    void clear();
    int count() const;
    /// The newest `most` of them, oldest first, with their times; a line or more each.
    QStringList texts(int most) const;

Q_SIGNALS:
    /// A new error or warning; not for notes and not for repetitions.
    void attentionNeeded();

private:
    void add(MessagesModel::Severity severity, const Error &error);
    void updateActions();
    void copy() const;

    MessagesModel *m_model;
    QListView *m_list;
    QTimer m_scroll; ///< Once for however many messages come at a time.
    QAction *m_copy;
    QAction *m_clear;
};

} // namespace sightglass
