// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/factlist.h"

#include "core/values/visibletext.h"
#include "ui/widgets/tonedlabel.h"

#include <QGridLayout>

namespace sightglass
{

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnMinimumWidth(0, 12 * fontMetrics().averageCharWidth());
}

QLabel *FactList::addFact(const QString &title, const QString &help)
{
    auto *fact = new QLabel;
    fact->setWordWrap(true);
    fact->setTextFormat(Qt::PlainText);
    fact->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fact->setAccessibleName(title);
    addRow(fact, title, help);
    setRowVisible(fact, false);
    return fact;
}

void FactList::setFact(QLabel *fact, const QString &text)
{
    fact->setText(visibleLines(text));
    setRowVisible(fact, !text.isEmpty());
}

void FactList::addRow(QWidget *value, const QString &title, const QString &help)
{
    auto *name = new TonedLabel(TonedLabel::Tone::Quiet, title);
    name->setToolTip(help);
    const int row = m_grid->rowCount();
    // Beside a text of several lines it stands at the first.
    m_grid->addWidget(name, row, 0, qobject_cast<QLabel *>(value) ? Qt::AlignTop : Qt::Alignment());
    m_grid->addWidget(value, row, 1);
    m_titles.insert(value, name);
}

void FactList::setRowVisible(QWidget *value, bool visible)
{
    m_titles.value(value)->setVisible(visible);
    value->setVisible(visible);
}

} // namespace sightglass
