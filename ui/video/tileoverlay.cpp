// SPDX-License-Identifier: Apache-2.0
#include "ui/video/tileoverlay.h"

#include "core/values/visibletext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

constexpr std::chrono::milliseconds patience{400};

double millisecondsSince(Clock::time_point moment)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - moment).count();
}

QLabel *makeLabel(QLayout *layout)
{
    auto *label = new QLabel;
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignCenter);
    label->setTextFormat(Qt::PlainText);
    layout->addWidget(label);
    return label;
}

} // namespace

TileOverlay::TileOverlay(QWidget *parent)
    : QWidget(parent)
    , m_card(new QWidget(this))
    , m_icon(new QLabel)
    , m_busy(new QProgressBar)
{
    m_card->setObjectName(QStringLiteral("tileCard"));
    m_card->setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(m_card);
    column->setContentsMargins(3 * Theme::rhythm, 2 * Theme::rhythm, 3 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    m_icon->setAlignment(Qt::AlignCenter);
    column->addWidget(m_icon);
    m_title = makeLabel(column);
    m_body = makeLabel(column);
    m_details = makeLabel(column);
    m_age = makeLabel(column);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->hide();
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedHeight(4);
    column->addWidget(m_busy);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    const auto addButton = [&](const QString &text, auto signal) {
        auto *button = new QPushButton(text);
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, signal);
        return button;
    };
    m_cancel = addButton(tr("Cancel"), &TileOverlay::cancelRequested);
    m_retry = addButton(tr("Try again"), &TileOverlay::retryRequested);
    m_showDetails = addButton(tr("Details"), [this] {
        m_details->setVisible(m_showDetails->isChecked());
        place();
    });
    m_showDetails->setCheckable(true);
    buttons->addStretch();
    column->addLayout(buttons);

    m_clock.setInterval(250);
    connect(&m_clock, &QTimer::timeout, this, &TileOverlay::refresh);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &TileOverlay::refresh);
    restyle();
}

void TileOverlay::setState(const SourceState &state, const QString &name, bool noPicture)
{
    if (state.phase != m_state.phase) {
        m_showDetails->setChecked(false);
        m_details->hide();
        if (state.phase == Phase::Opening)
            m_patience.start();
        else
            m_patience.stop();
    }
    m_state = state;
    m_name = name;
    m_noPicture = noPicture;
    if (state.phase == Phase::Stalled || state.phase == Phase::Reconnecting)
        m_clock.start();
    else
        m_clock.stop();
    refresh();
}

void TileOverlay::setInviting(bool inviting)
{
    m_inviting = inviting;
    refresh();
}

void TileOverlay::setOpening(const QString &name)
{
    if (name == m_opening)
        return;
    m_opening = name;
    if (!name.isEmpty())
        m_patience.start();
    refresh();
}

void TileOverlay::setOpeningProgress(std::optional<double> progress)
{
    // Without a number of steps it moves to and fro.
    constexpr int steps = 100;
    m_busy->setMaximum(progress ? steps : 0);
    if (progress)
        m_busy->setValue(static_cast<int>(steps * *progress));
}

void TileOverlay::setPictureAge(std::optional<double> milliseconds)
{
    m_age->setText(milliseconds ? tr("The picture is %1 old.").arg(ageText(*milliseconds)) : QString());
    const bool wanted = milliseconds.has_value();
    if (m_age->isVisibleTo(m_card) != wanted) {
        m_age->setVisible(wanted);
        place();
    }
}

QString TileOverlay::text() const
{
    if (m_card->isHidden())
        return {};
    return m_body->text().isEmpty() ? m_title->text() : m_title->text() + QLatin1Char(' ') + m_body->text();
}

void TileOverlay::refresh()
{
    const Phase phase = m_opening.isEmpty() ? m_state.phase : Phase::Opening;
    QString title;
    QString body;
    QString iconName;
    switch (phase) {
    case Phase::Opening:
        title = m_patience.isActive() ? QString() : tr("Opening %1 …").arg(m_opening.isEmpty() ? m_name : m_opening);
        break;
    case Phase::Empty:
        if (m_inviting) {
            title = tr("Nothing is open here");
            body = tr("Open a file, a camera or a stream, or drop one.");
        }
        break;
    case Phase::Playing:
    case Phase::Paused:
    case Phase::Ended: // The transport plays it again.
        break;
    case Phase::Stalled:
        iconName = QStringLiteral("warning");
        title = tr("%1 has sent no picture for %2").arg(m_name, ageText(millisecondsSince(m_state.since)));
        break;
    case Phase::Reconnecting: {
        if (m_state.unplugged) {
            iconName = QStringLiteral("camera");
            title = tr("%1 is unplugged").arg(m_name);
            body = tr("It goes on by itself when it is plugged in again.");
            break;
        }
        const double wait = std::max(0.0, -millisecondsSince(m_state.nextTry) / 1000.0);
        iconName = QStringLiteral("stream");
        // One that was never there was not lost.
        title = m_noPicture ? m_state.error.message : tr("The connection to %1 was lost").arg(m_name);
        body = wait > 0.0
                   ? tr("Attempt %1 in %2 s").arg(QString::number(m_state.attempt), QString::number(std::ceil(wait)))
                   : tr("Attempt %1 …").arg(m_state.attempt);
        break;
    }
    case Phase::Failed:
        iconName = QStringLiteral("error");
        title = m_state.error.message;
        body = m_state.error.suggestion;
        break;
    }
    m_title->setText(visibleLines(title));
    m_body->setText(visibleLines(body));
    m_body->setVisible(!body.isEmpty());
    m_details->setText(visibleLines(m_state.error.detail));
    m_icon->setVisible(!iconName.isEmpty());
    if (!iconName.isEmpty())
        m_icon->setPixmap(lineIcon(iconName).pixmap(QSize(32, 32), devicePixelRatioF()));
    m_busy->setVisible(phase == Phase::Opening);
    m_cancel->setVisible(phase == Phase::Opening || phase == Phase::Reconnecting);
    m_retry->setVisible(phase == Phase::Failed || phase == Phase::Reconnecting || phase == Phase::Stalled);
    m_showDetails->setVisible(phase == Phase::Failed && !m_state.error.detail.isEmpty());
    m_card->setVisible(!title.isEmpty());
    place();
}

void TileOverlay::place()
{
    // The mouse belongs to the view wherever the card is not.
    setMask(m_card->isHidden() ? QRegion(-1, -1, 1, 1) : QRegion());
    const int widest = std::max(160, std::min(width() - 2 * Theme::rhythm, 60 * Theme::rhythm));
    m_card->layout()->activate();
    // A wrapping label would rather be narrow than on one line.
    int textWidth = 0;
    for (const QLabel *label : {m_title, m_body, m_age, m_details}) {
        if (label->isVisibleTo(m_card))
            textWidth = std::max(textWidth, label->fontMetrics().horizontalAdvance(label->text()));
    }
    const QMargins margins = m_card->layout()->contentsMargins();
    const int wanted = textWidth + margins.left() + margins.right() + 2;
    const int cardWidth = std::min(widest, std::max(wanted, m_card->sizeHint().width()));
    const int cardHeight = m_card->layout()->hasHeightForWidth() ? m_card->layout()->totalHeightForWidth(cardWidth)
                                                                 : m_card->sizeHint().height();
    const int top = (height() - cardHeight) / 2;
    m_card->setGeometry((width() - cardWidth) / 2, std::max(0, top), cardWidth, cardHeight);
    if (!m_card->isHidden())
        setMask(m_card->geometry());
}

void TileOverlay::restyle()
{
    const QColor surface = palette().color(QPalette::Window);
    m_card->setStyleSheet(
        QStringLiteral("#tileCard { background: rgba(%1, %2, %3, 235); border-radius: 8px; }")
            .arg(QString::number(surface.red()), QString::number(surface.green()), QString::number(surface.blue())));
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
}

void TileOverlay::resizeEvent(QResizeEvent *)
{
    place();
}

void TileOverlay::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        restyle();
        refresh();
    }
}

} // namespace sightglass
