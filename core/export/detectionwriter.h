// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/result.h"

#include <QByteArray>
#include <QFile>

namespace sightglass
{

/// Lists detections as CSV (RFC 4180, but with lines ended by LF alone), one a line, best score first within a frame:
///
///     frame,time,class_id,class,score,x,y,width,height
///
/// frame: index in the source, from 0. time: of the source, seconds from its first picture, 6 decimals. score: 0 to 1,
/// 4 decimals. x, y (left, top), width, height: pixels of the source, 2 decimals; a box may reach beyond the picture.
/// The same under every locale.
class DetectionWriter
{
public:
    /// Writes to path; errors name the target.
    DetectionWriter(const QString &path, QString target);

    Result<void> open();
    Result<void> write(const Frame &frame, const Candidates &candidates, const Detections &detections);
    Result<void> finish();

private:
    Result<void> flush();

    QFile m_file;
    QString m_target;
    QByteArray m_lines;
};

} // namespace sightglass
