// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/interruption.h"
#include "core/media/libavpointers.h"
#include "core/media/picturedecoder.h"
#include "core/media/videoinput.h"

namespace sightglass
{

/// Decodes the pictures of a VideoInput, one after another.
class VideoDecoder
{
public:
    enum class Step
    {
        Picture,
        Wait, ///< The input has nothing yet.
        End,
    };
    enum class StartAt
    {
        AnyPacket,
        Keyframe, ///< Packets before the next keyframe are skipped, and pictures shown before it too.
    };

    /// Both must outlive this. `devices` are tried, see PictureDecoder.
    VideoDecoder(VideoInput &input, Interruption &interruption, HardwareDecoderFactories devices = {});

    /// Live streams are decoded with as little delay as possible, others with up to four threads.
    Result<void> open(bool live);
    /// Forgets all it holds; to be called after the input has been moved to another place.
    void restart(StartAt start);

    /// The next picture in order of display, with what it takes of the input; packets that do not decode are skipped.
    Result<Step> next(AVFrame &picture);

    /// The same in two, for packets that were read elsewhere: hands one in (null: there are no more), when receive()
    /// has said Wait.
    void send(const AVPacket *packet);
    Step receive(AVFrame &picture);

    /// See PictureDecoder.
    QString device() const { return m_decoder.device(); }
    /// What SourceInfo::format becomes by the device that decodes: "h264 (VAAPI), mp4" of "h264, mp4".
    QString nameIn(const QString &format) const;
    /// A sentence for people on a device that was given up in the middle of the video; once.
    std::optional<QString> takeNote();

private:
    bool accepts(const AVPacket &packet);

    VideoInput &m_input;
    Interruption &m_interruption;
    const HardwareDecoderFactories m_devices;
    PictureDecoder m_decoder;
    AVPacketPointer m_packet;
    bool m_draining = false;
    bool m_awaitsKeyframe = false;
    std::int64_t m_firstPts = AV_NOPTS_VALUE; ///< Pictures before it lack what they refer to.
};

} // namespace sightglass
