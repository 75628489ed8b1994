// SPDX-License-Identifier: Apache-2.0
#include "core/media/picturedecoder.h"

#include "core/media/videoinput.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace sightglass
{

namespace
{

/// A live picture is not to be older because of the device; files may wait for what it holds back.
constexpr std::size_t mostLateLive = 2;
constexpr std::size_t mostLate = 16;

bool isKeyframe(const AVPacket &packet)
{
    return (packet.flags & AV_PKT_FLAG_KEY) != 0;
}

} // namespace

PictureDecoder::PictureDecoder(Interruption &interruption)
    : m_interruption(interruption)
{}

int PictureDecoder::open(const CodedStream &stream, HardwareDecoderFactories devices)
{
    const AVCodec *codec = avcodec_find_decoder(stream.parameters.codec_id);
    m_software.reset(avcodec_alloc_context3(codec));
    m_parameters.reset(avcodec_parameters_alloc());
    if (!m_software || !m_parameters)
        return AVERROR(ENOMEM);
    for (const int code : {avcodec_parameters_copy(m_parameters.get(), &stream.parameters),
                           avcodec_parameters_to_context(m_software.get(), &stream.parameters)}) {
        if (code < 0)
            return code;
    }
    m_timeBase = stream.timeBase;
    m_live = stream.live;
    m_software->pkt_timebase = m_timeBase;
    m_software->max_pixels = libavPixelLimit();
    m_software->thread_count = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
    if (m_live) {
        // Threads that decode whole pictures hold back as many of them.
        m_software->thread_type = FF_THREAD_SLICE;
        m_software->flags |= AV_CODEC_FLAG_LOW_DELAY;
    }
    m_devices = std::move(devices);
    m_nextDevice = 0;
    m_device.reset();
    m_failed.reset();
    m_mode = m_devices.empty() ? Mode::Software : Mode::Trial;
    m_trial.emplace(m_live ? mostLateLive : mostLate);
    const int code = avcodec_open2(m_software.get(), codec, nullptr);
    if (code >= 0)
        flush();
    return code;
}

void PictureDecoder::flush()
{
    avcodec_flush_buffers(m_software.get());
    if (m_device)
        m_device->flush();
    m_draining = false;
    m_awaitsKeyframe = true;
    m_content.emplace(*m_parameters);
    m_history.clear();
    m_ahead.clear();
    m_last.reset();
    m_catchesUp = false;
    m_again.clear();
    m_deliveredUpTo.reset();
}

QString PictureDecoder::device() const
{
    return m_mode == Mode::Hardware ? m_device->name() : QString();
}

void PictureDecoder::send(const AVPacket *packet)
{
    m_draining = packet == nullptr;
    // Where to begin is known at a keyframe alone.
    if (m_mode == Mode::Hardware && m_awaitsKeyframe && (packet == nullptr || !isKeyframe(*packet))) {
        m_mode = Mode::Trial;
        m_trial.emplace(m_live ? mostLateLive : mostLate);
    }
    if (m_mode != Mode::Hardware)
        avcodec_send_packet(m_software.get(), packet);
    if (m_mode != Mode::Software)
        tryDevice(packet);
}

/// Gives the device what is its due.
void PictureDecoder::tryDevice(const AVPacket *packet)
{
    if (packet != nullptr) {
        const bool isShown = m_content->showsPicture(*packet) && (packet->flags & AV_PKT_FLAG_DISCARD) == 0;
        if (m_awaitsKeyframe && (!isKeyframe(*packet) || packet->pts == AV_NOPTS_VALUE))
            return;
        while (!m_device && m_nextDevice < m_devices.size())
            m_device = m_devices[m_nextDevice++]({*m_parameters, m_timeBase, m_live});
        if (!m_device) {
            nextDevice();
            return;
        }
        if (std::exchange(m_awaitsKeyframe, false))
            m_trial->goOnAt(packet->pts);
        m_history.add(*packet, isShown);
        if (packet->pts == AV_NOPTS_VALUE || m_history.isTooLong()) {
            giveUpDevice();
            return;
        }
    }
    if (m_device && !m_awaitsKeyframe && m_device->send(packet) < 0)
        giveUpDevice();
}

int PictureDecoder::receive(AVFrame &picture)
{
    if (m_mode == Mode::Hardware) {
        const int code = receiveFromDevice(picture);
        if (m_mode == Mode::Hardware)
            return code;
    }
    const int code = receiveFromSoftware(picture);
    if (code >= 0)
        m_last = picture.pts == AV_NOPTS_VALUE ? std::nullopt : std::optional(picture.pts);
    if (m_mode == Mode::Trial && m_device && !m_awaitsKeyframe) {
        if (code >= 0) {
            m_history.deliver(picture.pts);
            judge(m_trial->addSoftware(picture));
        } else if (code == AVERROR(EAGAIN)) {
            receiveForTrial();
        }
    }
    return code;
}

void PictureDecoder::receiveForTrial()
{
    const AVFramePointer picture(av_frame_alloc());
    while (m_mode == Mode::Trial && m_device) {
        const int code = m_device->receive(*picture);
        if (code == AVERROR(EAGAIN))
            return;
        if (code < 0) {
            nextDevice();
            return;
        }
        m_form = {picture->width, picture->height, picture->format};
        judge(m_trial->addHardware(*picture));
    }
}

void PictureDecoder::judge(DecoderTrial::Verdict verdict)
{
    if (verdict == DecoderTrial::Verdict::Different) {
        nextDevice();
    } else if (verdict == DecoderTrial::Verdict::Same) {
        m_mode = Mode::Hardware;
        m_ahead = m_trial->takeAhead();
        m_catchesUp = true;
        avcodec_flush_buffers(m_software.get());
    }
}

/// The one before has not passed its trial.
void PictureDecoder::nextDevice()
{
    m_device.reset();
    m_awaitsKeyframe = true;
    m_history.clear();
    m_trial.emplace(m_live ? mostLateLive : mostLate);
    m_mode = m_nextDevice < m_devices.size() ? Mode::Trial : Mode::Software;
}

int PictureDecoder::nextOfDevice(AVFrame &picture)
{
    if (m_ahead.empty())
        return m_device->receive(picture);
    av_frame_unref(&picture);
    av_frame_move_ref(&picture, m_ahead.front().get());
    m_ahead.pop_front();
    return 0;
}

int PictureDecoder::receiveFromDevice(AVFrame &picture)
{
    while (true) {
        const int code = nextOfDevice(picture);
        if (code == AVERROR(EAGAIN) && !m_draining)
            return code;
        if (code == AVERROR_EOF && m_draining && !m_history.next())
            return code;
        if (code >= 0 && m_catchesUp && m_last && picture.pts <= *m_last)
            continue;
        m_catchesUp = false;
        if (code < 0 || !isRight(picture)) {
            giveUpDevice();
            return code;
        }
        m_last = picture.pts;
        m_history.deliver(picture.pts);
        return code;
    }
}

bool PictureDecoder::isRight(const AVFrame &picture) const
{
    if (picture.pts == AV_NOPTS_VALUE || picture.decode_error_flags != 0 ||
        (picture.flags & AV_FRAME_FLAG_CORRUPT) != 0 || Form{picture.width, picture.height, picture.format} != m_form)
        return false;
    return m_history.isDue(picture.pts);
}

/// Software goes on, at the picture that is to be delivered next.
void PictureDecoder::giveUpDevice()
{
    if (m_mode == Mode::Trial) {
        nextDevice();
        return;
    }
    m_failed = m_device->name();
    m_device.reset();
    m_mode = Mode::Software;
    m_nextDevice = m_devices.size();
    m_ahead.clear();
    m_again = m_history.take();
    if (m_draining)
        m_again.emplace_back();
    m_deliveredUpTo = m_last;
    avcodec_flush_buffers(m_software.get());
}

int PictureDecoder::receiveFromSoftware(AVFrame &picture)
{
    while (true) {
        const int code = avcodec_receive_frame(m_software.get(), &picture);
        if (code == AVERROR(EAGAIN) && !m_again.empty() && !m_interruption.isAborted()) {
            avcodec_send_packet(m_software.get(), m_again.front().get());
            m_again.pop_front();
            continue;
        }
        if (code < 0 || !m_deliveredUpTo)
            return code;
        const bool wasDelivered = picture.pts != AV_NOPTS_VALUE && picture.pts <= *m_deliveredUpTo;
        if (!wasDelivered || picture.pts == *m_deliveredUpTo)
            m_deliveredUpTo.reset();
        if (!wasDelivered)
            return code;
    }
}

} // namespace sightglass
