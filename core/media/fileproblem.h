// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/error.h"

#include <QString>

#include <optional>

namespace sightglass
{

/// Why this file cannot even be read: it does not exist, is a folder, empty, no regular file, or not permitted.
std::optional<Error> accessProblem(const QString &path);

/// That this file is a HEIF picture, which is none of libav's business: newer ones read its tiles as streams, one of
/// which would pass for the whole.
std::optional<Error> tiledPictureProblem(const QString &path);

/// What a readable file is instead of a video or a picture: an HTML page, a Git LFS pointer, a list of clips, plain
/// text, a picture of a format that is not read here, an archive. To be asked only after it failed to open as what it
/// should be.
std::optional<Error> contentProblem(const QString &path);

} // namespace sightglass
