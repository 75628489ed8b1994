// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/wheelguard.h"

#include <QEvent>
#include <QWidget>

namespace sightglass
{

namespace
{

class WheelGuard : public QObject
{
public:
    explicit WheelGuard(QWidget *field)
        : QObject(field)
    {
        field->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        // Not accepted, it goes on to the scroll area.
        event->ignore();
        return true;
    }
};

} // namespace

void guardAgainstWheel(QWidget *field)
{
    // The wheel gives the focus to what has Qt::WheelFocus, before the field sees it.
    field->setFocusPolicy(Qt::StrongFocus);
    new WheelGuard(field);
}

} // namespace sightglass
