// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framefilesformat.h"

namespace sightglass
{

/// Pascal VOC's XML (VOC2012 development kit, section "Annotations"), clip-000007.xml:
///
///     <annotation>
///       <folder>clip.mp4</folder>
///       <filename>clip-000007.png</filename>
///       <source><database>clip.mp4</database><frame>7</frame><time>0.233567</time></source>
///       <size><width>1920</width><height>1080</height><depth>3</depth></size>
///       <segmented>0</segmented>
///       <object>
///         <name>person</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>
///         <bndbox><xmin>11</xmin><ymin>21</ymin><xmax>40</xmax><ymax>61</ymax></bndbox>
///         <score>0.9123</score>
///       </object>
///     </annotation>
///
/// Whole pixels, the first of which is 1, those of the edges belonging to the box; cut off at the picture's edge, which
/// <truncated> tells; a box wholly outside is left out. <frame>, <time> and <score> are no part of the format, whose
/// readers pass over them. filename: of a folder of pictures the file's, else what the frame is called where it is kept
/// as a picture. What a classifier says of the picture as a whole is left out.
class VocFormat : public FrameFilesFormat
{
public:
    QString nameOf(const Frame &frame) const override { return names().of(frame) + QStringLiteral(".xml"); }
    QByteArray textOf(const Frame &frame, const Candidates &candidates, const Detections &detections) override;
};

} // namespace sightglass
