// SPDX-License-Identifier: Apache-2.0
#include "ui/statusline.h"

#include "core/values/visibletext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"

#include <QLabel>
#include <QStatusBar>
#include <QToolButton>

namespace sightglass
{

namespace
{

QString ratesText(double capture, double inference, double display)
{
    return StatusLine::tr("capture %1  inference %2  display %3 fps")
        .arg(QString::number(capture, 'f', 1), QString::number(inference, 'f', 1), QString::number(display, 'f', 1));
}

void mark(QLabel &label, bool late)
{
    QPalette palette = label.parentWidget()->palette();
    if (late)
        palette.setColor(QPalette::WindowText, Theme::signalColours(palette).late);
    label.setPalette(palette);
}

} // namespace

StatusLine::StatusLine(QStatusBar *bar)
    : QObject(bar)
    , m_bar(bar)
    , m_attention(new QToolButton)
    , m_rates(addFigure(ratesText(999.9, 999.9, 999.9), tr("Frames a second: read, seen by the model, shown")))
    , m_queue(addFigure(tr("queue %1 / %2").arg(QString::number(88), QString::number(88)),
                        tr("Frames that wait for the model or are in it, and how many may")))
    , m_dropped(addFigure(tr("dropped %1 (%2 %)").arg(QString::number(888888), QString::number(88)),
                          tr("Frames the model had no time for")))
    , m_age(addFigure(tr("%1 old").arg(tr("888 ms")), tr("Age of the picture on display, of live sources")))
    , m_model(new QLabel)
{
    m_attention->setIcon(lineIcon(QStringLiteral("warning")));
    m_attention->setText(tr("New message"));
    m_attention->setToolTip(tr("Something went wrong: show the messages"));
    m_attention->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_attention->setAutoRaise(true);
    m_attention->setFocusPolicy(Qt::TabFocus);
    m_attention->hide();
    bar->addWidget(m_attention);
    connect(m_attention, &QToolButton::clicked, this, [this] {
        m_attention->hide();
        Q_EMIT messagesRequested();
    });
    m_model->setTextFormat(Qt::PlainText);
    m_model->setToolTip(tr("The model in use and where it runs"));
    m_model->setMaximumWidth(40 * Theme::rhythm);
    bar->addPermanentWidget(m_model);
    bar->setSizeGripEnabled(false);
    bar->setContentsMargins(0, 0, Theme::rhythm, 0);
}

QLabel *StatusLine::addFigure(const QString &widest, const QString &toolTip)
{
    auto *label = new QLabel;
    label->setToolTip(toolTip);
    label->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    label->setFixedWidth(label->fontMetrics().horizontalAdvance(widest) + 2 * Theme::rhythm);
    label->setContentsMargins(Theme::rhythm, 0, Theme::rhythm, 0);
    m_bar->addPermanentWidget(label);
    return label;
}

void StatusLine::setStatistics(const LaneStatistics &statistics)
{
    const ModelStatistics &model = statistics.models.front();
    const FlowCounters &queue = model.queue;
    m_rates->setText(ratesText(statistics.capture.perSecond, model.inference.perSecond, statistics.display.perSecond));
    m_queue->setText(tr("queue %1 / %2").arg(QString::number(queue.waiting()), QString::number(queue.capacity)));
    mark(*m_queue, queue.capacity > 0 && queue.waiting() >= queue.capacity);
    const double share = queue.dropRatio();
    m_dropped->setText(
        tr("dropped %1 (%2 %)").arg(QString::number(queue.dropped), QString::number(share * 100.0, 'f', 0)));
    mark(*m_dropped, share > 0.01);
    m_age->setText(statistics.pictureAge ? tr("%1 old").arg(ageText(*statistics.pictureAge)) : QString());
}

void StatusLine::setModel(const ModelDescriptor &model)
{
    const QString text =
        model.location.isEmpty() ? tr("no model") : tr("%1, %2").arg(visibleText(model.name), model.device.toUpper());
    m_model->setText(m_model->fontMetrics().elidedText(text, Qt::ElideMiddle, 38 * Theme::rhythm));
}

void StatusLine::setModelLoading(const QString &name)
{
    m_model->setText(m_model->fontMetrics().elidedText(tr("loading %1 …").arg(visibleText(name)), Qt::ElideMiddle,
                                                       38 * Theme::rhythm));
}

void StatusLine::callAttention()
{
    m_attention->show();
}

} // namespace sightglass
