// SPDX-License-Identifier: Apache-2.0
#include "ui/docktitles.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QStyle>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

QToolButton *makeButton(QDockWidget *dock, QStyle::StandardPixmap icon, const QString &text, const char *name)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(dock->style()->standardIcon(icon, nullptr, dock));
    button->setIconSize({12, 12});
    button->setFixedSize(18, 18);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(text);
    return button;
}

QWidget *makeBar(QDockWidget *dock)
{
    auto *bar = new QWidget(dock);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(0, 2, 4, 0);
    line->setSpacing(0);
    line->addStretch();
    auto *floats = makeButton(dock, QStyle::SP_TitleBarNormalButton, DockTitles::tr("Float"), "floatDock");
    auto *closes = makeButton(dock, QStyle::SP_TitleBarCloseButton, DockTitles::tr("Close"), "closeDock");
    line->addWidget(floats);
    line->addWidget(closes);
    QObject::connect(floats, &QToolButton::clicked, dock, [dock] { dock->setFloating(true); });
    QObject::connect(closes, &QToolButton::clicked, dock, &QDockWidget::close);
    bar->hide();
    return bar;
}

} // namespace

DockTitles::DockTitles(QMainWindow *window)
    : QObject(window)
    , m_window(window)
{}

void DockTitles::follow(QDockWidget *dock)
{
    m_bars.insert(dock, makeBar(dock));
    connect(dock, &QDockWidget::visibilityChanged, this, &DockTitles::updateSoon);
    connect(dock, &QDockWidget::topLevelChanged, this, &DockTitles::updateSoon);
    connect(dock, &QDockWidget::dockLocationChanged, this, &DockTitles::updateSoon);
}

void DockTitles::updateSoon()
{
    // The layout tells of each dock while it is still at work on the others.
    if (!std::exchange(m_updating, true))
        QMetaObject::invokeMethod(this, &DockTitles::update, Qt::QueuedConnection);
}

bool DockTitles::isTabbed(QDockWidget *dock) const
{
    if (dock->isFloating() || dock->isHidden())
        return false;
    const QList<QDockWidget *> others = m_window->tabifiedDockWidgets(dock);
    return std::any_of(others.begin(), others.end(),
                       [](const QDockWidget *other) { return !other->isHidden() && !other->isFloating(); });
}

void DockTitles::update()
{
    m_updating = false;
    for (auto entry = m_bars.cbegin(); entry != m_bars.cend(); ++entry) {
        QWidget *wanted = isTabbed(entry.key()) ? entry.value() : nullptr;
        if (entry.key()->titleBarWidget() != wanted)
            entry.key()->setTitleBarWidget(wanted);
    }
}

} // namespace sightglass
