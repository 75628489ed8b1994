// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArray>
#include <QSize>
#include <QStringList>

#include <array>
#include <optional>

namespace sightglass
{

/// What an exporter wrote into a model about itself (Ultralytics' and YOLOv5's config.txt). Everything may be missing.
struct ModelMetadata
{
    QStringList names;                               ///< By class id; gaps are empty.
    QSize inputSize;                                 ///< Of the network, pixels; empty: not told.
    QString task;                                    ///< "detect", "segment", ...; empty: not told.
    std::optional<int> stride;                       ///< What the input's sides are multiples of.
    std::optional<float> confidence;                 ///< The threshold its makers advise.
    std::optional<std::array<int, 2>> keypointShape; ///< Keypoints of a thing, and values of each (2 or 3).
    bool ownSuppression = false;                     ///< Exported with NMS inside.
    QString producer;                                ///< Who exported it with what: "Ultralytics 8.3.40".
    QString description;                             ///< Description, author, version, licence: a line each.

    bool isEmpty() const { return names.isEmpty() && inputSize.isEmpty() && task.isEmpty() && !stride; }
};

/// Reads config.txt's JSON: names as a list, as an object with numbers for keys, or as a Python literal of either,
/// imgsz as [height, width], YOLOv5's shape as [batch, channels, height, width], kpt_shape as [keypoints, 2 or 3].
/// Fields it does not know are passed over; one of the wrong kind is an Error that names it.
Result<ModelMetadata> parseModelMetadata(const QByteArray &json);

/// The names in `names`, shared, or null where there are none.
std::shared_ptr<const QStringList> sharedNames(const QStringList &names);

} // namespace sightglass
