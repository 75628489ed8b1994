// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/rational.h"

#include <QSize>
#include <QString>

#include <opencv2/core/mat.hpp>

#include <vector>

namespace sightglass::test
{

/// What is in a video file, read with libav alone and apart from the program's own reader.
struct VideoFile
{
    struct Picture
    {
        cv::Mat luma;         ///< CV_8UC1; of RGB its green.
        cv::Mat bgr0;         ///< CV_8UC4; empty: the picture is YUV.
        cv::Vec3b middle;     ///< Y, U and V of the pixel in its centre.
        std::int64_t pts = 0; ///< In timeBase.
    };

    bool valid = false;
    QString codec;
    QString container;
    QSize size;
    Rational timeBase;
    Rational frameRate;        ///< The header's average.
    std::int64_t duration = 0; ///< Of the stream, in timeBase; 0 where the container has none.
    double seconds = 0.0;      ///< Of the container.
    int colourSpace = 0;       ///< AVColorSpace; range, primaries and transfer likewise.
    int colourRange = 0;
    int primaries = 0;
    int transfer = 0;
    bool reorders = false;     ///< Packets come in another order than pictures.
    bool indexInFront = false; ///< MP4: "moov" before "mdat".
    std::vector<Picture> pictures;
};

VideoFile readVideo(const QString &path);

} // namespace sightglass::test
