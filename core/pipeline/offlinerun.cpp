// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/offlinerun.h"

#include "core/pipeline/detectionengine.h"
#include "core/pipeline/offlinestore.h"
#include "core/values/words.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

namespace sightglass
{

namespace
{

/// So many frames may wait before the model and before the sink, beside those in the works: enough to keep all threads
/// busy, few enough that 4K pictures stay within a few hundred megabytes.
constexpr std::size_t queueCapacity = 4;

constexpr std::chrono::seconds defaultPatience{15};

Error cancelledError()
{
    return {Words::tr("The run was cancelled."), {}, {}};
}

Error rangeError(const QString &message, std::int64_t frameCount)
{
    return {message, Words::tr("Its frames are numbered 0 to %1.").arg(frameCount - 1), {}};
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
    Private(std::unique_ptr<FrameSource> theSource, std::vector<std::unique_ptr<Detector>> detectors);

    /// What the reading and the calling thread do. The first Error of any thread ends all of them.
    void read(const FrameRange &range);
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
    std::optional<SourceInfo> info;
    std::optional<Error> error;
    UnreadableFrames unreadable;
    std::optional<Error> trouble;
    std::uint64_t missing = 0;
    bool stopping = false;
    bool cancelled = false;
    bool everythingRead = false;

    std::chrono::milliseconds patience = defaultPatience;
    std::atomic<bool> finishing{false};
    std::atomic<std::uint64_t> inferred{0};
    std::atomic<std::uint64_t> stored{0};
    std::optional<OfflineStore> stores;
    bool missingAlone = false;
    ModelDescriptor model; ///< Without a location: there is none.
    std::shared_ptr<FrameQueue> frames;
    std::shared_ptr<FrameQueue> results;
    DetectionEngine engine;

private:
    class Port;

    Result<void> readAll(FrameSource &from, const FrameRange &range);
    Result<std::int64_t> passStored(FrameSource &from, const SourceInfo &opened, std::int64_t expected);
    Result<std::optional<Error>> readFrames(FrameSource &from, const SourceInfo &opened, const FrameRange &range);
};

/// Between the run's two queues. Used by the engine's workers, which end before the run does.
class OfflineRun::Private::Port : public InferencePort
{
public:
    explicit Port(Private &run)
        : m_run(run)
    {}

    FrameQueue &frames() const override { return *m_run.frames; }
    std::size_t room() const override { return m_run.results->room(); }
    bool isCurrent(const Frame &) const override { return true; }
    void put(InferredFrame inferred) override { m_run.results->push(std::move(inferred)); }
    void inferred(const DetectTimes &) override { ++m_run.inferred; }
    void failed(const Error &error) override { m_run.endWith(error); }
    CandidatesPtr known(const Frame &frame, std::uint64_t model) override
    {
        CandidatesPtr known = m_run.stores ? m_run.stores->link().find(frame, model) : nullptr;
        m_run.stored += known ? 1 : 0;
        return known;
    }
    void keep(const Frame &frame, const CandidatesPtr &candidates) override
    {
        if (m_run.stores)
            m_run.stores->link().keep(frame, candidates);
    }

private:
    Private &m_run;
};

OfflineRun::Private::Private(std::unique_ptr<FrameSource> theSource, std::vector<std::unique_ptr<Detector>> detectors)
    : source(std::move(theSource))
{
    std::size_t inTheWorks = 0;
    for (const auto &detector : detectors)
        inTheWorks += detector ? static_cast<std::size_t>(detector->descriptor().batch) : 1;
    frames = FrameQueue::create(FlowPolicy::EveryFrame, inTheWorks + queueCapacity);
    results = FrameQueue::create(FlowPolicy::EveryFrame, inTheWorks + queueCapacity);
    frames->setCallbacks(engine.waker(), [this] { notify(); });
    results->setCallbacks([this] { notify(); }, engine.waker());
    if (detectors.front())
        model = detectors.front()->descriptor();
    engine.setModel({std::move(detectors), 0});
    engine.add(std::make_shared<Port>(*this));
}

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
    const auto ended = guarded(Words::tr("Reading the source failed."), [&] { return readAll(*source, range); });
    std::unique_ptr<FrameSource> done;
    change([&] { done = std::move(source); });
    done.reset();
    if (!ended)
        endWith(ended.error());
    change([&] { everythingRead = true; });
}

Result<void> OfflineRun::Private::readAll(FrameSource &from, const FrameRange &range)
{
    const auto opened = from.open();
    if (!opened)
        return opened.error();
    if (const auto count = opened->frameCount) {
        if (range.first >= *count)
            return rangeError(Words::tr("The range begins at frame %1, but %2 has %3 frames.")
                                  .arg(QString::number(range.first), opened->name, QString::number(*count)),
                              *count);
        if (range.last && *range.last >= *count)
            return rangeError(Words::tr("The range ends at frame %1, but %2 has %3 frames.")
                                  .arg(QString::number(*range.last), opened->name, QString::number(*count)),
                              *count);
    }
    if (stores)
        stores->open(*opened);
    change([&] { info = *opened; });
    if (range.first > 0 && opened->seekable) {
        if (const auto sought = from.seek(range.first); !sought)
            return sought.error();
    }
    auto ended = readFrames(from, *opened, range);
    if (!ended)
        return ended.error();
    const std::uint64_t captured = frames->counters().captured;
    if (*ended && captured == 0)
        return **ended;
    change([&] {
        trouble = std::move(*ended);
        if (trouble && range.last)
            missing = static_cast<std::uint64_t>(*range.last - range.first + 1) - captured;
    });
    return {};
}

/// The frame that comes next, where those before it are there already and need not be read.
Result<std::int64_t> OfflineRun::Private::passStored(FrameSource &from, const SourceInfo &opened, std::int64_t expected)
{
    /// Fewer are read over sooner than sought.
    constexpr std::int64_t leastSeek = 50;
    const ClipStore *const store = missingAlone && stores ? stores->store() : nullptr;
    const std::int64_t next = store ? store->firstMissing(expected) : expected;
    const bool isEnd = opened.frameCount && next >= *opened.frameCount;
    if (!opened.seekable || (!isEnd && next - expected < leastSeek))
        return expected;
    if (!isEnd)
        if (const auto sought = from.seek(next); !sought)
            return sought.error();
    return next;
}

/// Yields the trouble that ended it, if one did.
Result<std::optional<Error>> OfflineRun::Private::readFrames(FrameSource &from, const SourceInfo &opened,
                                                             const FrameRange &range)
{
    const bool isStream =
        opened.live || opened.spec.kind == SourceKind::Url || opened.spec.kind == SourceKind::GStreamer;
    const std::chrono::duration<double> interval(opened.frameRate.isValid() ? 1.0 / opened.frameRate.toDouble() : 0.0);
    Clock::duration waited{0};
    std::int64_t expected = range.first;
    const auto skipTo = [&](std::int64_t end) {
        if (!isStream && end > expected)
            change([&] { unreadable.add(expected, end); });
        expected = end;
    };
    while (!finishing && waitFor([this] { return frames->hasRoom(); })) {
        if (stores)
            stores->flush();
        const auto next = passStored(from, opened, expected);
        if (!next)
            return next.error();
        expected = *next;
        const std::int64_t count = opened.frameCount.value_or(std::numeric_limits<std::int64_t>::max());
        if (missingAlone && expected > std::min(range.last.value_or(count), count - 1))
            break;
        Frame frame;
        const auto asked = Clock::now();
        const auto status = from.read(frame);
        if (!status && isStream)
            return std::optional(status.error());
        if (!status)
            return status.error();
        if (*status == FrameSource::ReadStatus::End) {
            if (range.last && !opened.frameCount)
                return std::optional(Error{Words::tr("%1 ended before the range did.").arg(opened.name),
                                           Words::tr("Try a range nearer to its beginning."),
                                           {}});
            if (opened.frameCount)
                skipTo(range.last ? *range.last + 1 : *opened.frameCount + opened.missingAtEnd);
            break;
        }
        if (*status == FrameSource::ReadStatus::NoData) {
            waited += Clock::now() - asked;
            if (isStream && waited > patience + interval)
                return std::optional(Error{Words::tr("%1 sent no picture for a long time.").arg(opened.name),
                                           Words::tr("Check that it runs and that the network reaches it."),
                                           {}});
            continue;
        }
        waited = {};
        if (frame.id.index < range.first)
            continue;
        if (range.last && frame.id.index > *range.last) {
            skipTo(*range.last + 1);
            break;
        }
        skipTo(frame.id.index);
        expected = frame.id.index + 1;
        if (missingAlone && stores && stores->store() && stores->store()->has(frame.id.index))
            continue;
        const bool last = frame.id.index == range.last;
        frame.id.source = 0;
        frame.id.generation = 1;
        frames->push({std::move(frame), {}});
        if (last)
            break;
    }
    return std::optional<Error>();
}

void OfflineRun::Private::deliver(const Opened &opened, const Sink &sink)
{
    if (!waitFor([this] { return info.has_value(); }))
        return;
    if (const auto accepted = opened ? opened(*info) : Result<void>(); !accepted)
        return endWith(accepted.error());
    // A frame waits for the model until its result is there, so that none is missed between the two questions.
    const auto isOver = [this] { return everythingRead && frames->counters().waiting() == 0; };
    while (waitFor([&] { return isOver() || results->counters().queued > 0; })) {
        auto lease = results->take();
        if (!lease)
            return;
        if (const auto taken = sink((*lease)->frame, (*lease)->results.front()); !taken) {
            lease->discard();
            return endWith(taken.error());
        }
        lease->finish();
    }
}

OfflineRun::OfflineRun(std::unique_ptr<FrameSource> source, std::vector<std::unique_ptr<Detector>> detectors)
    : d(std::make_unique<Private>(std::move(source), std::move(detectors)))
{}

OfflineRun::~OfflineRun() = default;

Result<void> OfflineRun::run(const FrameRange &range, const Opened &opened, const Sink &sink)
{
    {
        const std::jthread reading([&] { d->read(range); });
        try {
            d->deliver(opened, sink);
        } catch (...) {
            d->endWith({Words::tr("The sink failed."), {}, {}});
            d->engine.stop();
            throw;
        }
        d->engine.stop();
    }
    if (d->stores)
        d->stores->finish();
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

std::optional<Error> OfflineRun::trouble() const
{
    const std::lock_guard lock(d->mutex);
    return d->trouble;
}

std::uint64_t OfflineRun::missing() const
{
    const std::lock_guard lock(d->mutex);
    return d->missing;
}

void OfflineRun::setStores(StoreFolder stores, const SourceSpec &source)
{
    if (!d->model.location.isEmpty())
        d->stores.emplace(std::move(stores), source, d->model);
}

void OfflineRun::setMissingAlone()
{
    d->missingAlone = true;
}

std::int64_t OfflineRun::storedBefore() const
{
    return d->stores ? d->stores->before() : 0;
}

Error OfflineRun::storeProblem() const
{
    return d->stores ? d->stores->problem() : Error();
}

void OfflineRun::setPatience(std::chrono::milliseconds patience)
{
    d->patience = patience;
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

UnreadableFrames OfflineRun::unreadable() const
{
    const std::lock_guard lock(d->mutex);
    return d->unreadable;
}

OfflineCounts OfflineRun::counts() const
{
    // From the sink backwards, so that none is ever larger than what it comes from.
    const FlowCounters delivered = d->results->counters();
    const std::uint64_t inferred = d->inferred;
    const std::uint64_t stored = d->stored;
    const FlowCounters captured = d->frames->counters();
    return {captured.captured, inferred, stored, delivered.processed, captured.dropped + delivered.dropped};
}

} // namespace sightglass
