// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QToolButton;

namespace sightglass
{

/// A flat button that shows a line icon alone; its text is for screen readers. Owned by the caller's layout.
QToolButton *iconButton(const QString &icon, const QString &text, const QString &help);

} // namespace sightglass
