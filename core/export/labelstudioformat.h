// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"

namespace sightglass
{

/// Label Studio's JSON (labelstud.io/guide/predictions), a list of tasks with the detections as predictions, which are
/// shown there to be corrected. Places are percent of the picture.
///
/// Of a video one task, data.video its name, with a "videorectangle" for each detection, which is there in its frame
/// alone; frames are counted from 1, as there. Of a folder or list of pictures a task for each, data.image the file's
/// name, with "rectanglelabels"; pictures without detections too. The tags of the labelling configuration are called
/// "label" and "video", or "image". What a classifier says of the picture as a whole is left out.
class LabelStudioFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;

private:
    void begin(QByteArray &text);

    std::int64_t m_regions = 0;
    bool m_begun = false;
    bool m_any = false; ///< A task is written.
};

} // namespace sightglass
