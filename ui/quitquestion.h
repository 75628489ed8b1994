// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

class QWidget;

namespace sightglass
{

class ExportController;

/// Asks whether exports under way shall be interrupted, by a question over the window; once at a time. Withdrawn when
/// they are over.
void askBeforeQuitting(QWidget *window, const ExportController &exporter, const std::function<void()> &quit);

} // namespace sightglass
