// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"

#include <opencv2/core/mat.hpp>

#include <QSize>

namespace sightglass
{

/// How one picture lies in a network's input, and the way back. A value; pure.
///
/// Sizes and places follow Ultralytics' LetterBox (ultralytics/data/augment.py), so that a network sees what it was
/// trained on: gain = min(W / w, H / h), content = round(w * gain) x round(h * gain) with halves to even, and the
/// border is split evenly, an odd pixel going to the right and to the bottom.
///
/// InputFit::CentreCrop follows torchvision's Resize and CenterCrop (transforms/functional.py), which Ultralytics'
/// classifiers use too: the gain is max(W / w, H / h), the longer side is cut short of its fraction, and
/// round((content - network) / 2) pixels, halves to even, are cut off before.
///
/// The way back uses the content's own width and height over the picture's, which is where the pixels really went, and
/// not the gain before rounding: for a 4000 x 10 picture these differ by a quarter.
class Letterbox
{
public:
    /// Value of the border, as all YOLO trainings use it.
    static constexpr int padValue = 114;

    Letterbox() = default;
    /// Both sizes in pixels, not empty; with InputFit::None the network's size is the picture's own.
    Letterbox(QSize source, QSize network, InputFit fit);

    QSize sourceSize() const { return m_source; }
    QSize networkSize() const { return m_network; }
    /// Where the picture lies in the network's input; what is left is border, what lies outside is cut off.
    cv::Rect content() const { return m_content; }

    /// The network's input picture, of the type of the one given (sourceSize, 8 bits a channel). Shares the pixels
    /// where nothing has to change.
    cv::Mat apply(const cv::Mat &picture) const;

    /// From network pixels to source pixels and back; not clipped.
    cv::Rect2f toSource(const cv::Rect2f &box) const;
    cv::Rect2f toNetwork(const cv::Rect2f &box) const;
    cv::Point2f toSource(cv::Point2f point) const;

    bool operator==(const Letterbox &) const = default;

private:
    void cover();

    QSize m_source;
    QSize m_network;
    cv::Rect m_content;
};

} // namespace sightglass
