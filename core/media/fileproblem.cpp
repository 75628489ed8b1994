// SPDX-License-Identifier: Apache-2.0
#include "core/media/fileproblem.h"

#include "core/media/mediatext.h"
#include "core/media/pluginpicture.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace sightglass
{

std::optional<Error> accessProblem(const QString &path)
{
    const QFileInfo file(path);
    if (!file.exists()) {
        if (file.isSymLink())
            return Error{Media::tr("%1 is a link to a file that does not exist.").arg(path),
                         Media::tr("Check where the link points to."), file.symLinkTarget()};
        static const QRegularExpression address(QStringLiteral("^(rtsps?|https?|rtmps?|rtp|udp|tcp|srt):/?[^/]"));
        if (address.match(path.toLower()).hasMatch())
            return Error{Media::tr("The file %1 does not exist.").arg(path),
                         Media::tr("If it is an address: two slashes follow its colon, as in rtsp://camera/1."),
                         {}};
        return Error{Media::tr("The file %1 does not exist.").arg(path),
                     Media::tr("Check the spelling, and whether its disk is plugged in."),
                     {}};
    }
    if (file.isDir())
        return Error{Media::tr("%1 is a folder, not a file.").arg(path),
                     Media::tr("Open the folder as an image sequence, or choose a file in it."),
                     {}};
    if (!file.isFile())
        return Error{
            Media::tr("%1 is a pipe or a device, not a regular file.").arg(path),
            Media::tr("Read it through a GStreamer pipeline, for instance \"filesrc location=... ! decodebin\"."),
            {}};
    QFile content(path);
    if (!content.open(QIODevice::ReadOnly))
        return Error{Media::tr("%1 may not be read: permission denied.").arg(path),
                     Media::tr("Change the permissions of the file, or copy it to a folder of yours."),
                     content.errorString()};
    if (file.size() == 0)
        return Error{
            Media::tr("%1 is empty.").arg(path), Media::tr("The download or copy may have failed: get it again."), {}};
    return std::nullopt;
}

namespace
{

/// Formats that people take for a video or a picture, or that phones and programs make, and that cannot be read here.
std::optional<QString> knownFormat(const QByteArray &start)
{
    if (start.startsWith("\xff\x0a") || start.startsWith(QByteArray("\0\0\0\x0cJXL ", 8)))
        return Media::tr("a JPEG XL picture");
    if (start.startsWith("8BPS"))
        return Media::tr("a Photoshop document");
    if (start.startsWith("%PDF"))
        return Media::tr("a PDF document");
    return std::nullopt;
}

bool isArchive(const QByteArray &start)
{
    return start.startsWith("PK\3\4") || start.startsWith("\x1f\x8b") || start.startsWith("7z\xbc\xaf") ||
           start.startsWith("Rar!") || start.mid(257, 5) == "ustar";
}

} // namespace

std::optional<Error> tiledPictureProblem(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const auto format = pluginFormatOf(file.read(256));
    return format == PluginFormat::Heif ? std::optional(pluginFormatProblem(path, *format)) : std::nullopt;
}

std::optional<Error> contentProblem(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray start = file.read(1024);
    const QByteArray trimmed = start.trimmed().toLower();
    if (trimmed.startsWith("<!doctype html") || trimmed.startsWith("<html"))
        return Error{Media::tr("%1 is an HTML page, whatever its name says.").arg(path),
                     Media::tr("The download got the page around the file: use the link of the file itself."),
                     {}};
    if (start.startsWith("version https://git-lfs"))
        return Error{Media::tr("%1 is a Git LFS pointer, not the file itself.").arg(path),
                     Media::tr("Run \"git lfs pull\" in its repository."),
                     {}};
    if (start.startsWith("ffconcat"))
        return Error{
            Media::tr("%1 is a list of clips (ffconcat), not a video, and what it names cannot be opened from it.")
                .arg(path),
            Media::tr("Open one of its clips, or join them first: ffmpeg -f concat -safe 0 -i LIST -c copy "
                      "joined.mkv"),
            {}};
    if (trimmed.startsWith("#extm3u"))
        return Error{
            Media::tr("%1 is a playlist (M3U), not a video, and what it names cannot be opened from it.").arg(path),
            Media::tr("Open one of the files or addresses that it names."),
            {}};
    if (const auto format = pluginFormatOf(start))
        return pluginFormatProblem(path, *format);
    if (const auto format = knownFormat(start))
        return Error{Media::tr("%1 is %2, which cannot be read here.").arg(path, *format),
                     Media::tr("Save it as JPEG or PNG with the program or the phone that it comes from."),
                     {}};
    if (isArchive(start))
        return Error{Media::tr("%1 is an archive.").arg(path), Media::tr("Unpack it, and open what was in it."), {}};
    QStringDecoder utf8(QStringDecoder::Utf8);
    const QString decoded = utf8.decode(start);
    const bool printable = std::all_of(start.begin(), start.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == '\f';
    });
    if (!decoded.isEmpty() && printable && !utf8.hasError())
        return Error{Media::tr("%1 is a text file.").arg(path), Media::tr("Choose a video or a picture."), {}};
    return std::nullopt;
}

} // namespace sightglass
