// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipstore.h"

#include "core/store/candidatecoding.h"
#include "core/store/frameset.h"
#include "core/store/sqlite.h"
#include "core/store/storelock.h"
#include "core/store/survivorcoding.h"
#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace sightglass
{

namespace
{

/// "SGLS", by which file(1) and others tell whose file of SQLite's it is.
constexpr std::int64_t applicationId = 0x53474c53;
/// Of what is in the file; another one is begun anew.
constexpr std::int64_t formatVersion = 1;

/// Of what waits to be written.
constexpr std::size_t mostBytesWaiting = std::size_t(64) << 20;
/// In one transaction, so that others who write need not wait for long.
constexpr std::size_t mostFramesTogether = 256;

constexpr const char *schema = R"(
    CREATE TABLE about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE frames (frame INTEGER PRIMARY KEY, seconds REAL, suppressed INTEGER, candidates BLOB);
    CREATE TABLE survivors (frame INTEGER PRIMARY KEY, seconds REAL, items BLOB);
)";

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

/// SQLite's file and those beside it.
QStringList filesOf(const QString &path)
{
    return {path, path + QStringLiteral("-wal"), path + QStringLiteral("-shm")};
}

Error lockedError(const QString &path)
{
    return {Words::tr("Results cannot be kept in %1: it cannot be locked.").arg(QDir::toNativeSeparators(path)),
            Words::tr("See whether this folder can be written to and its disk has room."),
            {}};
}

Error damagedError(const QString &path)
{
    return {Words::tr("The file %1, in which results are kept, is damaged.").arg(QFileInfo(path).fileName()),
            Words::tr("It is begun anew when no other program uses it."),
            {}};
}

} // namespace

class ClipStore::Private
{
public:
    Private(QString thePath, About theAbout)
        : path(std::move(thePath))
        , about(std::move(theAbout))
    {}
    ~Private() { close(); }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    struct Waiting
    {
        double seconds;
        QSize size;
        CandidatesPtr candidates;
        std::size_t bytes;
    };

    Result<void> open();
    Result<void> flush();
    Result<void> write(const std::vector<std::pair<std::int64_t, Waiting>> &batch,
                       std::vector<FrameSurvivors> &written);
    std::optional<std::vector<Candidate>> read(std::int64_t index, bool &suppressed);
    void fail(const Error &error);

    const QString path;
    const About about;

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

    std::mutex reading; ///< Guards what follows.
    std::optional<SqlDatabase> reader;
    std::optional<SqlStatement> select;

private:
    Result<void> openFiles();
    Result<bool> isOurs();
    Result<void> begin();
    Result<void> findKnown();
    Result<void> beginAnew();
    void close();
    bool closeAndRemove();

    // Of the thread that opens and flushes.
    StoreLock lock;
    std::optional<SqlDatabase> writer;
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
    QDir().mkpath(QFileInfo(path).absolutePath());
    auto opened = openFiles();
    if (!opened && writer && writer->isDamaged())
        opened = beginAnew();
    if (!opened) {
        fail(opened.error());
        return opened;
    }
    const std::lock_guard guard(mutex);
    isOpen = true;
    return {};
}

Result<void> ClipStore::Private::openFiles()
{
    if (!lock.isTaken())
        lock = StoreLock::take(path, StoreLock::Kind::Shared);
    if (!lock.isTaken())
        return lockedError(path);
    auto opened = SqlDatabase::open(path, SqlDatabase::Access::ReadWrite);
    if (!opened)
        return opened.error();
    writer = *std::move(opened);
    // What a crash of the whole machine takes is asked of the model again; so the disk need not be waited for.
    if (auto set = writer->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"); !set)
        return set;
    const auto ours = isOurs();
    if (!ours)
        return ours.error();
    if (!*ours && !closeAndRemove())
        return damagedError(path);
    if (!*ours)
        return openFiles();
    if (auto found = findKnown(); !found)
        return found;
    auto toRead = SqlDatabase::open(path, SqlDatabase::Access::Read);
    if (!toRead)
        return toRead.error();
    auto prepared = toRead->prepare("SELECT suppressed, candidates FROM frames WHERE frame = ?");
    if (!prepared)
        return prepared.error();
    const std::lock_guard guard(reading);
    reader = *std::move(toRead);
    select = *std::move(prepared);
    // Which store was used last is told by its time.
    std::error_code ignored;
    std::filesystem::last_write_time(QFile::encodeName(path).toStdString(),
                                     std::filesystem::file_time_type::clock::now(), ignored);
    return {};
}

/// Whether the file is as it should be; an empty one becomes so. False: it is something else.
Result<bool> ClipStore::Private::isOurs()
{
    // Under the lock for writing, as two programs may begin the same file.
    if (auto begun = writer->execute("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    const auto number = [this](const char *sql) -> Result<std::int64_t> {
        auto statement = writer->prepare(sql);
        if (!statement)
            return statement.error();
        const auto row = statement->step();
        if (!row)
            return row.error();
        return statement->integer(0);
    };
    const auto check = [&]() -> Result<bool> {
        const auto tables = number("SELECT count(*) FROM sqlite_master");
        if (!tables)
            return tables.error();
        if (*tables == 0) {
            const auto begun = begin();
            return begun ? Result<bool>(true) : begun.error();
        }
        const auto id = number("PRAGMA application_id");
        if (!id)
            return id.error();
        const auto version = number("PRAGMA user_version");
        if (!version)
            return version.error();
        return *id == applicationId && *version == formatVersion;
    };
    auto ours = check();
    const auto ended = writer->execute(ours ? "COMMIT" : "ROLLBACK");
    return ours && !ended ? ended.error() : ours;
}

/// Within the transaction of isOurs().
Result<void> ClipStore::Private::begin()
{
    const QByteArray marks = "PRAGMA application_id = " + QByteArray::number(qint64(applicationId)) +
                             "; PRAGMA user_version = " + QByteArray::number(qint64(formatVersion)) + ";";
    for (const char *sql : {marks.constData(), schema})
        if (auto made = writer->execute(sql); !made)
            return made;
    auto insert = writer->prepare("INSERT INTO about (name, value) VALUES (?, ?)");
    if (!insert)
        return insert.error();
    for (const auto &[name, value] : {std::pair{QStringLiteral("source"), about.source},
                                      {QStringLiteral("model"), about.model},
                                      {QStringLiteral("frames"), QString::number(about.frameCount)}})
        if (auto inserted = insert->bind(1, name).bind(2, value).run(); !inserted)
            return inserted;
    return {};
}

Result<void> ClipStore::Private::findKnown()
{
    auto statement = writer->prepare("SELECT frame FROM survivors ORDER BY frame");
    if (!statement)
        return statement.error();
    FrameSet found;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        found.add(statement->integer(0));
    }
    const std::lock_guard guard(mutex);
    known = std::move(found);
    for (const auto &[index, each] : waiting)
        known.add(index);
    return {};
}

/// The one that may write goes last: it then brings what stands in the journal into the file.
void ClipStore::Private::close()
{
    {
        const std::lock_guard guard(reading);
        select.reset();
        reader.reset();
    }
    writer.reset();
}

bool ClipStore::Private::closeAndRemove()
{
    close();
    if (!lock.change(StoreLock::Kind::Alone)) {
        lock = {};
        return false;
    }
    for (const QString &file : filesOf(path))
        QFile::remove(file);
    return lock.change(StoreLock::Kind::Shared) && !QFileInfo::exists(path);
}

Result<void> ClipStore::Private::beginAnew()
{
    if (!closeAndRemove())
        return damagedError(path);
    {
        const std::lock_guard guard(mutex);
        damaged = false;
        known.clear();
    }
    return openFiles();
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
        if (auto begun = beginAnew(); !begun) {
            fail(begun.error());
            return begun;
        }
    for (;;) {
        std::vector<std::pair<std::int64_t, Waiting>> batch;
        {
            const std::lock_guard guard(mutex);
            for (auto it = waiting.begin(); it != waiting.end() && batch.size() < mostFramesTogether; ++it)
                batch.emplace_back(*it);
        }
        if (batch.empty())
            return {};
        std::vector<FrameSurvivors> written;
        if (auto result = write(batch, written); !result) {
            if (!writer->isDamaged()) {
                fail(result.error());
                return result;
            }
            if (auto begun = beginAnew(); !begun) {
                fail(begun.error());
                return begun;
            }
            continue;
        }
        {
            const std::lock_guard guard(mutex);
            for (const auto &[index, each] : batch) {
                waiting.erase(index);
                waitingBytes -= each.bytes;
            }
        }
        const std::lock_guard guard(observing);
        for (const auto &[who, observer] : observers)
            observer(written);
    }
}

Result<void> ClipStore::Private::write(const std::vector<std::pair<std::int64_t, Waiting>> &batch,
                                       std::vector<FrameSurvivors> &written)
{
    struct Row
    {
        QByteArray candidates;
        QByteArray survivors;
    };
    std::vector<Row> rows; // Made before the file is locked for others.
    for (const auto &[index, frame] : batch) {
        written.push_back({index, frame.seconds, survivorsOf(*frame.candidates, keptSuppression())});
        rows.push_back({encodeCandidates(frame.candidates->items, frame.size), encodeSurvivors(written.back().items)});
    }
    if (auto begun = writer->execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    const auto insertAll = [&]() -> Result<void> {
        auto frames = writer->prepare("INSERT OR IGNORE INTO frames VALUES (?, ?, ?, ?)");
        auto survivors = writer->prepare("INSERT OR IGNORE INTO survivors VALUES (?, ?, ?)");
        if (!frames)
            return frames.error();
        if (!survivors)
            return survivors.error();
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const auto &[index, frame] = batch[i];
            frames->bind(1, index)
                .bind(2, frame.seconds)
                .bind(3, std::int64_t(frame.candidates->suppressed))
                .bind(4, rows[i].candidates);
            if (auto done = frames->run(); !done)
                return done;
            survivors->bind(1, index).bind(2, frame.seconds).bind(3, rows[i].survivors);
            if (auto done = survivors->run(); !done)
                return done;
        }
        return {};
    };
    auto inserted = insertAll();
    if (inserted)
        inserted = writer->execute("COMMIT");
    if (!inserted)
        (void)writer->execute("ROLLBACK");
    return inserted;
}

std::optional<std::vector<Candidate>> ClipStore::Private::read(std::int64_t index, bool &suppressed)
{
    std::optional<std::vector<Candidate>> items;
    bool isThere = true;
    bool broken = false;
    {
        const std::lock_guard guard(reading);
        if (!select)
            return std::nullopt;
        const auto row = select->bind(1, index).step();
        isThere = !row || *row;
        if (row && *row) {
            suppressed = select->integer(0) != 0;
            items = decodeCandidates(select->bytes(1));
            broken = !items;
        }
        broken = broken || reader->isDamaged();
        select->reset();
    }
    const std::lock_guard guard(mutex);
    if (broken) {
        damaged = true;
        known.clear();
        for (const auto &[each, frame] : waiting)
            known.add(each);
    } else if (!isThere) {
        known.remove(index); // Another program has begun the file anew.
    }
    return items;
}

ClipStore::ClipStore(QString path, About about)
    : d(std::make_unique<Private>(std::move(path), std::move(about)))
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
    return d->path;
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
    const auto database = SqlDatabase::open(d->path, SqlDatabase::Access::Read);
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
            return damagedError(d->path);
        if (!visit({statement->integer(0), statement->real(1), *std::move(items)}))
            return {};
    }
}

Result<void> ClipStore::visitCandidates(const FrameRange &range, const VisitCandidates &visit) const
{
    const auto database = SqlDatabase::open(d->path, SqlDatabase::Access::Read);
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
            return damagedError(d->path);
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
