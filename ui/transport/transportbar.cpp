// SPDX-License-Identifier: Apache-2.0
#include "ui/transport/transportbar.h"

#include "core/pipeline/lanegroup.h"
#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/theme/theme.h"
#include "ui/transport/seekbar.h"
#include "ui/transport/statemark.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/numberfield.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int fileWidth = 160;

// The widest that a text of this form gets, whatever its digits.
int widthOf(const QWidget &widget, QString form)
{
    for (QChar &letter : form) {
        if (letter.isDigit())
            letter = QLatin1Char('0');
    }
    return widget.fontMetrics().horizontalAdvance(form) + Theme::rhythm;
}

QString speedText(double speed)
{
    return QStringLiteral("%1×").arg(speed);
}

} // namespace

TransportBar::TransportBar(const ActionSet &actions, QWidget *parent)
    : QWidget(parent)
    , m_seekBar(new SeekBar)
    , m_middle(new QWidget)
    , m_stack(new QStackedLayout(m_middle))
    , m_liveMark(new QLabel)
    , m_file(new ElidedLabel)
    , m_time(new QLabel)
    , m_frameNumber(new QLabel)
    , m_speed(new QToolButton)
    , m_offset(new NumberField)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::rhythm, Theme::rhythm / 2, Theme::rhythm, Theme::rhythm / 2);
    row->setSpacing(Theme::rhythm / 2);
    for (const ActionId id : {ActionId::ToStart, ActionId::StepBack})
        m_fileOnly.append(addButton(actions[id]));
    addButton(actions[ActionId::PlayPause]);
    for (const ActionId id : {ActionId::StepForward, ActionId::ToEnd})
        m_fileOnly.append(addButton(actions[id]));

    row->addSpacing(Theme::rhythm / 2);
    row->addWidget(m_middle, 1);
    m_stack->setContentsMargins(0, 0, 0, 0);
    m_stack->addWidget(m_seekBar);
    m_stack->addWidget(m_liveMark);
    m_middle->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addSpacing(Theme::rhythm / 2);

    m_file->setElideMode(Qt::ElideMiddle);
    m_file->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_file->setToolTip(tr("The file of the picture on display"));
    m_file->setFixedWidth(fileWidth);
    row->addWidget(m_file);
    for (QLabel *label : {m_time, m_frameNumber}) {
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        label->setCursor(Qt::PointingHandCursor);
        label->installEventFilter(this);
        row->addWidget(label);
        m_fileOnly.append(label);
    }
    m_time->setAccessibleName(tr("Time"));
    m_time->setToolTip(tr("Time of the picture on display, and length of the file; click to go elsewhere"));
    m_frameNumber->setToolTip(
        tr("The frame on display, counted from 0, and how many there are; click to go elsewhere"));
    row->addSpacing(Theme::rhythm);
    makeOffsetField();
    row->addWidget(m_offset);
    makeSpeedButton();
    row->addWidget(m_speed);
    m_fileOnly.append(m_speed);
    m_fileOnly.append(addButton(actions[ActionId::Loop]));
    for (const ActionId id : {ActionId::SaveLast, ActionId::Record})
        m_liveOnly.append(addButton(actions[id]));

    connect(m_seekBar, &SeekBar::seekRequested, this, &TransportBar::seekRequested);
    setSource({});
    setSpeed(1.0);
}

QToolButton *TransportBar::addButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize({20, 20});
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

bool TransportBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonRelease && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton)
        Q_EMIT goToRequested();
    return QWidget::eventFilter(watched, event);
}

void TransportBar::makeSpeedButton()
{
    auto *menu = new QMenu(m_speed);
    for (const double speed : speeds())
        menu->addAction(speedText(speed), this, [this, speed] { Q_EMIT speedChosen(speed); });
    m_speed->setMenu(menu);
    m_speed->setPopupMode(QToolButton::InstantPopup);
    m_speed->setAutoRaise(true);
    m_speed->setFocusPolicy(Qt::TabFocus);
    m_speed->setToolTip(tr("Speed of playing; [ slower, ] faster, Backspace normal"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setFixedWidth(widthOf(*m_speed, QStringLiteral("0.25× ▾")) + Theme::rhythm);
}

void TransportBar::makeOffsetField()
{
    m_offset->setRange(-LaneGroup::longestOffset, LaneGroup::longestOffset);
    m_offset->setDecimals(3);
    m_offset->setPrefix(tr("begins at "));
    m_offset->setSuffix(tr(" s"));
    m_offset->setAccessibleName(tr("Offset"));
    m_offset->setToolTip(tr("How many seconds after the others this file began; negative: before them"));
    m_offset->setFixedWidth(widthOf(*m_offset, m_offset->prefix() + QStringLiteral("-0000.000") + m_offset->suffix()) +
                            Theme::rhythm);
    m_offset->hide();
    connect(m_offset, &NumberField::valueChanged, this, &TransportBar::offsetChosen);
}

void TransportBar::setOffset(std::optional<double> seconds, double frameSeconds)
{
    const QSignalBlocker unheard(m_offset);
    m_offset->setSingleStep(frameSeconds);
    m_offset->setValue(seconds.value_or(0.0));
    m_offset->setVisible(seconds.has_value());
}

const QList<double> &TransportBar::speeds()
{
    static const QList<double> list{0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0, 8.0, 16.0};
    return list;
}

void TransportBar::setSource(const SourceInfo &info)
{
    m_info = info;
    const bool open = !info.spec.location.isEmpty() || !info.name.isEmpty();
    const bool file = open && info.seekable && info.frameCount.value_or(0) > 0;
    m_seekBar->setRange(file ? *info.frameCount : 0, info.duration);
    m_stack->setCurrentWidget(open && info.live ? static_cast<QWidget *>(m_liveMark) : m_seekBar);
    for (QWidget *widget : m_fileOnly)
        widget->setVisible(!info.live);
    for (QWidget *widget : m_liveOnly)
        widget->setVisible(info.live);
    m_file->setVisible(!info.files.isEmpty());
    m_time->setFixedWidth(
        widthOf(*m_time, QStringLiteral("%1 / %2").arg(timeText(info.duration, true), timeText(info.duration, false))));
    m_frameNumber->setFixedWidth(widthOf(*m_frameNumber, frameText(info.frameCount.value_or(99999))));
    m_frame = 0;
    m_seconds = 0.0;
    m_recording = {};
    setIndexing(std::nullopt);
    setPictureAge(std::nullopt);
    showFigures();
}

void TransportBar::setState(const SourceState &state)
{
    m_state = state;
    showFigures();
    showLiveMark();
}

QString TransportBar::frameText(std::int64_t frame) const
{
    return m_info.frameCount ? tr("frame %1 / %2").arg(QString::number(frame), QString::number(*m_info.frameCount))
                             : tr("frame %1").arg(frame);
}

void TransportBar::showFigures()
{
    m_time->setText(QStringLiteral("%1 / %2").arg(timeText(m_seconds, true), timeText(m_info.duration, false)));
    m_frameNumber->setText(frameText(m_frame));
    m_file->setText(visibleText(m_info.files.value(static_cast<qsizetype>(m_frame))));
}

void TransportBar::setFrame(const Frame &frame)
{
    m_frame = std::max<std::int64_t>(0, frame.id.index);
    m_seconds = frame.seconds();
    m_seekBar->setPosition(m_frame);
    showFigures();
    showIndexing();
}

void TransportBar::setIndexing(std::optional<double> known)
{
    m_known = known;
    showIndexing();
}

void TransportBar::showIndexing()
{
    m_seekBar->setIndexing(m_known, m_info.duration > 0.0 ? m_seconds / m_info.duration : 0.0);
}

void TransportBar::setSpeed(double speed)
{
    m_speed->setText(speedText(speed) + QStringLiteral(" ▾"));
}

void TransportBar::setPictureAge(std::optional<double> milliseconds)
{
    m_age = milliseconds;
    showLiveMark();
}

void TransportBar::showLiveMark()
{
    const StateMark mark = stateMark(m_state, m_info, m_age, palette());
    QStringList figures;
    if (m_recording.recording)
        figures.append(QStringLiteral("<span style='color:%1'><b>%2</b></span>")
                           .arg(Theme::signalColours(palette()).failed.name(),
                                tr("REC %1").arg(timeText(m_recording.seconds, false))));
    if (m_age)
        figures.append(tr("picture %1 old").arg(ageText(*m_age)));
    if (m_recording.lost > 0)
        figures.append(tr("%1 not recorded").arg(m_recording.lost));
    if (m_recording.keptBytes > 0)
        figures.append(tr("last %1 s kept (%2 MB)")
                           .arg(QString::number(m_recording.keptSeconds, 'f', 1),
                                QString::number(static_cast<double>(m_recording.keptBytes) / 1e6, 'f', 0)));
    m_liveMark->setText(QStringLiteral("<span style='color:%1'>● <b>%2</b></span>&nbsp;&nbsp;%3")
                            .arg(mark.colour.name(), mark.word, figures.join(QStringLiteral(" · "))));
}

void TransportBar::setRecording(const RecordingStatus &recording)
{
    m_recording = recording;
    showLiveMark();
}

void TransportBar::setLarge(bool large)
{
    m_seekBar->setLarge(large);
}

} // namespace sightglass
