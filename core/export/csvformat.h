// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"
#include "core/values/csvfield.h"

namespace sightglass
{

/// CSV (RFC 4180, but with lines ended by LF alone), a detection a line:
///
///     frame,time,class_id,class,score,x,y,width,height
///
/// frame: index in the source, from 0. time: of the source, seconds from its first picture, 6 decimals. score: 0 to 1,
/// 4 decimals. x, y (left, top), width, height: pixels of the source, 2 decimals; a box may reach beyond the picture.
/// What a classifier says has the whole picture as its box. A class whose name begins with = + - @ stands in quotes
/// with an apostrophe before it, "'=1+1": so a spreadsheet shows it, and does not compute it. Controls in names are
/// written out, "\x1b": see visibletext.h.
///
/// Where the first detection is a turned box, three columns follow, empty for a box that is not turned:
///
///     angle,own_width,own_height
///
/// angle: degrees, clockwise, from the picture's x axis to the box's own, 2 decimals. own_width, own_height: along the
/// box's own axes; the centre is that of the upright box. Keypoints and masks do not fit in a row: see NdjsonFormat.
///
/// Of a folder or a list of pictures, a last column follows, "file": the name of the picture's file, written as classes
/// are.
class CsvFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;

private:
    void begin(QByteArray &text, bool turned);

    bool m_begun = false;
    bool m_turned = false;
};

} // namespace sightglass
