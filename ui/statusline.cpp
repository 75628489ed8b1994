// SPDX-License-Identifier: Apache-2.0
#include "ui/statusline.h"

#include "core/inference/detector.h"
#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/outsidetext.h"

#include <QMenu>
#include <QStatusBar>
#include <QToolButton>

#include <cmath>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

constexpr double muchSlower = 0.95; ///< Below this share of the asked speed, playing is said to be slower.

/// `stored`: no model has run for what is shown.
QString ratesText(double display, double model, std::uint64_t lost, bool stored = false)
{
    if (stored)
        return StatusLine::tr("%1 fps · stored · %2 lost (10 s)")
            .arg(QString::number(display, 'f', 1), QString::number(lost));
    const QString milliseconds = model <= 0.0 ? QStringLiteral("–") : QString::number(model, 'f', model < 10.0 ? 1 : 0);
    return StatusLine::tr("%1 fps · model %2 ms · %3 lost (10 s)")
        .arg(QString::number(display, 'f', 1), milliseconds, QString::number(lost));
}

/// By how much a file plays slower or faster than it was made, where it does not keep up with what was asked.
std::optional<double> heldSpeed(const LaneReport &report)
{
    if (report.source.phase != Phase::Playing || report.info.live || !report.info.frameRate.isValid() ||
        report.flow.policy != FlowPolicy::EveryFrame || report.statistics.capture.perSecond <= 0.0)
        return std::nullopt;
    const double speed = report.statistics.capture.perSecond / report.info.frameRate.toDouble();
    return speed < muchSlower * report.speed ? std::optional(speed) : std::nullopt;
}

void mark(QToolButton &chip, bool late)
{
    QPalette palette = chip.parentWidget()->palette();
    if (late)
        palette.setColor(QPalette::ButtonText, Theme::signalColours(palette).late);
    if (chip.palette() != palette)
        chip.setPalette(palette);
}

} // namespace

StatusLine::StatusLine(QStatusBar *bar, const ActionSet &actions)
    : QObject(bar)
    , m_bar(bar)
    , m_flow(addChip("flowChip", tr("Every frame: playing at %1× ▾").arg(QStringLiteral("0.00"))))
    , m_rates(addChip("ratesChip", ratesText(888.8, 8888.0, 88888) + QStringLiteral(" ▴")))
    , m_model(addChip("modelChip", {}))
    , m_attention(addChip("messagesChip", {}))
{
    auto *flows = new QMenu(m_flow);
    flows->setToolTipsVisible(true);
    flows->addSection(tr("When the model is slower than the source"));
    flows->addAction(actions[ActionId::PolicyLatest]);
    flows->addAction(actions[ActionId::PolicyEveryFrame]);
    flows->addSection(tr("When a frame is shown"));
    flows->addAction(actions[ActionId::ModeSynced]);
    flows->addAction(actions[ActionId::ModeSmooth]);
    m_flow->setMenu(flows);
    m_flow->setPopupMode(QToolButton::InstantPopup);
    m_rates->setCheckable(true);
    connect(m_rates, &QToolButton::clicked, this, &StatusLine::statisticsToggled);
    connect(m_model, &QToolButton::clicked, this, &StatusLine::modelRequested);
    m_attention->setIcon(lineIcon(QStringLiteral("warning")));
    m_attention->setToolTip(tr("Something went wrong: show the messages"));
    m_attention->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_attention->hide();
    connect(m_attention, &QToolButton::clicked, this, &StatusLine::messagesRequested);
    bar->setSizeGripEnabled(false);
    bar->setContentsMargins(0, 0, Theme::rhythm, 0);
    setStatisticsShown(false);
    setModel({});
    setReport({});
}

QToolButton *StatusLine::addChip(const char *name, const QString &widest)
{
    auto *chip = new QToolButton;
    chip->setObjectName(QLatin1String(name));
    chip->setAutoRaise(true);
    chip->setFocusPolicy(Qt::TabFocus);
    chip->setToolButtonStyle(Qt::ToolButtonTextOnly);
    if (!widest.isEmpty())
        chip->setFixedWidth(chip->fontMetrics().horizontalAdvance(widest) + 2 * Theme::rhythm);
    m_bar->addPermanentWidget(chip);
    return chip;
}

void StatusLine::setReport(const LaneReport &report)
{
    showFlow(report);
    const ModelStatistics &model = report.statistics.models.front();
    const FlowCounters &queue = model.queue;
    m_rates->setText(ratesText(report.statistics.display.perSecond, model.inference.p50, report.statistics.lostLately(),
                               report.stored) +
                     (m_rates->isChecked() ? QStringLiteral(" ▾") : QStringLiteral(" ▴")));
    m_rates->setToolTip(
        tr("Frames a second: %1 read, %2 seen by the model, %3 shown. %4 of %5 places in the queue are taken.\n"
           "Of this source and policy %6 were lost, as the model or the display had no time for them, and %7 skipped "
           "by pauses and fast playing.")
            .arg(QString::number(report.statistics.capture.perSecond, 'f', 1),
                 QString::number(model.inference.perSecond, 'f', 1),
                 QString::number(report.statistics.display.perSecond, 'f', 1), QString::number(queue.waiting()),
                 QString::number(queue.capacity), QString::number(report.statistics.lost()),
                 QString::number(report.statistics.skipped())) +
        (report.stored
             ? QLatin1Char('\n') + tr("The boxes on display are those that the model found before, and were kept.")
             : QString()));
    mark(*m_rates, report.source.phase == Phase::Playing && report.statistics.lostLately() > 0);
}

void StatusLine::showFlow(const LaneReport &report)
{
    const bool everyFrame = report.flow.policy == FlowPolicy::EveryFrame;
    const bool synced = report.flow.mode == ViewMode::Synced;
    const QString policy = everyFrame ? tr("Every frame") : tr("Latest");
    const auto held = heldSpeed(report);
    const QString text = held ? tr("%1: playing at %2×").arg(policy, QString::number(*held, 'f', 2))
                              : tr("%1 · %2").arg(policy, synced ? tr("Synced") : tr("Smooth"));
    m_flow->setText(text + QStringLiteral(" ▾"));
    m_flow->setToolTip(QStringList{everyFrame ? tr("The model sees every frame; a slow model slows playing down.")
                                              : tr("The model sees the newest frame; frames it has no time for are "
                                                   "dropped and counted."),
                                   synced ? tr("A frame is shown when its own boxes are there.")
                                          : tr("Every frame is shown at once, with the newest boxes and their age.")}
                           .join(QLatin1Char('\n')));
}

void StatusLine::setModel(const ModelDescriptor &model)
{
    m_model->setToolTip(
        model.location.isEmpty()
            ? tr("No model is loaded: choose one")
            : toolTipText(
                  tr("%1 on %2: show the model").arg(modelTitle(model.location, model.name), model.device.toUpper())));
    m_model->setText(model.location.isEmpty() ? tr("No model")
                     : model.workers > 1 ? tr("%1 ×%2").arg(model.device.toUpper(), QString::number(model.workers))
                                         : model.device.toUpper());
}

void StatusLine::setModelLoading(const QString &name)
{
    m_model->setText(m_model->fontMetrics().elidedText(tr("loading %1 …").arg(visibleText(name)), Qt::ElideMiddle,
                                                       24 * Theme::rhythm));
}

void StatusLine::callAttention()
{
    ++m_unseen;
    m_attention->setText(QString::number(m_unseen));
    m_attention->setAccessibleName(tr("New messages: %1").arg(m_unseen));
    m_attention->show();
}

void StatusLine::settle()
{
    m_unseen = 0;
    m_attention->hide();
}

void StatusLine::setStatisticsShown(bool shown)
{
    m_rates->setChecked(shown);
}

} // namespace sightglass
