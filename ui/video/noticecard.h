// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace sightglass
{

class TonedLabel;

/// A question that waits for an answer.
struct Question
{
    QString title;
    QString text;
    QString yes; ///< What the button that goes ahead says.
    QString no;  ///< The safe answer; Esc gives it.
};

/// What went wrong with a thing that a person has just asked for, or a question that must be answered before it goes
/// on: a card over the upper part of the picture, its whole text and what can be done. The picture goes on under it.
///
/// A question stays until it is answered or withdrawn, and goes before an error, which is shown after; of several
/// errors the newest is shown. Lies on its parent and follows its size.
class NoticeCard : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeCard(QWidget *parent);

    void showError(const Error &error);
    /// Puts the keys on the safe answer.
    void ask(const Question &question);
    /// Withdraws the question.
    void stopAsking();
    bool isAsking() const { return m_question.has_value(); }
    /// Takes an error away.
    void dismiss();

Q_SIGNALS:
    void accepted();
    void refused();
    /// The card is gone, and the keys may go back.
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QPushButton *addButton(const char *name);
    void refresh();
    void place();

    std::optional<Question> m_question;
    std::optional<Error> m_error;
    QLabel *m_icon;
    TonedLabel *m_title;
    TonedLabel *m_text;
    TonedLabel *m_details;
    QPushButton *m_yes;
    QPushButton *m_no;
    QPushButton *m_showDetails;
    QPushButton *m_dismiss;
};

} // namespace sightglass
