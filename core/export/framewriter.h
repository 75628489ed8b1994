// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"
#include "core/values/result.h"

#include <QString>

namespace sightglass
{

/// Where annotated pictures go. One thread, the owner's.
class FrameWriter
{
public:
    virtual ~FrameWriter() = default;
    FrameWriter(const FrameWriter &) = delete;
    FrameWriter &operator=(const FrameWriter &) = delete;

    /// The next picture, as BGRX (CV_8UC4, the fourth byte ignored), with the times of its frame.
    virtual Result<void> write(const cv::Mat &picture, const Frame &frame) = 0;
    /// Makes the file whole. Without this, what was written is of no use.
    virtual Result<void> finish() = 0;
    /// libav's name of the encoder that is at work; empty where there is none, or not yet.
    virtual QString encoderName() const { return {}; }

protected:
    FrameWriter() = default;
};

} // namespace sightglass
