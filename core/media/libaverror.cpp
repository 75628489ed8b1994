// SPDX-License-Identifier: Apache-2.0
#include "core/media/libaverror.h"

#include "core/media/addressproblem.h"
#include "core/media/fileproblem.h"
#include "core/media/mediatext.h"

extern "C" {
#include <libavutil/error.h>
}

#include <QFile>
#include <QUrl>

#include <array>

namespace sightglass
{

namespace
{

QString technical(int code, const QString &log)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    QString detail = QString::fromUtf8(text.data());
    if (!log.isEmpty())
        detail += QLatin1Char('\n') + log;
    return detail;
}

/// Whether the disk gives all of a file. Of a large one it is not asked: that would take long.
bool readsThrough(const QString &path)
{
    constexpr qint64 most = 16 << 20;
    QFile file(path);
    return file.size() <= most && file.open(QIODevice::ReadOnly) && file.readAll().size() == file.size();
}

Error fileError(const SourceSpec &spec, int code, const QString &log)
{
    const QString place = placeOf(spec);
    const QString detail = technical(code, log);
    const bool guessedByName = log.contains(QLatin1String("detected only with low score"));
    if (!guessedByName && log.contains(QLatin1String("moov atom not found")))
        return {Media::tr("%1 has no table of contents: it is cut off, or its recording was not finished.").arg(place),
                Media::tr("Copy or record it again; a program such as untrunc may save the pictures in it."), detail};
    if (code == AVERROR_INVALIDDATA)
        return {Media::tr("%1 is not a video in any format known here, or it is damaged from the start.").arg(place),
                Media::tr("Check that other players can show it; convert it with ffmpeg."), detail};
    if (code == AVERROR(EIO) && readsThrough(spec.location))
        return {Media::tr("%1 is cut off: it ends before its first picture.").arg(place),
                Media::tr("Copy or record it again."), detail};
    if (code == AVERROR(EIO))
        return {Media::tr("Reading %1 failed: the disk or the network drive reports an error.").arg(place),
                Media::tr("Check the disk's connection, and copy the file to another disk."), detail};
    return {Media::tr("%1 cannot be read as a video.").arg(place), Media::tr("Check that other players can show it."),
            detail};
}

Error cameraError(const SourceSpec &spec, int code, const QString &log)
{
    const QString place = placeOf(spec);
    const QString detail = technical(code, log);
    switch (code) {
    case AVERROR(EBUSY):
        return {Media::tr("The camera %1 is in use by another program.").arg(place),
                Media::tr("Close the program that shows it."), detail};
    case AVERROR(ENODEV):
    case AVERROR(ENXIO):
    case AVERROR(EIO):
        return {Media::tr("The camera %1 does not answer: it seems to be unplugged.").arg(place),
                Media::tr("Plug it in again."), detail};
    case AVERROR(ENOTTY):
        return {Media::tr("%1 is not a camera.").arg(place), Media::tr("Choose a video capture device."), detail};
    default:
        return {Media::tr("The camera %1 cannot be opened.").arg(place),
                Media::tr("Unplug it and plug it in again, or try another program with it."), detail};
    }
}

Error urlError(const SourceSpec &spec, int code, const QString &log)
{
    const QString place = placeOf(spec);
    const QString detail = technical(code, log);
    switch (code) {
    case AVERROR(ECONNREFUSED):
        return {Media::tr("%1 cannot be opened: the computer there refused the connection.").arg(place),
                Media::tr("Check the address and the port, and that the camera or server runs."), detail};
    case AVERROR(EHOSTUNREACH):
    case AVERROR(ENETUNREACH):
        return {Media::tr("%1 cannot be reached over the network.").arg(place),
                Media::tr("Check the address and the network connection."), detail};
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_FORBIDDEN:
        return {Media::tr("%1 wants other credentials.").arg(place),
                Media::tr("Write user and password into the address: scheme://user:password@host/...") +
                    QLatin1Char(' ') + passwordAdvice(),
                detail};
    case AVERROR_HTTP_NOT_FOUND:
        return {Media::tr("The server knows no %1 (404, not found).").arg(place),
                Media::tr("Check the path in the address; for cameras it stands in the manual."), detail};
    case AVERROR_PROTOCOL_NOT_FOUND:
        return {Media::tr("The protocol of %1 is not known here.").arg(place),
                Media::tr("Use rtsp://, http:// or https://, or a GStreamer pipeline."), detail};
    case AVERROR_INVALIDDATA:
        if (log.contains(QLatin1String("moov atom not found")) || log.contains(QLatin1String("partial file")))
            return {
                Media::tr("%1 has its index at the end, and cannot be read from there: the server sends it from the "
                          "start only, or all of it has not come.")
                    .arg(place),
                Media::tr("Download it and open the file, or move the index to the front: ffmpeg -i in.mp4 -c copy "
                          "-movflags +faststart out.mp4."),
                detail};
        return {Media::tr("What %1 sends is not a video in any format known here.").arg(place),
                Media::tr("It may be the page around the video: use the address of the stream itself."), detail};
    default:
        return {Media::tr("%1 cannot be opened or broke off.").arg(place),
                Media::tr("Check the address and the network, and try again."), detail};
    }
}

/// libav may come back with what it had, and say at the next call only that it was interrupted.
bool isTimeout(int code, const Interruption &interruption)
{
    return interruption.hasTimedOut() || (code == AVERROR_EXIT && !interruption.isAborted());
}

} // namespace

QString placeOf(const SourceSpec &spec)
{
    const bool isNamed = spec.kind == SourceKind::Url || spec.kind == SourceKind::Camera;
    return isNamed ? spec.displayName() : spec.location;
}

Error abortedError(const SourceSpec &spec)
{
    return {Media::tr("%1 was stopped.").arg(placeOf(spec)), {}, {}};
}

bool isPassing(int code, const Interruption &interruption)
{
    if (interruption.isAborted())
        return false;
    switch (code) {
    case AVERROR(ECONNREFUSED):
    case AVERROR(ECONNRESET):
    case AVERROR(EHOSTUNREACH):
    case AVERROR(ENETUNREACH):
    case AVERROR(ETIMEDOUT):
    case AVERROR(EPIPE):
    case AVERROR(EIO):
    case AVERROR_EOF:
    case AVERROR_HTTP_NOT_FOUND:
    case AVERROR_HTTP_SERVER_ERROR:
        return true;
    default:
        return isTimeout(code, interruption);
    }
}

Error libavError(const SourceSpec &spec, int code, const QString &log, const Interruption &interruption)
{
    if (interruption.isAborted())
        return abortedError(spec);
    if (isTimeout(code, interruption))
        return {Media::tr("%1 sent nothing for a long time: time-out.").arg(placeOf(spec)),
                Media::tr("Check that it runs and that the network reaches it, and try again."),
                technical(AVERROR(ETIMEDOUT), log)};
    // A list of clips is refused for what it names, and is no matter of permissions.
    if (auto problem = spec.kind == SourceKind::VideoFile ? contentProblem(spec.location) : std::nullopt) {
        problem->detail = technical(code, log);
        return *std::move(problem);
    }
    if (code == AVERROR(EACCES) || code == AVERROR(EPERM))
        return {Media::tr("%1 may not be read: permission denied.").arg(placeOf(spec)),
                spec.kind == SourceKind::Camera ? Media::tr("Add yourself to the group \"video\" and log in again.")
                                                : Media::tr("Change the permissions of the file."),
                technical(code, log)};
    if (code == AVERROR(ENOMEM))
        return {Media::tr("There is not enough memory for %1.").arg(placeOf(spec)), Media::tr("Close other programs."),
                technical(code, log)};
    if (spec.kind == SourceKind::Url)
        return urlError(spec, code, log);
    if (spec.kind == SourceKind::Screen)
        return {Media::tr("%1 cannot be watched.").arg(spec.location),
                Media::tr("Choose a part that lies on the screen whole, or a window that is there."),
                technical(code, log)};
    if (spec.kind == SourceKind::Camera)
        return cameraError(spec, code, log);
    return fileError(spec, code, log);
}

} // namespace sightglass
