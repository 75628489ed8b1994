// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/presentation.h"

#include <functional>
#include <optional>

class QMenu;
class QWidget;

namespace sightglass
{

class ActionSet;

/// What can be done with the picture on display, and with the detection that was clicked, if any: for the right button.
/// `setThresholds` takes what is tuned in place of `thresholds`. The menu is deleted when it closes.
QMenu *makePictureMenu(const Presentation &presentation, std::optional<std::size_t> detection,
                       const Thresholds &thresholds, const std::function<void(const Thresholds &)> &setThresholds,
                       const ActionSet &actions, QWidget *parent);

} // namespace sightglass
