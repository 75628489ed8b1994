// SPDX-License-Identifier: Apache-2.0
#include "ui/video/startpage.h"

#include "ui/actions.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/thumbnails.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/sourceicon.h"

#include <QAction>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr qsizetype mostRecent = 5;
constexpr int widestName = 44 * Theme::rhythm;

QString keyOf(const ActionSet &actions, ActionId id)
{
    return actions[id]->shortcut().toString(QKeySequence::NativeText);
}

} // namespace

QString demoClipPath()
{
    const QStringList places{QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) +
                                 QStringLiteral("/sightglass/vtest.avi"),
                             QStringLiteral("/usr/share/doc/opencv-doc/examples/data/vtest.avi")};
    for (const QString &path : places) {
        if (QFileInfo(path).isReadable())
            return path;
    }
    return {};
}

StartPage::StartPage(const ActionSet &actions, QMenu *cameras, QWidget *parent)
    : QWidget(parent)
    , m_content(new QWidget(this))
    , m_demo(new QPushButton(lineIcon(QStringLiteral("play")), tr("&Demo clip")))
    , m_recentTitle(new QLabel(tr("Opened before")))
    , m_recent(new QVBoxLayout)
{
    auto *title = new QLabel(tr("Drop a video, a picture or a model here"));
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    title->setFont(large);
    title->setAlignment(Qt::AlignCenter);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::rhythm);
    buttons->addStretch();
    const auto add = [&](QPushButton *button) {
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
        return button;
    };
    m_demo->setObjectName(QStringLiteral("demoClip"));
    m_demo->setToolTip(tr("Eighty seconds of people on a pavement"));
    connect(add(m_demo), &QPushButton::clicked, this,
            [this] { Q_EMIT openRequested(SourceSpec::fromPath(m_demoClip)); });
    auto *file = add(new QPushButton(lineIcon(QStringLiteral("open")), tr("Open &file…")));
    file->setObjectName(QStringLiteral("startOpenFile"));
    connect(file, &QPushButton::clicked, actions[ActionId::OpenFile], &QAction::trigger);
    auto *camera = add(new QPushButton(lineIcon(QStringLiteral("camera")), tr("&Camera")));
    camera->setMenu(cameras);
    auto *stream = add(new QPushButton(lineIcon(QStringLiteral("stream")), tr("&Stream…")));
    connect(stream, &QPushButton::clicked, actions[ActionId::OpenUrl], &QAction::trigger);
    buttons->addStretch();
    m_recent->setSpacing(0);
    auto *tips =
        new QLabel(QStringList{tr("Space plays and pauses, . and , step by frames; the wheel zooms."),
                               tr("Turn Confidence while it plays or rests: the boxes follow at once."),
                               tr("%1 finds all that can be done, %2 lists the keys.")
                                   .arg(keyOf(actions, ActionId::CommandPalette), keyOf(actions, ActionId::Shortcuts))}
                       .join(QLatin1Char('\n')));
    tips->setAlignment(Qt::AlignCenter);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(4 * Theme::rhythm, 3 * Theme::rhythm, 4 * Theme::rhythm, 3 * Theme::rhythm);
    column->setSpacing(2 * Theme::rhythm);
    column->addWidget(title);
    column->addLayout(buttons);
    column->addWidget(m_recentTitle, 0, Qt::AlignCenter);
    column->addLayout(m_recent);
    column->addWidget(tips);
    parent->installEventFilter(this);
    setDemoClip({});
    m_recentTitle->hide();
    setGeometry(parent->rect());
}

void StartPage::setDemoClip(const QString &path)
{
    m_demoClip = path;
    m_demo->setVisible(!path.isEmpty());
    place();
}

void StartPage::setRecent(const QList<SourceSpec> &recent, const Thumbnails &thumbnails)
{
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const SourceSpec &source : recent.mid(0, mostRecent)) {
        const QIcon thumbnail = thumbnails.of(source);
        auto *button = new QPushButton;
        button->setIcon(thumbnail.isNull() ? lineIcon(sourceIcon(source.kind)) : thumbnail);
        if (!thumbnail.isNull())
            button->setIconSize(Thumbnails::size);
        const QString name = button->fontMetrics().elidedText(source.displayName(), Qt::ElideMiddle, widestName);
        button->setText(menuText(name));
        button->setFlat(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(toolTipText(source.displayName()));
        connect(button, &QPushButton::clicked, this, [this, source] { Q_EMIT openRequested(source); });
        m_recent->addWidget(button, 0, Qt::AlignCenter);
    }
    m_recentTitle->setVisible(!recent.isEmpty());
    place();
}

bool StartPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void StartPage::resizeEvent(QResizeEvent *)
{
    place();
}

void StartPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Window));
    painter.drawRoundedRect(m_content->geometry(), 8.0, 8.0);
}

void StartPage::place()
{
    m_content->layout()->activate();
    const QSize size = m_content->sizeHint().boundedTo(this->size());
    update();
    m_content->setGeometry(QRect(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size));
}

} // namespace sightglass
