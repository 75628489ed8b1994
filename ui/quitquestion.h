// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

class QWidget;

namespace sightglass
{

class ExportController;

/// Asks whether an export under way shall be thrown away, by a question over the window; once at a time. Withdrawn when
/// the export is over.
void askBeforeQuitting(QWidget *window, const ExportController &exporter, const std::function<void()> &discard);

} // namespace sightglass
