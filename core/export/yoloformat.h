// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framefilesformat.h"

#include <map>

namespace sightglass
{

/// YOLO's labels as Ultralytics reads and writes them (docs.ultralytics.com/datasets), a line a detection:
///
///     labels/clip-000007.txt    class x y width height confidence
///     classes.txt               a name a line, by class id
///     data.yaml                 names, and where the pictures are expected: images
///
/// x, y: the box's centre; all four are shares of the picture, 0 to 1, 6 decimals; what reaches beyond the picture is
/// cut off, and a box wholly outside left out. A turned box is told by its corners instead, `class x1 y1 ... x4 y4
/// confidence`; keypoints follow a box as x, y and, as visibility, 2 from a confidence of 0.5 on, else 0 0 0. Masks are
/// left out, and so is what a classifier says of the picture as a whole.
///
/// The confidence stands last, as in what Ultralytics predicts with save_conf; labels to train on have none.
class YoloFormat : public FrameFilesFormat
{
public:
    explicit YoloFormat(bool withConfidence)
        : m_withConfidence(withConfidence)
    {}

    QString subfolder() const override { return QStringLiteral("labels"); }
    QString nameOf(const Frame &frame) const override { return names().of(frame) + QStringLiteral(".txt"); }
    QByteArray textOf(const Frame &frame, const Candidates &candidates, const Detections &detections) override;
    std::vector<std::pair<QString, QByteArray>> others() const override;

private:
    bool m_withConfidence;
    std::map<int, QString> m_classes; ///< All of the model, or those that were found where it names none.
    std::size_t m_keypoints = 0;      ///< Of each thing.
};

} // namespace sightglass
