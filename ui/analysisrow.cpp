// SPDX-License-Identifier: Apache-2.0
#include "ui/analysisrow.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconbutton.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

namespace sightglass
{

namespace
{

using State = Analysis::State;

constexpr int barSteps = 1000;
constexpr std::chrono::seconds resultTime{15};

QString runningText(const QString &name, State state)
{
    switch (state) {
    case State::Paused:
        return AnalysisRow::tr("Analysis of %1 is paused").arg(name);
    case State::Waiting:
        return AnalysisRow::tr("Analysis of %1 waits for what plays").arg(name);
    default:
        return AnalysisRow::tr("Analysing %1").arg(name);
    }
}

QString resultText(const AnalysisProgress &progress)
{
    QStringList parts{AnalysisRow::tr("Analysed: %1 frames").arg(progress.kept)};
    if (progress.unreadable > 0)
        parts.append(AnalysisRow::tr("%1 could not be read").arg(progress.unreadable));
    if (progress.failed > 0)
        parts.append(AnalysisRow::tr("the model failed on %1").arg(progress.failed));
    return parts.join(QStringLiteral("; "));
}

} // namespace

AnalysisRow::AnalysisRow(QWidget *parent)
    : QWidget(parent)
    , m_text(new ElidedLabel)
    , m_bar(new QProgressBar)
    , m_pause(iconButton(QStringLiteral("pause"), tr("Pause the analysis"), {}))
    , m_cancel(iconButton(QStringLiteral("cancel"), tr("Cancel the analysis"),
                          tr("End the analysis; what it has found is kept")))
    , m_close(iconButton(QStringLiteral("close"), tr("Close"), tr("Take this row away")))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::rhythm, 0, Theme::rhythm, 0);
    row->setSpacing(Theme::rhythm);
    m_text->setObjectName(QStringLiteral("analysisText"));
    m_text->setElideMode(Qt::ElideMiddle);
    row->addWidget(m_text, 1);
    m_bar->setRange(0, barSteps);
    m_bar->setFixedWidth(16 * Theme::rhythm);
    m_bar->setAccessibleName(tr("Progress of the analysis"));
    row->addWidget(m_bar);
    m_pause->setObjectName(QStringLiteral("analysisPause"));
    m_cancel->setObjectName(QStringLiteral("analysisCancel"));
    for (QToolButton *button : {m_pause, m_cancel, m_close})
        row->addWidget(button);
    m_leave.setSingleShot(true);
    m_leave.setInterval(resultTime);
    connect(&m_leave, &QTimer::timeout, this, &QWidget::hide);
    connect(m_pause, &QToolButton::clicked, this, &AnalysisRow::toggled);
    connect(m_cancel, &QToolButton::clicked, this, &AnalysisRow::cancelled);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void AnalysisRow::setAnalysis(const QString &name, const Analysis &analysis)
{
    const State before = std::exchange(m_state, analysis.state());
    if (analysis.isActive()) {
        m_leave.stop();
        m_text->setText(runningText(name, m_state));
        const bool isPaused = m_state == State::Paused;
        m_pause->setIcon(lineIcon(isPaused ? QStringLiteral("play") : QStringLiteral("pause")));
        const QString text = isPaused ? tr("Go on with the analysis") : tr("Pause the analysis");
        m_pause->setAccessibleName(text);
        m_pause->setToolTip(text);
        showProgress(analysis.progress(), m_state != State::Preparing);
        for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_pause, m_cancel})
            widget->show();
        m_close->hide();
        show();
    } else if (m_state == State::Idle) {
        hide();
    } else if (before != m_state) {
        const bool isDone = m_state == State::Done;
        showEnd(isDone ? resultText(analysis.progress()) : analysis.error().message, isDone);
    }
}

void AnalysisRow::showProgress(const AnalysisProgress &progress, bool isKnown)
{
    m_bar->setRange(0, isKnown ? barSteps : 0);
    if (progress.total > 0)
        m_bar->setValue(static_cast<int>(barSteps * (progress.total - progress.missing()) / progress.total));
    m_bar->setFormat(progress.secondsLeft ? tr("%p % · %1 left").arg(timeText(*progress.secondsLeft, false))
                                          : QStringLiteral("%p %"));
    m_bar->setToolTip(tr("%1 of %2 frames are kept, %3 a second")
                          .arg(QString::number(progress.kept), QString::number(progress.total),
                               QString::number(progress.perSecond, 'f', 1)));
}

void AnalysisRow::showEnd(const QString &text, bool forAWhile)
{
    m_text->setText(text);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_bar, m_pause, m_cancel})
        widget->hide();
    m_close->show();
    if (forAWhile)
        m_leave.start();
    show();
}

} // namespace sightglass
