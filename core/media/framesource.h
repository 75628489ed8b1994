// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/cameramode.h"
#include "core/media/sourcespec.h"
#include "core/values/frame.h"
#include "core/values/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace sightglass
{

/// What is known of a source once it is open.
struct SourceInfo
{
    SourceSpec spec;                        ///< By which it is found again: of a camera its identity, not its number.
    QString name;                           ///< For people: file name, camera name.
    QString format;                         ///< For people: "h264, mp4", "V4L2 MJPG", "3 images".
    QSize size;                             ///< Of the delivered frames, in pixels (rotation and aspect applied).
    Rational frameRate;                     ///< Frames per second that it announces, average; invalid when unknown.
    std::optional<std::int64_t> frameCount; ///< Pictures that the source announces; unknown for live sources and URLs.
    /// Frames that the source announces beyond frameCount, which are not there: the file is cut. May be an estimate.
    std::int64_t missingAtEnd = 0;
    /// Of a file: when its first picture is shown, on the file's own clock, in the frames' time base; nothing where
    /// that clock jumps.
    std::optional<std::int64_t> origin;
    double duration = 0.0;   ///< Seconds; 0 when unknown.
    bool live = false;       ///< Time passes whether one reads or not: cameras, streams.
    bool inSegments = false; ///< A live stream that comes some seconds at a time: HLS, DASH.
    bool seekable = false;   ///< seek() works, to the exact frame.
    /// All of it is known. Else (see beginEarly()) frameCount, missingAtEnd and origin are not, and duration and
    /// frameRate are what the file says of itself.
    bool indexed = true;
    QStringList files;             ///< Of a folder or list of pictures: the name of each frame's file, by its index.
    QStringList notes;             ///< For people: what is shown otherwise than the file has it, a sentence each.
    QList<CameraMode> cameraModes; ///< Of a camera: those that it offers.
    CameraMode cameraMode;         ///< Of a camera: the one that its driver has chosen.

    /// Whether pictures come before they are due, and have to wait for their time.
    bool isPaced() const { return !live || inSegments; }
};

/// Where frames come from.
///
/// Thread: open(), read(), seek() and the destructor are called by one thread, the owner's. Between two calls the whole
/// source may be handed over to another thread, through a lock or a mailbox, and is that one's from then on. Only
/// abort() may be called from another thread, at any time.
///
/// Contract: frames come in order of display, indices and pts strictly increasing between seeks; Frame::id.source and
/// id.generation are left to the caller. Each read() yields a picture whose pixels nobody will write to again. All
/// exceptions of the libraries underneath become Errors.
class FrameSource
{
public:
    enum class ReadStatus
    {
        Frame,  ///< The frame was filled in.
        NoData, ///< Nothing within the time-out (about 100 ms, not with files); ask again.
        End,    ///< The source is over, in good order; seek() may bring it back.
    };

    virtual ~FrameSource() = default;
    FrameSource(const FrameSource &) = delete;
    FrameSource &operator=(const FrameSource &) = delete;

    /// Before open(): it was live when it was open before, so there is nothing to find out about that.
    virtual void expectLive() {}

    /// Before open(): it may return when playing can begin, before all of a long file is known; workAhead() then finds
    /// out the rest. What is delivered before has the indices and times that the whole gives it.
    virtual void beginEarly() {}

    /// Opens the source; may block for as long as a network or a disk takes, until abort().
    virtual Result<SourceInfo> open() = 0;

    /// How far a call of open() under way has come, or what workAhead() goes on with, from 0 to 1; nothing where nobody
    /// knows, or it lasts a moment only. Callable from any thread.
    virtual std::optional<double> openingProgress() const noexcept { return {}; }

    /// After open() has failed: whether that may pass by itself (a stream that is down, a camera known by its identity
    /// that is not plugged in), so that it makes sense to try again and again.
    virtual bool mayComeUp() const { return false; }

    /// After open() has failed: whether the server is there and says that it has no such stream now, which no look from
    /// outside will see change.
    virtual bool isRefused() const { return false; }

    /// The next picture. Errors are final until the source is opened again (a stream that breaks off or is closed is
    /// one); a damaged picture is skipped, not an error.
    virtual Result<ReadStatus> read(Frame &frame) = 0;

    /// Of a source that is not indexed yet: finds out more, until about this time. Yields what is known of it, once: at
    /// the end, or after read() has found the end itself. An Error says that it has to be opened anew, and not early:
    /// what its beginning told of the rest is not so. read() and seek() may fail for this reason, too.
    virtual Result<std::optional<SourceInfo>> workAhead(Clock::time_point /*until*/)
    {
        return std::optional<SourceInfo>();
    }

    /// What has become of the info since open(), or since it was asked for last; nothing while it is the same. The
    /// decoder may be another, with a note on why, and the pictures of a live source of another size: it is what the
    /// frame read last has.
    virtual std::optional<SourceInfo> changedInfo() { return {}; }

    /// Makes the frame with this index (0 to frameCount - 1, clamped) the next one to be read. Exact, or an Error;
    /// where that picture is damaged, the next one that decodes takes its place (at the end the last one), as its index
    /// tells. Of a source that is not indexed yet, it may have to read up to there first.
    virtual Result<void> seek(std::int64_t index) = 0;

    /// The picture that is shown at this time, in seconds from the first one: the last one that has begun by then, 0
    /// before that. Nothing where the source does not know it before it gets there.
    virtual std::optional<std::int64_t> indexAt([[maybe_unused]] double seconds) const { return {}; }

    /// Makes a blocking call return soon (within 0.2 s), with an Error; sticky. Callable from any thread.
    virtual void abort() noexcept = 0;

protected:
    FrameSource() = default;
};

/// Makes the (still closed) source for a spec. Tests put synthetic sources in its place.
using FrameSourceFactory = std::function<std::unique_ptr<FrameSource>(const SourceSpec &)>;

/// The project's own sources. They decode in software, so that the pictures are the same on every machine.
std::unique_ptr<FrameSource> makeFrameSource(const SourceSpec &spec);

/// The same sources for watching: decoded as decoderChoice() says.
std::unique_ptr<FrameSource> makeWatchedSource(const SourceSpec &spec);

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::SourceInfo)
