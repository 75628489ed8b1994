// SPDX-License-Identifier: Apache-2.0
#include "core/store/storefile.h"

#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <filesystem>
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

constexpr const char *schema = R"(
    CREATE TABLE about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE frames (frame INTEGER PRIMARY KEY, seconds REAL, suppressed INTEGER, candidates BLOB);
    CREATE TABLE survivors (frame INTEGER PRIMARY KEY, seconds REAL, items BLOB);
)";

/// What is seen on somebody's clips is nobody else's business.
void makeFolder(const QString &path)
{
    if (!QFileInfo::exists(path) && QDir().mkpath(path))
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

Error lockedError(const QString &path)
{
    return {Words::tr("Results cannot be kept in %1: it cannot be locked.").arg(QDir::toNativeSeparators(path)),
            Words::tr("See whether this folder can be written to and its disk has room."),
            {}};
}

} // namespace

StoreFile::StoreFile(QString path, std::map<QString, QString> about)
    : m_path(std::move(path))
    , m_about(std::move(about))
{}

StoreFile::~StoreFile()
{
    close();
}

QStringList StoreFile::filesOf(const QString &path)
{
    return {path, path + QStringLiteral("-wal"), path + QStringLiteral("-shm")};
}

Error StoreFile::damagedError(const QString &path)
{
    return {Words::tr("The file %1, in which results are kept, is damaged.").arg(QFileInfo(path).fileName()),
            Words::tr("It is begun anew when no other program uses it."),
            {}};
}

Result<FrameSet> StoreFile::open()
{
    makeFolder(QFileInfo(m_path).absolutePath());
    auto opened = tryToOpen();
    if (opened)
        return opened;
    noteTrouble();
    return m_trouble == Trouble::Damaged ? beginAnew() : opened;
}

Result<FrameSet> StoreFile::beginAnew()
{
    return closeAndRemove() ? tryToOpen() : damagedError(m_path);
}

Result<FrameSet> StoreFile::tryToOpen()
{
    m_trouble = Trouble::None;
    if (!m_lock.isTaken())
        m_lock = StoreLock::take(m_path, StoreLock::Kind::Shared);
    if (!m_lock.isTaken())
        return lockedError(m_path);
    auto opened = SqlDatabase::open(m_path, SqlDatabase::Access::ReadWrite);
    if (!opened)
        return opened.error();
    m_writer = *std::move(opened);
    // What a crash of the whole machine takes is asked of the model again; so the disk need not be waited for.
    if (auto set = m_writer->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"); !set)
        return set.error();
    const auto ours = isOurs();
    if (!ours)
        return ours.error();
    if (!*ours)
        return beginAnew();
    auto found = frames();
    if (!found)
        return found;
    auto reader = SqlDatabase::open(m_path, SqlDatabase::Access::Read);
    if (!reader)
        return reader.error();
    auto select = reader->prepare("SELECT suppressed, candidates FROM frames WHERE frame = ?");
    if (!select)
        return select.error();
    const std::lock_guard lock(m_reading);
    m_reader = *std::move(reader);
    m_select = *std::move(select);
    // Which store was used last is told by its time.
    std::error_code ignored;
    std::filesystem::last_write_time(QFile::encodeName(m_path).toStdString(),
                                     std::filesystem::file_time_type::clock::now(), ignored);
    return found;
}

/// Whether the file is as it should be; an empty one becomes so. False: it is something else.
Result<bool> StoreFile::isOurs()
{
    // Under the lock for writing, as two programs may begin the same file.
    if (auto begun = m_writer->execute("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    const auto number = [this](const char *sql) -> Result<std::int64_t> {
        auto statement = m_writer->prepare(sql);
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
    if (!ours)
        return ours; // Closing takes back what was begun, and leaves SQLite's word on it as it is until then.
    if (auto ended = m_writer->execute("COMMIT"); !ended)
        return ended.error();
    return ours;
}

/// Within the transaction of isOurs().
Result<void> StoreFile::begin()
{
    const QByteArray marks = "PRAGMA application_id = " + QByteArray::number(qint64(applicationId)) +
                             "; PRAGMA user_version = " + QByteArray::number(qint64(formatVersion)) + ";";
    for (const char *sql : {marks.constData(), schema})
        if (auto made = m_writer->execute(sql); !made)
            return made;
    auto insert = m_writer->prepare("INSERT INTO about (name, value) VALUES (?, ?)");
    if (!insert)
        return insert.error();
    for (const auto &[name, value] : m_about)
        if (auto inserted = insert->bind(1, name).bind(2, value).run(); !inserted)
            return inserted;
    return {};
}

Result<FrameSet> StoreFile::frames()
{
    auto statement = m_writer->prepare("SELECT frame FROM survivors ORDER BY frame");
    if (!statement)
        return statement.error();
    FrameSet found;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return found;
        found.add(statement->integer(0));
    }
}

Result<void> StoreFile::write(const std::vector<Row> &rows)
{
    m_trouble = Trouble::None;
    auto written = m_writer->execute("BEGIN IMMEDIATE");
    const bool isBegun = written.ok();
    if (isBegun)
        written = insert(rows);
    if (isBegun && written)
        written = m_writer->execute("COMMIT");
    if (written)
        return written;
    noteTrouble();
    if (isBegun)
        (void)m_writer->execute("ROLLBACK");
    return written;
}

Result<void> StoreFile::insert(const std::vector<Row> &rows)
{
    auto frames = m_writer->prepare("INSERT OR IGNORE INTO frames VALUES (?, ?, ?, ?)");
    if (!frames)
        return frames.error();
    auto survivors = m_writer->prepare("INSERT OR IGNORE INTO survivors VALUES (?, ?, ?)");
    if (!survivors)
        return survivors.error();
    for (const Row &row : rows) {
        frames->bind(1, row.frame).bind(2, row.seconds).bind(3, std::int64_t(row.suppressed)).bind(4, row.candidates);
        if (auto done = frames->run(); !done)
            return done;
        survivors->bind(1, row.frame).bind(2, row.seconds).bind(3, row.survivors);
        if (auto done = survivors->run(); !done)
            return done;
    }
    return {};
}

Result<std::optional<StoreFile::Row>> StoreFile::read(std::int64_t frame)
{
    const std::lock_guard lock(m_reading);
    if (!m_select)
        return std::optional<Row>();
    std::optional<Row> found;
    const auto row = m_select->bind(1, frame).step();
    if (row && *row) {
        found.emplace();
        found->frame = frame;
        found->suppressed = m_select->integer(0) != 0;
        found->candidates = m_select->bytes(1);
        found->candidates.detach(); // From SQLite's memory, which the next one has.
    }
    const bool isDamaged = !row && m_reader->isDamaged();
    m_select->reset();
    if (isDamaged)
        return damagedError(m_path);
    return found;
}

void StoreFile::noteTrouble()
{
    if (m_writer && m_writer->isDamaged())
        m_trouble = Trouble::Damaged;
    else
        m_trouble = m_writer && m_writer->isBusy() ? Trouble::Busy : Trouble::Other;
}

/// The one that may write goes last: it then brings what stands in the journal into the file.
void StoreFile::close()
{
    {
        const std::lock_guard lock(m_reading);
        m_select.reset();
        m_reader.reset();
    }
    m_writer.reset();
}

bool StoreFile::closeAndRemove()
{
    close();
    if (!m_lock.isTaken() || !m_lock.change(StoreLock::Kind::Alone)) {
        m_lock = {};
        return false;
    }
    for (const QString &file : filesOf(m_path))
        QFile::remove(file);
    return m_lock.change(StoreLock::Kind::Shared) && !QFileInfo::exists(m_path);
}

} // namespace sightglass
