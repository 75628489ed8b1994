// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/overlay/overlaystyle.h"
#include "ui/settings.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFontComboBox;

namespace sightglass
{

class NumberField;

/// File > Preferences: how boxes, labels and the window look, what is kept of live sources, what decodes, and what
/// is done by itself. What is
/// changed counts at once; boxes and labels also on the pictures that are exported and saved.
class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    PreferencesDialog(const OverlayStyle &style, const WindowSettings &window, const RecordingSettings &recording,
                      const SourceSettings &source, QWidget *parent = nullptr);

Q_SIGNALS:
    /// By the user alone. Only what the dialog has fields for is another.
    void styleChanged(const sightglass::OverlayStyle &style);
    void appearanceChosen(sightglass::Appearance appearance);
    void unitsChosen(sightglass::BoxUnits units);
    /// For the next start: a code of languages(), or empty for the system's.
    void languageChosen(const QString &language);
    /// Whether what was open at the end is opened at the next start.
    void reopeningChosen(bool reopens);
    /// For what is opened from then on.
    void decoderChosen(sightglass::DecoderChoice choice);
    /// For what is opened or written from then on.
    void storeMegabytesChosen(int megabytes);
    /// Whether files are analysed while nothing else runs.
    void automaticAnalysisChosen(bool automatic);
    void recordingChanged(const sightglass::RecordingSettings &recording);

private:
    QWidget *makeOverlayFields();
    QWidget *makeWindowFields(const WindowSettings &window);
    QWidget *makeRecordingFields();
    QWidget *makeVideoFields(DecoderChoice decoder);
    QWidget *makeStoreFields(const SourceSettings &source);
    void show(const OverlayStyle &style);
    void takeStyle();
    void takeRecording(const RecordingSettings &changed);

    OverlayStyle m_style;
    RecordingSettings m_recording;
    NumberField *m_lineWidth;
    NumberField *m_fill;
    NumberField *m_fontSize;
    QCheckBox *m_ownFont;
    QFontComboBox *m_font;
    QComboBox *m_appearance;
    QComboBox *m_units;
    QComboBox *m_language;
    bool m_showing = false;
};

} // namespace sightglass
