// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcestate.h"

#include <QString>

namespace sightglass
{

/// "0:04.960", "1:02:03.000": a source timestamp, to the millisecond.
QString timestampText(double seconds);

/// "412 MB", "1.8 GB" (powers of 1000); "unknown" for 0.
QString bytesText(std::size_t bytes);

/// "25.0" below 1000, "1250" from there: a number of changing size in few characters.
QString decimalText(double value);

/// "Playing", "Lost, attempt 3 in 4 s", "No picture for 12 s": a source's state in a few words.
QString sourceStateText(const SourceState &state, Clock::time_point now = Clock::now());

} // namespace sightglass
