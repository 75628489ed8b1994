// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/media/framesource.h"
#include "core/media/unreadableframes.h"
#include "core/store/storefolder.h"
#include "core/values/candidates.h"
#include "core/values/framerange.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// Exact counts of a run: captured >= inferred + stored >= delivered while it runs, all equal at its good end; after
/// any other, captured == delivered + dropped. Without a detector, inferred stays 0.
struct OfflineCounts
{
    std::uint64_t captured = 0;
    std::uint64_t inferred = 0;
    std::uint64_t stored = 0; ///< Not inferred, as they were kept; see setStores().
    std::uint64_t delivered = 0;
    std::uint64_t dropped = 0; ///< Always 0 unless cancelled or failed.
};

/// Every frame of a source through a model to a sink, in order, nothing dropped: for exports.
///
/// run() blocks the calling thread, on which the sink is called. Reading and inference (a DetectionEngine) run beside
/// it on threads of the run's own, joined before run() returns; bounded queues in between.
class OfflineRun
{
public:
    /// A frame with its own candidates (null where no detector was given). An Error ends the run.
    using Sink = std::function<Result<void>(const Frame &, const CandidatesPtr &)>;
    using Opened = std::function<Result<void>(const SourceInfo &)>;

    /// Takes the closed source and copies of one model, a thread for each; a single null one: pictures alone.
    OfflineRun(std::unique_ptr<FrameSource> source, std::vector<std::unique_ptr<Detector>> detectors);
    ~OfflineRun();

    /// Called once. `opened` (may be empty) is called before the first frame; an Error of its ends the run. Live
    /// sources end by range.last, finish() or cancel(), or by trouble. A range that leaves the source, where its length
    /// is known, is an Error; else it ends where the source does.
    ///
    /// What a stream has given cannot be had again: when one breaks off, or sends nothing for `patience`, the frames
    /// before that are delivered and the run ends well, with its trouble. It is not connected to again: what comes
    /// after a gap would look as if it had followed.
    Result<void> run(const FrameRange &range, const Opened &opened, const Sink &sink);

    /// After a run that ended well: why it has fewer frames than it was to have, by no will of the caller's. Nothing:
    /// it has them all.
    std::optional<Error> trouble() const;
    /// After a run: the frames of its range that were never read, where the range says how many there are.
    std::uint64_t missing() const;

    /// Before run(): what the model sees of the source, where that is a file, is kept in this folder, and what is kept
    /// there is not asked of it again.
    void setStores(StoreFolder stores, const SourceSpec &source);
    /// Before run(), after setStores(): reads and delivers the frames alone that are not kept yet.
    void setMissingAlone();
    /// From `opened` on: how many frames of the source were kept before.
    std::int64_t storedBefore() const;
    /// From `opened` on, and after run(): why nothing more was kept; an empty message: all was, as far as it can be.
    Error storeProblem() const;

    /// Before run(): how long a stream may send no picture, beside the time between two pictures.
    void setPatience(std::chrono::milliseconds patience);

    /// Any thread: reads no more; what was read is still delivered, and the run ends well.
    void finish();

    /// Any thread: ends the run soon, also while the source blocks; run() then yields an Error and wasCancelled() is
    /// true.
    void cancel();
    bool wasCancelled() const;

    /// Any thread, at any time.
    OfflineCounts counts() const;
    /// Any thread: the frames of the range that the source announces, but could not deliver, so far.
    UnreadableFrames unreadable() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass
