// SPDX-License-Identifier: Apache-2.0
#include "core/store/storefolder.h"
#include "core/store/storelimit.h"
#include "tests/core/pipeline/pipelinetest.h"

#include <QFile>
#include <QTemporaryDir>

#include <utility>

using namespace sightglass;
using namespace sightglass::test;
using Phase = SourceState::Phase;

namespace
{

/// A pipeline that keeps what its synthetic model sees, of a file that is there for its name alone.
struct StoringBench
{
    explicit StoringBench(const QTemporaryDir &folder,
                          const SyntheticScript &script = {.frames = 30, .frameRate = {1000, 1}})
        : spec(SourceSpec::fromPath(folder.filePath(QStringLiteral("clip.mp4"))))
        , stores(folder.filePath(QStringLiteral("results")))
        , pipeline(SyntheticSource::factory(script), SyntheticDetector::factory(model), {}, stores)
    {
        lane.setFlow({.policy = FlowPolicy::EveryFrame});
        QObject::connect(&lane, &SourceLane::presented, &lane, [this](const Presentation &presentation) {
            if (presentation.isNull())
                return;
            right = right && (!presentation.isSynced() || boxesBelongToPicture(presentation));
            const CandidatesPtr &candidates = presentation.result().candidates;
            stored += candidates && candidates->stored ? 1 : 0;
        });
    }

    bool loadModel(const QString &name = QStringLiteral("synthetic"))
    {
        QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
        pipeline.model().load({.location = name, .workers = 2});
        return loaded.wait(5000);
    }
    bool playThrough()
    {
        QSignalSpy opened(&lane, &SourceLane::sourceOpened);
        lane.open(spec);
        if (opened.isEmpty() && !opened.wait(5000))
            return false;
        return QTest::qWaitFor([this] { return lane.sourceState().phase == Phase::Ended; });
    }

    SourceSpec spec;
    StoreFolder stores;
    std::shared_ptr<SyntheticModel> model = std::make_shared<SyntheticModel>();
    Pipeline pipeline;
    SourceLane &lane = pipeline.lane();
    bool right = true; ///< Each picture with its own boxes.
    int stored = 0;
};

} // namespace

/// What models see of a file is kept, and not asked of them again.
class PipelineStoresTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { setStoreLimit(defaultStoreLimit); }
    void aFrameIsAskedOnce();
    void scrubbingThroughStoredFramesRunsNoModel();
    void anotherProgramFindsIt();
    void anotherModelIsAsked();
    void anotherContentIsAsked();
    void twoModelsEachHaveTheirOwn();
    void liveSourcesAreNotKept();
    void frameOfADeviceIsNotKept();
    void misledBeginningsAreForgotten();
    void nothingIsKeptWithoutRoom();
    void limitThatIsReachedIsToldOnce();
    void folderThatCannotBeIsToldOnce();
    void whatNobodyHoldsIsClosed();
    void stopsInTheMiddle();

private:
    void writeClip(const QByteArray &content) const
    {
        QFile file(m_folder->filePath(QStringLiteral("clip.mp4")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void PipelineStoresTest::init()
{
    TestCase::init();
    m_folder = std::make_unique<QTemporaryDir>();
    writeClip("a clip");
}

void PipelineStoresTest::aFrameIsAskedOnce()
{
    StoringBench bench(*m_folder);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 30);
    QCOMPARE(bench.stored, 0);
    QTRY_VERIFY(bench.lane.store() && bench.lane.store()->count() == 30);
    // Once more from the start, and opened anew.
    bench.lane.play();
    QTRY_COMPARE(bench.lane.sourceState().phase, Phase::Playing);
    QTRY_COMPARE(bench.lane.sourceState().phase, Phase::Ended);
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 30);
    QVERIFY(bench.stored >= 60);
    QVERIFY(bench.right);
    QCOMPARE(bench.lane.presentation().result().candidates->className(1), QStringLiteral("one"));
    QCOMPARE(bench.lane.presentation().result().detections.size(), 2U);
}

void PipelineStoresTest::scrubbingThroughStoredFramesRunsNoModel()
{
    {
        StoringBench bench(*m_folder);
        QVERIFY(bench.loadModel());
        QVERIFY(bench.playThrough());
    }
    StoringBench bench(*m_folder);
    QVERIFY(bench.loadModel());
    bench.lane.open(bench.spec, true);
    QTRY_VERIFY(boxesBelongToPicture(bench.lane.presentation()));
    for (const int frame : {17, 3, 29, 0}) {
        bench.lane.seek(frame);
        QTRY_COMPARE(bench.lane.presentation().frame.id.index, frame);
        QVERIFY(boxesBelongToPicture(bench.lane.presentation()));
        QVERIFY(bench.lane.presentation().result().candidates->stored);
    }
    bench.lane.step(1);
    QTRY_COMPARE(bench.lane.presentation().frame.id.index, 1);
    QCOMPARE(bench.model->calls.load(), 0);
}

void PipelineStoresTest::anotherProgramFindsIt()
{
    StoringBench one(*m_folder);
    StoringBench other(*m_folder);
    QVERIFY(one.loadModel());
    QVERIFY(other.loadModel());
    QVERIFY(one.playThrough());
    // It is written within a second, and found by whoever opens the store from then on.
    QTRY_VERIFY(one.lane.store() && !one.lane.store()->hasUnwritten());
    QVERIFY(other.playThrough());
    QCOMPARE(other.model->calls.load(), 0);
    QVERIFY(other.right);
}

void PipelineStoresTest::anotherModelIsAsked()
{
    StoringBench bench(*m_folder);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    QVERIFY(bench.loadModel(QStringLiteral("another")));
    QVERIFY(bench.playThrough());
    QVERIFY(bench.model->calls >= 60);
    // Back to the first one, everything is there.
    const int calls = bench.model->calls;
    QVERIFY(bench.loadModel());
    QTRY_VERIFY(bench.lane.store()); // Nobody waits for it any more, whom the next opening would send to the model.
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), calls);
    QCOMPARE(bench.stores.entries().size(), 2);
}

void PipelineStoresTest::anotherContentIsAsked()
{
    StoringBench bench(*m_folder);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    writeClip("B clip");
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 60);
    QVERIFY(bench.right);
}

void PipelineStoresTest::twoModelsEachHaveTheirOwn()
{
    StoringBench bench(*m_folder);
    QVERIFY(bench.loadModel());
    ModelSlot &second = bench.pipeline.addModel();
    QSignalSpy loaded(&second, &ModelSlot::loaded);
    second.load({.location = QStringLiteral("second"), .workers = 1});
    QVERIFY(loaded.wait(5000));
    bench.pipeline.feed(0, {0, 1});
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 60);
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 60);
    QVERIFY(bench.lane.store(0) && bench.lane.store(1) && bench.lane.store(0) != bench.lane.store(1));
    QVERIFY(!bench.lane.store(2));
}

void PipelineStoresTest::liveSourcesAreNotKept()
{
    StoringBench bench(*m_folder, {.frames = 20, .live = true});
    QVERIFY(bench.loadModel());
    bench.lane.open({.kind = SourceKind::Url, .location = QStringLiteral("rtsp://example")});
    QTRY_VERIFY(bench.lane.presentation().frame.id.index >= 10);
    QVERIFY(!bench.lane.store());
    QVERIFY(bench.stores.entries().isEmpty());
}

void PipelineStoresTest::frameOfADeviceIsNotKept()
{
    StoreLink link(1, 5, {});
    const auto store = std::make_shared<ClipStore>(m_folder->filePath(QStringLiteral("s.sqlite")), ClipStore::About{});
    QVERIFY(store->open().ok());
    link.open(store);
    const auto candidates = std::make_shared<Candidates>();
    candidates->model = 5;
    candidates->frame.index = 0;
    Frame frame;
    frame.id = {0, 1, 0};
    frame.byDevice = true;
    link.keep(frame, candidates);
    QCOMPARE(store->count(), 0);
    // Nor one of the source before, or of another model.
    frame.byDevice = false;
    frame.id.generation = 0;
    link.keep(frame, candidates);
    QCOMPARE(store->count(), 0);
    frame.id.generation = 2;
    candidates->model = 4;
    link.keep(frame, candidates);
    QCOMPARE(store->count(), 0);
    candidates->model = 5;
    link.keep(frame, candidates);
    QCOMPARE(store->count(), 1);
    QVERIFY(link.find(frame, 5));
    QVERIFY(!link.find(frame, 4));
}

void PipelineStoresTest::misledBeginningsAreForgotten()
{
    const auto early = std::make_shared<EarlyScript>();
    StoringBench bench(*m_folder, {.frames = 100000, .frameRate = {1000, 1}, .early = early});
    QVERIFY(bench.loadModel());
    bench.lane.open(bench.spec);
    QTRY_VERIFY(bench.lane.presentation().frame.id.index >= 10);
    QVERIFY(!bench.lane.store()); // Nothing is settled before the file is known.
    early->misleads = true;
    // What is kept was asked after that.
    QTRY_VERIFY(bench.lane.store() && bench.lane.store()->count() > 10);
    QCOMPARE(early->openings.load() - early->earlyOpenings.load(), 1);
    QVERIFY(bench.right);
}

void PipelineStoresTest::nothingIsKeptWithoutRoom()
{
    StoringBench bench(*m_folder);
    setStoreLimit(0);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 60);
    QVERIFY(!bench.lane.store());
}

void PipelineStoresTest::limitThatIsReachedIsToldOnce()
{
    StoringBench bench(*m_folder);
    QSignalSpy warned(&bench.lane, &SourceLane::warned);
    setStoreLimit(1000);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    QTRY_COMPARE(warned.count(), 1);
    QVERIFY(warned.front().front().value<Error>().message.contains(QStringLiteral("no longer kept")));
    bench.lane.play();
    QTRY_COMPARE(bench.lane.sourceState().phase, Phase::Playing);
    QTRY_COMPARE(bench.lane.sourceState().phase, Phase::Ended);
    QCOMPARE(warned.count(), 1);
}

void PipelineStoresTest::folderThatCannotBeIsToldOnce()
{
    QFile file(m_folder->filePath(QStringLiteral("results")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    StoringBench bench(*m_folder);
    QSignalSpy warned(&bench.lane, &SourceLane::warned);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    QTRY_COMPARE(warned.count(), 1);
    QCOMPARE(bench.model->calls.load(), 30);
    QVERIFY(bench.right);
}

void PipelineStoresTest::whatNobodyHoldsIsClosed()
{
    StoringBench bench(*m_folder);
    QVERIFY(bench.loadModel());
    QVERIFY(bench.playThrough());
    QTRY_VERIFY(bench.lane.store());
    QVERIFY(bench.stores.entries().front().inUse);
    bench.lane.close();
    QTRY_VERIFY(!bench.stores.entries().front().inUse);
    QCOMPARE(bench.stores.entries().front().frames, 30);
    QVERIFY(bench.playThrough());
    QCOMPARE(bench.model->calls.load(), 30);
}

void PipelineStoresTest::stopsInTheMiddle()
{
    {
        StoringBench bench(*m_folder, {.frames = 100000, .frameRate = {1000, 1}});
        QVERIFY(bench.loadModel());
        bench.lane.open(bench.spec);
        QTRY_VERIFY(bench.lane.presentation().frame.id.index >= 50);
        QVERIFY(bench.pipeline.stop());
    }
    // What was seen is there, though it was not a second old.
    const auto entries = StoreFolder(m_folder->filePath(QStringLiteral("results"))).entries();
    QCOMPARE(entries.size(), 1);
    QVERIFY(entries.front().frames >= 50);
    QVERIFY(!entries.front().inUse);
}

QTEST_GUILESS_MAIN(PipelineStoresTest)
#include "tst_pipelinestores.moc"
