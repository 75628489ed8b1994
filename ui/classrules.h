// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/thresholds.h"

#include <QString>
#include <QStringList>

#include <map>

namespace sightglass
{

/// The rules of classes by id, for a model with these class names (null: classes have numbers only, "class 7"). Names
/// that the model does not know are left out.
std::map<int, ClassRule> rulesById(const std::map<QString, ClassRule> &byName, const QStringList *classNames);

/// The rules of classes by name. Rules that say what is true without them are left out.
std::map<QString, ClassRule> rulesByName(const std::map<int, ClassRule> &byId, const QStringList *classNames);

} // namespace sightglass
