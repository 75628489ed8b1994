// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/iconbutton.h"

#include "ui/theme/icons.h"

#include <QToolButton>

namespace sightglass
{

QToolButton *iconButton(const QString &icon, const QString &text, const QString &help)
{
    auto *button = new QToolButton;
    button->setIcon(lineIcon(icon));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(help);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace sightglass
