// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"

#include <QString>

namespace sightglass
{

/// The line icon of a kind of source, for lineIcon().
inline QString sourceIcon(SourceKind kind)
{
    switch (kind) {
    case SourceKind::Camera:
        return QStringLiteral("camera");
    case SourceKind::Screen:
        return QStringLiteral("screen");
    case SourceKind::Url:
    case SourceKind::GStreamer:
        return QStringLiteral("stream");
    case SourceKind::Image:
        return QStringLiteral("picture");
    case SourceKind::ImageSequence:
        return QStringLiteral("folder");
    case SourceKind::VideoFile:
        break;
    }
    return QStringLiteral("play");
}

} // namespace sightglass
