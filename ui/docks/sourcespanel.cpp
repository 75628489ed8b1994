// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/sourcespanel.h"

#include "core/media/credentials.h"
#include "core/values/visibletext.h"
#include "ui/docks/cameramodes.h"
#include "ui/theme/icons.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/sourceicon.h"
#include "ui/widgets/wording.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr int sourceRole = Qt::UserRole;

} // namespace

SourcesPanel::SourcesPanel(QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel)
    , m_format(new TonedLabel(TonedLabel::Tone::Quiet))
    , m_stateText(new TonedLabel)
    , m_suggestion(new TonedLabel(TonedLabel::Tone::Quiet))
    , m_modes(new CameraModes)
    , m_tree(new QTreeWidget)
{
    QFont bold = font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_name->setElideMode(Qt::ElideMiddle);
    m_format->setObjectName(QStringLiteral("format"));
    m_format->setToolTip(
        tr("How the video is coded, the device that decodes it in brackets (software does, where there "
           "is none), and what it comes in"));
    for (TonedLabel *label : {m_format, m_stateText, m_suggestion}) {
        label->setWordWrap(true);
    }
    m_tree->header()->hide();
    m_tree->setAccessibleName(tr("Sources to open"));
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(8);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setMinimumHeight(72);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setToolTip(tr("Double click or press Enter to open"));
    m_recent = addGroup(tr("Recent"));
    m_cameras = addGroup(tr("Cameras"));

    auto *card = new QVBoxLayout;
    card->setSpacing(4);
    card->addWidget(m_name);
    card->addWidget(m_format);
    card->addWidget(m_stateText);
    card->addWidget(m_suggestion);
    card->addWidget(m_modes);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(card);
    layout->addWidget(m_tree, 1);
    layout->addWidget(makeButtons());

    connect(m_modes, &CameraModes::modeChosen, this, &SourcesPanel::cameraModeChosen);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        const QVariant source = item->data(0, sourceRole);
        if (source.isValid())
            Q_EMIT openRequested(source.value<SourceSpec>());
    });
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QTreeWidget::customContextMenuRequested, this, &SourcesPanel::showMenu);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &SourcesPanel::updateState);
    setRecent({});
    setCameras({});
    m_format->hide();
    updateState();
}

QWidget *SourcesPanel::makeButtons()
{
    auto *box = new QWidget;
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    const auto add = [&](const QString &icon, const QString &text, const QString &help, auto signal) {
        auto *button = new QToolButton;
        button->setObjectName(icon);
        button->setIcon(lineIcon(icon));
        button->setText(text);
        button->setToolTip(help);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(button, &QToolButton::clicked, this, signal);
        line->addWidget(button);
    };
    add(QStringLiteral("open"), tr("File …"), tr("Open a video, a picture or a folder of pictures"),
        &SourcesPanel::openFileRequested);
    add(QStringLiteral("stream"), tr("Stream …"), tr("Open an RTSP or HTTP stream"), &SourcesPanel::openUrlRequested);
    add(QStringLiteral("reload"), tr("Cameras"), tr("Look for cameras again"), &SourcesPanel::camerasRequested);
    return box;
}

QTreeWidgetItem *SourcesPanel::addGroup(const QString &title)
{
    auto *group = new QTreeWidgetItem(m_tree, {title});
    group->setFlags(Qt::ItemIsEnabled);
    group->setExpanded(true);
    QFont heading = font();
    heading.setBold(true);
    group->setFont(0, heading);
    return group;
}

void SourcesPanel::addSource(QTreeWidgetItem *group, const SourceSpec &source, const QString &text)
{
    auto *item = new QTreeWidgetItem(group, {visibleText(text)});
    item->setIcon(0, lineIcon(sourceIcon(source.kind)));
    const bool mayHoldSecrets = source.kind == SourceKind::Url || source.kind == SourceKind::GStreamer;
    item->setToolTip(0, toolTipText(mayHoldSecrets ? source.displayName() : source.location));
    item->setData(0, sourceRole, QVariant::fromValue(source));
}

void SourcesPanel::addHint(QTreeWidgetItem *group, const QString &text)
{
    auto *item = new QTreeWidgetItem(group, {text});
    item->setFlags(Qt::ItemIsEnabled);
    item->setForeground(0, palette().color(QPalette::PlaceholderText));
}

void SourcesPanel::showMenu(const QPoint &position)
{
    const QTreeWidgetItem *item = m_tree->itemAt(position);
    const QVariant data = item ? item->data(0, sourceRole) : QVariant();
    if (!data.isValid())
        return;
    const auto source = data.value<SourceSpec>();
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("sourceMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Open"), this, [this, source] { Q_EMIT openRequested(source); });
    menu->addAction(lineIcon(QStringLiteral("copy")), tr("&Copy its address"), this, [source] {
        // What may be secret stays here.
        QGuiApplication::clipboard()->setText(withoutCredentials(source).location);
    });
    if (item->parent() == m_recent) {
        menu->addSeparator();
        menu->addAction(tr("&Forget"), this, [this, source] { Q_EMIT forgetRequested(source); });
        menu->addAction(tr("Forget &all"), this, &SourcesPanel::forgetAllRequested);
    }
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void SourcesPanel::setRecent(const QList<SourceSpec> &sources)
{
    qDeleteAll(m_recent->takeChildren());
    for (const SourceSpec &source : sources)
        addSource(m_recent, source, source.displayName());
    if (sources.isEmpty())
        addHint(m_recent, tr("Drop a video or picture, or open one"));
    markCurrent();
}

void SourcesPanel::setCameras(const QList<CameraDevice> &cameras)
{
    qDeleteAll(m_cameras->takeChildren());
    for (const CameraDevice &camera : cameras)
        addSource(m_cameras, {SourceKind::Camera, camera.identity.isEmpty() ? camera.device : camera.identity},
                  QStringLiteral("%1 (%2)").arg(camera.name, camera.device.section(QLatin1Char('/'), -1)));
    if (cameras.isEmpty())
        addHint(m_cameras, tr("None found; plug one in, look again"));
    markCurrent();
}

void SourcesPanel::setCurrent(const SourceInfo &source, const SourceState &state)
{
    m_current = source.spec;
    m_state = state;
    m_format->setText(source.format);
    m_format->setVisible(!source.format.isEmpty());
    m_modes->setSource(source);
    markCurrent();
    updateState();
}

void SourcesPanel::setCaptureRate(double perSecond)
{
    const bool isKnown = m_state.phase == SourceState::Phase::Playing && perSecond > 0.0;
    m_modes->setRate(isKnown ? std::optional(perSecond) : std::nullopt);
}

void SourcesPanel::markCurrent()
{
    for (QTreeWidgetItem *group : {m_recent, m_cameras}) {
        for (int i = 0; i < group->childCount(); ++i) {
            QTreeWidgetItem *item = group->child(i);
            const QVariant source = item->data(0, sourceRole);
            QFont face = font();
            face.setBold(m_state.isActive() && source.isValid() && source.value<SourceSpec>().isSameAs(m_current));
            item->setFont(0, face);
        }
    }
}

void SourcesPanel::updateState()
{
    using Phase = SourceState::Phase;
    const bool waits = m_state.phase == Phase::Stalled || m_state.phase == Phase::Reconnecting;
    const bool failed = m_state.phase == Phase::Failed;
    m_name->setText(m_state.phase == Phase::Empty ? tr("No source") : m_current.displayName());
    const bool hasError = failed && !m_state.error.message.isEmpty();
    m_stateText->setText(m_state.phase == Phase::Empty ? tr("Open a file, a stream or a camera.")
                         : hasError                    ? m_state.error.message
                                                       : sourceStateText(m_state));
    m_stateText->setTone(failed  ? TonedLabel::Tone::Failure
                         : waits ? TonedLabel::Tone::Attention
                                 : TonedLabel::Tone::Quiet);
    m_stateText->setToolTip(toolTipText(m_state.error.detail));
    m_suggestion->setText(m_state.error.suggestion);
    m_suggestion->setVisible((failed || waits) && !m_state.error.suggestion.isEmpty());
    // Only these two say something that changes by itself.
    if (waits && !m_clock.isActive())
        m_clock.start();
    else if (!waits)
        m_clock.stop();
}

} // namespace sightglass
