// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/sourcespec.h"
#include "core/values/frame.h"

#include <QIcon>
#include <QList>
#include <QString>

namespace sightglass
{

/// Small pictures of files that were opened before, in a folder that nobody but its owner may read. Files alone: what a
/// camera or a stream has shown is not kept. Whatever cannot be read or written is not there, and nobody is told.
class Thumbnails
{
public:
    /// Device-independent pixels at most; kept for screens of twice that.
    static constexpr QSize size{80, 45};

    /// The folder is made when there is something to keep.
    explicit Thumbnails(QString folder);

    /// In the place of an earlier one. Takes a millisecond or two, whatever the size of the frame.
    void keep(const SourceSpec &source, const Frame &frame) const;
    /// Null where there is none.
    QIcon of(const SourceSpec &source) const;
    /// Deletes all but those of these sources.
    void retain(const QList<SourceSpec> &sources) const;

private:
    QString m_folder;
};

} // namespace sightglass
