// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/detectionformat.h"
#include "core/export/framenames.h"

#include <QStringList>

#include <map>

namespace sightglass
{

/// COCO's results (cocodataset.org/#format-results): a JSON array, an object for each detection.
///
///     {"image_id":7,"category_id":1,"bbox":[10.00,20.50,30.25,40.13],"score":0.9123,
///      "segmentation":{"size":[1080,1920],"counts":[...]},"keypoints":[x,y,v, ...]}
///
/// image_id: the frame's index in the source, from 0, as in the data set that CocoDataFormat writes. category_id: the
/// class's number plus 1. bbox: left, top, width, height in pixels. segmentation and keypoints where the model tells
/// them: uncompressed run lengths, which pycocotools' frPyObjects() reads; x, y, and as v the confidence, 0 to 1, as
/// Detectron2 writes it. What a classifier says of the picture as a whole is left out.
class CocoResultsFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;

private:
    bool m_begun = false;
};

/// A data set as COCO's (cocodataset.org/#format-data), as if a person had drawn what the model has found: to be
/// corrected, or trained on.
///
///     {"info":{...},"annotations":[{"id":1,"image_id":7,"category_id":1,"bbox":[...],"area":1214.03,"iscrowd":0,
///       "score":0.9123, ...}],"images":[{"id":7,"file_name":"clip-000007.png","width":1920,"height":1080,"frame":7,
///       "time":0.233567}],"categories":[{"id":1,"name":"person"}]}
///
/// Every frame is among the images, those without detections too. file_name: of a folder of pictures the file's;
/// of a video the name that the frame has where it is kept as a picture, see FrameNames. `frame`, `time`
/// and `score` are no part of COCO's format, whose readers pass over them. Of keypoints v is 2 from a confidence of 0.5
/// on, else the point is [0,0,0]. Categories are all classes of the model, or those that were found where it names
/// none.
class CocoDataFormat : public DetectionFormat
{
public:
    void add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    bool end(QByteArray &text) override;

private:
    /// Frames of one size that follow each other by even steps of index and time: the images, which come after the
    /// annotations, in a memory that does not grow with them.
    struct Run
    {
        Frame first; ///< Without a picture.
        cv::Size size;
        std::int64_t count = 1;
        std::int64_t indexStep = 0; ///< From the second frame on.
        std::int64_t ptsStep = 0;

        bool takes(const Frame &frame) const;
        Frame at(std::int64_t number) const;
    };

    QByteArray imageText(const Frame &frame, cv::Size size) const;
    void addImages(QByteArray &text);

    FrameNames m_names;
    std::vector<Run> m_runs;
    std::size_t m_run = 0; ///< The next image to be written: its run, and its number there.
    std::int64_t m_image = 0;
    bool m_isEnding = false;
    std::map<int, QString> m_classes;
    QStringList m_keypoints; ///< Their names; empty: none are known.
    std::int64_t m_annotations = 0;
    bool m_begun = false;
};

} // namespace sightglass
