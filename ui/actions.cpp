// SPDX-License-Identifier: Apache-2.0
#include "ui/actions.h"

#include "core/values/words.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QActionGroup>
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
        {ActionId::GridAutomatic, ActionId::GridOne, ActionId::GridTwoByOne, ActionId::GridTwoByTwo,
         ActionId::GridThreeByThree, ActionId::GridFourByFour},
    };
    return groups;
}

QString toolTip(const ActionInfo &info, const QList<QKeySequence> &keys)
{
    QString text = ActionSet::title(info);
    if (!keys.isEmpty())
        text += QStringLiteral(" (%1)").arg(keys.first().toString(QKeySequence::NativeText));
    return QStringLiteral("<b>%1</b><br>%2").arg(text.toHtmlEscaped(), info.help.toHtmlEscaped());
}

} // namespace

QString categoryName(ActionCategory category)
{
    switch (category) {
    case ActionCategory::File:
        return Words::tr("&File");
    case ActionCategory::Source:
        return Words::tr("&Source");
    case ActionCategory::Model:
        return Words::tr("&Model");
    case ActionCategory::Playback:
        return Words::tr("&Playback");
    case ActionCategory::View:
        return Words::tr("&View");
    case ActionCategory::Export:
        return Words::tr("&Export");
    case ActionCategory::Help:
        return Words::tr("&Help");
    }
    return {};
}

ActionSet::ActionSet(QWidget *window)
    : QObject(window)
{
    for (const ActionInfo &info : actionTable()) {
        auto *action = new QAction(lineIcon(info.icon), info.text, this);
        action->setObjectName(QLatin1String(info.name));
        action->setStatusTip(info.help);
        action->setCheckable(info.checkable);
        // A tick says more than an icon that looks pressed.
        action->setIconVisibleInMenu(!info.checkable);
        m_actions.insert(info.id, action);
        applyKeys(info, info.shortcuts);
    }
    for (const QList<ActionId> &choice : choices()) {
        auto *group = new QActionGroup(this);
        for (const ActionId id : choice)
            group->addAction(m_actions.value(id));
    }
    // Keys must work where the menu bar is hidden, in full screen.
    window->addActions(m_actions.values());
}

QString ActionSet::title(const ActionInfo &info)
{
    QString text = info.text;
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

void ActionSet::applyKeys(const ActionInfo &info, const QList<QKeySequence> &keys)
{
    m_actions[info.id]->setShortcuts(keys);
    m_actions[info.id]->setToolTip(toolTip(info, keys));
}

std::optional<ActionId> ActionSet::holderOf(const QKeySequence &key, ActionId except) const
{
    for (const ActionInfo &info : actionTable()) {
        if (info.id == except)
            continue;
        for (const QKeySequence &held : m_actions[info.id]->shortcuts()) {
            if (held.matches(key) != QKeySequence::NoMatch || key.matches(held) != QKeySequence::NoMatch)
                return info.id;
        }
    }
    return std::nullopt;
}

void ActionSet::setKeys(ActionId id, const QList<QKeySequence> &keys)
{
    for (const QKeySequence &key : keys) {
        while (const auto holder = holderOf(key, id)) {
            QList<QKeySequence> left = m_actions[*holder]->shortcuts();
            left.removeIf([&](const QKeySequence &held) {
                return held.matches(key) != QKeySequence::NoMatch || key.matches(held) != QKeySequence::NoMatch;
            });
            applyKeys(actionInfo(*holder), left);
        }
    }
    applyKeys(actionInfo(id), keys);
    Q_EMIT keysChanged();
}

void ActionSet::resetKeys()
{
    for (const ActionInfo &info : actionTable())
        applyKeys(info, info.shortcuts);
    Q_EMIT keysChanged();
}

QHash<QString, QStringList> ActionSet::ownKeys() const
{
    QHash<QString, QStringList> own;
    for (const ActionInfo &info : actionTable()) {
        const QList<QKeySequence> keys = m_actions[info.id]->shortcuts();
        if (keys == info.shortcuts)
            continue;
        QStringList &texts = own[QLatin1String(info.name)];
        for (const QKeySequence &key : keys)
            texts.append(key.toString(QKeySequence::PortableText));
    }
    return own;
}

void ActionSet::setOwnKeys(const QHash<QString, QStringList> &keys)
{
    for (const ActionInfo &info : actionTable()) {
        const auto own = keys.constFind(QLatin1String(info.name));
        if (own == keys.cend())
            continue;
        QList<QKeySequence> wanted;
        for (const QString &text : *own) {
            const QKeySequence key(text, QKeySequence::PortableText);
            if (!key.isEmpty() && key.count() == 1 && key[0].key() != Qt::Key_unknown)
                wanted.append(key);
        }
        // One that is not known any more leaves the action as it was; none at all is what somebody wanted.
        if (!wanted.isEmpty() || own->isEmpty())
            setKeys(info.id, wanted);
    }
}

} // namespace sightglass
