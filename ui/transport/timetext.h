// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sightglass
{

/// A position or length in time: "0:12.4", "1:02:03.4"; without tenths "0:12". Negative and unknown times are "0:00".
QString timeText(double seconds, bool tenths);

/// How old something is, in two or three figures: "72 ms", "1.4 s", "12 s", "3 min".
QString ageText(double milliseconds);

} // namespace sightglass
