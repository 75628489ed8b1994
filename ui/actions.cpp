// SPDX-License-Identifier: Apache-2.0
#include "ui/actions.h"

#include "ui/theme/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QWidget>

namespace sightglass
{

namespace
{

// Of each of these groups exactly one action is checked.
const QList<QList<ActionId>> &choices()
{
    static const QList<QList<ActionId>> groups{
        {ActionId::PolicyLatest, ActionId::PolicyEveryFrame},
        {ActionId::ModeSynced, ActionId::ModeSmooth},
        {ActionId::AppearanceSystem, ActionId::AppearanceLight, ActionId::AppearanceDark},
    };
    return groups;
}

QString toolTip(const ActionInfo &info)
{
    QString text = info.text;
    text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    if (!info.shortcuts.isEmpty())
        text += QStringLiteral(" (%1)").arg(info.shortcuts.first().toString(QKeySequence::NativeText));
    return QStringLiteral("<b>%1</b><br>%2").arg(text.toHtmlEscaped(), info.help.toHtmlEscaped());
}

} // namespace

QString categoryName(ActionCategory category)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("sightglass::ActionCategory", text); };
    switch (category) {
    case ActionCategory::File:
        return tr("&File");
    case ActionCategory::Source:
        return tr("&Source");
    case ActionCategory::Model:
        return tr("&Model");
    case ActionCategory::Playback:
        return tr("&Playback");
    case ActionCategory::View:
        return tr("&View");
    case ActionCategory::Export:
        return tr("&Export");
    case ActionCategory::Help:
        return tr("&Help");
    }
    return {};
}

ActionSet::ActionSet(QWidget *window)
    : QObject(window)
{
    for (const ActionInfo &info : actionTable()) {
        auto *action = new QAction(lineIcon(info.icon), info.text, this);
        action->setObjectName(QLatin1String(info.name));
        action->setShortcuts(info.shortcuts);
        action->setStatusTip(info.help);
        action->setToolTip(toolTip(info));
        action->setCheckable(info.checkable);
        m_actions.insert(info.id, action);
    }
    for (const QList<ActionId> &choice : choices()) {
        auto *group = new QActionGroup(this);
        for (const ActionId id : choice)
            group->addAction(m_actions.value(id));
    }
    // Keys must work where the menu bar is hidden, in full screen.
    window->addActions(m_actions.values());
}

} // namespace sightglass
