// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>

class QWidget;

namespace sightglass
{

/// Lets a widget take files and folders of this machine by drag and drop, before the window around it does.
class FileDrop : public QObject
{
    Q_OBJECT

public:
    explicit FileDrop(QWidget *widget);

Q_SIGNALS:
    void dropped(const QStringList &paths);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace sightglass
