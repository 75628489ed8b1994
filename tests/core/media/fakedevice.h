// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/hardwaredecoder.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace sightglass::test
{

/// What a device does, and what became of it.
struct DeviceScript
{
    bool opens = true;
    bool semiPlanar = false; ///< NV12, as devices have it.
    int noise = 0;           ///< Levels that every other sample of every picture is off.
    int late = 0;            ///< So many pictures are held back.
    std::int64_t shift = 0;  ///< That all times are off.
    std::optional<int>
        fails; ///< Number of the picture, from 0, from which on it says that it cannot; so are the others.
    std::optional<int> omits;
    std::optional<int> repeats;
    std::optional<int> damages; ///< This and later ones are said to be damaged.
    std::optional<int> shrinks;
    std::optional<int> refuses; ///< Number of the packet that is not taken.
    bool endsEarly = false;     ///< At the end it keeps what it holds back.

    int made = 0;
    int received = 0; ///< Pictures.
    int sent = 0;     ///< Packets.
};

/// libav's software under the name of a device, with the faults that a script asks for.
class FakeDevice : public HardwareDecoder
{
public:
    FakeDevice(std::shared_ptr<DeviceScript> script, const CodedStream &stream, QString name)
        : m_script(std::move(script))
        , m_name(std::move(name))
    {
        const AVCodec *codec = avcodec_find_decoder(stream.parameters.codec_id);
        m_codec.reset(avcodec_alloc_context3(codec));
        avcodec_parameters_to_context(m_codec.get(), &stream.parameters);
        m_codec->pkt_timebase = stream.timeBase;
        m_codec->thread_count = 1;
        avcodec_open2(m_codec.get(), codec, nullptr);
    }

    static HardwareDecoderFactory factory(std::shared_ptr<DeviceScript> script, const char *name = "FAKE")
    {
        return [script = std::move(script), name](const CodedStream &stream) -> std::unique_ptr<HardwareDecoder> {
            if (!script->opens)
                return nullptr;
            ++script->made;
            return std::make_unique<FakeDevice>(script, stream, QString::fromLatin1(name));
        };
    }

    QString name() const override { return m_name; }

    int send(const AVPacket *packet) override
    {
        if (m_script->refuses == m_script->sent++)
            return AVERROR_EXTERNAL;
        m_draining = packet == nullptr;
        return avcodec_send_packet(m_codec.get(), packet);
    }

    int receive(AVFrame &picture) override
    {
        const std::size_t kept = m_draining && !m_script->endsEarly ? 0 : static_cast<std::size_t>(m_script->late);
        while (m_held.size() <= kept) {
            AVFramePointer next(av_frame_alloc());
            const int code = avcodec_receive_frame(m_codec.get(), next.get());
            if (code < 0 && (code != AVERROR_EOF || m_held.empty() || m_script->endsEarly))
                return code;
            if (code < 0)
                break;
            m_held.push_back(std::move(next));
        }
        const int number = m_script->received++;
        if (m_script->fails && number >= *m_script->fails)
            return AVERROR_EXTERNAL;
        if (m_script->omits == number) {
            m_held.pop_front();
            return receive(picture);
        }
        av_frame_unref(&picture);
        av_frame_ref(&picture, m_held.front().get());
        if (m_script->repeats != number)
            m_held.pop_front();
        picture.pts += m_script->shift;
        if (m_script->damages && number >= *m_script->damages)
            picture.decode_error_flags = FF_DECODE_ERROR_INVALID_BITSTREAM;
        if (m_script->shrinks && number >= *m_script->shrinks)
            picture.width -= 2;
        if (m_script->noise != 0)
            addNoise(picture);
        if (m_script->semiPlanar)
            makeSemiPlanar(picture);
        return 0;
    }

    void flush() override
    {
        avcodec_flush_buffers(m_codec.get());
        m_held.clear();
        m_draining = false;
    }

private:
    void addNoise(AVFrame &picture) const
    {
        av_frame_make_writable(&picture);
        for (int y = 0; y < picture.height; ++y) {
            std::uint8_t *row = picture.data[0] + std::ptrdiff_t(y) * picture.linesize[0];
            for (int x = 0; x < picture.width; x += 2)
                row[x] = static_cast<std::uint8_t>(std::min(255, row[x] + m_script->noise));
        }
    }

    static void makeSemiPlanar(AVFrame &picture)
    {
        const AVFramePointer other(av_frame_alloc());
        other->format = AV_PIX_FMT_NV12;
        other->width = picture.width;
        other->height = picture.height;
        av_frame_get_buffer(other.get(), 0);
        av_frame_copy_props(other.get(), &picture);
        for (int y = 0; y < picture.height; ++y)
            std::copy_n(picture.data[0] + std::ptrdiff_t(y) * picture.linesize[0], picture.width,
                        other->data[0] + std::ptrdiff_t(y) * other->linesize[0]);
        for (int y = 0; y < (picture.height + 1) / 2; ++y) {
            for (int x = 0; x < (picture.width + 1) / 2; ++x) {
                for (int plane = 1; plane <= 2; ++plane)
                    other->data[1][std::ptrdiff_t(y) * other->linesize[1] + 2 * x + plane - 1] =
                        picture.data[plane][std::ptrdiff_t(y) * picture.linesize[plane] + x];
            }
        }
        av_frame_unref(&picture);
        av_frame_move_ref(&picture, other.get());
    }

    std::shared_ptr<DeviceScript> m_script;
    QString m_name;
    AVCodecPointer m_codec;
    std::deque<AVFramePointer> m_held;
    bool m_draining = false;
};

} // namespace sightglass::test
