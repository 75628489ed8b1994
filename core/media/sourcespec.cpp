// SPDX-License-Identifier: Apache-2.0
#include "core/media/sourcespec.h"

#include "core/media/addressproblem.h"
#include "core/media/cameraaddress.h"
#include "core/media/credentials.h"
#include "core/media/imagefiles.h"
#include "core/media/mediatext.h"
#include "core/media/screenarea.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

/// "rtsp" of "RTSP://..."; empty where text does not begin as a URL.
QString schemeOf(const QString &text)
{
    static const QRegularExpression scheme(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*)://"));
    return scheme.match(text).captured(1).toLower();
}

/// Those of libav's protocols that fetch a stream from another computer, and do nothing else.
bool fetchesStream(const QString &scheme)
{
    static constexpr std::array schemes{"http",  "https",  "rtsp", "rtsps", "rtmp", "rtmps", "rtmpe",
                                        "rtmpt", "rtmpte", "rtp",  "srtp",  "udp",  "tcp",   "tls",
                                        "srt",   "rist",   "mmsh", "mmst",  "ftp",  "sftp"};
    return std::any_of(schemes.begin(), schemes.end(),
                       [&scheme](const char *known) { return scheme == QLatin1String(known); });
}

SourceSpec cameraOf(const QString &text)
{
    const auto address = CameraAddress::parse(text);
    return {SourceKind::Camera, address ? address->location() : text};
}

QString withHomeFolder(const QString &path)
{
    const bool abbreviated = path == QLatin1String("~") || path.startsWith(QLatin1String("~/"));
    return abbreviated ? QDir::homePath() + path.mid(1) : path;
}

} // namespace

SourceSpec SourceSpec::fromUserInput(const QString &text)
{
    static const QRegularExpression wildcard(QStringLiteral("[*?]|\\[.+\\]"));

    const QString trimmed = text.trimmed();
    const bool isExactly = !text.contains(QLatin1Char(',')) || !QFileInfo::exists(text);
    if (CameraAddress::isMeant(trimmed) && isExactly)
        return cameraOf(trimmed);
    // Whatever odd characters its name has, a file that is there is meant.
    if (!text.isEmpty() && QFileInfo::exists(text))
        return fromPath(text);
    if (ScreenArea::isMeant(trimmed))
        return {SourceKind::Screen, trimmed};
    if (const QString scheme = schemeOf(trimmed); scheme == QLatin1String("file"))
        return fromPath(QUrl(trimmed).toLocalFile());
    else if (!scheme.isEmpty())
        return {SourceKind::Url, trimmed};
    const QString path = withHomeFolder(trimmed);
    if (!QFileInfo::exists(path) && (wildcard.match(path).hasMatch() || (hasNumberPlace(path) && hasImageSuffix(path))))
        return {SourceKind::ImageSequence, path};
    return fromPath(path);
}

SourceSpec SourceSpec::fromCommandLine(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (looksLikePipeline(trimmed) && schemeOf(trimmed).isEmpty() && !QFileInfo::exists(text))
        return {SourceKind::GStreamer, trimmed, true};
    return fromUserInput(text);
}

Result<SourceSpec> SourceSpec::fromOutside(const QString &text)
{
    const QString trimmed = text.trimmed();
    const QString path = withHomeFolder(trimmed);
    if (QDir::isAbsolutePath(path) && QFileInfo::exists(path))
        return fromPath(path);
    const QString safe = withoutCredentials(trimmed);
    const QString shown = safe.size() > 80 ? safe.left(77) + QStringLiteral("…") : safe;
    const QString scheme = schemeOf(trimmed);
    if (scheme.isEmpty() && looksLikePipeline(trimmed))
        return Error{Media::tr("A text that comes from elsewhere is never run as a GStreamer pipeline: %1").arg(shown),
                     Media::tr("Such a text is a program. If you know what it does, paste it into Open pipeline."),
                     {}};
    if (scheme == QLatin1String("file"))
        return fromPath(QUrl(trimmed).toLocalFile());
    if (scheme.isEmpty())
        return Error{Media::tr("This is neither a file on this computer nor the address of a stream: %1").arg(shown),
                     Media::tr("Drop a file, or an address that begins with rtsp://, http:// or the like."),
                     {}};
    if (!fetchesStream(scheme))
        return Error{Media::tr("Addresses that begin with %1:// are not opened from elsewhere: %2").arg(scheme, shown),
                     Media::tr("If you trust it, type it into Open stream."),
                     {}};
    static const QRegularExpression notOfUrls(QStringLiteral("[\\s\\x00-\\x1f\\x7f]"));
    if (trimmed.contains(notOfUrls))
        return Error{Media::tr("An address holds no spaces or line ends: %1").arg(shown),
                     Media::tr("Drop the address alone, without text around it."),
                     {}};
    return SourceSpec{SourceKind::Url, trimmed};
}

SourceSpec SourceSpec::fromPath(const QString &path)
{
    if (path.startsWith(QLatin1Char('/')) && CameraAddress::isMeant(path))
        return {SourceKind::Camera, path};
    if (QFileInfo(path).isDir())
        return {SourceKind::ImageSequence, path};
    return {hasImageSuffix(path) ? SourceKind::Image : SourceKind::VideoFile, path};
}

bool SourceSpec::isSameAs(const SourceSpec &other) const
{
    if (kind != other.kind)
        return false;
    if (kind == SourceKind::Camera)
        return CameraAddress::deviceIn(location) == CameraAddress::deviceIn(other.location);
    return location == other.location;
}

bool looksLikePipeline(const QString &text)
{
    static const QRegularExpression link(QStringLiteral("\\s!\\s"));
    static const QRegularExpression launcher(QStringLiteral("^gst-launch"));
    return text.contains(link) || text.contains(launcher);
}

std::optional<Error> SourceSpec::problem() const
{
    const auto errorOf = [](const auto &parsed) { return parsed ? std::nullopt : std::optional(parsed.error()); };
    switch (kind) {
    case SourceKind::Camera:
        return errorOf(CameraAddress::parse(location));
    case SourceKind::Screen:
        return errorOf(ScreenArea::parse(location));
    case SourceKind::Url:
        return addressProblem(*this);
    default:
        return std::nullopt;
    }
}

QString SourceSpec::displayName() const
{
    switch (kind) {
    case SourceKind::Camera:
        return CameraAddress::nameOf(CameraAddress::deviceIn(location));
    case SourceKind::Screen:
        return location;
    case SourceKind::GStreamer:
    case SourceKind::Url:
        return withoutCredentials(location);
    case SourceKind::VideoFile:
    case SourceKind::Image:
    case SourceKind::ImageSequence:
        break;
    }
    const QString name = QFileInfo(QDir::cleanPath(location)).fileName();
    return name.isEmpty() ? location : name;
}

} // namespace sightglass
