// SPDX-License-Identifier: Apache-2.0
#pragma once

class QWidget;

namespace sightglass
{

/// Lets the wheel turn a box or a number only while it has the focus, so that scrolling a panel changes nothing on its
/// way. For fields within a scroll area.
void guardAgainstWheel(QWidget *field);

} // namespace sightglass
