// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/tuningpanel.h"

#include "ui/docks/classlist.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/section.h"
#include "ui/widgets/valueslider.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr int refreshInterval = 125; ///< Milliseconds between two updates of the counts.

bool sameNames(const std::shared_ptr<const QStringList> &a, const std::shared_ptr<const QStringList> &b)
{
    return a == b || (a && b && *a == *b);
}

} // namespace

TuningPanel::TuningPanel(QWidget *parent)
    : QWidget(parent)
    , m_confidence(new ValueSlider(tr("Confidence")))
    , m_iou(new ValueSlider(tr("Overlap (IoU)")))
    , m_maximum(new NumberField)
    , m_agnostic(new QCheckBox(tr("All classes as one")))
    , m_more(new Section(tr("More"), makeMore()))
    , m_presets(new QMenu(this))
    , m_classes(new ClassList)
{
    m_confidence->setObjectName(QStringLiteral("confidence"));
    m_confidence->setHistogramShown(true);
    m_confidence->setHelp(tr("Least score of a detection. Behind the slider: the scores of all candidates on this "
                             "frame. Double click for the default."));
    m_iou->setObjectName(QStringLiteral("iou"));
    m_iou->setDefaultValue(static_cast<double>(Thresholds().iou));
    m_iou->setHelp(tr("A box that overlaps a better one by more than this is dropped (intersection over union). "
                      "Double click for the default."));
    m_maximum->setObjectName(QStringLiteral("maximum"));
    m_maximum->setRange(1, 3000);
    m_maximum->setDecimals(0);
    m_maximum->setToolTip(tr("Most detections of one frame; the best ones are kept"));
    m_agnostic->setObjectName(QStringLiteral("agnostic"));
    m_agnostic->setToolTip(tr("Let a box suppress overlapping boxes of other classes too (class-agnostic NMS)"));

    auto *presets = new QToolButton;
    presets->setText(tr("Presets") + QStringLiteral(" ▾"));
    presets->setAccessibleName(tr("Presets"));
    presets->setToolTip(tr("Thresholds and classes under a name: bring them back, or save those of now"));
    presets->setMenu(m_presets);
    presets->setPopupMode(QToolButton::InstantPopup);
    presets->setAutoRaise(true);
    presets->setFocusPolicy(Qt::TabFocus);
    m_more->setCorner(presets);
    connect(m_more, &Section::toggled, this, &TuningPanel::moreShownChanged);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_confidence);
    layout->addWidget(m_more);
    layout->addWidget(m_classes, 1);

    connect(m_confidence, &ValueSlider::valueChanged, this, [this](double value) {
        Thresholds changed = m_thresholds;
        changed.confidence = static_cast<float>(value);
        edit(changed);
    });
    connect(m_iou, &ValueSlider::valueChanged, this, [this](double value) {
        Thresholds changed = m_thresholds;
        changed.iou = static_cast<float>(value);
        edit(changed);
    });
    connect(m_maximum, &NumberField::valueChanged, this, [this] {
        Thresholds changed = m_thresholds;
        changed.maxDetections = m_maximum->whole();
        edit(changed);
    });
    connect(m_agnostic, &QCheckBox::toggled, this, [this](bool on) {
        Thresholds changed = m_thresholds;
        changed.classAgnostic = on;
        edit(changed);
    });
    connect(m_classes, &ClassList::rulesEdited, this, [this](const std::map<int, ClassRule> &rules) {
        Thresholds changed = m_thresholds;
        changed.classes = rules;
        edit(changed);
    });
    connect(m_classes, &ClassList::colourEdited, this, [this](const QString &name, const QColor &colour) {
        if (colour.isValid())
            m_style.colours.insert(name, colour);
        else
            m_style.colours.remove(name);
        m_classes->setStyle(m_style);
        Q_EMIT overlayStyleChanged(m_style);
    });
    m_refresh.setSingleShot(true);
    connect(&m_refresh, &QTimer::timeout, this, &TuningPanel::refresh);
    setModel({});
    setThresholds({});
}

QWidget *TuningPanel::makeMore()
{
    auto *maximumLabel = new QLabel(tr("Maximum detections"));
    maximumLabel->setBuddy(m_maximum);
    auto *maximumLine = new QHBoxLayout;
    maximumLine->addWidget(maximumLabel, 1);
    maximumLine->addWidget(m_maximum);
    auto *more = new QWidget;
    auto *layout = new QVBoxLayout(more);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_iou);
    layout->addLayout(maximumLine);
    layout->addWidget(m_agnostic);
    return more;
}

void TuningPanel::setMoreShown(bool shown)
{
    m_more->setOpen(shown);
}

void TuningPanel::setThresholds(const Thresholds &thresholds)
{
    m_thresholds = thresholds;
    const QSignalBlocker confidence(m_confidence);
    const QSignalBlocker iou(m_iou);
    const QSignalBlocker maximum(m_maximum);
    const QSignalBlocker agnostic(m_agnostic);
    m_confidence->setValue(static_cast<double>(thresholds.confidence));
    m_iou->setValue(static_cast<double>(thresholds.iou));
    m_maximum->setValue(thresholds.maxDetections);
    m_agnostic->setChecked(thresholds.classAgnostic);
    m_classes->setThresholds(thresholds);
    refresh();
}

void TuningPanel::edit(const Thresholds &thresholds)
{
    if (thresholds == m_thresholds)
        return;
    setThresholds(thresholds);
    Q_EMIT thresholdsChanged(m_thresholds);
}

void TuningPanel::setModel(const ModelDescriptor &model)
{
    m_confidence->setDefaultValue(static_cast<double>(model.defaultConfidence));
    if (!sameNames(model.classNames, m_classNames) || !model.classNames)
        m_classes->setClassNames(model.classNames);
    m_classNames = model.classNames;
    refresh();
}

void TuningPanel::setOverlayStyle(const OverlayStyle &style)
{
    m_style = style;
    m_classes->setStyle(style);
}

void TuningPanel::setPresentation(const Presentation &presentation)
{
    const bool sameFrame = presentation.frame.id == m_frame;
    m_frame = presentation.frame.id;
    m_candidates = presentation.result().candidates;
    m_detections = presentation.result().detections;
    if (sameFrame || !m_sinceRefresh.isValid() || m_sinceRefresh.elapsed() >= refreshInterval)
        refresh();
    else if (!m_refresh.isActive())
        m_refresh.start(refreshInterval - static_cast<int>(m_sinceRefresh.elapsed()));
}

void TuningPanel::refresh()
{
    m_refresh.stop();
    m_sinceRefresh.start();
    // What another model has seen says nothing about this one's classes.
    const bool current = m_candidates && sameNames(m_candidates->classNames, m_classNames);
    Histogram histogram;
    if (current) {
        for (const Candidate &candidate : m_candidates->items) {
            const ClassRule &rule = m_thresholds.rule(candidate.classId);
            if (rule.shown && !rule.confidence)
                histogram.add(candidate.score);
        }
    }
    m_confidence->setHistogram(histogram);
    m_classes->setResults(current ? m_detections : Detections(), current ? m_candidates : nullptr);
}

} // namespace sightglass
