// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"

#include <QString>
#include <QStringList>

namespace sightglass
{

/// A text as the name of a file or folder: without what file systems and shells stumble over; `otherwise` where nothing
/// is left.
QString fileNameFor(const QString &text, const QString &otherwise);

/// The base of names for files that are made from a source: its own name without ending, as fileNameFor() has it.
QString fileStem(const QString &sourceName);

/// What files for single frames are called, without ending: no two alike, and in the order of the frames when sorted.
class FrameNames
{
public:
    FrameNames() = default;
    explicit FrameNames(const SourceInfo &source);

    /// Of a folder or list of pictures the name of the frame's own file without its ending (with it, where two differ
    /// in that alone). Of all else "clip-000007": the source's stem and the frame's index, from 0.
    QString of(const Frame &frame) const;

private:
    QString m_stem;
    QStringList m_names; ///< Of a folder or list of pictures, by index.
};

} // namespace sightglass
