// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sightglass
{

/// A name out of a file, fit for a line on a screen, a terminal or a table: control characters and those that turn the
/// direction of writing, with which a name can pass for another or steer a terminal, become U+FFFD.
QString plainName(QString name);

} // namespace sightglass
