// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace sightglass
{

class TonedLabel;

/// Something that is not always needed: a heading that shows and hides it, closed at first.
class Section : public QWidget
{
    Q_OBJECT

public:
    Section(const QString &title, QWidget *content, QWidget *parent = nullptr);

    bool isOpen() const { return m_open; }
    void setOpen(bool open);
    /// A word beside the title that calls for attention, open or closed; empty for none.
    void setMark(const QString &mark);
    QToolButton *heading() const { return m_heading; }
    /// Puts a widget at the end of the heading's line, there whether it is open or closed.
    void setCorner(QWidget *corner);

Q_SIGNALS:
    /// By the user; what it shows has its place from the next event on.
    void opened();
    /// By the user, to and fro.
    void toggled(bool open);

private:
    QHBoxLayout *m_line;
    QToolButton *m_heading;
    TonedLabel *m_mark;
    QWidget *m_content;
    bool m_open = false;
};

} // namespace sightglass
