// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/captureworker.h"
#include "core/pipeline/displayworker.h"
#include "core/pipeline/flow.h"
#include "core/pipeline/flowoptions.h"
#include "core/pipeline/lanestatistics.h"
#include "core/pipeline/lanestores.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/openingworker.h"
#include "core/pipeline/presentation.h"
#include "core/pipeline/recorder.h"
#include "core/pipeline/repetitionfilter.h"
#include "core/pipeline/sourcestate.h"
#include "core/pipeline/station.h"
#include "core/pipeline/timeline.h"
#include "core/values/framerange.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

class DetectionEngine;

/// A model that a lane feeds.
struct LaneModel
{
    DetectionEngine *engine;
    std::size_t places;   ///< Frames that it has in the works at most: workers times batch.
    std::uint64_t number; ///< Of its loading; 0: none is loaded.
    ModelDescriptor descriptor;
};

/// One source on its way to one view: its queues, its threads for capture, display, recording and the opening of the
/// next source, and what is on display.
///
///     capture --[queue]--> model 1 --[queue]--> model 2 ... --[queue]--> display --(one picture)--> this object
///
/// The models are engines, which lanes share; a lane feeds one of them or several, one behind the other (see Flow).
///
/// Every open, close and seek raises the generation; what carries an older one is dropped, and counted, wherever it is
/// met. That is the one measure of what is stale among frames; the only other is the number of a model's loading, in
/// Candidates::model.
///
/// Workers tell things by this object's mailbox. The last hop is one picture at a time: the display worker goes on when
/// this object, on its own thread, has taken the picture over, whether a view is visible or not.
///
/// All functions are called on the thread this object lives on (the UI's), return at once, and answer by signals. Made
/// by Pipeline.
class SourceLane : public QObject
{
    Q_OBJECT

public:
    /// `number` is FrameId::source of its frames.
    /// With a keeper, which has to outlive the lane, what models see of files is kept, and what is kept is not asked of
    /// them again.
    SourceLane(int number, FrameSourceFactory sources, StoreKeeper *keeper = nullptr, QObject *parent = nullptr);
    ~SourceLane() override;

    int number() const { return m_flow->lane; }

    // The source
    /// Where nothing is open (Empty, Failed, Opening, a stream that never was up), and for a live source that is the
    /// open one itself, which it would find busy: at once, by Phase::Opening; a stream that is down is awaited.
    ///
    /// Otherwise the next one is opened beside the open one, which goes on until the first picture of the next is
    /// there, and stays on display until that one is ready, too: then sourceInfo(), sourceState() and presentation()
    /// become those of the next, all in one turn. Its statistics begin with its first picture. If it fails,
    /// openFailed() tells, and nothing else has changed. A stream that is down fails, too: whether to try again, or to
    /// close the open one and await it, is a person's business.
    ///
    /// A newer open() takes the place of one under way. `paused`: from its first picture on.
    void open(const SourceSpec &spec, bool paused = false);
    /// What is opened beside the open source; none in Phase::Opening.
    std::optional<SourceSpec> opening() const;
    /// Of that source, or of the one in Phase::Opening: how far it has come, from 0 to 1, where anybody knows.
    std::optional<double> openingProgress() const;
    /// Of the open source, while it is not indexed: how much of it is known, from 0 to 1, where anybody knows.
    std::optional<double> indexingProgress() const;
    /// Leaves the open source as it is. Once the first picture of the next is there, it is too late and does nothing.
    void cancelOpening();
    /// What is open and what is being opened.
    void close();
    const SourceState &sourceState() const { return m_state; }
    /// Of the open source, or the one that failed; empty spec while none is open.
    const SourceInfo &sourceInfo() const { return m_info; }

    // Playback. Steps, seeks, speed and loop are for seekable sources and ignored for others.
    void play();
    void pause();
    bool isPaused() const { return m_flow->paused; }
    void seek(std::int64_t frame);
    /// To the picture that is shown at this time of the file, in seconds; before and after it, the first and the last.
    void seekTime(double seconds);
    /// The picture of a seek, or the first of all, is still to come.
    bool isSeeking() const { return m_target.has_value(); }
    /// Pauses, then shows the frame this many after (or before) position(), so that steps asked for quickly add up.
    void step(int frames);
    /// Where the source is going: the target of a seek whose picture is still to come, else the frame on display; -1
    /// for none. What counts from here, adds up.
    std::int64_t position() const;
    /// As play(), but what has ended stays so until it is sought.
    void resume();
    /// Whose clock tells when pictures of files are due, with an offset between; as long as it is held, none are but
    /// those of seeks. Started again, resume() tells.
    void setSceneTime(const SceneTime &time);
    void setSpeed(double factor); ///< 0.1 to 16; 1 is the source's own.
    double speed() const { return m_speed; }
    void setLoop(bool loop);
    bool loop() const { return m_loop; }
    /// What a loop repeats of the open source: more than one frame, else all. Playing that comes to its end goes to its
    /// start; who seeks beyond it plays on to the end of the file, and from there to the start of the range.
    void setLoopRange(const FrameRange &range);

    // What is seen
    void setFlow(const FlowOptions &options);
    const FlowOptions &flow() const { return m_options; }
    /// For the detections of this model of the lane. Re-selects the frame on display at once: presented() is emitted
    /// before this returns.
    void setThresholds(const Thresholds &thresholds, std::size_t model = 0);
    Thresholds thresholds(std::size_t model = 0) const;
    /// What the view shows; the frame on display is converted anew, off this thread.
    void setViewport(const Viewport &viewport);
    const Presentation &presentation() const { return m_presentation; }

    LaneStatistics statistics() const;

    // What is kept of a live source: see Recorder.
    void keep(const KeepOptions &options);
    /// Writes the last seconds. Answered by recorded(), where anything is kept.
    void saveKept(const RecordingTarget &target);
    /// Records until stopRecording(), or until another source is there; recorded() tells of each file that is whole.
    void record(const RecordingTarget &target);
    void stopRecording();

    // For Pipeline
    /// Which models the frames go through from now on, one at least. They outlive the lane, or its end().
    void feed(const std::vector<LaneModel> &models);
    /// One of these models is another now: what is at rest goes through once more.
    void modelChanged(std::size_t model, const LaneModel &now);
    /// No further signal; the workers are asked to end.
    void quit();
    /// After quit(), once: waits for the workers. Whether they ended (see Station).
    bool finish(const QDeadlineTimer &deadline);

    /// What this model of the lane's has seen of the source that is open; null: nothing is kept (yet).
    std::shared_ptr<ClipStore> store(std::size_t model = 0) const { return m_stores.store(model); }
    /// Whether there is such a store, or there will be: once the file is indexed.
    bool isStoreAwaited(std::size_t model = 0) const { return m_stores.isAwaited(model); }
    /// Of store(), under the thresholds of its model.
    Timeline &timeline() { return m_timeline; }

Q_SIGNALS:
    /// store() may be another.
    void storeChanged();
    void sourceStateChanged(const sightglass::SourceState &state);
    void sourceOpened(const sightglass::SourceInfo &info);
    /// All is known now of the open source, which was not indexed before; nothing else has changed.
    void sourceIndexed(const sightglass::SourceInfo &info);
    /// sourceInfo() is another, of the source that is open; see FrameSource::changedInfo(). What is new among its notes
    /// is told by warned(), too.
    void sourceChanged(const sightglass::SourceInfo &info);
    /// opening() is another.
    void openingChanged();
    /// What was opened beside the open source did not open, or has no picture.
    void openFailed(const sightglass::SourceSpec &spec, const sightglass::Error &error);
    /// Another frame, other boxes or other pixels are on display.
    void presented(const sightglass::Presentation &presentation);
    /// The source, a model or the display had a problem that does not end it; at most once a second for the same
    /// message.
    void warned(const sightglass::Error &error);
    void recorded(const sightglass::RecordedFile &file);
    /// What was begun does not go on.
    void recordingFailed(const sightglass::Error &error);
    /// Whether statistics().recording.recording is another.
    void recordingChanged();

private:
    /// A seek whose picture is still to come.
    struct Target
    {
        std::int64_t frame;
        std::uint64_t generation;
    };

    /// A source that is being opened beside the open one.
    struct Next
    {
        SourceSpec spec;
        bool paused;
        std::uint64_t number;
    };

    /// A source that is read in place of the open one, and whose first picture is on its way to the display.
    struct Arriving
    {
        SourceInfo info;
        Frame first;
    };

    CaptureWorker::Events captureEvents();
    OpeningWorker::Events openingEvents();
    Recorder::Events recorderEvents();
    void connectQueues();
    void openAlone(SourceSpec spec, bool paused);
    bool forgetOpenings();
    void takeReady(std::uint64_t number, const SourceInfo &info);
    void takeOpenFailed(std::uint64_t number, const Error &error);
    void completeTakeover();
    void completeUnseen();
    void takeOpened(std::uint64_t opening, const SourceInfo &info);
    void takeIndexed(std::uint64_t opening, const SourceInfo &info);
    void takeChanged(std::uint64_t opening, const SourceInfo &info);
    void takeState(std::uint64_t opening, const SourceState &state);
    void setPhase(SourceState::Phase phase);
    bool isSeekable() const;
    void aim(std::int64_t frame);
    void leaveEnd();
    bool showsOwn() const;
    void warn(const Error &error);
    void forgetTarget(std::uint64_t generation);
    void look();
    bool takeOffer();
    bool drawNewest();
    void checkEnded();
    bool rests() const;
    void catchUpWithModels();
    void submitAgain();
    void present() { Q_EMIT presented(m_presentation); }

    FlowOptions m_options;
    const std::shared_ptr<Flow> m_flow;
    const std::shared_ptr<Mailbox> m_mailbox;
    Station<CaptureWorker> m_capture;
    Station<OpeningWorker> m_opener;
    Station<DisplayWorker> m_display;
    Station<Recorder> m_recorder;
    std::vector<DetectionEngine *> m_engines;
    std::vector<std::shared_ptr<LanePort>> m_ports; ///< At m_engines, in the same order.
    LaneStores m_stores;
    Timeline m_timeline;
    void feedTimeline();

    SourceState m_state;
    SourceInfo m_info;
    bool m_opened = false; ///< The source of m_info has been open, whatever has become of it.
    std::optional<Next> m_next;
    std::optional<Arriving> m_arriving;
    std::uint64_t m_openings = 0; ///< Number of the newest opening beside another source.
    std::uint64_t m_opening = 0;  ///< Generation that the source being read was opened under; 0: none.
    std::optional<std::uint64_t> m_endedGeneration; ///< The source is over; the phase follows when the rest is shown.
    std::optional<Target> m_target;
    double m_speed = 1.0;
    bool m_loop = false;
    Presentation m_presentation;
    Clock::time_point m_modelsOf; ///< Since when the models are what they are; 0: what rests has seen them.
    RepetitionFilter m_warnings;
    bool m_stopped = false;
};

} // namespace sightglass
