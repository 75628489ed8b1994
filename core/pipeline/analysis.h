// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/analysisworker.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/recentcount.h"
#include "core/pipeline/sourcelane.h"
#include "core/pipeline/station.h"
#include "core/values/error.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>

namespace sightglass
{

class DetectionEngine;

/// How far an analysis has come: kept + unreadable + failed + missing() == total.
struct AnalysisProgress
{
    std::int64_t total = 0;            ///< Frames of the clip; 0: not known yet.
    std::int64_t kept = 0;             ///< Whoever has asked the model for them.
    std::int64_t unreadable = 0;       ///< That the file announces, and that cannot be read.
    std::int64_t failed = 0;           ///< That the model failed on.
    double perSecond = 0.0;            ///< Frames lately; 0 while none are.
    std::optional<double> secondsLeft; ///< Nothing while nobody knows.

    std::int64_t missing() const { return total - kept - unreadable - failed; }
    bool operator==(const AnalysisProgress &) const = default;
};

/// Asks a lane's first model for every frame of its file that is not kept yet, in the background: beside what plays,
/// which it gives way to (see DetectionEngine), until all that can be are in the lane's store. What was kept is kept
/// whatever comes, so that it goes on from there the next time.
///
///     reading thread --[short queue]--> engine, in the background --> the lane's store
///
/// It reads the file once more for itself, and decodes it in software, as exports do. Its thread is begun with the
/// first analysis. It ends by itself when the lane gets another source or another model.
///
/// All functions are called on the thread this object lives on (the UI's), return at once, and answer by signals. Made
/// by Pipeline.
class Analysis : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Idle,
        Preparing, ///< The file is not indexed yet, or the store not open.
        Running,
        Waiting, ///< What is on display needs the model all the time.
        Paused,
        Done,   ///< All frames are kept that can be.
        Failed, ///< See error().
    };

    /// The lane outlives this.
    Analysis(SourceLane &lane, FrameSourceFactory sources, QObject *parent = nullptr);
    ~Analysis() override;

    const SourceLane &lane() const { return m_lane; }
    /// Whether the lane has a file open and a model whose results are kept.
    bool isPossible() const;
    /// Where it is possible; goes on where it was paused.
    void start();
    void pause();
    void cancel();
    State state() const { return m_state; }
    /// Neither idle nor over.
    bool isActive() const;
    /// Why it has failed.
    const Error &error() const { return m_error; }
    AnalysisProgress progress() const;

    // For Pipeline
    /// The lane's first model is this one now.
    void setModel(const LaneModel &model);
    /// No further signal; the thread is asked to end.
    void quit();
    /// After quit(), once: waits for it. Whether it ended (see Station).
    bool finish(const QDeadlineTimer &deadline);

Q_SIGNALS:
    /// State or progress; at most some five times a second, and at every other state.
    void changed();
    /// The model fails on frames: told once for an analysis.
    void warned(const sightglass::Error &error);

private:
    AnalysisWorker::Events events();
    void follow();
    void followSource(const SourceState &state);
    void beginRun(const std::shared_ptr<ClipStore> &store);
    void endRun();
    void end(State state, const Error &error = {});
    void look();
    void setState(State state);

    SourceLane &m_lane;
    const FrameSourceFactory m_sources;
    const std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<Station<AnalysisWorker>> m_station;
    QTimer m_timer; ///< Looks at how it goes, while it is active.

    std::optional<LaneModel> m_model;
    SourceSpec m_source; ///< That it was begun for.
    std::shared_ptr<AnalysisRun> m_run;
    State m_state = State::Idle;
    Error m_error;
    AnalysisProgress m_last; ///< Of the run that has ended.

    AnalysisProgress m_told;
    std::uint64_t m_seen = 0;  ///< Frames of the run that have come back, when last looked at.
    Clock::time_point m_moved; ///< When there was one more, or nothing waited.
    Clock::time_point m_since; ///< What m_lately counts.
    RecentCount m_lately;
    bool m_stopped = false;
};

} // namespace sightglass
