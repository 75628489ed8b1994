// SPDX-License-Identifier: Apache-2.0
#include "core/export/classchoice.h"

#include "core/values/words.h"

#include <algorithm>

namespace sightglass
{

namespace
{

Error unknownClass(const QString &name, const QStringList *classNames)
{
    const QString message = Words::tr("The model knows no class \"%1\".").arg(name);
    if (!classNames)
        return {message, Words::tr("It gives no names: choose classes by their numbers, from 0."), {}};
    QStringList known = *classNames;
    known.removeAll(QString());
    return {message, Words::tr("Its classes are: %1.").arg(known.join(QLatin1String(", "))), {}};
}

} // namespace

Result<ClassChoice> ClassChoice::make(const QStringList &wanted, const QStringList *classNames)
{
    ClassChoice choice;
    for (const QString &each : wanted) {
        const QString name = each.trimmed();
        const auto isNamed = [&name](const QString &known) {
            return !known.isEmpty() && known.compare(name, Qt::CaseInsensitive) == 0;
        };
        bool found = false;
        for (qsizetype id = 0; classNames && id < classNames->size(); ++id) {
            if (isNamed(classNames->at(id))) {
                choice.m_shown.insert(static_cast<int>(id));
                found = true;
            }
        }
        if (found)
            continue;
        bool isNumber = false;
        const int id = name.toInt(&isNumber);
        if (!isNumber || id < 0 || (classNames && id >= classNames->size()))
            return unknownClass(name, classNames);
        choice.m_shown.insert(id);
    }
    return choice;
}

void ClassChoice::apply(Thresholds &thresholds, const Candidates &candidates) const
{
    if (m_shown.empty())
        return;
    for (const Candidate &candidate : candidates.items)
        thresholds.classes[candidate.classId].shown = m_shown.contains(candidate.classId);
}

} // namespace sightglass
