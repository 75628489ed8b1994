// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportrequest.h"

namespace sightglass
{

/// One part of the work on many inputs, for one of several machines.
struct Shard
{
    int number = 1; ///< From 1 to count.
    int count = 1;

    bool operator==(const Shard &) const = default;
};

/// Many inputs, each to files of its own in one folder: a value.
struct ExportBatch
{
    ExportRequest common; ///< All but the source and the targets, of which nothing is read but the settings.
    /// As typed. A folder or a glob is each of its videos, and its pictures as one sequence.
    QStringList inputs;
    QString folder;
    QString container{QStringLiteral("mp4")}; ///< Ending of the videos; empty: none are written.
    /// Ids of detectionFormats(), "frames" and "crops".
    QStringList formats;
    Shard shard;
};

/// A request for each input of the batch's shard, in their order. Their targets are named after the inputs,
/// FOLDER/clip.mp4, clip.csv, clip.coco.json, clip.yolo; of inputs whose names are alike the second is clip-2, whatever
/// the shard. Looks at the inputs' folders; opens nothing. An Error says what cannot be: a format that there is not,
/// nothing to write, a target that is one of the inputs.
Result<std::vector<ExportRequest>> planExports(const ExportBatch &batch);

/// Whether all targets of a request are there already: files get their names when they are whole.
bool isDone(const ExportRequest &request);

} // namespace sightglass
