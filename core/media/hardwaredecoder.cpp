// SPDX-License-Identifier: Apache-2.0
#include "core/media/hardwaredecoder.h"

#include "core/media/filedescriptor.h"
#include "core/media/libavlog.h"
#include "core/media/videoinput.h"

extern "C" {
#include <libavutil/hwcontext.h>
}

#include <QDir>
#include <QFile>

#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <map>
#include <mutex>

namespace sightglass
{

namespace
{

/// A device of this type, opened once; null where it cannot be. The caller's reference.
AVBufferRef *deviceOf(AVHWDeviceType type)
{
    static std::mutex mutex;
    static std::map<AVHWDeviceType, AVBufferRef *> devices; // For the life of the process.
    const std::lock_guard lock(mutex);
    auto [known, isNew] = devices.try_emplace(type, nullptr);
    if (isNew && av_hwdevice_ctx_create(&known->second, type, nullptr, nullptr, 0) < 0)
        known->second = nullptr;
    return known->second == nullptr ? nullptr : av_buffer_ref(known->second);
}

/// A decoder whose pictures lie on such a device, and the format that says so.
struct DeviceCodec
{
    const AVCodec *codec = nullptr;
    AVPixelFormat format = AV_PIX_FMT_NONE;
};

/// Not always libav's first one for this coding: for AV1 that is dav1d.
DeviceCodec codecFor(AVCodecID id, AVHWDeviceType type)
{
    void *state = nullptr;
    while (const AVCodec *codec = av_codec_iterate(&state)) {
        if (codec->id != id || av_codec_is_decoder(codec) == 0)
            continue;
        for (int i = 0; const AVCodecHWConfig *config = avcodec_get_hw_config(codec, i); ++i) {
            if (config->device_type == type && (config->methods & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX) != 0)
                return {codec, config->pix_fmt};
        }
    }
    return {};
}

/// One of libav's.
class LibavHardwareDecoder : public HardwareDecoder
{
public:
    explicit LibavHardwareDecoder(QString name)
        : m_name(std::move(name))
        , m_onDevice(av_frame_alloc())
    {}

    /// `device`, which is taken over: null for decoders whose pictures lie in memory.
    bool open(const CodedStream &stream, DeviceCodec codec, AVBufferRef *device)
    {
        m_format = codec.format;
        m_codec.reset(avcodec_alloc_context3(codec.codec));
        if (!m_codec) {
            av_buffer_unref(&device);
            return false;
        }
        m_codec->hw_device_ctx = device;
        if (avcodec_parameters_to_context(m_codec.get(), &stream.parameters) < 0)
            return false;
        m_codec->pkt_timebase = stream.timeBase;
        m_codec->max_pixels = libavPixelLimit();
        m_codec->thread_count = 1;
        m_codec->opaque = this;
        if (device != nullptr)
            m_codec->get_format = &LibavHardwareDecoder::chooseFormat;
        if (stream.live)
            m_codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
        return avcodec_open2(m_codec.get(), codec.codec, nullptr) >= 0;
    }

    QString name() const override { return m_name; }

    int send(const AVPacket *packet) override
    {
        const LibavLog log;
        return avcodec_send_packet(m_codec.get(), packet);
    }

    int receive(AVFrame &picture) override
    {
        const LibavLog log;
        if (m_codec->hw_device_ctx == nullptr)
            return avcodec_receive_frame(m_codec.get(), &picture);
        av_frame_unref(&picture);
        if (const int code = avcodec_receive_frame(m_codec.get(), m_onDevice.get()); code < 0)
            return code;
        if (m_onDevice->format != m_format)
            return AVERROR_EXTERNAL;
        int code = av_hwframe_transfer_data(&picture, m_onDevice.get(), 0);
        if (code >= 0)
            code = av_frame_copy_props(&picture, m_onDevice.get());
        av_frame_unref(m_onDevice.get()); // Devices have few of them.
        return code;
    }

    void flush() override { avcodec_flush_buffers(m_codec.get()); }

private:
    /// Nothing else: libav would decode in software under the name of the device.
    static AVPixelFormat chooseFormat(AVCodecContext *context, const AVPixelFormat *offered)
    {
        const auto &self = *static_cast<const LibavHardwareDecoder *>(context->opaque);
        for (; *offered != AV_PIX_FMT_NONE; ++offered)
            if (*offered == self.m_format)
                return *offered;
        return AV_PIX_FMT_NONE;
    }

    const QString m_name;
    AVPixelFormat m_format = AV_PIX_FMT_NONE;
    AVCodecPointer m_codec;
    AVFramePointer m_onDevice;
};

HardwareDecoderFactory onDevice(const char *name, AVHWDeviceType type)
{
    return [name, type](const CodedStream &stream) -> std::unique_ptr<HardwareDecoder> {
        const LibavLog log;
        const DeviceCodec codec = codecFor(stream.parameters.codec_id, type);
        AVBufferRef *device = codec.codec == nullptr ? nullptr : deviceOf(type);
        if (device == nullptr)
            return nullptr;
        auto decoder = std::make_unique<LibavHardwareDecoder>(QString::fromLatin1(name));
        return decoder->open(stream, codec, device) ? std::move(decoder) : nullptr;
    };
}

/// V4L2's decoders are codecs of their own in libav, which look for their device themselves.
std::unique_ptr<HardwareDecoder> throughV4l2(const CodedStream &stream)
{
    const LibavLog log;
    const QByteArray name = QByteArray(avcodec_get_name(stream.parameters.codec_id)) + "_v4l2m2m";
    const AVCodec *codec = avcodec_find_decoder_by_name(name.constData());
    if (codec == nullptr)
        return nullptr;
    auto decoder = std::make_unique<LibavHardwareDecoder>(QStringLiteral("V4L2 M2M"));
    return decoder->open(stream, {codec, AV_PIX_FMT_NONE}, nullptr) ? std::move(decoder) : nullptr;
}

/// Most devices of this kind are cameras.
bool hasV4l2Codec()
{
    const QDir folder(QStringLiteral("/dev"));
    for (const QString &entry : folder.entryList({QStringLiteral("video*")}, QDir::System)) {
        const FileDescriptor device(folder.filePath(entry));
        v4l2_capability abilities{};
        if (!device.isOpen() || ::ioctl(device.get(), VIDIOC_QUERYCAP, &abilities) != 0)
            continue;
        const bool own = (abilities.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
        const std::uint32_t flags = own ? abilities.device_caps : abilities.capabilities;
        if ((flags & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)) != 0)
            return true;
    }
    return false;
}

HardwareDecoderFactories lookAround()
{
    HardwareDecoderFactories found;
    if (!QDir(QStringLiteral("/dev/dri")).entryList({QStringLiteral("renderD*")}, QDir::System).isEmpty())
        found.push_back(onDevice("VAAPI", AV_HWDEVICE_TYPE_VAAPI));
    if (QFile::exists(QStringLiteral("/dev/nvidiactl")))
        found.push_back(onDevice("NVDEC", AV_HWDEVICE_TYPE_CUDA));
    if (hasV4l2Codec())
        found.push_back(throughV4l2);
    return found;
}

} // namespace

HardwareDecoderFactories hardwareDecoders()
{
    static const HardwareDecoderFactories found = lookAround();
    return found;
}

} // namespace sightglass
