// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/overlay/overlaystyle.h"
#include "core/pipeline/presentation.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QCheckBox;
class QMenu;

namespace sightglass
{

class ClassList;
class NumberField;
class Section;
class ValueSlider;

/// What counts as a detection, turned while it plays: thresholds for all, and for each class.
///
/// Values set from outside never come back as signals. Counts and histograms follow the presentations at 8 Hz at most;
/// a change of the thresholds shows at once.
class TuningPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TuningPanel(QWidget *parent = nullptr);

    const Thresholds &thresholds() const { return m_thresholds; }
    void setThresholds(const Thresholds &thresholds);
    /// Its classes, and the confidence that a double click brings back.
    void setModel(const ModelDescriptor &model);
    void setPresentation(const Presentation &presentation);
    void setOverlayStyle(const OverlayStyle &style);
    /// Unfolds what is seldom turned.
    void setMoreShown(bool shown);
    /// Of the button for presets, for whoever keeps them to fill.
    QMenu *presets() const { return m_presets; }

Q_SIGNALS:
    /// By the user's hand, at each step.
    void thresholdsChanged(const sightglass::Thresholds &thresholds);
    /// The user has given a class a colour.
    void overlayStyleChanged(const sightglass::OverlayStyle &style);
    void moreShownChanged(bool shown);

private:
    QWidget *makeMore();
    void edit(const Thresholds &thresholds);
    void refresh();

    Thresholds m_thresholds;
    std::shared_ptr<const QStringList> m_classNames;
    OverlayStyle m_style;
    CandidatesPtr m_candidates;
    Detections m_detections;
    FrameId m_frame;
    QElapsedTimer m_sinceRefresh;
    QTimer m_refresh;

    ValueSlider *m_confidence;
    ValueSlider *m_iou;
    NumberField *m_maximum;
    QCheckBox *m_agnostic;
    Section *m_more;
    QMenu *m_presets;
    ClassList *m_classes;
};

} // namespace sightglass
