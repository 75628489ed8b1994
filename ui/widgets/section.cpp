// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/section.h"

#include "ui/widgets/tonedlabel.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace sightglass
{

Section::Section(const QString &title, QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_line(new QHBoxLayout)
    , m_heading(new QToolButton)
    , m_mark(new TonedLabel(TonedLabel::Tone::Attention))
    , m_content(content)
{
    m_heading->setText(title);
    m_heading->setAccessibleName(title);
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_heading->setAutoRaise(true);
    m_heading->setFocusPolicy(Qt::TabFocus);
    // So that the arrow, and not the empty rim around it, is in line with what stands above.
    m_line->setContentsMargins(-6, 0, 0, 0);
    m_line->addWidget(m_heading);
    m_line->addStretch();
    m_line->addWidget(m_mark);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(m_line);
    layout->addWidget(content);
    connect(m_heading, &QToolButton::clicked, this, [this] {
        setOpen(!m_open);
        if (m_open)
            Q_EMIT opened();
        Q_EMIT toggled(m_open);
    });
    setMark({});
    setOpen(false);
}

void Section::setOpen(bool open)
{
    m_open = open;
    m_content->setVisible(open);
    m_heading->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_heading->setAccessibleDescription(open ? tr("open") : tr("closed"));
}

void Section::setMark(const QString &mark)
{
    m_mark->setText(mark);
    m_mark->setVisible(!mark.isEmpty());
}

void Section::setCorner(QWidget *corner)
{
    m_line->addWidget(corner);
}

} // namespace sightglass
