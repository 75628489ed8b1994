// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/offlinerun.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace sightglass
{

namespace
{

/// So many frames may wait before the model and before the sink: enough to keep all three threads busy, few enough
/// that 4K pictures stay within a few hundred megabytes.
constexpr std::size_t queueCapacity = 4;

struct InferredFrame
{
    Frame frame;
    CandidatesPtr candidates;
};

Error cancelledError()
{
    return {QStringLiteral("The run was cancelled."), {}, {}};
}

Error rangeError(const QString &message, std::int64_t frameCount)
{
    return {message, QStringLiteral("Its frames are numbered 0 to %1.").arg(frameCount - 1), {}};
}

/// Runs a thread's body; what the libraries underneath throw becomes an Error.
template <typename Body>
Result<void> guarded(const QString &what, Body body)
{
    try {
        return body();
    } catch (const std::exception &exception) {
        return Error{what, {}, QString::fromLocal8Bit(exception.what())};
    }
}

} // namespace

class OfflineRun::Private
{
public:
    Private(std::unique_ptr<FrameSource> theSource, std::unique_ptr<Detector> theDetector)
        : source(std::move(theSource))
        , detector(std::move(theDetector))
        , frames(FlowQueue<Frame>::create(FlowPolicy::EveryFrame, queueCapacity))
        , results(FlowQueue<InferredFrame>::create(FlowPolicy::EveryFrame, queueCapacity))
    {
        frames->setCallbacks([this] { notify(); }, [this] { notify(); });
        results->setCallbacks([this] { notify(); }, [this] { notify(); });
    }

    /// What the three threads do. The first Error of any of them ends all of them.
    void read(const FrameRange &range);
    void infer();
    void deliver(const Opened &opened, const Sink &sink);
    void endWith(const Error &error);

    /// Blocks until the condition holds or the run ends early; yields whether the condition holds.
    template <typename Condition>
    bool waitFor(Condition condition)
    {
        std::unique_lock lock(mutex);
        bool holds = false;
        wake.wait(lock, [&] { return stopping || (holds = condition()); });
        return !stopping;
    }

    template <typename Change>
    void change(Change apply)
    {
        {
            const std::lock_guard lock(mutex);
            apply();
        }
        wake.notify_all();
    }
    void notify()
    {
        change([] {});
    }

    std::mutex mutex; ///< Guards what follows, up to the queues; taken before a queue's own lock, never after.
    std::condition_variable wake;
    std::unique_ptr<FrameSource> source; ///< Made away with by the reading thread; abort() finds it until then.
    std::unique_ptr<Detector> detector;  ///< Used and made away with by the inference thread alone.
    std::optional<SourceInfo> info;
    std::optional<Error> error;
    bool stopping = false;
    bool cancelled = false;
    bool everythingRead = false;
    bool everythingInferred = false;

    std::atomic<bool> finishing{false};
    const std::shared_ptr<FlowQueue<Frame>> frames;
    const std::shared_ptr<FlowQueue<InferredFrame>> results;
    std::atomic<std::uint64_t> inferred{0};

private:
    Result<void> readAll(FrameSource &from, const FrameRange &range);
    Result<void> inferAll(Detector *with);
    Result<CandidatesPtr> candidatesOf(Detector &with, const Frame &frame);
};

void OfflineRun::Private::endWith(const Error &reason)
{
    change([&] {
        if (!error)
            error = reason;
        stopping = true;
        if (source)
            source->abort();
    });
    frames->close();
    results->close();
}

void OfflineRun::Private::read(const FrameRange &range)
{
    const auto ended = guarded(QStringLiteral("Reading the source failed."), [&] { return readAll(*source, range); });
    std::unique_ptr<FrameSource> done;
    change([&] {
        done = std::move(source);
        everythingRead = true;
    });
    done.reset();
    if (!ended)
        endWith(ended.error());
}

Result<void> OfflineRun::Private::readAll(FrameSource &from, const FrameRange &range)
{
    const auto opened = from.open();
    if (!opened)
        return opened.error();
    if (const auto count = opened->frameCount) {
        if (range.first >= *count)
            return rangeError(QStringLiteral("The range begins at frame %1, but %2 has %3 frames.")
                                  .arg(range.first)
                                  .arg(opened->name)
                                  .arg(*count),
                              *count);
        if (range.last && *range.last >= *count)
            return rangeError(QStringLiteral("The range ends at frame %1, but %2 has %3 frames.")
                                  .arg(*range.last)
                                  .arg(opened->name)
                                  .arg(*count),
                              *count);
    }
    change([&] { info = *opened; });
    if (range.first > 0 && opened->seekable) {
        if (const auto sought = from.seek(range.first); !sought)
            return sought.error();
    }
    while (!finishing && waitFor([this] { return frames->hasRoom(); })) {
        Frame frame;
        const auto status = from.read(frame);
        if (!status)
            return status.error();
        if (*status == FrameSource::ReadStatus::End)
            break;
        if (*status == FrameSource::ReadStatus::NoData || frame.id.index < range.first)
            continue;
        if (range.last && frame.id.index > *range.last)
            break;
        const bool last = frame.id.index == range.last;
        frame.id.source = 0;
        frame.id.generation = 1;
        frames->push(std::move(frame));
        if (last)
            break;
    }
    return {};
}

void OfflineRun::Private::infer()
{
    const std::unique_ptr<Detector> own = std::move(detector);
    const auto ended = guarded(QStringLiteral("The model failed."), [&] { return inferAll(own.get()); });
    change([&] { everythingInferred = true; });
    if (!ended)
        endWith(ended.error());
}

Result<void> OfflineRun::Private::inferAll(Detector *with)
{
    for (;;) {
        std::optional<FlowQueue<Frame>::Lease> lease;
        const bool runs = waitFor([&] {
            const bool last = everythingRead;
            return results->hasRoom() && ((lease = frames->take()) || last);
        });
        if (!runs || !lease) {
            if (lease)
                lease->discard();
            return {};
        }
        InferredFrame result{std::move(**lease), nullptr};
        if (with) {
            auto candidates = candidatesOf(*with, result.frame);
            if (!candidates) {
                lease->discard();
                return candidates.error();
            }
            result.candidates = std::move(*candidates);
            ++inferred;
        }
        lease->finish();
        results->push(std::move(result));
    }
}

Result<CandidatesPtr> OfflineRun::Private::candidatesOf(Detector &with, const Frame &frame)
{
    auto output = with.detect({&frame.image, 1});
    if (!output)
        return output.error();
    auto candidates = std::make_shared<Candidates>();
    candidates->frame = frame.id;
    candidates->seconds = frame.seconds();
    candidates->captured = frame.captured;
    candidates->items = std::move(output->items.at(0));
    candidates->suppressed = output->suppressed;
    candidates->classNames = with.descriptor().classNames;
    candidates->keypoints = with.descriptor().keypoints;
    return CandidatesPtr(std::move(candidates));
}

void OfflineRun::Private::deliver(const Opened &opened, const Sink &sink)
{
    if (!waitFor([this] { return info.has_value(); }))
        return;
    if (const auto accepted = opened ? opened(*info) : Result<void>(); !accepted)
        return endWith(accepted.error());
    for (;;) {
        std::optional<FlowQueue<InferredFrame>::Lease> lease;
        const bool runs = waitFor([&] {
            const bool last = everythingInferred;
            return (lease = results->take()) || last;
        });
        if (!runs || !lease) {
            if (lease)
                lease->discard();
            return;
        }
        if (const auto taken = sink((*lease)->frame, (*lease)->candidates); !taken) {
            lease->discard();
            return endWith(taken.error());
        }
        lease->finish();
    }
}

OfflineRun::OfflineRun(std::unique_ptr<FrameSource> source, std::unique_ptr<Detector> detector)
    : d(std::make_unique<Private>(std::move(source), std::move(detector)))
{}

OfflineRun::~OfflineRun() = default;

Result<void> OfflineRun::run(const FrameRange &range, const Opened &opened, const Sink &sink)
{
    {
        std::jthread reading([&] { d->read(range); });
        std::jthread inferring([&] { d->infer(); });
        try {
            d->deliver(opened, sink);
        } catch (...) {
            d->endWith({QStringLiteral("The sink failed."), {}, {}});
            throw;
        }
    }
    const std::lock_guard lock(d->mutex);
    if (d->error)
        return *d->error;
    return {};
}

void OfflineRun::cancel()
{
    d->change([this] { d->cancelled = true; });
    d->endWith(cancelledError());
}

void OfflineRun::finish()
{
    d->finishing = true;
    d->notify();
}

bool OfflineRun::wasCancelled() const
{
    const std::lock_guard lock(d->mutex);
    return d->cancelled;
}

OfflineCounts OfflineRun::counts() const
{
    // From the sink backwards, so that none is ever larger than what it comes from.
    const FlowCounters delivered = d->results->counters();
    const std::uint64_t inferred = d->inferred;
    const FlowCounters captured = d->frames->counters();
    return {captured.captured, inferred, delivered.processed, captured.dropped + delivered.dropped};
}

} // namespace sightglass
