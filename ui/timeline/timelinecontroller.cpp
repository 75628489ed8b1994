// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timelinecontroller.h"

#include "core/store/clipstore.h"
#include "ui/actions.h"
#include "ui/exports/exportcontroller.h"
#include "ui/settings.h"
#include "ui/theme/theme.h"
#include "ui/timeline/cliplane.h"
#include "ui/timeline/eventspanel.h"
#include "ui/timeline/hovercontroller.h"
#include "ui/timeline/spanexportdialog.h"
#include "ui/timeline/timelinebar.h"

#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QVBoxLayout>

#include <algorithm>

namespace sightglass
{

namespace
{

using Phase = SourceState::Phase;

constexpr int mostEvents = 1000;
constexpr std::size_t mostFaults = 1000;

} // namespace

TimelineController::TimelineController(Pipeline &pipeline, CurrentLane &lane, Settings &settings,
                                       const ActionSet &actions, EventsPanel &panel, QDockWidget &dock,
                                       ExportController &exporter, QWidget *window)
    : QObject(window)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_actions(actions)
    , m_panel(panel)
    , m_dock(dock)
    , m_exporter(exporter)
    , m_window(window)
    , m_pane(new QWidget)
    , m_bar(new TimelineBar(actions))
    , m_clipLane(new ClipLane)
    , m_hover(new HoverController(pipeline, lane, settings, *m_clipLane, *m_pane, window))
{
    auto *column = new QVBoxLayout(m_pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::rhythm / 2);
    column->addWidget(m_bar);
    auto *inset = new QVBoxLayout;
    inset->setContentsMargins(Theme::rhythm, 0, Theme::rhythm, 0);
    inset->addWidget(m_clipLane);
    column->addLayout(inset);
    m_pane->hide();

    connect(m_clipLane, &ClipLane::seekRequested, this, &TimelineController::seekRequested);
    connect(m_clipLane, &ClipLane::viewChanged, this, [this](const ClipView &view) {
        // The list goes on without the lane.
        const bool isUnseen = view == ClipView();
        if (m_timeline && !(isUnseen && m_isListed && m_isClip))
            m_timeline->setView(view);
    });
    connect(m_bar, &TimelineBar::queryChanged, this, [this](const ClipQuery &query) {
        m_awaited.reset();
        if (m_timeline)
            m_timeline->setQuery(query);
        if (!m_bar->choice().event)
            list();
    });
    connect(m_bar, &TimelineBar::choiceChanged, this, &TimelineController::list);
    connect(m_bar, &TimelineBar::nextRequested, this, [this] { go(true); });
    connect(&lane, &CurrentLane::changed, this, &TimelineController::turnToLane);
    connect(&lane, &CurrentLane::sourceOpened, this, [this] { followSource(true); });
    connect(&lane, &CurrentLane::sourceIndexed, this, [this] { followSource(true); });
    connect(&lane, &CurrentLane::sourceStateChanged, this, [this] { followSource(false); });
    connect(&lane, &CurrentLane::storeChanged, this, &TimelineController::takeStore);
    connect(&lane, &CurrentLane::presented, this, [this](const Presentation &presentation) {
        m_clipLane->setPosition(m_isClip && !presentation.isNull() ? presentation.frame.id.index : -1);
    });
    connect(&pipeline.model(), &ModelSlot::loaded, this, &TimelineController::takeNames);
    connect(&pipeline.model(), &ModelSlot::unloaded, this, &TimelineController::takeNames);
    connectActions();
    connectPanel();
    takeNames();
    turnToLane();
}

HoverCard &TimelineController::card() const
{
    return m_hover->card();
}

void TimelineController::connectActions()
{
    const auto on = [this](ActionId id, auto function) { connect(m_actions[id], &QAction::triggered, this, function); };
    m_actions[ActionId::Timeline]->setChecked(m_settings.window.timeline);
    on(ActionId::Timeline, [this](bool checked) { setShown(checked); });
    on(ActionId::NextEvent, [this] { go(true); });
    on(ActionId::PreviousEvent, [this] { go(false); });
    on(ActionId::FindInClip, [this] {
        setShown(true);
        m_bar->editQuery();
    });
    on(ActionId::EventList, [this] {
        setShown(true);
        m_dock.show();
        m_dock.raise();
    });
}

void TimelineController::connectPanel()
{
    connect(&m_dock, &QDockWidget::visibilityChanged, this, [this](bool seen) {
        m_isListed = seen;
        list();
        if (!seen && m_timeline && !m_clipLane->isVisible())
            m_timeline->setView({});
    });
    connect(&m_panel, &EventsPanel::seekRequested, this, &TimelineController::seekRequested);
    connect(&m_panel, &EventsPanel::saveRequested, this, &TimelineController::chooseCsv);
    connect(&m_panel, &EventsPanel::exportRequested, this, &TimelineController::chooseExport);
}

void TimelineController::turnToLane()
{
    turnToTimeline();
    followSource(true);
}

void TimelineController::turnToTimeline()
{
    Timeline *now = &m_lane->timeline();
    if (now == m_timeline)
        return;
    if (m_timeline) {
        disconnect(m_timeline, nullptr, this, nullptr);
        m_timeline->setView({});
        m_timeline->listEvents(std::nullopt);
    }
    m_timeline = now;
    connect(now, &Timeline::changed, this, &TimelineController::takePicture);
    connect(now, &Timeline::eventFound, this, &TimelineController::arrive);
    connect(now, &Timeline::eventsListed, this, &TimelineController::takeEvents);
    connect(now, &Timeline::warned, this, &TimelineController::warned);
    now->setQuery(m_bar->query());
    if (m_clipLane->isVisible())
        now->setView(m_clipLane->laneGeometry().view(m_clipLane->devicePixelRatioF()));
}

/// `anew`: another source is there, or more is known of it.
void TimelineController::followSource(bool anew)
{
    const SourceState &state = m_lane->sourceState();
    const SourceInfo &info = m_lane->sourceInfo();
    // One picture is no clip.
    const bool isClip = state.isActive() && state.phase != Phase::Opening && !info.live && info.seekable &&
                        info.frameCount.value_or(2) > 1;
    if (isClip == m_isClip && !anew)
        return;
    m_isClip = isClip;
    m_hover->setActive(isClip);
    m_awaited.reset();
    m_pipeline.picker().setClip({});
    m_clipLane->setClip(isClip ? info.frameCount.value_or(0) : 0, info.duration);
    m_clipLane->setPosition(isClip ? m_lane->position() : -1);
    if (isClip && info.frameCount)
        m_pipeline.picker().setClip(info.spec);
    takeStore();
    takePicture();
    refresh();
}

void TimelineController::takeStore()
{
    FramePicker::Lookup lookup;
    if (const auto store = m_isClip ? m_lane->store() : nullptr)
        lookup = [store](const Frame &frame) -> CandidatesPtr { return store->find(frame); };
    m_pipeline.picker().setLookup(std::move(lookup));
    m_clipLane->setEmptyText(emptyText());
    list();
}

QString TimelineController::emptyText() const
{
    if (m_pipeline.model().descriptor().location.isEmpty())
        return tr("No model is loaded");
    if (m_isClip && !m_lane->sourceInfo().frameCount)
        return tr("The file is still being read");
    return tr("Nothing analysed yet: play, or analyse the clip");
}

void TimelineController::takeNames()
{
    const auto names = m_pipeline.model().descriptor().classNames;
    m_clipLane->setClassNames(names);
    m_clipLane->setEmptyText(emptyText());
    m_bar->setClassNames(names);
}

void TimelineController::takePicture()
{
    const TimelinePicture &picture = m_timeline->picture();
    m_clipLane->setPicture(picture);
    m_bar->setPicture(picture);
    if (m_isListed && m_isClip && !m_bar->choice().event && isAnswered())
        m_panel.setEvents(m_bar->choiceText(), picture.spans, false);
    if (m_awaited && isAnswered())
        goToMatch(*m_awaited);
    m_hover->refresh();
}

void TimelineController::refresh()
{
    for (const ActionId id : {ActionId::NextEvent, ActionId::PreviousEvent, ActionId::FindInClip, ActionId::EventList})
        m_actions[id]->setEnabled(m_isClip);
    m_pane->setVisible(m_isClip && m_settings.window.timeline && !m_isFullScreen);
}

void TimelineController::setShown(bool shown)
{
    m_settings.window.timeline = shown;
    m_actions[ActionId::Timeline]->setChecked(shown);
    refresh();
}

void TimelineController::setFullScreen(bool fullScreen)
{
    m_isFullScreen = fullScreen;
    refresh();
}

void TimelineController::stop()
{
    m_hover->stop();
    for (QObject *told : std::initializer_list<QObject *>{m_clipLane, m_bar, &m_dock, &m_panel, &m_lane, m_timeline})
        if (told)
            disconnect(told, nullptr, this, nullptr);
}

void TimelineController::setOverlayStyle(const OverlayStyle &style)
{
    m_clipLane->setOverlayStyle(style);
}

void TimelineController::setMarks(const Marks &marks)
{
    m_clipLane->setMarks(marks);
}

void TimelineController::setStatistics(const LaneStatistics &statistics)
{
    if (m_isClip)
        m_clipLane->setUnreadable(statistics.unreadable.indices(mostFaults));
}

/// A timeline without a view knows nothing.
void TimelineController::countUnseen()
{
    if (m_isClip && !m_clipLane->isVisible())
        m_timeline->setView(m_clipLane->laneGeometry().view(1.0));
}

void TimelineController::go(bool forward)
{
    if (!m_isClip)
        return;
    countUnseen();
    if (const auto wish = m_bar->choice().wish())
        m_timeline->findEvent(*wish, m_lane->position(), forward);
    else
        goToMatch(forward);
}

bool TimelineController::isAnswered() const
{
    return m_timeline->picture().query == m_bar->query().text();
}

void TimelineController::goToMatch(bool forward)
{
    if (m_bar->query().isEmpty()) {
        setShown(true);
        m_bar->editQuery();
        return;
    }
    m_awaited = isAnswered() ? std::nullopt : std::optional(forward);
    if (m_awaited)
        return;
    const std::vector<ClipSpan> &spans = m_timeline->picture().spans;
    const std::int64_t from = m_lane->position();
    const auto next = std::upper_bound(spans.begin(), spans.end(), from,
                                       [](std::int64_t frame, const ClipSpan &span) { return frame < span.first; });
    const auto last = std::lower_bound(spans.begin(), spans.end(), from,
                                       [](const ClipSpan &span, std::int64_t frame) { return span.first < frame; });
    if (forward && next != spans.end())
        Q_EMIT seekRequested(next->first);
    else if (!forward && last != spans.begin())
        Q_EMIT seekRequested(std::prev(last)->first);
    else
        Q_EMIT said(forward ? tr("No match further on in what is analysed") : tr("No match before this"));
}

void TimelineController::arrive(const EventWish &, bool forward, const std::optional<std::int64_t> &frame)
{
    if (frame)
        Q_EMIT seekRequested(*frame);
    else if (forward)
        Q_EMIT said(tr("%1: none further on in what is analysed").arg(m_bar->choiceText()));
    else
        Q_EMIT said(tr("%1: none before this").arg(m_bar->choiceText()));
}

/// Asks for what the list shows, while it is in sight.
void TimelineController::list()
{
    const EventChoice choice = m_bar->choice();
    const bool isListed = m_isListed && m_isClip;
    if (isListed)
        countUnseen();
    if (m_timeline)
        m_timeline->listEvents(isListed ? choice.wish() : std::nullopt, mostEvents);
    if (!m_isListed)
        return;
    if (!m_isClip)
        m_panel.setReason(tr("No clip is open."));
    else if (!choice.event && m_bar->query().isEmpty())
        m_panel.setReason(tr("Type a query over the lane under the picture."));
    else
        m_panel.setReason(tr("None in what is analysed."));
    const bool isMatch = isListed && !choice.event;
    m_panel.setQuery(isMatch ? m_bar->query().text() : QString());
    m_panel.setEvents(isListed ? m_bar->choiceText() : QString(),
                      isMatch && isAnswered() ? m_timeline->picture().spans : std::vector<ClipSpan>(), false);
}

void TimelineController::takeEvents(const EventWish &wish, const std::vector<ClipSpan> &spans)
{
    if (m_isListed && m_bar->choice().wish() == wish)
        m_panel.setEvents(m_bar->choiceText(), spans, spans.size() >= static_cast<std::size_t>(mostEvents));
}

void TimelineController::chooseCsv()
{
    const QString name = QFileInfo(m_lane->sourceInfo().spec.location).completeBaseName();
    auto *dialog = new QFileDialog(m_window, tr("Save the list"), m_exporter.usualFolder(), tr("CSV (*.csv)"));
    dialog->setObjectName(QStringLiteral("saveSpans"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(name + QStringLiteral(".spans.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &TimelineController::saveSpans);
    dialog->open();
}

void TimelineController::saveSpans(const QString &path)
{
    QSaveFile file(path);
    const QByteArray text = m_panel.toCsv();
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit()) {
        Q_EMIT said(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
        return;
    }
    Q_EMIT failed({tr("%1 could not be written: %2.").arg(QDir::toNativeSeparators(path), file.errorString()),
                   tr("Choose another folder, or make room on the disk."),
                   {}});
}

void TimelineController::chooseExport()
{
    if (!m_isClip)
        return;
    ExportSettings &kept = m_settings.exporting;
    SpanExportDialog::Proposal proposal;
    proposal.common = m_exporter.requestOfDisplay();
    proposal.common.video = kept.video;
    proposal.common.sound = kept.sound;
    proposal.source = m_lane->sourceInfo();
    proposal.spans = m_panel.chosen();
    proposal.folder = m_exporter.usualFolder();
    proposal.container = kept.container;
    proposal.margin = kept.margin;
    auto *dialog = new SpanExportDialog(proposal, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, &kept] {
        kept.folder = dialog->folder();
        kept.container = dialog->container();
        kept.margin = dialog->margin();
        m_exporter.startAll(dialog->requests());
    });
    dialog->open();
}

} // namespace sightglass
