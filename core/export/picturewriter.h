// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/framewriter.h"

#include <QString>
#include <QStringList>

namespace sightglass
{

/// Writes a single annotated picture (JPEG at quality 95, PNG, ...), by the ending of its name; a second one is an
/// Error.
class PictureWriter : public FrameWriter
{
public:
    /// Writes to path; errors name the target.
    PictureWriter(QString path, QString target);

    Result<void> write(const cv::Mat &picture, const Frame &frame) override;
    Result<void> finish() override;

    /// Lower case, without a dot.
    static QStringList endings();

private:
    QString m_path;
    QString m_target;
    bool m_written = false;
};

} // namespace sightglass
