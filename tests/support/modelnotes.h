// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sightglass::test
{

/// What was noted of a model, without what is noted of the machine.
inline QStringList notesOfModel(QStringList notes)
{
    notes.removeIf([](const QString &note) { return note.contains(QLatin1String("sizes of its caches")); });
    return notes;
}

} // namespace sightglass::test
