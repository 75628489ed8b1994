// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/analysisrun.h"
#include "core/pipeline/mailbox.h"
#include "core/store/frameset.h"
#include "core/values/error.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace sightglass
{

/// Reads for an analysis: the frames of its source that the store has not, one in a step, as long as the model takes
/// them; over those that are there it seeks. Frames that cannot be read, and those that the model fails on, are not
/// tried again.
///
/// Thread: its own, which gives way to others that need a processor. The functions marked so may be called from any.
class AnalysisWorker : public QObject
{
    Q_OBJECT

public:
    /// Run on the owner's thread, by its mailbox.
    struct Events
    {
        std::function<void(const std::shared_ptr<AnalysisRun> &)> done;
        std::function<void(const std::shared_ptr<AnalysisRun> &, const Error &)> failed;
    };

    AnalysisWorker(FrameSourceFactory sources, std::shared_ptr<Mailbox> owner, Events events);
    ~AnalysisWorker() override;

    /// Any thread: in place of the one before; null: of none.
    void begin(std::shared_ptr<AnalysisRun> run);
    /// Any thread: asks for a step.
    void wake() { m_mailbox->request(); }
    const std::shared_ptr<Mailbox> &mailbox() const { return m_mailbox; }

private:
    void beginNow(const std::shared_ptr<AnalysisRun> &run);
    Result<void> open();
    void step();
    bool keepResults();
    void readOn();
    Result<void> read(std::int64_t wanted);
    std::int64_t firstWanted(std::int64_t from) const;
    void endRound();
    void settleUnread(std::int64_t from, std::int64_t end);
    void fail(const Error &error);
    void close();

    const FrameSourceFactory m_sources;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Events m_events;
    QTimer m_timer; ///< For the store to have room.

    std::mutex m_mutex; ///< Guards what follows, so that a blocking call can be ended.
    std::shared_ptr<AnalysisRun> m_wanted;
    std::shared_ptr<FrameSource> m_source;

    std::shared_ptr<AnalysisRun> m_run; ///< Null: nothing is read.
    std::int64_t m_next = 0;            ///< The frame that the source would yield.
    std::int64_t m_place = 0;           ///< Frames before this one were asked for in this round.
    bool m_hasGained = false;           ///< In this round.
    FrameSet m_settled;                 ///< Not kept, and not to be tried again.
    std::optional<FrameQueue::Lease> m_unkept;
};

} // namespace sightglass
