// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sightglass
{

/// How much time an encoder takes to make a file smaller at the same quality.
enum class EncodingSpeed
{
    Fast, ///< Keeps up with inference.
    Medium,
    Slow
};

/// How a video is coded: a value.
struct VideoSettings
{
    QString codec;    ///< The id of one of videoCodecs(); empty: the usual one of the container.
    QString hardware; ///< The id of one of videoHardware(); empty: the processor.
    /// 1 (small) to 100 (hardly to be told from the source); about the same to the eye with every codec. Codecs without
    /// loss have none.
    int quality = usualQuality;
    EncodingSpeed speed = EncodingSpeed::Fast;

    static constexpr int usualQuality = 75;

    bool operator==(const VideoSettings &) const = default;
};

} // namespace sightglass
