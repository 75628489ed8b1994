// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"

#include <opencv2/objdetect.hpp>

namespace sightglass
{

/// OpenCV's people detector (Dalal and Triggs, "Histograms of oriented gradients for human detection", CVPR 2005): a
/// window of 64 x 128 pixels slid over a pyramid, scored by a linear SVM trained on upright people. It needs no file.
///
/// Pictures are scaled to a constant area first, so that a run costs the same for each and people from about an eighth
/// of the picture's height on are found. Windows are reported as they come: OpenCV's own grouping is off, as select()
/// does the suppression.
class HogDetector : public Detector
{
public:
    explicit HogDetector(const ModelRequest &request);

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override;

    static constexpr auto id = "builtin:people-hog";

private:
    ModelDescriptor m_descriptor;
    cv::HOGDescriptor m_hog;
};

/// The SVM's margin (distance from its decision plane, any number) as a score, 0 to 1: the logistic function
/// 1 / (1 + exp(-2 m)), so that the plane itself is at 0.5 and order is kept. It is no calibrated probability.
float hogScore(double margin);

/// The person within a detection window: the training windows carry a border of 16 of 128 pixels above and below the
/// person (Dalal and Triggs, section 5), and the person fills about half of the window's width.
cv::Rect2f hogPerson(const cv::Rect2f &window);

} // namespace sightglass
