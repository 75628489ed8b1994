// SPDX-License-Identifier: Apache-2.0
#include "ui/video/tilebar.h"

#include "ui/theme/theme.h"
#include "ui/transport/statemark.h"
#include "ui/transport/timetext.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/iconbutton.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include <utility>

namespace sightglass
{

TileBar::TileBar(QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel)
    , m_mark(new QLabel)
    , m_figures(new ElidedLabel)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::rhythm, 0, 0, 0);
    row->setSpacing(Theme::rhythm);
    m_name->setElideMode(Qt::ElideMiddle);
    m_figures->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_name, 2);
    row->addWidget(m_mark);
    row->addWidget(m_figures, 3);
    QToolButton *close = iconButton(QStringLiteral("close"), tr("Close"), tr("Close this source and its place"));
    close->setFocusPolicy(Qt::TabFocus);
    connect(close, &QToolButton::clicked, this, &TileBar::closeRequested);
    row->addWidget(close);
    for (QLabel *label : std::initializer_list<QLabel *>{m_name, m_mark, m_figures})
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
    setToolTip(tr("Drag it onto another one to change places"));
}

void TileBar::setReport(const SourceState &state, const SourceInfo &info, const LaneStatistics &statistics)
{
    const bool open = state.phase != SourceState::Phase::Empty;
    m_name->setText(open ? info.spec.displayName() : tr("Nothing is open"));
    const StateMark mark = stateMark(state, info, statistics.pictureAge, palette());
    m_mark->setText(open
                        ? QStringLiteral("<span style='color:%1'>● <b>%2</b></span>").arg(mark.colour.name(), mark.word)
                        : QString());
    QStringList figures;
    if (statistics.recording.recording)
        figures.append(tr("REC %1").arg(timeText(statistics.recording.seconds, false)));
    if (m_offset)
        figures.append(*m_offset == 0.0 ? tr("together") : tr("together, %1 s").arg(*m_offset, 0, 'f', 3));
    if (state.isActive() && state.phase != SourceState::Phase::Opening) {
        if (statistics.pictureAge)
            figures.append(ageText(*statistics.pictureAge));
        figures.append(tr("%1 fps").arg(statistics.display.perSecond, 0, 'f', 1));
        figures.append(tr("%1 lost").arg(statistics.lostLately()));
        figures.append(info.format);
    }
    m_figures->setText(figures.join(QStringLiteral(" · ")));
}

void TileBar::setCurrent(bool current)
{
    m_current = current;
    QFont font = m_name->font();
    font.setBold(current);
    m_name->setFont(font);
    update();
}

QString TileBar::text() const
{
    return m_name->fullText() + QStringLiteral(" | ") + m_figures->fullText();
}

void TileBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(m_current ? QPalette::Midlight : QPalette::Window));
}

void TileBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_pressed = event->position().toPoint();
}

void TileBar::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_pressed)
        return;
    const QPoint way = event->position().toPoint() - *m_pressed;
    m_dragging = m_dragging || way.manhattanLength() >= QApplication::startDragDistance();
    if (m_dragging) {
        setCursor(Qt::ClosedHandCursor);
        Q_EMIT draggedTo(event->globalPosition().toPoint());
    }
}

void TileBar::mouseReleaseEvent(QMouseEvent *event)
{
    m_pressed.reset();
    unsetCursor();
    if (std::exchange(m_dragging, false))
        Q_EMIT droppedAt(event->globalPosition().toPoint());
}

} // namespace sightglass
