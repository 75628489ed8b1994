// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"

namespace sightglass
{

/// JSON, an object a line (ndjson.org, jsonlines.org), a frame an object, those without detections too:
///
///     {"frame":7,"time":0.233567,"width":1920,"height":1080,"detections":[...]}
///
/// frame: index in the source, from 0. time: of the source, seconds from its first picture. width, height: of the
/// picture, in its pixels, in which all places are given. Of a folder or a list of pictures, "file":"b.png" follows the
/// time: the name of the picture's file. A detection:
///
///     {"class_id":0,"class":"person","score":0.9123,"box":[10.00,20.50,30.25,40.13]}
///
/// box: left, top, width, height; it may reach beyond the picture. For what a classifier says of the picture as a whole
/// there is "whole_picture":true in its place. What is known beyond the box follows it:
///
///     "oriented":{"corners":[[x,y],[x,y],[x,y],[x,y]],"angle":32.00,"width":40.00,"height":20.00}
///     "keypoints":[{"name":"nose","x":12.00,"y":30.50,"confidence":0.9876}, ...]
///     "mask":{"size":[1080,1920],"counts":[...]}
///
/// oriented: corners clockwise from what is the upper left one of the box when it is not turned; the angle in degrees,
/// clockwise, from the picture's x axis to the box's own; width and height along its own axes. keypoints: all of the
/// model, in its order, however sure; without names where it has none. mask: height and width of the picture, and
/// COCO's uncompressed run lengths, see runLengths().
///
/// What is not a finite number is null.
class NdjsonFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;
};

} // namespace sightglass
