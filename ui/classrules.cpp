// SPDX-License-Identifier: Apache-2.0
#include "ui/classrules.h"

namespace sightglass
{

namespace
{

// The same words as Candidates::className.
const QLatin1String numbered("class ");

QString nameOf(int id, const QStringList *names)
{
    if (names && id >= 0 && id < names->size() && !names->at(id).isEmpty())
        return names->at(id);
    return numbered + QString::number(id);
}

int idOf(const QString &name, const QStringList *names)
{
    if (names) {
        if (const auto index = names->indexOf(name); index >= 0)
            return static_cast<int>(index);
    }
    bool ok = false;
    const int id = name.startsWith(numbered) ? name.mid(numbered.size()).toInt(&ok) : -1;
    // A number counts only where the model gives no name, else the rule of another model would be taken for its own.
    return ok && nameOf(id, names) == name ? id : -1;
}

} // namespace

std::map<int, ClassRule> rulesById(const std::map<QString, ClassRule> &byName, const QStringList *classNames)
{
    std::map<int, ClassRule> rules;
    for (const auto &[name, rule] : byName) {
        if (const int id = idOf(name, classNames); id >= 0)
            rules.emplace(id, rule);
    }
    return rules;
}

std::map<QString, ClassRule> rulesByName(const std::map<int, ClassRule> &byId, const QStringList *classNames)
{
    std::map<QString, ClassRule> rules;
    for (const auto &[id, rule] : byId) {
        if (rule != ClassRule{})
            rules.emplace(nameOf(id, classNames), rule);
    }
    return rules;
}

} // namespace sightglass
