// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/offlinerun.h"
#include "core/values/thresholds.h"

#include <QString>
#include <QStringList>

namespace sightglass
{

/// What to export: a value.
struct ExportRequest
{
    SourceSpec source;
    ModelRequest model; ///< An empty location: no model, the pictures alone.
    Thresholds thresholds;
    bool useModelConfidence = false; ///< Takes ModelDescriptor::defaultConfidence in place of thresholds.confidence.
    QStringList shownClasses; ///< Class names or numbers; empty: all that thresholds show. Unknown ones are an Error.
    OverlayStyle style;
    FrameRange range;
    QString videoPath;        ///< Annotated video, or picture of a single frame, by its ending; empty: none.
    QString detectionsPath;   ///< The list of detections; empty: none. At least one of the two is needed.
    QString detectionsFormat; ///< The id of one of detectionFormats(); empty: as the ending of the list's name says.
    bool sound = true;        ///< Sound and subtitles of a file go into the video, where its container takes them.
    bool overwrite = false;   ///< Files that have these names may be replaced; otherwise they are an Error.
};

/// Whether the request can be carried out, as far as one can say without opening its source and its model: endings,
/// folders, range, and that nothing overwrites what is read, nor, unasked, what is there. An Error says what is wrong
/// in a sentence.
Result<void> checkRequest(const ExportRequest &request);

} // namespace sightglass
