// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>

#include <cstddef>
#include <cstdint>

namespace sightglass
{

/// Where recordings go: FOLDER/NAME DATE TIME.mkv, by this machine's clock at the file's first picture.
struct RecordingTarget
{
    QString folder;           ///< Made where it is missing.
    QString name;             ///< That a file can have.
    double fileSeconds = 0.0; ///< Then the next file begins; 0: never.
};

/// A file that is whole.
struct RecordedFile
{
    QString path;
    std::int64_t pictures = 0;
    double seconds = 0.0;   ///< From the first picture to the last.
    std::uint64_t lost = 0; ///< Pictures of that time for which there was no time.
    bool wasKept = false;   ///< The last seconds, and no recording that was begun.
};

/// What is kept and recorded of a live source, at one moment.
struct RecordingStatus
{
    double keptSeconds = 0.0;
    std::size_t keptBytes = 0;
    bool recording = false;
    double seconds = 0.0;   ///< From the recording's first picture to its last.
    std::uint64_t lost = 0; ///< Of the recording: pictures for which there was no time.
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::RecordedFile)
