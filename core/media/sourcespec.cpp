// SPDX-License-Identifier: Apache-2.0
#include "core/media/sourcespec.h"

#include "core/media/imagefiles.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

namespace sightglass
{

namespace
{

SourceSpec specOfPath(const QString &path)
{
    if (QFileInfo(path).isDir())
        return {SourceKind::ImageSequence, path};
    return {hasImageSuffix(path) ? SourceKind::Image : SourceKind::VideoFile, path};
}

QString withHomeFolder(const QString &path)
{
    const bool abbreviated = path == QLatin1String("~") || path.startsWith(QLatin1String("~/"));
    return abbreviated ? QDir::homePath() + path.mid(1) : path;
}

} // namespace

SourceSpec SourceSpec::fromUserInput(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("^\\d{1,3}$"));
    static const QRegularExpression device(QStringLiteral("^/dev/(video\\d+|v4l/.+)$"));
    static const QRegularExpression scheme(QStringLiteral("^[A-Za-z][A-Za-z0-9+.-]*://"));
    static const QRegularExpression wildcard(QStringLiteral("[*?]|\\[.+\\]"));

    const QString trimmed = text.trimmed();
    if (number.match(trimmed).hasMatch())
        return {SourceKind::Camera, QStringLiteral("/dev/video%1").arg(trimmed.toInt())};
    if (device.match(trimmed).hasMatch())
        return {SourceKind::Camera, trimmed};
    // Whatever odd characters its name has, a file that is there is meant.
    if (!text.isEmpty() && QFileInfo::exists(text))
        return specOfPath(text);
    if (trimmed.startsWith(QLatin1String("file://"), Qt::CaseInsensitive))
        return specOfPath(QUrl(trimmed).toLocalFile());
    if (trimmed.contains(QLatin1String(" ! ")))
        return {SourceKind::GStreamer, trimmed};
    if (scheme.match(trimmed).hasMatch())
        return {SourceKind::Url, trimmed};
    const QString path = withHomeFolder(trimmed);
    if (!QFileInfo::exists(path) && wildcard.match(path).hasMatch())
        return {SourceKind::ImageSequence, path};
    return specOfPath(path);
}

QString SourceSpec::displayName() const
{
    switch (kind) {
    case SourceKind::Camera:
    case SourceKind::GStreamer:
        return location;
    case SourceKind::Url: {
        // By hand: passwords of cameras are often written in ways that QUrl takes for something else.
        const qsizetype authority = location.indexOf(QLatin1String("://")) + 3;
        if (authority < 3)
            return location;
        static const QRegularExpression parameters(QStringLiteral("[?#].*$"),
                                                   QRegularExpression::DotMatchesEverythingOption);
        const qsizetype slash = location.indexOf(QLatin1Char('/'), authority);
        const QString host = location.mid(authority, slash < 0 ? -1 : slash - authority);
        const QString path = slash < 0 ? QString() : location.mid(slash);
        QString shown = host.mid(host.lastIndexOf(QLatin1Char('@')) + 1) + path;
        // Queries hold tokens and passwords too.
        return location.left(authority) + shown.remove(parameters);
    }
    case SourceKind::VideoFile:
    case SourceKind::Image:
    case SourceKind::ImageSequence:
        break;
    }
    const QString name = QFileInfo(QDir::cleanPath(location)).fileName();
    return name.isEmpty() ? location : name;
}

} // namespace sightglass
