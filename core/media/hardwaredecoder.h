// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/libavpointers.h"

#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace sightglass
{

/// Decodes the packets of one stream on a device. Tests put their own in its place.
///
/// Of one thread.
class HardwareDecoder
{
public:
    virtual ~HardwareDecoder() = default;
    HardwareDecoder(const HardwareDecoder &) = delete;
    HardwareDecoder &operator=(const HardwareDecoder &) = delete;

    /// Of the interface to the device, as its field calls it: "VAAPI".
    virtual QString name() const = 0;

    // As avcodec_send_packet(), avcodec_receive_frame() and avcodec_flush_buffers(). The pictures lie in memory.
    virtual int send(const AVPacket *packet) = 0;
    virtual int receive(AVFrame &picture) = 0;
    virtual void flush() = 0;

protected:
    HardwareDecoder() = default;
};

/// What is to be decoded.
struct CodedStream
{
    const AVCodecParameters &parameters;
    AVRational timeBase;
    bool live = false; ///< Delay counts more than throughput.
};

/// Makes one that is open; null where the device does not decode such streams.
using HardwareDecoderFactory = std::function<std::unique_ptr<HardwareDecoder>(const CodedStream &)>;
/// Those to be tried, the best first.
using HardwareDecoderFactories = std::vector<HardwareDecoderFactory>;

/// What libav can decode on here: VA-API, NVDEC and V4L2 devices, in this order. Empty where no such device is there,
/// which is found out by looking for its file alone. A device is opened when it is first wanted, once in the life of
/// the process, whether that succeeds or not.
///
/// Without such devices at hand, none of the three has ever been run by the project's tests: what protects from them
/// is tested in their place (see PictureDecoder).
///
/// Any thread.
HardwareDecoderFactories hardwareDecoders();

} // namespace sightglass
