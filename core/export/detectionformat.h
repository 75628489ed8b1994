// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>

namespace sightglass
{

/// How detections are written down: the text, without the file. The same under every locale. One thread.
class DetectionFormat
{
public:
    virtual ~DetectionFormat() = default;
    DetectionFormat(const DetectionFormat &) = delete;
    DetectionFormat &operator=(const DetectionFormat &) = delete;

    /// Names that stand beside the numbers of the frames, by their index; to be called before the first frame.
    void setFiles(const QStringList &files) { m_files = files; }

    /// Adds to the text what was found on the next frame, best score first. The candidates tell names.
    virtual void add(QByteArray &text, const Frame &frame, const Candidates &candidates,
                     const Detections &detections) = 0;
    /// Adds to the text what is due after the last frame.
    virtual void end(QByteArray &text) = 0;

protected:
    DetectionFormat() = default;

    bool namesFiles() const { return !m_files.isEmpty(); }
    QString fileOf(const Frame &frame) const { return m_files.value(static_cast<qsizetype>(frame.id.index)); }

private:
    QStringList m_files;
};

/// By the ending of a file's name; null where there is none for it.
std::unique_ptr<DetectionFormat> makeDetectionFormat(const QString &path);

/// Lower case, without a dot.
QStringList detectionEndings();

} // namespace sightglass
