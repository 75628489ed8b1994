// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/pathrow.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace sightglass
{

PathRow makePathRow(QLineEdit *field, const QString &title)
{
    auto *widget = new QWidget;
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(title);
    label->setBuddy(field);
    row->addWidget(label);
    row->addWidget(field, 1);
    auto *choose = new QPushButton(QCoreApplication::translate("sightglass::PathRow", "Choose…"));
    choose->setAutoDefault(false);
    row->addWidget(choose);
    return {widget, choose};
}

} // namespace sightglass
