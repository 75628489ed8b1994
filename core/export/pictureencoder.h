// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videopicture.h"
#include "core/export/videosettings.h"
#include "core/media/libavpointers.h"

#include <QString>

#include <opencv2/core/mat.hpp>

#include <cstdint>

namespace sightglass
{

/// One of libav's encoders, with what it wants done to pictures before: their form, and their way to its device.
///
/// Pictures become 4:2:0, limited range, BT.709 and said so; for Motion JPEG full range, BT.601, as JPEG has it; for
/// codecs without loss they stay the RGB that they are.
class PictureEncoder
{
public:
    struct Setup
    {
        QString encoder; ///< libav's name.
        VideoSettings settings;
        cv::Size size; ///< Of the pictures.
        AVRational frameRate{25, 1};
        AVRational timeBase{1, 25};
        bool globalHeader = false; ///< For containers that keep what a decoder needs first in a place of its own.
        bool reorders = true;      ///< May use pictures that refer to later ones (B-frames).
    };

    PictureEncoder() = default;
    ~PictureEncoder();
    PictureEncoder(const PictureEncoder &) = delete;
    PictureEncoder &operator=(const PictureEncoder &) = delete;

    /// Once. Yields 0, or libav's error.
    int open(const Setup &setup);
    /// A picture (BGRX, CV_8UC4) with its time; or an empty one: there are no more. Yields 0, or libav's error.
    int send(const cv::Mat &picture, std::int64_t pts);
    /// 0, AVERROR(EAGAIN): a picture more is needed, AVERROR_EOF, or libav's error.
    int receive(AVPacket &packet);

    /// Of libav; after open().
    const AVCodecContext &context() const { return *m_context; }

private:
    int upload();

    AVCodecPointer m_context;
    AVFramePointer m_converted;
    AVFramePointer m_uploaded; ///< On the device; null: there is none.
    VideoPicture m_picture;
    bool m_isOver = false; ///< It was told that there are no more pictures.
};

} // namespace sightglass
