// SPDX-License-Identifier: Apache-2.0
#include "core/export/encodertrial.h"

#include "core/export/pictureencoder.h"
#include "core/media/libavlog.h"
#include "core/media/pictureconverter.h"

#include <opencv2/imgproc.hpp>

#include <map>
#include <mutex>

namespace sightglass
{

namespace
{

/// No device refuses this size for being too small.
const cv::Size trialSize(320, 192);
/// Levels that a picture may be off on the average, once fine detail is smoothed away.
constexpr double tolerance = 12.0;

/// Each channel has a direction of its own, so that none can be taken for another.
cv::Mat trialPicture()
{
    cv::Mat picture(trialSize, CV_8UC4);
    for (int y = 0; y < picture.rows; ++y) {
        for (int x = 0; x < picture.cols; ++x)
            picture.at<cv::Vec4b>(y, x) = {static_cast<uchar>(x * 255 / picture.cols),
                                           static_cast<uchar>(y * 255 / picture.rows),
                                           static_cast<uchar>(255 - x * 255 / picture.cols), 0};
    }
    return picture;
}

AVCodecPointer decoderFor(const AVCodecContext &encoder)
{
    const AVCodec *codec = avcodec_find_decoder(encoder.codec_id);
    AVCodecPointer decoder(codec ? avcodec_alloc_context3(codec) : nullptr);
    AVCodecParameters *parameters = avcodec_parameters_alloc();
    const bool isOpen = decoder && parameters && avcodec_parameters_from_context(parameters, &encoder) >= 0 &&
                        avcodec_parameters_to_context(decoder.get(), parameters) >= 0 &&
                        avcodec_open2(decoder.get(), codec, nullptr) >= 0;
    avcodec_parameters_free(&parameters);
    return isOpen ? std::move(decoder) : nullptr;
}

bool looksAs(const AVFrame &decoded, const cv::Mat &picture)
{
    const cv::Mat converted = PictureConverter({1, 1}, {}).convert(decoded);
    if (converted.size() != picture.size())
        return false;
    cv::Mat expected;
    cv::Mat actual;
    cv::cvtColor(picture, expected, cv::COLOR_BGRA2BGR);
    cv::blur(expected, expected, {9, 9});
    cv::blur(converted, actual, {9, 9});
    return cv::norm(expected, actual, cv::NORM_L1) / static_cast<double>(3 * picture.total()) < tolerance;
}

bool passesTrial(const QString &name)
{
    const LibavLog log;
    PictureEncoder encoder;
    PictureEncoder::Setup setup;
    setup.encoder = name;
    setup.size = trialSize;
    const cv::Mat picture = trialPicture();
    if (encoder.open(setup) < 0 || encoder.send(picture, 0) < 0 || encoder.send({}, 0) < 0)
        return false;
    const AVCodecPointer decoder = decoderFor(encoder.context());
    const AVPacketPointer packet(av_packet_alloc());
    const AVFramePointer decoded(av_frame_alloc());
    if (!decoder)
        return false;
    while (encoder.receive(*packet) >= 0) {
        const int sent = avcodec_send_packet(decoder.get(), packet.get());
        av_packet_unref(packet.get());
        if (sent < 0)
            return false;
    }
    avcodec_send_packet(decoder.get(), nullptr);
    return avcodec_receive_frame(decoder.get(), decoded.get()) >= 0 && looksAs(*decoded, picture);
}

} // namespace

bool encoderWorks(const QString &name)
{
    static std::mutex mutex;
    static std::map<QString, bool> known;
    const std::lock_guard lock(mutex);
    const auto found = known.find(name);
    if (found != known.end())
        return found->second;
    return known[name] = passesTrial(name);
}

} // namespace sightglass
