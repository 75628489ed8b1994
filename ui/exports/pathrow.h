// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QLineEdit;
class QPushButton;
class QWidget;

namespace sightglass
{

/// A path to be typed, or chosen by a dialog that the caller opens when the button is pressed.
struct PathRow
{
    QWidget *row;
    QPushButton *choose;
};

/// "Folder: [____] [Choose…]". Owned by the caller's layout, and so is the field from then on.
PathRow makePathRow(QLineEdit *field, const QString &title);

} // namespace sightglass
