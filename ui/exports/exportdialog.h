// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videosettings.h"
#include "core/media/framesource.h"
#include "core/pipeline/offlinerun.h"

#include <QDialog>
#include <QSet>
#include <QStringList>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace sightglass
{

class VideoFormRow;

/// Asks where an export goes and which frames it takes.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    /// For this source, the frame on display given, with a first proposal for the file in this folder.
    ExportDialog(const SourceInfo &source, std::int64_t frame, const QString &folder, bool detections,
                 QWidget *parent = nullptr);

    QString videoPath() const;
    /// Of the list of detections; empty: none wanted.
    QString detectionsPath() const;
    VideoSettings videoSettings() const;
    void setVideoSettings(const VideoSettings &settings);
    /// Whether sound and subtitles of the source go into the video.
    bool wantsSound() const;
    void setWantsSound(bool wanted);
    /// The id of one of detectionFormats().
    QString detectionsFormat() const;
    void setDetectionsFormat(const QString &id);
    /// Without an end where that is the end of a file whose frames are not counted.
    FrameRange range() const;
    /// Of a file whose frames were not counted before.
    void setFrameCount(std::int64_t count);
    /// Proposes these frames alone.
    void setRange(const FrameRange &range);

    /// Exports that have not ended write to these: they are not proposed, and refused.
    void setReserved(const QStringList &paths);

    /// The path, or with a number before its ending ("-2", ...) one that is neither taken nor reserved.
    static QString freePath(const QString &path, const QSet<QString> &reserved = {});

    /// Asks before it replaces a file, unless the file dialog has asked already.
    void accept() override;

private:
    QWidget *makePathRow(QLineEdit *edit, const QString &title, const QString &filter);
    QWidget *makeListRow();
    void followVideoPath(const QString &path);
    void followFormat();
    bool fitsFormat(const QString &path) const;
    QString usualEnding() const;
    void followListPath(const QString &path);
    QStringList takenPaths() const;
    void askAboutTaken(const QStringList &taken);
    void refresh();

    QLineEdit *m_video;
    VideoFormRow *m_videoForm;
    QCheckBox *m_wantsSound;
    QCheckBox *m_wantsDetections;
    QLineEdit *m_detections;
    QComboBox *m_format;
    QWidget *m_detectionsRow = nullptr;
    QRadioButton *m_all;
    QRadioButton *m_part;
    QSpinBox *m_first;
    QSpinBox *m_last;
    QLabel *m_hint;
    QPushButton *m_export = nullptr;
    SourceInfo m_source;
    QSet<QString> m_reserved;
    QSet<QString> m_replaced; ///< Of existing files, those that a person has agreed to replace.
};

} // namespace sightglass
