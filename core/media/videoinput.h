// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/cameramode.h"
#include "core/media/interruption.h"
#include "core/media/libavpointers.h"
#include "core/media/sourcespec.h"
#include "core/values/pixellimit.h"
#include "core/values/rational.h"
#include "core/values/result.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// For libav's decoders, which measure what they allocate, rows padded: only a bound on what a picture may turn out to
/// be that the container announced smaller, or not at all.
inline qint64 libavPixelLimit()
{
    return 2 * pixelLimit();
}

/// An open container, stream or camera, and the one video stream of it that is read.
///
/// Time-outs (Url only): opening may last 10 s, later each wait for data 15 s; then an Error says so, and the owner may
/// open again. Nothing shorter is feasible: a transfer that was interrupted cannot be taken up again (PacketReader
/// keeps others from waiting so long). Cameras are read without blocking.
class VideoInput
{
public:
    enum class Step
    {
        Packet, ///< Of the chosen stream.
        Wait,   ///< Nothing there yet (cameras).
        End,    ///< Of a file, or of a transfer in good order; for what else see Delivery.
    };

    /// How the pictures of an input come, as far as its address and format tell.
    enum class Delivery
    {
        Recorded,   ///< When they are asked for.
        RealTime,   ///< When they are due: cameras and most streams.
        InSegments, ///< Live, some seconds of them at a time: HLS, DASH.
        Unknown,    ///< A transfer of no announced length: live or recorded.
    };

    /// The interruption must outlive this.
    VideoInput(SourceSpec spec, Interruption &interruption);

    /// Before open(): a stream that was open before is to be shown soon; its rate is guessed from a few pictures.
    void hurry() { m_isHurried = true; }
    Result<void> open();
    void close() { m_format.reset(); }
    /// After a failure: whether it may pass by itself.
    bool mayComeUp() const { return m_mayComeUp; }
    /// After a failure: whether a server is there and says that it has no such stream now.
    bool isRefused() const { return m_isRefused; }

    Result<Step> read(AVPacket &packet);
    /// How much of a file has been read, from 0 to 1; nothing where its length is unknown.
    std::optional<double> progress() const;
    /// Once a file has come to its end: how many pictures it announces beyond those that were read, because it is cut.
    /// `packets` is how many were read, `seconds` how long they last.
    std::int64_t missingAtEnd(std::int64_t packets, double seconds) const;

    /// Goes to a place at or before this time of the stream, roughly: the demuxer's best.
    bool seek(std::int64_t pts);
    /// Goes back to the very first packet, by opening the source again if it must.
    Result<void> rewind();

    const SourceSpec &spec() const { return m_spec; }
    const AVStream &stream() const { return *m_format->streams[m_stream]; }
    /// avg_frame_rate, else r_frame_rate; invalid when neither is known.
    Rational frameRate() const;
    /// Width over height of a pixel.
    Rational pixelAspect() const;
    /// Whether clocks may jump in this format: recordings that were joined, broadcasts.
    bool hasJumpingClock() const;
    /// Seconds, 0 when unknown.
    double duration() const;
    Delivery delivery() const;
    /// Whether the container knows no times: those that libav makes up instead mean nothing for a live stream.
    bool isTimeless() const;
    /// "h264, mp4".
    QString description() const;
    /// Of a camera: what it offers, and the mode that it is in, as its driver says.
    const QList<CameraMode> &cameraModes() const { return m_cameraModes; }
    CameraMode cameraMode() const;
    /// In what that is otherwise than it was asked for, a sentence each.
    QStringList cameraNotes() const;

private:
    Result<void> openContainer();
    Result<QString> askCamera();
    Result<void> refuseLargePictures();
    Result<void> chooseStream();
    bool deviceFailed() const;
    bool isCompleteTransfer(int code, const QString &log) const;
    Error errorOf(int code, const QString &log);
    bool hasBecomeAnother(const AVPacket &packet);

    SourceSpec m_spec;
    Interruption &m_interruption;
    AVFormatPointer m_format;
    QList<CameraMode> m_cameraModes;
    CameraMode m_askedMode;
    int m_stream = -1;
    AVCodecID m_codec = AV_CODEC_ID_NONE; ///< Of that stream.
    unsigned m_streams = 0;               ///< That there were when it was chosen.
    int m_otherPackets = 0;               ///< Of a video that came later, since the last one of that stream.
    bool m_isHurried = false;
    bool m_mayComeUp = false;
    bool m_isRefused = false;
    bool m_lastIsCut = false;    ///< The packet read last ends with the file.
    bool m_endsTooEarly = false; ///< The file has ended in the middle of something.
    QSize m_refusedSize;         ///< Of a picture that was larger than the limit, where the container tells no size.
};

} // namespace sightglass
