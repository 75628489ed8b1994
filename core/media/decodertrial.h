// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"
#include "core/media/pictureconverter.h"

#include <deque>
#include <optional>

namespace sightglass
{

/// Compares the pictures of a device, one by one, with those that software makes of the same packets.
///
/// The device decodes as software does when eight pictures in a row are alike: of the same time and size, and, as they
/// would be shown, equal or with a PSNR of 45 dB at least (over all pixels and channels). Exact is what the standards
/// from H.264 on ask for; those before leave the last bit to the decoder.
class DecoderTrial
{
public:
    enum class Verdict
    {
        Open, ///< There is more to be seen.
        Same,
        Different, ///< Or too far behind.
    };
    static constexpr int needed = 8;
    static constexpr double leastPsnr = 45.0;

    /// `mostLate`: so many pictures may the device be behind software.
    explicit DecoderTrial(std::size_t mostLate)
        : m_mostLate(mostLate)
    {}

    /// What was alike until then counts; pictures before `first` (a keyframe's) do not.
    void goOnAt(std::int64_t first);
    Verdict addSoftware(const AVFrame &picture);
    Verdict addHardware(const AVFrame &picture);

    /// The pictures of the device that software has not come to yet.
    std::deque<AVFramePointer> takeAhead() { return std::move(m_hardware); }

private:
    Verdict compare();
    bool isAlike(const AVFrame &software, const AVFrame &hardware);

    std::size_t m_mostLate;
    std::int64_t m_first = 0;
    int m_alike = 0;
    std::deque<AVFramePointer> m_software; ///< Not compared yet; so are the others.
    std::deque<AVFramePointer> m_hardware;
};

} // namespace sightglass
