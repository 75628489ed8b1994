// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timelinebar.h"

#include "core/values/visibletext.h"
#include "ui/actions.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/wheelguard.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

constexpr int matches = -1; ///< In the place of a ClipEvent.
constexpr int anyClass = -1;

QToolButton *buttonOf(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize({20, 20});
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QComboBox *makeBox(int letters)
{
    auto *box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(letters);
    box->setFocusPolicy(Qt::TabFocus);
    guardAgainstWheel(box);
    return box;
}

} // namespace

TimelineBar::TimelineBar(const ActionSet &actions, QWidget *parent)
    : QWidget(parent)
    , m_field(new QLineEdit)
    , m_status(new ElidedLabel)
    , m_event(makeBox(12))
    , m_class(makeBox(8))
{
    m_field->setObjectName(QStringLiteral("clipQuery"));
    m_field->setAccessibleName(tr("Query"));
    m_field->setPlaceholderText(tr("Find: person >= 3, bus and person, score < 0.4"));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(lineIcon(QStringLiteral("find")), QLineEdit::LeadingPosition);
    m_field->setMinimumWidth(16 * Theme::rhythm);
    m_field->setMaximumWidth(44 * Theme::rhythm);
    m_field->installEventFilter(this);
    m_status->setObjectName(QStringLiteral("clipStatus"));
    m_status->setTone(TonedLabel::Tone::Quiet);
    m_event->setObjectName(QStringLiteral("clipEvent"));
    m_event->setAccessibleName(tr("Kind of event"));
    m_event->setToolTip(tr("What the arrows go to, and the list tells"));
    m_class->setObjectName(QStringLiteral("clipClass"));
    m_class->setAccessibleName(tr("Class of the events"));
    m_class->setToolTip(tr("Events of one class alone, of those that were found"));
    makeChoices();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::rhythm, Theme::rhythm / 2, Theme::rhythm, 0);
    row->setSpacing(Theme::rhythm / 2);
    row->addWidget(m_field, 3);
    row->addSpacing(Theme::rhythm / 2);
    row->addWidget(m_status, 2);
    row->addWidget(m_event);
    row->addWidget(m_class);
    for (const ActionId id : {ActionId::PreviousEvent, ActionId::NextEvent, ActionId::EventList})
        row->addWidget(buttonOf(actions[id]));

    connect(m_field, &QLineEdit::textChanged, this, &TimelineBar::parse);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (m_query.isEmpty())
            return;
        setChoice({});
        Q_EMIT nextRequested();
    });
    connect(m_event, &QComboBox::currentIndexChanged, this, &TimelineBar::tellChoice);
    connect(m_class, &QComboBox::currentIndexChanged, this, &TimelineBar::tellChoice);
    m_told = choice();
}

void TimelineBar::makeChoices()
{
    const std::pair<QString, ClipEvent> events[] = {
        {tr("Detection"), ClipEvent::Detection},
        {tr("Change of count"), ClipEvent::CountChange},
        {tr("Near miss"), ClipEvent::NearMiss},
        {tr("Gap"), ClipEvent::Gap},
    };
    const QString helps[] = {
        tr("A frame with a detection, after one without"),
        tr("A frame that has more or fewer than the one before"),
        tr("A frame with a candidate that is less than 0.05 below its threshold"),
        tr("Where a thing is missing for 1 to 3 frames"),
    };
    for (std::size_t i = 0; i < std::size(events); ++i) {
        m_event->addItem(events[i].first, static_cast<int>(events[i].second));
        m_event->setItemData(m_event->count() - 1, helps[i], Qt::ToolTipRole);
    }
    m_event->addItem(tr("Match of the query"), matches);
    m_event->setItemData(m_event->count() - 1, tr("Where the query begins to be true"), Qt::ToolTipRole);
    m_class->addItem(tr("Any class"), anyClass);
}

EventChoice TimelineBar::choice() const
{
    EventChoice choice;
    const int event = m_event->currentData().toInt();
    const int classId = m_class->currentData().toInt();
    if (event == matches)
        return choice;
    choice.event = static_cast<ClipEvent>(event);
    if (classId != anyClass)
        choice.classId = classId;
    return choice;
}

void TimelineBar::setChoice(const EventChoice &choice)
{
    {
        const QSignalBlocker event(m_event);
        const QSignalBlocker classes(m_class);
        m_event->setCurrentIndex(m_event->findData(choice.event ? static_cast<int>(*choice.event) : matches));
        if (choice.event)
            m_class->setCurrentIndex(std::max(0, m_class->findData(choice.classId.value_or(anyClass))));
    }
    tellChoice();
}

QString TimelineBar::choiceText() const
{
    const EventChoice chosen = choice();
    if (!chosen.event && !m_query.isEmpty())
        return m_query.text();
    return chosen.classId ? tr("%1 of %2").arg(m_event->currentText(), nameOf(*chosen.classId))
                          : m_event->currentText();
}

void TimelineBar::tellChoice()
{
    m_class->setEnabled(m_event->currentData().toInt() != matches);
    if (const EventChoice now = choice(); std::exchange(m_told, now) != now)
        Q_EMIT choiceChanged(now);
}

void TimelineBar::editQuery()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString TimelineBar::nameOf(int classId) const
{
    const QString name = m_names ? m_names->value(classId) : QString();
    return name.isEmpty() ? tr("class %1").arg(classId) : visibleText(name);
}

void TimelineBar::setClassNames(std::shared_ptr<const QStringList> names)
{
    m_names = std::move(names);
    setClasses(std::exchange(m_classes, {}));
    parse();
}

void TimelineBar::setClasses(const std::vector<int> &ids)
{
    if (ids == m_classes && m_class->count() == static_cast<int>(ids.size()) + 1)
        return;
    const QVariant chosen = m_class->currentData();
    {
        const QSignalBlocker unheard(m_class);
        while (m_class->count() > 1)
            m_class->removeItem(1);
        for (const int id : ids)
            m_class->addItem(nameOf(id), id);
        m_class->setCurrentIndex(std::max(0, m_class->findData(chosen)));
    }
    m_classes = ids;
    tellChoice();
}

void TimelineBar::setPicture(const TimelinePicture &picture)
{
    // A moment without columns does not take the choice away.
    if (!picture.columns.classes.empty())
        setClasses(picture.columns.classes);
    m_frames = picture.frameCount;
    m_known = picture.known;
    m_spans = picture.spans.size();
    m_answered = picture.query;
    m_suppressing = picture.suppressing;
    showStatus();
}

void TimelineBar::parse()
{
    const auto parsed = ClipQuery::parse(m_field->text(), m_names ? *m_names : QStringList());
    m_error = parsed ? Error() : parsed.error();
    showStatus();
    if (!parsed)
        return;
    // The same text means something else to another model.
    m_query = *parsed;
    Q_EMIT queryChanged(m_query);
}

void TimelineBar::showStatus()
{
    const bool isWrong = !m_error.message.isEmpty();
    QPalette colours;
    if (isWrong)
        colours.setColor(QPalette::Text, Theme::signalColours(palette()).failed);
    if (m_field->palette().color(QPalette::Text) != (isWrong ? colours : palette()).color(QPalette::Text))
        m_field->setPalette(colours);
    m_field->setToolTip(isWrong ? toolTipText(QStringList{m_error.message, m_error.suggestion}.join(QLatin1Char('\n')))
                                : tr("Which frames to find: a class, a class and a number, a score; joined by and, or, "
                                     "not and parentheses"));
    m_status->setTone(isWrong ? TonedLabel::Tone::Failure : TonedLabel::Tone::Quiet);
    if (isWrong)
        m_status->setText(m_error.message);
    else if (m_suppressing)
        m_status->setText(tr("Counting anew: %1 %").arg(std::floor(100.0 * *m_suppressing)));
    else if (!m_query.isEmpty() && m_answered == m_query.text())
        m_status->setText(m_spans == 1 ? tr("1 span") : tr("%1 spans").arg(m_spans));
    else if (!m_query.isEmpty() || m_frames == 0)
        m_status->setText({});
    else if (m_known >= m_frames)
        m_status->setText(tr("All %1 frames analysed").arg(m_frames));
    else
        m_status->setText(tr("%1 of %2 frames analysed").arg(QString::number(m_known), QString::number(m_frames)));
}

bool TimelineBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        m_field->clear();
    return QWidget::eventFilter(watched, event);
}

void TimelineBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showStatus();
}

} // namespace sightglass
