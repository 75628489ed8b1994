// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipstore.h"

#include "core/store/candidatecoding.h"
#include "core/store/frameset.h"
#include "core/store/sqlite.h"
#include "core/store/storefile.h"
#include "core/store/survivorcoding.h"

#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace sightglass
{

namespace
{

/// Of what waits to be written.
constexpr std::size_t mostBytesWaiting = std::size_t(64) << 20;
/// In one transaction, so that others who write need not wait for long.
constexpr std::size_t mostFramesTogether = 256;

std::size_t bytesOf(const Candidates &candidates)
{
    std::size_t bytes = sizeof(Candidates);
    const MaskPlanes *last = nullptr; // Most often all candidates of a frame share theirs.
    for (const Candidate &candidate : candidates.items) {
        bytes += sizeof(Candidate);
        if (!candidate.shape)
            continue;
        bytes += sizeof(Shape) + candidate.shape->keypoints.size() * sizeof(Keypoint);
        const MaskPlanes *const planes = candidate.shape->mask.planes.get();
        if (planes && std::exchange(last, planes) != planes)
            bytes += sizeof(float) * static_cast<std::size_t>(planes->channels) *
                     static_cast<std::size_t>(planes->rows) * static_cast<std::size_t>(planes->columns);
    }
    return bytes;
}

} // namespace

class ClipStore::Private
{
public:
    Private(QString path, const About &about)
        : file(std::move(path), {{QStringLiteral("source"), about.source},
                                 {QStringLiteral("model"), about.model},
                                 {QStringLiteral("frames"), QString::number(about.frameCount)}})
    {}

    struct Waiting
    {
        double seconds;
        QSize size;
        CandidatesPtr candidates;
        std::size_t bytes;
    };
    using Batch = std::vector<std::pair<std::int64_t, Waiting>>;

    Result<void> open();
    Result<void> flush();
    std::optional<std::vector<Candidate>> read(std::int64_t index, bool &suppressed);
    void fail(const Error &error);

    StoreFile file;

    mutable std::mutex mutex; ///< Guards what follows; no other is taken under it.
    std::map<std::int64_t, Waiting> waiting;
    std::size_t waitingBytes = 0;
    FrameSet known;
    Error problem;
    bool isOpen = false;
    bool damaged = false; ///< To be begun anew.
    std::function<void()> waker;

    std::mutex observing; ///< Held while observers are called.
    std::map<const void *, Observer> observers;

private:
    Result<void> beginAnew();
    Batch nextBatch();
    void take(FrameSet found);
    static std::vector<StoreFile::Row> rowsOf(const Batch &batch, std::vector<FrameSurvivors> &survivors);
};

void ClipStore::Private::fail(const Error &error)
{
    const std::lock_guard guard(mutex);
    problem = error;
    for (const auto &[index, each] : waiting)
        known.remove(index);
    waiting.clear();
    waitingBytes = 0;
}

Result<void> ClipStore::Private::open()
{
    auto opened = file.open();
    if (!opened) {
        fail(opened.error());
        return opened.error();
    }
    take(*std::move(opened));
    const std::lock_guard guard(mutex);
    isOpen = true;
    return {};
}

Result<void> ClipStore::Private::beginAnew()
{
    auto begun = file.beginAnew();
    if (!begun) {
        fail(begun.error());
        return begun.error();
    }
    take(*std::move(begun));
    return {};
}

/// What is in the file, and what is on its way there.
void ClipStore::Private::take(FrameSet found)
{
    const std::lock_guard guard(mutex);
    damaged = false;
    known = std::move(found);
    for (const auto &[index, each] : waiting)
        known.add(index);
}

ClipStore::Private::Batch ClipStore::Private::nextBatch()
{
    const std::lock_guard guard(mutex);
    Batch batch;
    for (auto it = waiting.begin(); it != waiting.end() && batch.size() < mostFramesTogether; ++it)
        batch.emplace_back(*it);
    return batch;
}

std::vector<StoreFile::Row> ClipStore::Private::rowsOf(const Batch &batch, std::vector<FrameSurvivors> &survivors)
{
    std::vector<StoreFile::Row> rows;
    for (const auto &[index, frame] : batch) {
        const Candidates &candidates = *frame.candidates;
        survivors.push_back({index, frame.seconds, survivorsOf(candidates, keptSuppression())});
        rows.push_back({index, frame.seconds, candidates.suppressed, encodeCandidates(candidates.items, frame.size),
                        encodeSurvivors(survivors.back().items)});
    }
    return rows;
}

Result<void> ClipStore::Private::flush()
{
    bool anew = false;
    {
        const std::lock_guard guard(mutex);
        if (!isOpen || !problem.message.isEmpty())
            return {};
        anew = damaged;
    }
    if (anew)
        if (auto begun = beginAnew(); !begun)
            return begun;
    for (Batch batch = nextBatch(); !batch.empty(); batch = nextBatch()) {
        std::vector<FrameSurvivors> written;
        auto result = file.write(rowsOf(batch, written));
        if (!result && file.trouble() == StoreFile::Trouble::Busy)
            return {}; // It waits for the next time.
        if (!result && file.trouble() == StoreFile::Trouble::Damaged) {
            if (auto begun = beginAnew(); !begun)
                return begun;
            continue;
        }
        if (!result) {
            fail(result.error());
            return result;
        }
        {
            const std::lock_guard guard(mutex);
            for (const auto &[index, each] : batch)
                if (waiting.erase(index) > 0)
                    waitingBytes -= each.bytes;
        }
        const std::lock_guard guard(observing);
        for (const auto &[who, observer] : observers)
            observer(written);
    }
    return {};
}

std::optional<std::vector<Candidate>> ClipStore::Private::read(std::int64_t index, bool &suppressed)
{
    const auto row = file.read(index);
    const bool isThere = row && row->has_value();
    auto items = isThere ? decodeCandidates((*row)->candidates) : std::nullopt;
    if (items) {
        suppressed = (*row)->suppressed;
        return items;
    }
    const std::lock_guard guard(mutex);
    if (row && !isThere) {
        known.remove(index); // Another program has begun the file anew.
        return std::nullopt;
    }
    damaged = true;
    known.clear();
    for (const auto &[each, frame] : waiting)
        known.add(each);
    return std::nullopt;
}

ClipStore::ClipStore(QString path, About about)
    : d(std::make_unique<Private>(std::move(path), about))
{}

ClipStore::~ClipStore() = default;

Result<void> ClipStore::open()
{
    return d->open();
}

Result<void> ClipStore::flush()
{
    return d->flush();
}

bool ClipStore::hasUnwritten() const
{
    const std::lock_guard guard(d->mutex);
    return !d->waiting.empty();
}

void ClipStore::setWaker(std::function<void()> waker)
{
    const std::lock_guard guard(d->mutex);
    d->waker = std::move(waker);
}

std::shared_ptr<Candidates> ClipStore::find(const Frame &frame) const
{
    auto found = std::make_shared<Candidates>();
    bool isWaiting = false;
    {
        const std::lock_guard guard(d->mutex);
        if (!d->known.contains(frame.id.index))
            return nullptr;
        const auto waiting = d->waiting.find(frame.id.index);
        isWaiting = waiting != d->waiting.end();
        if (isWaiting)
            *found = *waiting->second.candidates;
    }
    if (!isWaiting) {
        auto items = d->read(frame.id.index, found->suppressed);
        if (!items)
            return nullptr;
        found->items = *std::move(items);
    }
    found->frame = frame.id;
    found->seconds = frame.seconds();
    found->captured = frame.captured;
    found->stored = true;
    return found;
}

bool ClipStore::keep(const CandidatesPtr &candidates, QSize picture)
{
    const std::int64_t index = candidates->frame.index;
    const std::size_t bytes = bytesOf(*candidates);
    std::function<void()> wake;
    {
        const std::lock_guard guard(d->mutex);
        const bool full = !d->waiting.empty() && d->waitingBytes + bytes > mostBytesWaiting;
        if (d->known.contains(index))
            return true;
        if (!d->problem.message.isEmpty() || full)
            return false;
        d->known.add(index);
        if (d->waiting.empty())
            wake = d->waker;
        d->waiting.emplace(index, Private::Waiting{candidates->seconds, picture, candidates, bytes});
        d->waitingBytes += bytes;
    }
    if (wake)
        wake();
    return true;
}

void ClipStore::stopKeeping(const Error &reason)
{
    d->fail(reason);
}

const QString &ClipStore::path() const
{
    return d->file.path();
}

std::int64_t ClipStore::count() const
{
    const std::lock_guard guard(d->mutex);
    return d->known.count();
}

bool ClipStore::has(std::int64_t index) const
{
    const std::lock_guard guard(d->mutex);
    return d->known.contains(index);
}

std::int64_t ClipStore::firstMissing(std::int64_t from) const
{
    const std::lock_guard guard(d->mutex);
    return d->known.firstMissing(from);
}

Error ClipStore::problem() const
{
    const std::lock_guard guard(d->mutex);
    return d->problem;
}

Result<void> ClipStore::visitSurvivors(const Visit &visit) const
{
    const auto database = SqlDatabase::open(d->file.path(), SqlDatabase::Access::Read);
    if (!database)
        return database.error();
    auto statement = database->prepare("SELECT frame, seconds, items FROM survivors ORDER BY frame");
    if (!statement)
        return statement.error();
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        auto items = decodeSurvivors(statement->bytes(2));
        if (!items)
            return StoreFile::damagedError(d->file.path());
        if (!visit({statement->integer(0), statement->real(1), *std::move(items)}))
            return {};
    }
}

Result<void> ClipStore::visitCandidates(const FrameRange &range, const VisitCandidates &visit) const
{
    const auto database = SqlDatabase::open(d->file.path(), SqlDatabase::Access::Read);
    if (!database)
        return database.error();
    auto statement = database->prepare(
        "SELECT frame, seconds, suppressed, candidates FROM frames WHERE frame BETWEEN ? AND ? ORDER BY frame");
    if (!statement)
        return statement.error();
    statement->bind(1, range.first).bind(2, range.last.value_or(std::numeric_limits<std::int64_t>::max()));
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        Candidates candidates;
        candidates.frame.index = statement->integer(0);
        candidates.seconds = statement->real(1);
        candidates.suppressed = statement->integer(2) != 0;
        candidates.stored = true;
        auto items = decodeCandidates(statement->bytes(3));
        if (!items)
            return StoreFile::damagedError(d->file.path());
        candidates.items = *std::move(items);
        if (!visit(candidates))
            return {};
    }
}

void ClipStore::setObserver(const void *who, Observer observer)
{
    const std::lock_guard guard(d->observing);
    if (observer)
        d->observers[who] = std::move(observer);
    else
        d->observers.erase(who);
}

} // namespace sightglass
