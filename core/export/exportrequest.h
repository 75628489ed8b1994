// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videosettings.h"
#include "core/inference/modeldescriptor.h"
#include "core/media/sourcespec.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/offlinerun.h"
#include "core/values/thresholds.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace sightglass
{

/// Where a list of what was found goes, and in which form.
struct ResultsTarget
{
    QString path;   ///< Of a file, or of a folder that is made; one that is there is to be empty.
    QString format; ///< The id of one of detectionFormats(); empty: as the ending of the name says.

    bool operator==(const ResultsTarget &) const = default;
};

/// Frames as single pictures (PNG) in a folder, named as FrameNames says.
struct PicturesTarget
{
    QString path;           ///< Empty: none.
    int every = 1;          ///< Each frame whose index is a multiple of this.
    bool onlyFound = false; ///< And of these, those with a detection.
    bool overlay = true;    ///< With boxes; else as the source has them.

    bool operator==(const PicturesTarget &) const = default;
};

/// What was found, cut out of its frames: pictures (PNG) in a folder for each class, named as the frame with the
/// detection's number in it, from 1, best first. Without boxes.
struct CropsTarget
{
    QString path;       ///< Empty: none.
    double margin = 0.; ///< Added at each side, as a share of the box's width or height; at most to the picture's edge.
    int least = 1;      ///< Pixels that the shorter side of a box within the picture has to have.

    bool operator==(const CropsTarget &) const = default;
};

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
    QString videoPath;   ///< Annotated video, or picture of a single frame, by its ending; empty: none.
    VideoSettings video; ///< How it is coded.
    std::vector<ResultsTarget> results;
    PicturesTarget pictures;
    CropsTarget crops;
    bool provenance = true; ///< Beside each of `results` a file says what made it (see provenance.h).
    bool sound = true;      ///< Sound and subtitles of a file go into the video, where its container takes them.
    /// Goes on from what the same export left behind when it broke off (see ExportJournal), where there is that.
    bool resume = false;
    /// What has these names already may be replaced; otherwise it is an Error. A folder only where it is empty, or was
    /// made by an export.
    bool overwrite = false;

    /// What is written, but for files on what made it: the video first.
    QStringList targets() const;

    bool operator==(const ExportRequest &) const = default;
};

/// Whether the request can be carried out, as far as one can say without opening its source and its model: endings,
/// folders, range, and that nothing overwrites what is read, nor, unasked, what is there. An Error says what is wrong
/// in a sentence.
Result<void> checkRequest(const ExportRequest &request);

} // namespace sightglass
