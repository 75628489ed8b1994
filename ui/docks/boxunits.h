// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>

namespace sightglass
{

/// What places and sizes of boxes are told in.
enum class BoxUnits
{
    Pixels, ///< Of the source.
    Percent ///< Of the picture's width and height.
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::BoxUnits)
