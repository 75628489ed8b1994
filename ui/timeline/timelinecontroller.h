// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/lanestatistics.h"
#include "core/pipeline/pipeline.h"
#include "ui/currentlane.h"
#include "ui/timeline/eventchoice.h"
#include "ui/transport/marks.h"

#include <QObject>
#include <QPointer>

#include <optional>
#include <vector>

class QDockWidget;

namespace sightglass
{

class ActionSet;
class ClipLane;
class EventsPanel;
class ExportController;
class HoverCard;
class HoverController;
class TimelineBar;
struct OverlayStyle;
struct Settings;

/// The lane under the picture, the bar over it, the card at the pointer and the list of events: connects them to the
/// timeline of the lane that is chosen, as long as a clip is open there.
class TimelineController : public QObject
{
    Q_OBJECT

public:
    /// The panel stands in this dock of the window.
    TimelineController(Pipeline &pipeline, CurrentLane &lane, Settings &settings, const ActionSet &actions,
                       EventsPanel &panel, QDockWidget &dock, ExportController &exporter, QWidget *window);

    /// What stands under the picture.
    QWidget *pane() const { return m_pane; }
    ClipLane &clipLane() const { return *m_clipLane; }
    TimelineBar &bar() const { return *m_bar; }
    HoverCard &card() const;

    void setOverlayStyle(const OverlayStyle &style);
    void setMarks(const Marks &marks);
    /// About four times a second.
    void setStatistics(const LaneStatistics &statistics);
    /// Whether a person wants it; kept.
    void setShown(bool shown);
    /// There it is not.
    void setFullScreen(bool fullScreen);

    /// The program ends, and the pipeline with it: nothing is followed any more.
    void stop();

    /// The spans of the list, to this file.
    void saveSpans(const QString &path);

Q_SIGNALS:
    void seekRequested(std::int64_t frame);
    /// What a search came to, in words.
    void said(const QString &text);
    void failed(const sightglass::Error &error);
    void warned(const sightglass::Error &error);

private:
    void connectActions();
    void connectPanel();
    void turnToLane();
    void turnToTimeline();
    void followSource(bool anew);
    void takeStore();
    void takeNames();
    void takePicture();
    void refresh();
    QString emptyText() const;

    void countUnseen();
    void go(bool forward);
    void goToMatch(bool forward);
    bool isAnswered() const;
    void arrive(const EventWish &wish, bool forward, const std::optional<std::int64_t> &frame);
    void list();
    void takeEvents(const EventWish &wish, const std::vector<ClipSpan> &spans);
    void chooseCsv();
    void chooseExport();

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    Settings &m_settings;
    const ActionSet &m_actions;
    EventsPanel &m_panel;
    QDockWidget &m_dock;
    ExportController &m_exporter;
    QWidget *m_window;
    QWidget *m_pane;
    TimelineBar *m_bar;
    ClipLane *m_clipLane;
    HoverController *m_hover;
    QPointer<Timeline> m_timeline; ///< Of the lane that is chosen.

    bool m_isClip = false; ///< What is open there has a timeline.
    bool m_isFullScreen = false;
    bool m_isListed = false;       ///< The list is in sight.
    std::optional<bool> m_awaited; ///< To the next match, or back, as soon as the query is answered.
};

} // namespace sightglass
