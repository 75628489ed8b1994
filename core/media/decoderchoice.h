// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace sightglass
{

/// What decodes the videos that are watched; see makeWatchedSource().
enum class DecoderChoice
{
    Automatic, ///< A device where it decodes as software does, else software; see PictureDecoder.
    Software,
};

namespace decoderchoicedetail
{

inline std::atomic<DecoderChoice> choice{DecoderChoice::Software};

} // namespace decoderchoicedetail

/// Any thread. One for the process.
inline DecoderChoice decoderChoice()
{
    return decoderchoicedetail::choice;
}

/// Any thread; for what is opened from then on.
inline void setDecoderChoice(DecoderChoice choice)
{
    decoderchoicedetail::choice = choice;
}

} // namespace sightglass
