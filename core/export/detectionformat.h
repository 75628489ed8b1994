// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/values/candidates.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace sightglass
{

/// How detections are written down: the text, without the file. The same under every locale. One thread.
class DetectionFormat
{
public:
    virtual ~DetectionFormat() = default;
    DetectionFormat(const DetectionFormat &) = delete;
    DetectionFormat &operator=(const DetectionFormat &) = delete;

    /// Where the frames come from; to be called before the first frame. Names of files stand beside their numbers.
    void setSource(const SourceInfo &source) { m_source = source; }

    /// Adds to the text what was found on the next frame, best score first. The candidates tell names.
    virtual void add(QByteArray &text, const Frame &frame, const Candidates &candidates,
                     const Detections &detections) = 0;
    /// Adds to the text what is due after the last frame, or a part of it: to be called until it is false.
    virtual bool end(QByteArray &text) = 0;

protected:
    DetectionFormat() = default;

    const SourceInfo &source() const { return m_source; }
    bool namesFiles() const { return !m_source.files.isEmpty(); }
    QString fileOf(const Frame &frame) const { return m_source.files.value(static_cast<qsizetype>(frame.id.index)); }

private:
    SourceInfo m_source;
};

class FrameFilesFormat;

/// A format that there is: of one file, or of a folder with a file for each frame.
struct DetectionFormatInfo
{
    QString id;          ///< On the command line and in settings: "coco".
    const char *name;    ///< For people; see Words.
    QStringList endings; ///< Lower case, without a dot; the first one is proposed. Empty: a folder.
    bool byEnding;       ///< The ending of a file's name is enough to choose it.
    std::unique_ptr<DetectionFormat> (*make)();       ///< Null: a folder.
    std::unique_ptr<FrameFilesFormat> (*makeFiles)(); ///< Null: one file.

    bool isFolder() const { return makeFiles != nullptr; }
    /// What is added to the name of a source to have one for its results: ".csv", ".coco.json", ".yolo".
    QString nameEnding() const;
};

/// All of them, the usual ones first.
const std::vector<DetectionFormatInfo> &detectionFormats();

/// The format with this id, or, where that is empty, the one that the ending of the file's name says; null where there
/// is none.
const DetectionFormatInfo *detectionFormat(const QString &path, const QString &id = {});

} // namespace sightglass
