// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipstore.h"
#include "core/store/sqlite.h"
#include "core/store/storefolder.h"
#include "tests/core/store/storedcandidates.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

#include <sys/resource.h>

using namespace sightglass;
using namespace sightglass::test;

namespace
{

using Kept = std::map<std::int64_t, std::vector<Candidate>>;

ClipStore::About aboutClip()
{
    return {QStringLiteral("/clips/street.mp4"), QStringLiteral("Street"), 1000};
}

/// Frames from `first` on.
Kept fill(ClipStore &store, std::mt19937 &random, std::int64_t first, int count, Shapes shapes = Shapes::None)
{
    Kept kept;
    for (std::int64_t index = first; index < first + count; ++index) {
        kept[index] = anyStored(random, shapes);
        store.keep(candidatesOf(kept[index], index), storedFrame);
    }
    return kept;
}

/// How many of them the store has; -1 where it has another thing in the place of one.
int found(const ClipStore &store, const Kept &kept)
{
    int count = 0;
    for (const auto &[index, items] : kept) {
        const auto there = store.find(frameAt(index));
        if (!there)
            continue;
        if (!there->stored || there->frame != frameAt(index).id || !isSame(there->items, items))
            return -1;
        ++count;
    }
    return count;
}

} // namespace

/// What a model saw, kept on disk.
class ClipStoreTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsWhatItIsGiven();
    void keepsOnce();
    void visitsInOrder();
    void tellsWhatItWrites();
    void twoAtOnce();
    void damagedFiles_data();
    void damagedFiles();
    void anotherFormatIsBegunAnew();
    void folderThatCannotBe();
    void diskThatIsFull();
    void foldersAreListedClearedAndBounded();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("results/clip.sqlite")); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::mt19937 m_random{11};
};

void ClipStoreTest::init()
{
    TestCase::init();
    m_folder = std::make_unique<QTemporaryDir>();
}

void ClipStoreTest::keepsWhatItIsGiven()
{
    Kept kept;
    {
        ClipStore store(path(), aboutClip());
        kept = fill(store, m_random, 0, 5); // Before it is open, too.
        QVERIFY(store.open().ok());
        kept.merge(fill(store, m_random, 20, 30, Shapes::All));
        QCOMPARE(found(store, kept), 35);
        QCOMPARE(QFile::permissions(m_folder->filePath(QStringLiteral("results"))) &
                     (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther),
                 QFile::Permissions());
        QVERIFY(store.hasUnwritten());
        QVERIFY(store.flush().ok());
        QVERIFY(!store.hasUnwritten());
        QCOMPARE(found(store, kept), 35);
        QCOMPARE(store.count(), 35);
        QCOMPARE(store.firstMissing(0), 5);
        QCOMPARE(store.firstMissing(5), 5);
        QCOMPARE(store.firstMissing(20), 50);
        QVERIFY(store.has(20) && !store.has(19));
        QVERIFY(!store.find(frameAt(7)));
    }
    ClipStore store(path(), aboutClip());
    QVERIFY(!store.find(frameAt(0)));
    QVERIFY(store.open().ok());
    QCOMPARE(store.count(), 35);
    QCOMPARE(found(store, kept), 35);
    QVERIFY(store.problem().message.isEmpty());
}

void ClipStoreTest::keepsOnce()
{
    ClipStore store(path(), aboutClip());
    QVERIFY(store.open().ok());
    const Kept first = fill(store, m_random, 0, 3);
    fill(store, m_random, 0, 3);
    QVERIFY(store.flush().ok());
    fill(store, m_random, 0, 3);
    QVERIFY(store.flush().ok());
    QCOMPARE(found(store, first), 3);
    auto suppressed = std::make_shared<Candidates>();
    suppressed->frame.index = 9;
    suppressed->suppressed = true;
    store.keep(suppressed, storedFrame);
    QVERIFY(store.flush().ok());
    QVERIFY(store.find(frameAt(9))->suppressed);
    QVERIFY(!store.find(frameAt(0))->suppressed);
}

void ClipStoreTest::visitsInOrder()
{
    ClipStore store(path(), aboutClip());
    QVERIFY(store.open().ok());
    Kept kept = fill(store, m_random, 10, 10);
    kept.merge(fill(store, m_random, 0, 5));
    QVERIFY(store.flush().ok());
    auto next = kept.begin();
    QVERIFY(store
                .visitSurvivors([&](const FrameSurvivors &frame) {
                    const bool same = frame.index == next->first && frame.seconds == frameAt(frame.index).seconds() &&
                                      frame.items == survivorsOf(*candidatesOf(next->second), {});
                    ++next;
                    return same;
                })
                .ok());
    QVERIFY(next == kept.end());
    std::vector<std::int64_t> visited;
    QVERIFY(store
                .visitCandidates({3, 11},
                                 [&](const Candidates &candidates) {
                                     visited.push_back(candidates.frame.index);
                                     return isSame(candidates.items, kept[candidates.frame.index]);
                                 })
                .ok());
    QCOMPARE(visited, (std::vector<std::int64_t>{3, 4, 10, 11}));
}

void ClipStoreTest::tellsWhatItWrites()
{
    ClipStore store(path(), aboutClip());
    int woken = 0;
    store.setWaker([&woken] { ++woken; });
    std::vector<std::int64_t> written;
    std::vector<std::int64_t> writtenToo;
    const auto note = [](std::vector<std::int64_t> &to) {
        return [&to](std::span<const FrameSurvivors> frames) {
            for (const FrameSurvivors &frame : frames)
                to.push_back(frame.index);
        };
    };
    store.setObserver(&written, note(written));
    store.setObserver(&writtenToo, note(writtenToo));
    QVERIFY(store.open().ok());
    fill(store, m_random, 4, 3);
    QCOMPARE(woken, 1);
    QVERIFY(written.empty());
    QVERIFY(store.flush().ok());
    QCOMPARE(written, (std::vector<std::int64_t>{4, 5, 6}));
    QCOMPARE(writtenToo, written);
    store.setObserver(&writtenToo, {});
    fill(store, m_random, 7, 1);
    QCOMPARE(woken, 2);
    QVERIFY(store.flush().ok());
    QCOMPARE(written.back(), 7);
    QCOMPARE(writtenToo.back(), 6);
}

void ClipStoreTest::twoAtOnce()
{
    ClipStore one(path(), aboutClip());
    ClipStore other(path(), aboutClip());
    QVERIFY(one.open().ok());
    QVERIFY(other.open().ok());
    // Both have asked the same model.
    const auto write = [](ClipStore &store, std::int64_t first) {
        Kept kept;
        for (std::int64_t index = first; index < first + 200; ++index) {
            std::mt19937 ofFrame(static_cast<std::uint32_t>(index));
            kept.merge(fill(store, ofFrame, index, 1));
            if (index % 10 == 0 && !store.flush().ok())
                return Kept();
        }
        return store.flush().ok() ? kept : Kept();
    };
    Kept ofOther;
    std::thread thread([&] { ofOther = write(other, 100); });
    const Kept ofOne = write(one, 200);
    thread.join();
    QCOMPARE(found(one, ofOne), 200);
    QCOMPARE(found(other, ofOther), 200);
    ClipStore again(path(), aboutClip());
    QVERIFY(again.open().ok());
    QCOMPARE(again.count(), 300);
    QCOMPARE(found(again, ofOne) + found(again, ofOther), 400);
}

void ClipStoreTest::damagedFiles_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("empty") << 0;
    QTest::newRow("no database") << 1;
    QTest::newRow("cut") << 2;
    QTest::newRow("zeros within") << 3;
    QTest::newRow("noise within") << 4;
}

void ClipStoreTest::damagedFiles()
{
    QFETCH(int, kind);
    for (int round = 0; round < (kind < 2 ? 1 : 12); ++round) {
        QFile::remove(path());
        Kept kept;
        {
            ClipStore store(path(), aboutClip());
            QVERIFY(store.open().ok());
            kept = fill(store, m_random, 0, 400);
            QVERIFY(store.flush().ok());
        }
        QVERIFY(!QFile::exists(path() + QStringLiteral("-wal"))); // All is in the one file.
        const auto size = static_cast<qint64>(std::filesystem::file_size(path().toStdString()));
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 place = qint64(m_random() % static_cast<unsigned>(size - 8000));
        if (kind == 0) {
            QVERIFY(file.resize(0));
        } else if (kind == 1) {
            QVERIFY(file.resize(0));
            file.write(QByteArray(5000, 'x'));
        } else if (kind == 2) {
            QVERIFY(file.resize(place));
        } else {
            QVERIFY(file.seek(place));
            QByteArray noise(4096 + int(m_random() % 4000), '\0');
            if (kind == 4)
                for (char &byte : noise)
                    byte = char(m_random());
            file.write(noise);
        }
        file.close();

        ClipStore store(path(), aboutClip());
        QVERIFY(store.open().ok());
        // What is there may be lost; what is found must be right.
        QVERIFY(found(store, kept) >= 0);
        (void)store.visitSurvivors([](const FrameSurvivors &) { return true; });
        (void)store.visitCandidates({}, [](const Candidates &) { return true; });
        // And it goes on as if nothing had been.
        const Kept more = fill(store, m_random, 1000, 20);
        QVERIFY2(store.flush().ok(), qPrintable(store.problem().toText()));
        QCOMPARE(found(store, more), 20);
    }
}

void ClipStoreTest::anotherFormatIsBegunAnew()
{
    {
        ClipStore store(path(), aboutClip());
        QVERIFY(store.open().ok());
        fill(store, m_random, 0, 10);
        QVERIFY(store.flush().ok());
    }
    {
        auto database = SqlDatabase::open(path(), SqlDatabase::Access::ReadWrite);
        QVERIFY(database.ok());
        QVERIFY(database->execute("PRAGMA user_version = 999").ok());
    }
    ClipStore store(path(), aboutClip());
    QVERIFY(store.open().ok());
    QCOMPARE(store.count(), 0);
}

void ClipStoreTest::folderThatCannotBe()
{
    QFile file(m_folder->filePath(QStringLiteral("results")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ClipStore store(path(), aboutClip());
    const auto opened = store.open();
    QVERIFY(!opened.ok());
    QVERIFY(!opened.error().message.isEmpty());
    QCOMPARE(store.problem(), opened.error());
    const Kept kept = fill(store, m_random, 0, 3);
    QVERIFY(store.flush().ok()); // It was told once.
    QCOMPARE(found(store, kept), 0);
    QVERIFY(!store.hasUnwritten());
}

void ClipStoreTest::diskThatIsFull()
{
    ClipStore store(path(), aboutClip());
    QVERIFY(store.open().ok());
    Kept kept = fill(store, m_random, 0, 100);
    QVERIFY(store.flush().ok());
    // No file may become larger than this, which is what a full disk is to who writes.
    rlimit before = {};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 128 * 1024;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    Result<void> flushed;
    for (int i = 1; i < 10 && flushed.ok(); ++i) {
        fill(store, m_random, i * 100, 100);
        flushed = store.flush();
    }
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!flushed.ok());
    QVERIFY(!flushed.error().message.isEmpty());
    QCOMPARE(store.problem(), flushed.error());
    // What is there is found, nothing more is kept, and nobody is told again.
    QCOMPARE(found(store, kept), 100);
    const auto count = store.count();
    fill(store, m_random, 5000, 3);
    QCOMPARE(store.count(), count);
    QVERIFY(store.flush().ok());
}

void ClipStoreTest::foldersAreListedClearedAndBounded()
{
    const StoreFolder folder(m_folder->filePath(QStringLiteral("results")));
    QVERIFY(folder.entries().isEmpty());
    const auto make = [&](const QByteArray &key, int frames) {
        ClipStore store(folder.pathOf(key), aboutClip());
        QVERIFY(store.open().ok());
        fill(store, m_random, 0, frames);
        QVERIFY(store.flush().ok());
    };
    const auto age = [&](const QByteArray &key, int days) {
        for (const char *beside : {"", "-wal"}) {
            const std::string path = folder.pathOf(key).toStdString() + beside;
            if (std::filesystem::exists(path))
                std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() -
                                                           std::chrono::hours(24 * days));
        }
    };
    make("old", 100);
    make("new", 50);
    make("middle", 100);
    age("old", 3);
    age("middle", 2);
    age("new", 1);
    auto entries = folder.entries();
    QCOMPARE(entries.size(), 3);
    QCOMPARE(entries[0].path, folder.pathOf("new"));
    QCOMPARE(entries[2].path, folder.pathOf("old"));
    QCOMPARE(entries[0].about, aboutClip());
    QCOMPARE(entries[0].frames, 50);
    QVERIFY(entries[0].readable && !entries[0].inUse);
    QCOMPARE(folder.size(), entries[0].bytes + entries[1].bytes + entries[2].bytes);

    // What is in use stays, though it be the oldest.
    ClipStore used(folder.pathOf("old"), aboutClip());
    QVERIFY(used.open().ok());
    age("old", 3);
    QVERIFY(folder.entries().last().inUse);
    const auto shrunk = folder.shrink(entries[0].bytes + entries[2].bytes + 100'000);
    QCOMPARE(shrunk.inUse, 1);
    QCOMPARE(shrunk.stores, 1);
    QCOMPARE(folder.entries().size(), 2);
    QVERIFY(!QFile::exists(folder.pathOf("middle")));
    const auto cleared = folder.clear();
    QCOMPARE(cleared.stores, 1);
    QCOMPARE(cleared.inUse, 1);
    QCOMPARE(found(used, fill(used, m_random, 500, 3)), 3);
    QVERIFY(used.flush().ok());
}

QTEST_GUILESS_MAIN(ClipStoreTest)
#include "tst_clipstore.moc"
