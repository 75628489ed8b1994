// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace sightglass
{

/// A text within XML's elements and attributes, in UTF-8; controls are written out (see visibletext.h), as XML 1.0 has
/// no way to hold them.
QByteArray xmlText(const QString &text);

} // namespace sightglass
