// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/orientation.h"

#include <QByteArray>
#include <QSize>

namespace sightglass
{

/// What the file of a picture says beside its pixels, as far as OpenCV's decoders pass over it.
struct ImageMetadata
{
    /// Of a PNG, of which libpng gives up the very wide without a word, and of HEIF, of which decoders tell no size
    /// before they have decoded it; else empty.
    QSize size;
    Orientation orientation; ///< Of EXIF in JPEG, PNG and WebP. (OpenCV itself turns a TIFF, decoders turn HEIF.)
    int frames = 1;          ///< Of an animated WebP or PNG.
    int pages = 1;           ///< Of a TIFF, without those that are other sizes of a page.

    static ImageMetadata of(const QByteArray &file);
};

/// The first frame of an animated WebP, as a WebP of its own; the file itself where it is none. Where the frame covers
/// a part of the canvas, that part alone.
QByteArray firstWebpFrame(const QByteArray &file);

} // namespace sightglass
