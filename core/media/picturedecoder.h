// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/decodertrial.h"
#include "core/media/hardwaredecoder.h"
#include "core/media/interruption.h"
#include "core/media/packetcontent.h"
#include "core/media/packethistory.h"

#include <QString>

#include <memory>
#include <optional>
#include <utility>

namespace sightglass
{

/// Makes packets into pictures: in software, or on a device once that has shown that it does the same.
///
/// From a keyframe on both decode, and software's pictures are delivered, until the device has passed its DecoderTrial;
/// from the next picture on the device decodes alone. One that fails the trial makes room for the next one, at the next
/// keyframe, and after the last one software is all there is. So it is from the start for packets without times.
///
/// A device is given up for good at the first picture that it has no right to: what is late or missing, by the times of
/// the packets; of another size or form than what was compared; said to be damaged; an error of whatever kind. Software
/// then decodes again from the last keyframe and delivers from that picture on, so that none is lost and none comes
/// twice.
///
/// Of one thread.
class PictureDecoder
{
public:
    explicit PictureDecoder(Interruption &interruption);

    /// 0, or libav's error. Without devices, software decodes.
    int open(const CodedStream &stream, HardwareDecoderFactories devices);
    /// As avcodec_flush_buffers().
    void flush();
    /// As avcodec_send_packet(), when receive() has said EAGAIN; what goes wrong is told by that.
    void send(const AVPacket *packet);
    /// As avcodec_receive_frame(); EAGAIN too when reading was aborted.
    int receive(AVFrame &picture);

    /// The device that decodes, by its HardwareDecoder::name(); empty: software does.
    QString device() const;
    /// The device that was given up after it had passed its trial; nothing where none was, or it was asked for before.
    std::optional<QString> takeFailed() { return std::exchange(m_failed, std::nullopt); }

private:
    enum class Mode
    {
        Software,
        Trial, ///< Software's are delivered.
        Hardware,
    };

    /// What the device's pictures look like that were compared.
    struct Form
    {
        int width = 0;
        int height = 0;
        int format = -1;

        bool operator==(const Form &) const = default;
    };

    void tryDevice(const AVPacket *packet);
    void judge(DecoderTrial::Verdict verdict);
    void receiveForTrial();
    int receiveFromDevice(AVFrame &picture);
    int nextOfDevice(AVFrame &picture);
    bool isRight(const AVFrame &picture) const;
    void nextDevice();
    void giveUpDevice();
    int receiveFromSoftware(AVFrame &picture);

    Interruption &m_interruption;
    AVCodecPointer m_software;
    AVParametersPointer m_parameters;
    AVRational m_timeBase{0, 1};
    bool m_live = false;
    Mode m_mode = Mode::Software;
    bool m_draining = false;

    HardwareDecoderFactories m_devices;
    std::size_t m_nextDevice = 0;
    std::unique_ptr<HardwareDecoder> m_device;
    bool m_awaitsKeyframe = true; ///< The device is given nothing before one.
    std::optional<DecoderTrial> m_trial;
    std::optional<PacketContent> m_content;
    PacketHistory m_history;
    Form m_form;
    std::deque<AVFramePointer> m_ahead; ///< Of the device, to be delivered first.
    std::optional<std::int64_t> m_last; ///< Time of what was delivered last.
    bool m_catchesUp = false;           ///< Software has delivered what the device comes with.
    std::optional<QString> m_failed;

    std::deque<AVPacketPointer> m_again;         ///< What software is to decode again; null: the end.
    std::optional<std::int64_t> m_deliveredUpTo; ///< That decodes again what was delivered up to this time.
};

} // namespace sightglass
