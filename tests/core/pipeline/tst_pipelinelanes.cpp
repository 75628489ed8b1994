// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"

#include <map>

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;
using Phase = SourceState::Phase;

/// Several sources through one model, and one source through several models.
class PipelineLanesTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void lanesDoNotHarmEachOther();
    void lanesGetEqualShares_data();
    void lanesGetEqualShares();
    void lanesPauseSeekAndCloseAlone();
    void twoModelsSeeTheSameFrames_data();
    void twoModelsSeeTheSameFrames();
    void modelsComeAndGoWhilePaused();
    void eachModelHasItsOwnThresholds();
    void aModelThatFailsLeavesTheOther();
};

namespace
{

constexpr FlowOptions everyFrame{.policy = FlowPolicy::EveryFrame};

/// Sources by the name they are opened with.
FrameSourceFactory sourcesByName(const std::map<QString, SyntheticScript> &scripts)
{
    return [scripts](const SourceSpec &spec) { return std::make_unique<SyntheticSource>(scripts.at(spec.location)); };
}

bool isExact(const LaneStatistics &s)
{
    const auto exact = [](const FlowCounters &c) { return c.captured == c.processed + c.dropped + c.waiting(); };
    return std::all_of(s.models.begin(), s.models.end(), [&](const ModelStatistics &m) { return exact(m.queue); }) &&
           exact(s.displayQueue);
}

/// What a lane has shown, and whether each was right.
struct Record
{
    explicit Record(SourceLane &theLane)
        : lane(theLane)
    {
        QObject::connect(&lane, &SourceLane::presented, &lane, [this](const Presentation &p) {
            if (p.isNull() || p.frame.id == last)
                return;
            inOrder = inOrder && (p.frame.id.generation != last.generation || p.frame.id.index > last.index);
            own = own && p.frame.id.source == lane.number() && boxesBelongToPicture(p);
            last = p.frame.id;
            ++count;
        });
    }

    SourceLane &lane;
    FrameId last;
    int count = 0;
    bool own = true;
    bool inOrder = true;
};

/// Models "a" and "b" whose class ids tell them apart: b's begin at 100.
DetectorFactory twoModels(std::shared_ptr<SyntheticModel> a, std::shared_ptr<SyntheticModel> b)
{
    b->classBase = 100;
    return [a, b](const ModelRequest &request) {
        return SyntheticDetector::factory(request.location == QLatin1String("b") ? b : a)(request);
    };
}

bool load(ModelSlot &slot, const QString &name, int workers = 0)
{
    QSignalSpy loaded(&slot, &ModelSlot::loaded);
    slot.load({.location = name, .workers = workers});
    return loaded.wait(5000);
}

int firstClass(const Presentation &p, std::size_t model)
{
    const CandidatesPtr &candidates = p.result(model).candidates;
    return candidates ? candidates->items.front().classId : -1;
}

} // namespace

void PipelineLanesTest::lanesDoNotHarmEachOther()
{
    const auto model = std::make_shared<SyntheticModel>();
    model->unevenMs = 4;
    Pipeline pipeline(sourcesByName({{QStringLiteral("good"), {.frames = 1000000, .live = true, .interval = 2ms}},
                                     {QStringLiteral("stalled"), {.frames = 1000000, .live = true, .blockAt = 3}},
                                     {QStringLiteral("corrupt"), {.frames = 1000, .frameRate = {500, 1}, .failAt = 5}},
                                     {QStringLiteral("slow"), {.frames = 1000000, .live = true, .interval = 20ms}}}),
                      SyntheticDetector::factory(model));
    std::vector<std::unique_ptr<Record>> lanes;
    for (int i = 0; i < 4; ++i)
        lanes.push_back(std::make_unique<Record>(i == 0 ? pipeline.lane() : pipeline.addLane()));
    QCOMPARE(pipeline.laneCount(), 4U);
    QVERIFY(load(pipeline.model(), QStringLiteral("synthetic"), 3));
    const QStringList names{QStringLiteral("good"), QStringLiteral("stalled"), QStringLiteral("corrupt"),
                            QStringLiteral("slow")};
    for (int i = 0; i < 4; ++i)
        lanes[std::size_t(i)]->lane.open({.location = names[i]});

    bool exact = true;
    const auto observe = [&] {
        for (const auto &record : lanes)
            exact = exact && isExact(record->lane.statistics());
        return lanes[0]->count >= 200 && lanes[3]->count >= 30;
    };
    QTRY_VERIFY_WITH_TIMEOUT(observe(), 20000);
    QVERIFY(exact);
    QCOMPARE(lanes[2]->lane.sourceState().phase, Phase::Failed);
    QCOMPARE(lanes[2]->lane.sourceState().error.message, QStringLiteral("The synthetic source failed."));
    QCOMPARE(lanes[0]->lane.sourceState().phase, Phase::Playing);
    QCOMPARE(lanes[3]->lane.sourceState().phase, Phase::Playing);
    QVERIFY(lanes[1]->count <= 3);
    // A slow source loses nothing to a quick one, and little to a machine that has other work: were the quick one
    // always first, it would lose nearly all.
    const LaneStatistics slow = lanes[3]->lane.statistics();
    QVERIFY2(slow.dropped() * 2 < static_cast<std::uint64_t>(lanes[3]->count),
             qPrintable(QString::number(slow.dropped())));
    for (const auto &record : lanes) {
        QVERIFY(record->count > 0);
        QVERIFY(record->own);
        QVERIFY(record->inOrder);
    }
    const auto begin = Clock::now();
    QVERIFY(pipeline.stop());
    QVERIFY(Clock::now() - begin < 500ms);
    for (const auto &record : lanes)
        QVERIFY(isExact(record->lane.statistics()));
    QCOMPARE(model->alive.load(), 0);
}

void PipelineLanesTest::lanesGetEqualShares_data()
{
    QTest::addColumn<int>("workers");
    for (const int workers : {1, 2, 3})
        QTest::addRow("%d", workers) << workers;
}

void PipelineLanesTest::lanesGetEqualShares()
{
    QFETCH(int, workers);
    const auto model = std::make_shared<SyntheticModel>();
    model->delayMs = 2;
    Pipeline pipeline(SyntheticSource::factory({.frames = 1000000, .frameRate = {100000, 1}}),
                      SyntheticDetector::factory(model));
    for (int i = 0; i < 4; ++i) {
        SourceLane &lane = i == 0 ? pipeline.lane() : pipeline.addLane();
        // Frames always wait, so that the shares are the engine's doing.
        lane.setFlow({.policy = FlowPolicy::EveryFrame, .mode = ViewMode::Smooth, .capacity = 32});
    }
    QVERIFY(load(pipeline.model(), QStringLiteral("synthetic"), workers));
    for (std::size_t i = 0; i < 4; ++i)
        pipeline.lane(i).open({});
    const auto processed = [&](std::size_t lane) { return pipeline.lane(lane).statistics().models[0].queue.processed; };
    const auto allHaveBegun = [&] {
        for (std::size_t i = 0; i < 4; ++i)
            if (processed(i) == 0)
                return false;
        return true;
    };
    QTRY_VERIFY(allHaveBegun());
    std::uint64_t sum = 0;
    std::vector<std::uint64_t> before;
    for (std::size_t i = 0; i < 4; ++i)
        before.push_back(processed(i));
    const auto done = [&] {
        sum = 0;
        for (std::size_t i = 0; i < 4; ++i)
            sum += processed(i) - before[i];
        return sum >= 400;
    };
    QTRY_VERIFY_WITH_TIMEOUT(done(), 20000);
    for (std::size_t i = 0; i < 4; ++i) {
        const double share = static_cast<double>(processed(i) - before[i]) / static_cast<double>(sum);
        QVERIFY2(share > 0.225 && share < 0.275, qPrintable(QString::number(share)));
    }
}

void PipelineLanesTest::lanesPauseSeekAndCloseAlone()
{
    const auto model = std::make_shared<SyntheticModel>();
    Pipeline pipeline(SyntheticSource::factory({.frames = 100000, .frameRate = {500, 1}}),
                      SyntheticDetector::factory(model));
    Record first(pipeline.lane());
    Record second(pipeline.addLane());
    QVERIFY(load(pipeline.model(), QStringLiteral("synthetic")));
    first.lane.open({});
    second.lane.open({});
    QTRY_VERIFY(first.count > 5 && second.count > 5);
    first.lane.pause();
    first.lane.seek(5000);
    QTRY_COMPARE(first.lane.presentation().frame.id.index, 5000);
    const int count = second.count;
    QTRY_VERIFY(second.count > count + 20);
    QVERIFY(second.last.index < 5000);
    QCOMPARE(first.lane.presentation().frame.id.index, 5000);
    second.lane.close();
    QCOMPARE(second.lane.sourceState().phase, Phase::Empty);
    first.lane.play();
    QTRY_VERIFY(first.last.index > 5010);
    QVERIFY(first.own && second.own && first.inOrder && second.inOrder);
}

void PipelineLanesTest::twoModelsSeeTheSameFrames_data()
{
    QTest::addColumn<FlowPolicy>("policy");
    QTest::newRow("latest") << FlowPolicy::Latest;
    QTest::newRow("every frame") << FlowPolicy::EveryFrame;
}

void PipelineLanesTest::twoModelsSeeTheSameFrames()
{
    QFETCH(FlowPolicy, policy);
    const auto a = std::make_shared<SyntheticModel>();
    const auto b = std::make_shared<SyntheticModel>();
    a->unevenMs = 3;
    b->unevenMs = 6;
    Pipeline pipeline(SyntheticSource::factory({.frames = 200, .frameRate = {400, 1}}), twoModels(a, b));
    SourceLane &lane = pipeline.lane();
    lane.setFlow({.policy = policy});
    QVERIFY(load(pipeline.model(), QStringLiteral("a"), 2));
    QVERIFY(load(pipeline.addModel(), QStringLiteral("b"), 3));
    pipeline.feed(0, {0, 1});
    int wrong = 0;
    std::vector<std::int64_t> indices;
    connect(&lane, &SourceLane::presented, &lane, [&](const Presentation &p) {
        if (!indices.empty() && indices.back() == p.frame.id.index)
            return;
        indices.push_back(p.frame.id.index);
        const bool right = p.results.size() == 2 && p.isSynced(0) && p.isSynced(1) && boxesBelongToPicture(p) &&
                           firstClass(p, 0) == 0 && firstClass(p, 1) == 100 && p.result(0).detections.size() == 2 &&
                           p.result(1).detections.size() == 2;
        wrong += right ? 0 : 1;
    });
    lane.open({});
    bool exact = true;
    QTRY_VERIFY((exact = exact && isExact(lane.statistics())) == false || lane.sourceState().phase == Phase::Ended);
    QVERIFY(exact);
    QCOMPARE(wrong, 0);
    QVERIFY(std::is_sorted(indices.begin(), indices.end()));
    const LaneStatistics statistics = lane.statistics();
    QCOMPARE(statistics.models.size(), 2U);
    QCOMPARE(statistics.models[0].queue.captured, 200U);
    QCOMPARE(statistics.models[1].queue.captured, statistics.models[0].queue.processed);
    QCOMPARE(statistics.displayQueue.captured, statistics.models[1].queue.processed);
    if (policy == FlowPolicy::EveryFrame) {
        QCOMPARE(indices.size(), 200U);
        QCOMPARE(statistics.dropped(), 0U);
    } else {
        QCOMPARE(statistics.displayQueue.processed + statistics.dropped(), 200U);
    }
    QCOMPARE(indices.back(), 199);
}

void PipelineLanesTest::modelsComeAndGoWhilePaused()
{
    const auto a = std::make_shared<SyntheticModel>();
    const auto b = std::make_shared<SyntheticModel>();
    for (const bool live : {false, true}) {
        Pipeline pipeline(SyntheticSource::factory({.frames = 100000, .live = live, .interval = 2ms}), twoModels(a, b));
        SourceLane &lane = pipeline.lane();
        QVERIFY(load(pipeline.model(), QStringLiteral("a")));
        QVERIFY(load(pipeline.addModel(), QStringLiteral("b")));
        lane.open({});
        QTRY_VERIFY(lane.presentation().frame.id.index >= 3);
        lane.pause();
        // What was on offer has been taken.
        QVERIFY(QTest::qWaitFor([&] { return lane.statistics().displayQueue.inFlight == 0; }));
        const auto index = lane.presentation().frame.id.index;
        for (const std::vector<std::size_t> &models : {std::vector<std::size_t>{0, 1}, std::vector<std::size_t>{1},
                                                       std::vector<std::size_t>{1, 0}, std::vector<std::size_t>{0}}) {
            pipeline.feed(0, models);
            const auto isThere = [&] {
                const Presentation &p = lane.presentation();
                if (p.results.size() != models.size())
                    return false;
                for (std::size_t i = 0; i < models.size(); ++i)
                    if (!p.isSynced(i) || firstClass(p, i) != (models[i] == 1 ? 100 : 0))
                        return false;
                return true;
            };
            QTRY_VERIFY(isThere());
            QCOMPARE(lane.presentation().frame.id.index, index);
        }
        lane.play();
        QTRY_VERIFY(lane.presentation().frame.id.index > index + 5);
        QVERIFY(isExact(lane.statistics()));
    }
}

void PipelineLanesTest::eachModelHasItsOwnThresholds()
{
    const auto a = std::make_shared<SyntheticModel>();
    const auto b = std::make_shared<SyntheticModel>();
    Pipeline pipeline(SyntheticSource::factory({.frames = 10}), twoModels(a, b));
    SourceLane &lane = pipeline.lane();
    QVERIFY(load(pipeline.model(), QStringLiteral("a")));
    QVERIFY(load(pipeline.addModel(), QStringLiteral("b")));
    pipeline.feed(0, {0, 1});
    lane.open({}, true);
    QTRY_COMPARE(lane.presentation().result(1).detections.size(), 2U);
    QSignalSpy presented(&lane, &SourceLane::presented);
    Thresholds strict;
    strict.confidence = 0.6f;
    lane.setThresholds(strict, 1);
    QCOMPARE(presented.count(), 1);
    QCOMPARE(lane.presentation().result(0).detections.size(), 2U);
    QCOMPARE(lane.presentation().result(1).detections.size(), 1U);
    Thresholds lenient;
    lenient.confidence = 0.05f;
    lane.setThresholds(lenient);
    QCOMPARE(lane.presentation().result(0).detections.size(), 3U);
    QCOMPARE(lane.presentation().result(1).detections.size(), 1U);
    lane.step(1);
    QTRY_COMPARE(lane.presentation().frame.id.index, 1);
    QCOMPARE(lane.presentation().result(0).detections.size(), 3U);
    QCOMPARE(lane.presentation().result(1).detections.size(), 1U);
    QCOMPARE(lane.thresholds(1).confidence, 0.6f);
}

void PipelineLanesTest::aModelThatFailsLeavesTheOther()
{
    const auto a = std::make_shared<SyntheticModel>();
    const auto b = std::make_shared<SyntheticModel>();
    Pipeline pipeline(SyntheticSource::factory({.frames = 100000}), twoModels(a, b));
    SourceLane &lane = pipeline.lane();
    QVERIFY(load(pipeline.model(), QStringLiteral("a")));
    QVERIFY(load(pipeline.addModel(), QStringLiteral("b")));
    pipeline.feed(0, {0, 1});
    QSignalSpy warned(&lane, &SourceLane::warned);
    a->failing = true;
    lane.open({});
    QTRY_VERIFY(lane.presentation().frame.id.index > 3);
    QVERIFY(!lane.presentation().result(0).candidates);
    QVERIFY(lane.presentation().isSynced(1));
    QCOMPARE(firstClass(lane.presentation(), 1), 100);
    QVERIFY(warned.count() >= 1);
}

QTEST_GUILESS_MAIN(PipelineLanesTest)
#include "tst_pipelinelanes.moc"
