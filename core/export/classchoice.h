// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/result.h"
#include "core/values/thresholds.h"

#include <QStringList>

#include <set>

namespace sightglass
{

/// The choice of a few classes among those of a model, by name (in any case) or number.
class ClassChoice
{
public:
    /// No choice: every class is shown as the thresholds say.
    ClassChoice() = default;
    /// Names that the model does not have are an Error that lists what there is. Without names (null), numbers alone.
    static Result<ClassChoice> make(const QStringList &wanted, const QStringList *classNames);

    /// Hides the classes that occur among candidates and were not chosen; shows the chosen ones.
    void apply(Thresholds &thresholds, const Candidates &candidates) const;

private:
    std::set<int> m_shown; ///< Empty: no choice.
};

} // namespace sightglass
