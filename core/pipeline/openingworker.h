// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "core/pipeline/mailbox.h"
#include "core/pipeline/openedsource.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace sightglass
{

/// Opens the next source beside the one that runs, on the opening thread: until its first picture is read, or it fails.
///
/// One source at a time, and one step per event: a source without a picture is asked again until it has one, fails or
/// is given up. What is given up is closed on this thread.
///
/// Openings carry numbers, chosen by the owner and rising, so that it can tell old news from new.
///
/// Thread: made and connected by SourceLane, then moved to its thread. The functions marked so may be called from any.
class OpeningWorker : public QObject
{
    Q_OBJECT

public:
    /// What the owner is told, once for each opening that is not given up; run on its thread.
    struct Events
    {
        /// It waits for take().
        std::function<void(std::uint64_t number, const SourceInfo &)> ready;
        std::function<void(std::uint64_t number, const Error &)> failed;
    };

    OpeningWorker(FrameSourceFactory sources, std::shared_ptr<Mailbox> owner, Events events);
    /// On the worker's thread. Lets the source go in order with giveUp(), which may have been called elsewhere.
    ~OpeningWorker() override;

    /// Any thread: gives up what is being opened, a blocking call included, and opens this one.
    void open(const SourceSpec &spec, std::uint64_t number);
    /// Any thread: gives up all openings before this number.
    void giveUp(std::uint64_t number);
    /// Any thread: see FrameSource.
    std::optional<double> openingProgress();
    /// Any thread: the source that is ready, now the taker's; nothing where it was given up.
    std::optional<OpenedSource> take(std::uint64_t number);

private:
    bool isWanted();
    void guard(void (OpeningWorker::*action)());
    void openNow(const SourceSpec &spec, std::uint64_t number);
    void connectSource();
    void step();
    void offer(OpenedSource opened);
    void closeNow();
    void fail(const Error &error);

    const FrameSourceFactory m_sources;
    const std::shared_ptr<Mailbox> m_mailbox;
    const std::shared_ptr<Mailbox> m_owner;
    const Events m_events;

    // Asked for from other threads.
    std::mutex m_mutex;
    std::shared_ptr<FrameSource> m_source; ///< Written on the opening thread alone; giveUp() reads it elsewhere.
    std::optional<OpenedSource> m_ready;
    std::uint64_t m_wanted = 0; ///< Number of the newest open() or giveUp(); older ones are not carried out.

    // The opening thread's own.
    std::uint64_t m_number = 0;
    SourceSpec m_spec;
    std::optional<SourceInfo> m_info; ///< It is open, and its first picture is asked for.
};

} // namespace sightglass
