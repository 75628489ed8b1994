// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/adjustlist.h"

#include "ui/widgets/iconbutton.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

namespace sightglass
{

AdjustList::AdjustList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
}

void AdjustList::addField(QWidget *field, const QString &title, const QString &help, const char *name)
{
    auto *label = new QLabel(title);
    label->setBuddy(field);
    label->setToolTip(help);
    // Room for the bold title, so that nothing moves when it becomes so.
    QFont bold = label->font();
    bold.setBold(true);
    label->setMinimumWidth(QFontMetrics(bold).horizontalAdvance(title) + 2);
    auto *reset = iconButton(QStringLiteral("reset"), tr("Reset %1").arg(title),
                             tr("Take back what was said of \"%1\": the model's own word counts").arg(title));
    field->setObjectName(QLatin1String(name));
    reset->setObjectName(QLatin1String(name) + QStringLiteral("Reset"));
    field->setAccessibleName(title);
    field->setToolTip(help);

    const int row = m_grid->rowCount();
    const bool isTall = field->sizeHint().height() > 3 * label->sizeHint().height();
    m_grid->addWidget(label, row, 0, isTall ? Qt::AlignTop : Qt::Alignment());
    m_grid->addWidget(field, row, 1);
    m_grid->addWidget(reset, row, 2, Qt::AlignTop);
    m_rows.insert(field, {label, reset});
    connect(reset, &QToolButton::clicked, this, [this, field] {
        // What is being typed there ends.
        field->clearFocus();
        Q_EMIT resetRequested(field);
        field->setFocus();
    });
    setAdjusted(field, false);
}

void AdjustList::setAdjusted(QWidget *field, bool adjusted)
{
    Row &row = m_rows[field];
    row.adjusted = adjusted;
    QFont font = row.title->font();
    font.setBold(adjusted);
    row.title->setFont(font);
    field->setAccessibleDescription(adjusted ? tr("adjusted") : QString());
    updateReset(row);
}

void AdjustList::setFieldVisible(QWidget *field, bool visible)
{
    Row &row = m_rows[field];
    row.visible = visible;
    row.title->setVisible(visible);
    field->setVisible(visible);
    updateReset(row);
}

void AdjustList::updateReset(const Row &row)
{
    // Its place stays free, so that nothing moves, unless the whole row goes.
    QSizePolicy policy = row.reset->sizePolicy();
    policy.setRetainSizeWhenHidden(row.visible);
    row.reset->setSizePolicy(policy);
    row.reset->setVisible(row.adjusted && row.visible);
}

} // namespace sightglass
