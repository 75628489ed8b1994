// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/recording/compressedpicture.h"
#include "core/values/result.h"

#include <QString>

#include <memory>

namespace sightglass
{

/// A video file of pictures as they are: Motion JPEG in Matroska, times in milliseconds from the first picture.
///
/// Written in its place, so that what was written can be played whatever becomes of the program, but for the last
/// second. Of one thread.
class PictureFile
{
public:
    /// Never in place of a file that is there. All pictures have this size.
    static Result<std::unique_ptr<PictureFile>> create(const QString &path, QSize size);
    /// Closes it, as far as that goes.
    ~PictureFile();
    PictureFile(const PictureFile &) = delete;
    PictureFile &operator=(const PictureFile &) = delete;

    /// A picture that is later than the one before. After an Error (the disk is full) nothing more can be written; what
    /// was is kept.
    Result<void> add(const CompressedPicture &picture);
    /// Completes it: the file can be sought then, and tells how long it is.
    Result<void> close();

    const QString &path() const;
    std::int64_t count() const;
    /// From the first picture to the last.
    double seconds() const;

private:
    class Private;
    explicit PictureFile(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sightglass
