// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"
#include "core/values/words.h"

#include <QSize>
#include <QString>

#include <atomic>
#include <optional>

namespace sightglass
{

/// Files of a few hundred bytes can announce pictures, and models inputs, that take gigabytes of memory. Sizes are read
/// before pixels are, and what is larger than the limit is refused in words. One limit for the process, raised by hand.

/// In pixels of one picture: 134 million, a frame of 16K video, some 400 MB in BGR.
inline constexpr qint64 defaultPixelLimit = qint64(1) << 27;
/// A network holds many times its input: that may have one of so many parts of the limit.
inline constexpr int inputShareOfLimit = 8;

namespace pixellimitdetail
{

inline std::atomic<qint64> limit{defaultPixelLimit};

inline qint64 pixelsOf(QSize size)
{
    return qint64(size.width()) * size.height();
}

/// Rounded up, so that it is enough.
inline qint64 megapixels(qint64 pixels)
{
    return (pixels + 999'999) / 1'000'000;
}

inline QString advice(qint64 needed)
{
    return Words::tr("If there is memory for it, start Sightglass with --max-megapixels %1.").arg(megapixels(needed));
}

} // namespace pixellimitdetail

/// Any thread.
inline qint64 pixelLimit()
{
    return pixellimitdetail::limit;
}

/// Any thread; for what is opened from then on.
inline void setPixelLimit(qint64 pixels)
{
    pixellimitdetail::limit = pixels;
}

/// Why a picture is not opened; nothing where its size is fine.
inline std::optional<Error> pictureSizeProblem(const QString &place, QSize size)
{
    const qint64 most = pixelLimit();
    if (pixellimitdetail::pixelsOf(size) <= most)
        return std::nullopt;
    return Error{
        Words::tr("%1 is %2 x %3 pixels large, more than the %4 megapixels that are opened without being asked "
                  "for.")
            .arg(place, QString::number(size.width()), QString::number(size.height()),
                 QString::number(most / 1'000'000)),
        pixellimitdetail::advice(pixellimitdetail::pixelsOf(size)),
        {}};
}

/// The same for the input of a model.
inline std::optional<Error> inputSizeProblem(const QString &model, QSize size)
{
    const qint64 most = pixelLimit() / inputShareOfLimit;
    if (pixellimitdetail::pixelsOf(size) <= most)
        return std::nullopt;
    return Error{Words::tr("%1 wants pictures of %2 x %3 pixels, more than the %4 megapixels that a model is given "
                           "without being asked for.")
                     .arg(model, QString::number(size.width()), QString::number(size.height()),
                          QString::number(most / 1'000'000)),
                 pixellimitdetail::advice(pixellimitdetail::pixelsOf(size) * inputShareOfLimit),
                 {}};
}

} // namespace sightglass
