// SPDX-License-Identifier: Apache-2.0
#include "ui/video/noticecard.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tonedlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr int widest = 64 * Theme::rhythm;

TonedLabel *makeText(TonedLabel::Tone tone)
{
    auto *label = new TonedLabel(tone);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    return label;
}

} // namespace

NoticeCard::NoticeCard(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel)
    , m_title(makeText(TonedLabel::Tone::Normal))
    , m_text(makeText(TonedLabel::Tone::Normal))
    , m_details(makeText(TonedLabel::Tone::Quiet))
    , m_yes(addButton("consentLoad"))
    , m_no(addButton("consentRefuse"))
    , m_showDetails(addButton("noticeDetails"))
    , m_dismiss(addButton("noticeDismiss"))
{
    setObjectName(QStringLiteral("noticeCard"));
    setAccessibleName(tr("Notice"));
    setCursor(Qt::ArrowCursor);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_showDetails->setText(tr("Details"));
    m_showDetails->setCheckable(true);
    m_dismiss->setText(tr("Dismiss"));

    auto *texts = new QVBoxLayout;
    texts->setSpacing(Theme::rhythm / 2);
    for (TonedLabel *label : {m_title, m_text, m_details})
        texts->addWidget(label);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::rhythm);
    buttons->addStretch();
    for (QPushButton *button : {m_showDetails, m_dismiss, m_yes, m_no})
        buttons->addWidget(button);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(2 * Theme::rhythm, Theme::rhythm, 2 * Theme::rhythm, Theme::rhythm);
    grid->setHorizontalSpacing(2 * Theme::rhythm);
    grid->addWidget(m_icon, 0, 0, Qt::AlignTop);
    grid->addLayout(texts, 0, 1);
    grid->addLayout(buttons, 1, 0, 1, 2);
    grid->setColumnStretch(1, 1);

    connect(m_yes, &QPushButton::clicked, this, &NoticeCard::accepted);
    connect(m_no, &QPushButton::clicked, this, &NoticeCard::refused);
    connect(m_dismiss, &QPushButton::clicked, this, &NoticeCard::dismiss);
    connect(m_showDetails, &QPushButton::toggled, this, [this](bool shown) {
        m_details->setVisible(shown);
        place();
    });
    parent->installEventFilter(this);
    hide();
}

QPushButton *NoticeCard::addButton(const char *name)
{
    auto *button = new QPushButton;
    button->setObjectName(QLatin1String(name));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void NoticeCard::showError(const Error &error)
{
    m_error = error;
    m_showDetails->setChecked(false);
    refresh();
}

void NoticeCard::ask(const Question &question)
{
    m_question = question;
    refresh();
    m_no->setFocus(Qt::TabFocusReason);
}

void NoticeCard::stopAsking()
{
    if (!m_question)
        return;
    m_question.reset();
    refresh();
}

void NoticeCard::dismiss()
{
    m_error.reset();
    refresh();
}

void NoticeCard::refresh()
{
    const bool asking = m_question.has_value();
    const bool failed = !asking && m_error.has_value();
    for (QPushButton *button : {m_yes, m_no})
        button->setVisible(asking);
    m_dismiss->setVisible(failed);
    m_showDetails->setVisible(failed && !m_error->detail.isEmpty());
    m_details->setVisible(m_showDetails->isVisibleTo(this) && m_showDetails->isChecked());
    if (!asking && !failed) {
        hide();
        Q_EMIT closed();
        return;
    }
    m_title->setTone(asking ? TonedLabel::Tone::Attention : TonedLabel::Tone::Normal);
    m_title->setText(asking ? m_question->title : m_error->message);
    m_text->setText(asking ? m_question->text : m_error->suggestion);
    m_text->setVisible(!m_text->text().isEmpty());
    if (asking) {
        m_yes->setText(m_question->yes);
        m_no->setText(m_question->no);
    } else {
        m_details->setText(m_error->detail);
    }
    m_icon->setPixmap(lineIcon(asking ? QStringLiteral("warning") : QStringLiteral("error"))
                          .pixmap(QSize(24, 24), devicePixelRatioF()));
    setAccessibleDescription(m_title->text() + QLatin1Char(' ') + m_text->text());
    show();
    raise();
    place();
}

void NoticeCard::place()
{
    const int room = parentWidget()->width() - 2 * Theme::rhythm;
    const int width = std::min(room, widest);
    layout()->activate();
    const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
    setGeometry((parentWidget()->width() - width) / 2, Theme::rhythm, width, height);
}

bool NoticeCard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QWidget::eventFilter(watched, event);
}

void NoticeCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        if (isAsking())
            Q_EMIT refused();
        else
            dismiss();
        return;
    }
    auto *button = qobject_cast<QPushButton *>(focusWidget());
    if (button && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        button->click();
        return;
    }
    QWidget::keyPressEvent(event);
}

void NoticeCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1.0));
    painter.setBrush(palette().color(QPalette::Window));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8.0, 8.0);
}

} // namespace sightglass
