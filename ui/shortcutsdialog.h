// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace sightglass
{

/// Help > Keyboard shortcuts: the action table, to look things up in.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(QWidget *parent = nullptr);
};

} // namespace sightglass
