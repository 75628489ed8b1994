// SPDX-License-Identifier: Apache-2.0
#include "core/store/storefolder.h"
#include "core/store/storelimit.h"
#include "tests/core/pipeline/pipelinetest.h"

#include <QFile>
#include <QTemporaryDir>

#include <map>
#include <mutex>

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;
using State = Analysis::State;

namespace
{

/// What sources of an analysis were asked for.
struct Reads
{
    void add(std::int64_t index)
    {
        const std::lock_guard lock(mutex);
        ++frames[index];
    }
    int of(std::int64_t index) const
    {
        const std::lock_guard lock(mutex);
        const auto found = frames.find(index);
        return found == frames.end() ? 0 : found->second;
    }
    int count() const
    {
        const std::lock_guard lock(mutex);
        int sum = 0;
        for (const auto &[index, times] : frames)
            sum += times;
        return sum;
    }

    std::atomic<int> opened{0};
    std::atomic<int> seeks{0};

private:
    mutable std::mutex mutex;
    std::map<std::int64_t, int> frames;
};

class CountedSource : public SyntheticSource
{
public:
    CountedSource(const SyntheticScript &script, std::shared_ptr<Reads> reads)
        : SyntheticSource(script)
        , m_reads(std::move(reads))
    {}

    Result<SourceInfo> open() override
    {
        ++m_reads->opened;
        return SyntheticSource::open();
    }
    Result<ReadStatus> read(Frame &frame) override
    {
        auto status = SyntheticSource::read(frame);
        if (status && *status == ReadStatus::Frame)
            m_reads->add(frame.id.index);
        return status;
    }
    Result<void> seek(std::int64_t index) override
    {
        ++m_reads->seeks;
        return SyntheticSource::seek(index);
    }

private:
    const std::shared_ptr<Reads> m_reads;
};

/// A pipeline that keeps what its synthetic model sees, of a file that is there for its name alone, and analyses it.
struct AnalysisBench
{
    explicit AnalysisBench(const QTemporaryDir &folder, const SyntheticScript &script = {.frames = 60})
        : AnalysisBench(folder, script, script)
    {}
    AnalysisBench(const QTemporaryDir &folder, const SyntheticScript &shown, const SyntheticScript &analysed)
        : spec(SourceSpec::fromPath(folder.filePath(QStringLiteral("clip.mp4"))))
        , stores(folder.filePath(QStringLiteral("results")))
        , pipeline(SyntheticSource::factory(shown), SyntheticDetector::factory(model), {}, stores,
                   [analysed, reads = reads](const SourceSpec &) {
                       return std::make_unique<CountedSource>(analysed, reads);
                   })
    {}

    bool loadModel(const QString &name = QStringLiteral("synthetic"), int workers = 2)
    {
        QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
        pipeline.model().load({.location = name, .workers = workers});
        return loaded.wait(5000);
    }
    /// Rests on the first frame, which has its boxes.
    bool openPaused()
    {
        lane.open(spec, true);
        return QTest::qWaitFor(
            [this] { return boxesBelongToPicture(lane.presentation()) && lane.store() && lane.store()->has(0); });
    }
    bool isReady() { return loadModel() && openPaused(); }

    SourceSpec spec;
    StoreFolder stores;
    std::shared_ptr<SyntheticModel> model = std::make_shared<SyntheticModel>();
    std::shared_ptr<Reads> reads = std::make_shared<Reads>();
    Pipeline pipeline;
    SourceLane &lane = pipeline.lane();
    Analysis &analysis = pipeline.analysis();
};

} // namespace

class AnalysisTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { setStoreLimit(defaultStoreLimit); }
    void everyFrameIsAskedOnce();
    void nothingIsReadThatIsKept();
    void goesOnInAnotherProgram();
    void whatItFindsIsSoonOnDisk();
    void pausesAndGoesOn();
    void cancelsInTheMiddle();
    void framesThatCannotBeReadAreCountedOnce_data();
    void framesThatCannotBeReadAreCountedOnce();
    void modelThatFailsIsToldOnce();
    void sourceThatFailsIsTold();
    void otherContentIsNotMixedIn();
    void anotherSourceEndsIt();
    void anotherModelEndsIt();
    void goesOnWithMoreWorkers();
    void waitsForTheIndex();
    void waitsForRoomInTheStore();
    void isNotPossibleForLiveSources();
    void tellsWhenNothingIsKept();
    void whatPlaysComesThrough_data();
    void whatPlaysComesThrough();
    void waitsForWhatPlays();
    void quitsWhileASourceBlocks_data();
    void quitsWhileASourceBlocks();

private:
    void writeClip(const QByteArray &content) const
    {
        QFile file(m_folder->filePath(QStringLiteral("clip.mp4")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void AnalysisTest::init()
{
    TestCase::init();
    m_folder = std::make_unique<QTemporaryDir>();
    writeClip("a clip");
}

void AnalysisTest::everyFrameIsAskedOnce()
{
    AnalysisBench bench(*m_folder);
    QVERIFY(!bench.analysis.isPossible());
    bench.analysis.start();
    QCOMPARE(bench.analysis.state(), State::Idle);
    QVERIFY(bench.isReady());
    QVERIFY(bench.analysis.isPossible());
    QSignalSpy changed(&bench.analysis, &Analysis::changed);
    bench.analysis.start();
    QVERIFY(bench.analysis.isActive());
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QVERIFY(changed.count() >= 2);
    QCOMPARE(bench.lane.store()->count(), 60);
    const AnalysisProgress progress = bench.analysis.progress();
    QCOMPARE(progress.total, 60);
    QCOMPARE(progress.kept, 60);
    QCOMPARE(progress.missing(), 0);
    QCOMPARE(bench.model->calls.load(), 60); // The first one by the view.
    QCOMPARE(bench.reads->of(0), 0);
    for (int frame = 1; frame < 60; ++frame)
        QCOMPARE(bench.reads->of(frame), 1);
    // What is shown then is what was found then.
    for (const int frame : {59, 17}) {
        bench.lane.seek(frame);
        QTRY_COMPARE(bench.lane.presentation().frame.id.index, frame);
        QVERIFY(boxesBelongToPicture(bench.lane.presentation()));
        QVERIFY(bench.lane.presentation().result().candidates->stored);
    }
    QCOMPARE(bench.model->calls.load(), 60);
    // There is nothing left to do.
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.reads->count(), 59);
}

void AnalysisTest::nothingIsReadThatIsKept()
{
    AnalysisBench bench(*m_folder);
    QVERIFY(bench.isReady());
    for (const int frame : {1, 20, 21, 22, 40, 59}) {
        bench.lane.seek(frame);
        QTRY_VERIFY(bench.lane.store()->has(frame));
    }
    const auto asked = bench.lane.store()->count();
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.lane.store()->count(), 60);
    QCOMPARE(bench.reads->count(), 60 - asked);
    for (const int frame : {0, 1, 20, 21, 22, 40, 59})
        QCOMPARE(bench.reads->of(frame), 0);
    QCOMPARE(bench.reads->seeks.load(), 3); // Over 0 and 1, 20 to 22, and 40.
}

void AnalysisTest::goesOnInAnotherProgram()
{
    std::int64_t kept = 0;
    int calls = 0;
    {
        AnalysisBench bench(*m_folder, {.frames = 200});
        bench.model->delayMs = 2;
        QVERIFY(bench.isReady());
        bench.analysis.start();
        QTRY_VERIFY(bench.lane.store()->count() >= 20);
        QVERIFY(bench.pipeline.stop());
        kept = StoreFolder(bench.stores).entries().value(0).frames;
        calls = bench.model->calls;
        QVERIFY(kept >= 20 && kept < 200);
        QCOMPARE(bench.model->alive.load(), 0);
    }
    AnalysisBench bench(*m_folder, {.frames = 200});
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.lane.store()->count(), 200);
    QCOMPARE(bench.model->calls.load(), 200 - kept);
    QVERIFY(calls - kept <= 2); // Lost: at most what each worker had in hand.
}

/// Whoever kills the program leaves that there.
void AnalysisTest::whatItFindsIsSoonOnDisk()
{
    AnalysisBench bench(*m_folder, {.frames = 100000});
    bench.model->delayMs = 1;
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_VERIFY_WITH_TIMEOUT(bench.stores.entries().value(0).frames >= 100, 20000);
    QCOMPARE(bench.analysis.state(), State::Running);
    bench.analysis.cancel();
}

void AnalysisTest::pausesAndGoesOn()
{
    AnalysisBench bench(*m_folder, {.frames = 300});
    std::counting_semaphore<> go(0);
    std::atomic<bool> free{false};
    bench.model->onPicture = [&](std::int64_t number) {
        if (number > 0 && !free)
            go.acquire();
    };
    QVERIFY(bench.isReady());
    bench.analysis.start();
    go.release(10);
    QTRY_COMPARE(bench.lane.store()->count(), 11);
    bench.analysis.pause();
    QCOMPARE(bench.analysis.state(), State::Paused);
    QCOMPARE(bench.analysis.progress().perSecond, 0.0);
    free = true;
    go.release(10);
    // What was read already is finished, and no more is read.
    const auto &store = *bench.lane.store();
    std::int64_t read = -1;
    QTRY_VERIFY(std::exchange(read, bench.reads->count()) == bench.reads->count() && store.count() == read + 1);
    QVERIFY(store.count() < 30);
    bench.analysis.start();
    QCOMPARE(bench.analysis.state(), State::Running);
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.model->calls.load(), 300);
    QCOMPARE(bench.reads->opened.load(), 1);
}

void AnalysisTest::cancelsInTheMiddle()
{
    AnalysisBench bench(*m_folder, {.frames = 300});
    bench.model->delayMs = 1;
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_VERIFY(bench.lane.store()->count() >= 20);
    bench.analysis.cancel();
    QCOMPARE(bench.analysis.state(), State::Idle);
    QVERIFY(bench.lane.store()->count() < 300);
    // And again, from what is kept.
    bench.analysis.start();
    bench.analysis.cancel();
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.lane.store()->count(), 300);
    QVERIFY(bench.model->calls < 310); // Twice at most what was in hand at the ends.
}

void AnalysisTest::framesThatCannotBeReadAreCountedOnce_data()
{
    QTest::addColumn<QList<int>>("damaged");
    QTest::newRow("first") << QList<int>{1};
    QTest::newRow("some") << QList<int>{7, 8, 30};
    QTest::newRow("last") << QList<int>{58, 59};
    QTest::newRow("most") << QList<int>{};
}

void AnalysisTest::framesThatCannotBeReadAreCountedOnce()
{
    QFETCH(QList<int>, damaged);
    SyntheticScript script{.frames = 60};
    if (QByteArray(QTest::currentDataTag()) == "most")
        for (int frame = 1; frame < 60; ++frame)
            damaged.append(frame);
    for (const int frame : std::as_const(damaged))
        script.damaged.push_back(frame);
    AnalysisBench bench(*m_folder, script);
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    const AnalysisProgress progress = bench.analysis.progress();
    QCOMPARE(progress.unreadable, damaged.size());
    QCOMPARE(progress.kept, 60 - damaged.size());
    QCOMPARE(progress.missing(), 0);
    QCOMPARE(bench.reads->count(), 59 - damaged.size());
}

void AnalysisTest::modelThatFailsIsToldOnce()
{
    AnalysisBench bench(*m_folder);
    QSignalSpy warned(&bench.analysis, &Analysis::warned);
    QVERIFY(bench.isReady());
    bench.model->failing = true;
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(warned.count(), 1);
    QCOMPARE(bench.analysis.progress().failed, 59);
    QCOMPARE(bench.analysis.progress().kept, 1);
    QCOMPARE(bench.analysis.progress().missing(), 0);
    QCOMPARE(bench.model->calls.load(), 60);
    // Asked for again, it is tried again.
    bench.model->failing = false;
    bench.model->failAt = 31;
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(warned.count(), 2);
    QCOMPARE(bench.analysis.progress().failed, 1);
    QCOMPARE(bench.analysis.progress().kept, 59);
    QVERIFY(!bench.lane.store()->has(31));
}

void AnalysisTest::sourceThatFailsIsTold()
{
    AnalysisBench bench(*m_folder, {.frames = 60}, {.frames = 60, .failAt = 30});
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_COMPARE(bench.analysis.state(), State::Failed);
    QCOMPARE(bench.analysis.error().message, QStringLiteral("The synthetic source failed."));
    QVERIFY(bench.lane.store()->count() <= 30);
    QCOMPARE(bench.lane.sourceState().phase, Phase::Paused);
}

void AnalysisTest::otherContentIsNotMixedIn()
{
    AnalysisBench bench(*m_folder);
    QVERIFY(bench.isReady());
    writeClip("another clip");
    bench.analysis.start();
    QTRY_COMPARE(bench.analysis.state(), State::Failed);
    QVERIFY(bench.analysis.error().message.contains(QStringLiteral("has changed")));
    QCOMPARE(bench.lane.store()->count(), 1);
}

void AnalysisTest::anotherSourceEndsIt()
{
    AnalysisBench bench(*m_folder, {.frames = 100000});
    bool hasFailed = false;
    connect(&bench.analysis, &Analysis::changed, &bench.analysis,
            [&] { hasFailed = hasFailed || bench.analysis.state() == State::Failed; });
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_VERIFY(bench.lane.store()->count() >= 20);
    QFile::copy(bench.spec.location, m_folder->filePath(QStringLiteral("other.mp4")));
    bench.lane.open(SourceSpec::fromPath(m_folder->filePath(QStringLiteral("other.mp4"))), true);
    QTRY_COMPARE(bench.analysis.state(), State::Idle);
    QTRY_COMPARE(bench.lane.sourceInfo().spec.displayName(), QStringLiteral("other.mp4"));
    QTRY_VERIFY(bench.analysis.isPossible());
    bench.analysis.start();
    QTRY_VERIFY(bench.lane.store() && bench.lane.store()->count() >= 5);
    bench.lane.close();
    QCOMPARE(bench.analysis.state(), State::Idle);
    QVERIFY(!bench.analysis.isPossible());
    QVERIFY(!hasFailed); // To be told to nobody.
}

void AnalysisTest::anotherModelEndsIt()
{
    AnalysisBench bench(*m_folder, {.frames = 100000});
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_VERIFY(bench.lane.store()->count() >= 20);
    QVERIFY(bench.loadModel(QStringLiteral("another")));
    QCOMPARE(bench.analysis.state(), State::Idle);
    QTRY_VERIFY(bench.lane.store());
    // Nothing but the picture at rest was asked of it.
    QTRY_VERIFY(bench.lane.store()->has(0));
    QCOMPARE(bench.lane.store()->count(), 1);
    bench.pipeline.model().unload();
    QTRY_VERIFY(!bench.analysis.isPossible());
}

/// As when the number of workers was measured.
void AnalysisTest::goesOnWithMoreWorkers()
{
    AnalysisBench bench(*m_folder, {.frames = 400});
    bench.model->delayMs = 1;
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QTRY_VERIFY(bench.lane.store()->count() >= 20);
    ModelSlot &slot = bench.pipeline.model();
    bench.analysis.setModel({&slot.engine(), 4, slot.number(), slot.descriptor()});
    bench.lane.modelChanged(0, {&slot.engine(), 4, slot.number(), slot.descriptor()});
    QVERIFY(bench.analysis.isActive());
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.lane.store()->count(), 400);
}

void AnalysisTest::waitsForTheIndex()
{
    const auto early = std::make_shared<EarlyScript>();
    AnalysisBench bench(*m_folder, {.frames = 60, .early = early}, {.frames = 60});
    QVERIFY(bench.loadModel());
    bench.lane.open(bench.spec, true);
    QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    QVERIFY(bench.analysis.isPossible());
    bench.analysis.start();
    QCOMPARE(bench.analysis.state(), State::Preparing);
    QCOMPARE(bench.reads->opened.load(), 0);
    bench.analysis.pause();
    bench.analysis.start();
    QCOMPARE(bench.analysis.state(), State::Preparing);
    early->needed = 1;
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.lane.store()->count(), 60);
}

/// Of results so large that some hundred megabytes are not written at once, none is lost.
void AnalysisTest::waitsForRoomInTheStore()
{
    AnalysisBench bench(*m_folder, {.frames = 12});
    QVERIFY(bench.isReady());
    // Who fills the store: a mask of 16 MB for each frame, of which it takes some.
    const auto store = bench.lane.store();
    const auto huge = [](std::int64_t index) {
        const auto candidates = std::make_shared<Candidates>();
        candidates->frame.index = index;
        const auto planes = std::make_shared<MaskPlanes>();
        planes->channels = 64;
        planes->rows = 256;
        planes->columns = 256;
        planes->values =
            std::shared_ptr<const float>(new float[std::size_t(64) * 256 * 256](), [](const float *p) { delete[] p; });
        const auto shape = std::make_shared<Shape>();
        shape->mask.planes = planes;
        Candidate candidate;
        candidate.shape = shape;
        candidates->items.push_back(candidate);
        return candidates;
    };
    int taken = 0;
    while (store->keep(huge(1000 + taken), {64, 48}))
        ++taken;
    QVERIFY(taken >= 3 && taken < 10);
    bench.analysis.start();
    QTRY_VERIFY(bench.analysis.state() == State::Done);
    for (int frame = 0; frame < 12; ++frame)
        QVERIFY(store->has(frame));
}

void AnalysisTest::isNotPossibleForLiveSources()
{
    AnalysisBench bench(*m_folder, {.frames = 1000, .live = true});
    QVERIFY(bench.loadModel());
    bench.lane.open({.kind = SourceKind::Url, .location = QStringLiteral("rtsp://example")});
    QTRY_VERIFY(!bench.lane.presentation().isNull());
    QVERIFY(!bench.analysis.isPossible());
    bench.analysis.start();
    QCOMPARE(bench.analysis.state(), State::Idle);
}

void AnalysisTest::tellsWhenNothingIsKept()
{
    AnalysisBench bench(*m_folder);
    setStoreLimit(0);
    QVERIFY(bench.loadModel());
    bench.lane.open(bench.spec, true);
    QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    // Whether it is known yet that there is no store or not.
    bench.analysis.start();
    QTRY_VERIFY(!bench.analysis.isActive());
    QTRY_VERIFY(!bench.analysis.isPossible());
    QCOMPARE(bench.reads->opened.load(), 0);
    // One that is full.
    setStoreLimit(1000);
    bench.lane.close();
    bench.lane.open(bench.spec, true);
    QTRY_VERIFY(bench.lane.store() && !bench.lane.store()->problem().message.isEmpty());
    bench.analysis.start();
    QTRY_COMPARE(bench.analysis.state(), State::Failed);
    QVERIFY(bench.analysis.error().message.contains(QStringLiteral("no longer kept")));
}

void AnalysisTest::whatPlaysComesThrough_data()
{
    QTest::addColumn<FlowOptions>("flow");
    QTest::addColumn<int>("workers");
    for (const int workers : {1, 2}) {
        QTest::addRow("every frame, %d", workers) << FlowOptions{.policy = FlowPolicy::EveryFrame} << workers;
        QTest::addRow("latest, %d", workers) << FlowOptions{.policy = FlowPolicy::Latest} << workers;
        QTest::addRow("smooth, %d", workers) << FlowOptions{.mode = ViewMode::Smooth} << workers;
    }
}

/// Another lane's analysis goes on meanwhile; and none of both loses anything.
void AnalysisTest::whatPlaysComesThrough()
{
    QFETCH(FlowOptions, flow);
    QFETCH(int, workers);
    AnalysisBench bench(*m_folder, {.frames = 120, .frameRate = {100, 1}});
    bench.model->delayMs = 1;
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), workers));
    QVERIFY(bench.openPaused());
    SourceLane &watched = bench.pipeline.addLane();
    QFile::copy(bench.spec.location, m_folder->filePath(QStringLiteral("watched.mp4")));
    bool right = true;
    std::int64_t last = -1;
    bool everyFrame = true;
    connect(&watched, &SourceLane::presented, this, [&](const Presentation &shown) {
        if (shown.isNull() || shown.frame.id.index == last)
            return;
        right = right && (flow.mode == ViewMode::Smooth || boxesBelongToPicture(shown));
        everyFrame = everyFrame && shown.frame.id.index == last + 1;
        last = shown.frame.id.index;
    });
    watched.setFlow(flow);
    bench.analysis.start();
    watched.open(SourceSpec::fromPath(m_folder->filePath(QStringLiteral("watched.mp4"))));
    QTRY_COMPARE_WITH_TIMEOUT(watched.sourceState().phase, Phase::Ended, 30000);
    QVERIFY(right);
    QCOMPARE(last, 119);
    if (flow.policy == FlowPolicy::EveryFrame && flow.mode == ViewMode::Synced)
        QVERIFY(everyFrame);
    const FlowCounters counters = watched.statistics().models.front().queue;
    QCOMPARE(counters.captured, counters.processed + counters.dropped + counters.waiting());
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Done, 30000);
    QCOMPARE(bench.lane.store()->count(), 120);
    disconnect(&watched, nullptr, this, nullptr);
}

void AnalysisTest::waitsForWhatPlays()
{
    AnalysisBench bench(*m_folder, {.frames = 100000, .frameRate = {100000, 1}});
    // The only worker has a frame to show all the time.
    bench.model->delayMs = 5;
    QVERIFY(bench.loadModel(QStringLiteral("synthetic"), 1));
    QVERIFY(bench.openPaused());
    bench.lane.setFlow({.policy = FlowPolicy::EveryFrame});
    bench.lane.play();
    QTRY_VERIFY(bench.lane.presentation().frame.id.index >= 20);
    bench.analysis.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.analysis.state(), State::Waiting, 30000);
    QCOMPARE(bench.analysis.progress().perSecond, 0.0);
    bench.lane.pause();
    QTRY_COMPARE(bench.analysis.state(), State::Running);
    bench.analysis.cancel();
}

void AnalysisTest::quitsWhileASourceBlocks_data()
{
    QTest::addColumn<bool>("opening");
    QTest::newRow("opening") << true;
    QTest::newRow("reading") << false;
}

void AnalysisTest::quitsWhileASourceBlocks()
{
    QFETCH(bool, opening);
    const auto blocked = std::make_shared<std::counting_semaphore<>>(0);
    SyntheticScript script{.frames = 60, .blockAt = opening ? -1 : 30, .blockInOpen = opening, .blocked = blocked};
    AnalysisBench bench(*m_folder, {.frames = 60}, script);
    QVERIFY(bench.isReady());
    bench.analysis.start();
    QVERIFY(blocked->try_acquire_for(std::chrono::seconds(20)));
    // Another beginning and its end do not wait either.
    bench.analysis.cancel();
    bench.analysis.start();
    QVERIFY(blocked->try_acquire_for(std::chrono::seconds(20)));
    QVERIFY(bench.pipeline.stop());
}

QTEST_GUILESS_MAIN(AnalysisTest)
#include "tst_analysis.moc"
