// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/recordingstatus.h"
#include "core/pipeline/sourcestate.h"
#include "core/values/frame.h"

#include <QWidget>

#include <optional>

class QLabel;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace sightglass
{

class ActionSet;
class ElidedLabel;
class NumberField;
class SeekBar;

/// Under the picture: play, steps, and for files the seek bar, time, frame number, speed and loop; for live sources the
/// live mark with the age of the picture. Widths stay as they are while values change.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    explicit TransportBar(const ActionSet &actions, QWidget *parent = nullptr);

    /// The source that is open now; one with an empty location for none.
    void setSource(const SourceInfo &info);
    void setState(const SourceState &state);
    /// The frame on display.
    void setFrame(const Frame &frame);
    void setSpeed(double speed);
    /// How much of the file is known, from 0 to 1, while it is not indexed.
    void setIndexing(std::optional<double> known);
    /// Milliseconds, of a live picture.
    void setPictureAge(std::optional<double> milliseconds);
    /// What is kept and recorded of a live source.
    void setRecording(const RecordingStatus &recording);
    /// Seconds by which the file began after the scene that it plays together with others; nothing: it does not. One
    /// step is `frameSeconds`.
    void setOffset(std::optional<double> seconds, double frameSeconds);
    void setLarge(bool large);
    SeekBar &seekBar() { return *m_seekBar; }

    static const QList<double> &speeds();

Q_SIGNALS:
    void seekRequested(std::int64_t frame);
    void speedChosen(double speed);
    void offsetChosen(double seconds);
    /// The time or the frame's number was clicked.
    void goToRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *addButton(QAction *action);
    void makeSpeedButton();
    void makeOffsetField();
    void showFigures();
    void showIndexing();
    void showLiveMark();
    QString frameText(std::int64_t frame) const;

    SeekBar *m_seekBar;
    QWidget *m_middle;
    QStackedLayout *m_stack;
    QLabel *m_liveMark;
    ElidedLabel *m_file; ///< Of a folder: the picture's name.
    QLabel *m_time;
    QLabel *m_frameNumber;
    QToolButton *m_speed;
    NumberField *m_offset;
    QList<QWidget *> m_fileOnly;
    QList<QWidget *> m_liveOnly;

    SourceInfo m_info;
    SourceState m_state;
    std::int64_t m_frame = 0;
    double m_seconds = 0.0;
    std::optional<double> m_known; ///< Of a file that is not indexed.
    std::optional<double> m_age;   ///< Milliseconds.
    RecordingStatus m_recording;
};

} // namespace sightglass
