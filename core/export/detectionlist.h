// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace sightglass
{

/// What a list of detections says of one frame.
struct ListedFrame
{
    std::int64_t index = 0;        ///< From 0.
    std::optional<double> seconds; ///< Of the source, from its first picture; nothing: the format has no times.
    QString file;                  ///< Of a folder of pictures, as far as the format tells it.
    QSize size;                    ///< Of the picture; empty: the format does not tell.
    Detections detections;         ///< In the list's order; a score is 1 where the format has none.
};

/// What a list of detections holds: a value. Frames without detections are in it where the format lists them.
struct DetectionList
{
    std::vector<ListedFrame> frames; ///< By index.
    /// By Detection::classId; empty texts where the format has numbers alone. A format with names alone has them
    /// numbered in the order in which they come.
    QStringList classNames;
};

} // namespace sightglass
