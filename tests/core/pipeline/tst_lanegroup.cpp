// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/lanegroup.h"
#include "tests/core/pipeline/pipelinetest.h"

#include <algorithm>
#include <map>
#include <thread>

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;
using Phase = SourceState::Phase;

/// Files that play together, and what does not.
class LaneGroupTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void theClockStandsUntilItIsStarted();
    void comesToTheSameMoment();
    void stepsAndSeeksTakeTheOthersAlong();
    void playsByOneClock();
    void oneThatIsSlowHoldsTheOthersUp();
    void offsetsShiftOneAgainstTheOthers();
    void picturesOnDisplayCanBeLinedUp();
    void theShorterOneWaitsForTheEndOfAll();
    void aMarkedPartIsRepeatedByAll();
    void oneThatIsOpenedLaterJoins();
    void oneThatGoesLeavesTheOthersPlaying();
    void aSeekThatFailsHoldsNobodyUp();
    void liveSourcesAreLeftAlone();
    void apartAgainEachHasItsOwnTime();
    void replaysFromTheEnd();
};

namespace
{

/// A file whose pictures take their time to be read.
class SlowSource : public SyntheticSource
{
public:
    SlowSource(const SyntheticScript &script, std::chrono::milliseconds delay)
        : SyntheticSource(script)
        , m_delay(delay)
    {}

    Result<ReadStatus> read(Frame &frame) override
    {
        std::this_thread::sleep_for(m_delay);
        return SyntheticSource::read(frame);
    }

private:
    std::chrono::milliseconds m_delay;
};

SyntheticScript file(std::int64_t frames, int rate)
{
    SyntheticScript script;
    script.frames = frames;
    script.frameRate = {rate, 1};
    return script;
}

/// Several lanes, their sources by name, and the group of them.
struct Lanes
{
    explicit Lanes(std::map<QString, SyntheticScript> scripts, std::map<QString, std::chrono::milliseconds> delays = {})
        : names(namesOf(scripts))
        , pipeline(
              [scripts, delays](const SourceSpec &spec) -> std::unique_ptr<FrameSource> {
                  const auto delay = delays.find(spec.location);
                  if (delay != delays.end())
                      return std::make_unique<SlowSource>(scripts.at(spec.location), delay->second);
                  return std::make_unique<SyntheticSource>(scripts.at(spec.location));
              },
              SyntheticDetector::factory(std::make_shared<SyntheticModel>()))
    {
        while (pipeline.laneCount() < scripts.size())
            pipeline.addLane();
        for (std::size_t i = 0; i < pipeline.laneCount(); ++i)
            group.watch(pipeline.lane(i));
    }

    SourceLane &operator[](std::size_t number) { return pipeline.lane(number); }
    void open(std::size_t number, const QString &name, bool paused = true)
    {
        pipeline.lane(number).open({SourceKind::VideoFile, name}, paused);
    }
    /// All of them, at rest on their first pictures.
    void openAll()
    {
        for (std::size_t i = 0; i < names.size(); ++i)
            open(i, names[i]);
        for (std::size_t i = 0; i < names.size(); ++i)
            QTRY_COMPARE(shown(i), 0);
    }
    std::int64_t shown(std::size_t number) { return pipeline.lane(number).presentation().frame.id.index; }
    Phase phase(std::size_t number) { return pipeline.lane(number).sourceState().phase; }
    double moment(std::size_t number)
    {
        SourceLane &lane = pipeline.lane(number);
        return lane.presentation().frame.seconds() + group.offset(lane);
    }
    bool isQuiet()
    {
        for (std::size_t i = 0; i < pipeline.laneCount(); ++i)
            if (pipeline.lane(i).isSeeking())
                return false;
        return true;
    }

    static std::vector<QString> namesOf(const std::map<QString, SyntheticScript> &scripts)
    {
        std::vector<QString> names;
        for (const auto &[name, script] : scripts)
            names.push_back(name);
        return names;
    }

    const std::vector<QString> names;
    Pipeline pipeline;
    LaneGroup group;
};

const QString a = QStringLiteral("a");
const QString b = QStringLiteral("b");
const QString c = QStringLiteral("c");

#define WAIT_SHOWN(lanes, number, frame) QTRY_COMPARE((lanes).shown(number), std::int64_t{frame})

} // namespace

void LaneGroupTest::theClockStandsUntilItIsStarted()
{
    SceneClock clock;
    auto now = Clock::now();
    QVERIFY(!clock.untilDue(0.0, now));
    QVERIFY(!clock.secondsAt(now));
    clock.startAt(5.0, now);
    QCOMPARE(clock.untilDue(5.04, now).value(), 40ms);
    QCOMPARE(clock.untilDue(4.0, now - 1s).value(), 0ns);
    now += 2s;
    QCOMPARE(clock.secondsAt(now).value(), 7.0);
    clock.setSpeed(4.0, now);
    QCOMPARE(clock.secondsAt(now).value(), 7.0);
    QCOMPARE(clock.untilDue(9.0, now).value(), 500ms);
    // Late by half a second of the clock: that is now, for all.
    now += 1s;
    QCOMPARE(clock.untilDue(9.0, now).value(), 0ns);
    QCOMPARE(clock.untilDue(11.0, now).value(), 500ms);
    clock.hold();
    QVERIFY(!clock.untilDue(9.0, now));
    clock.setSpeed(1.0, now);
    QVERIFY(!clock.secondsAt(now));
}

void LaneGroupTest::comesToTheSameMoment()
{
    Lanes lanes({{a, file(300, 30)}, {b, file(300, 25)}});
    lanes.openAll();
    QVERIFY(!lanes.group.isMember(lanes[0]));

    lanes.group.seek(lanes[0], 40);
    WAIT_SHOWN(lanes, 0, 40);
    QCOMPARE(lanes.shown(1), 0); // Each for itself.

    lanes.group.setTogether(true, lanes[0]);
    WAIT_SHOWN(lanes, 1, 33);
    QCOMPARE(lanes.shown(0), 40);
    QVERIFY(lanes.group.isMember(lanes[0]) && lanes.group.isMember(lanes[1]));
    QCOMPARE(lanes.phase(0), Phase::Paused);
    QCOMPARE(lanes.phase(1), Phase::Paused);
}

void LaneGroupTest::stepsAndSeeksTakeTheOthersAlong()
{
    Lanes lanes({{a, file(300, 30)}, {b, file(300, 60)}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);

    lanes.group.seek(lanes[0], 100);
    WAIT_SHOWN(lanes, 0, 100);
    WAIT_SHOWN(lanes, 1, 200);
    for (int i = 0; i < 5; ++i)
        lanes.group.step(lanes[0], 1); // Quickly: they add up.
    WAIT_SHOWN(lanes, 0, 105);
    WAIT_SHOWN(lanes, 1, 210);
    lanes.group.step(lanes[1], -1);
    WAIT_SHOWN(lanes, 1, 209);
    WAIT_SHOWN(lanes, 0, 104);
    lanes.group.seek(lanes[1], 299);
    WAIT_SHOWN(lanes, 1, 299);
    WAIT_SHOWN(lanes, 0, 149);
}

void LaneGroupTest::playsByOneClock()
{
    Lanes lanes({{a, file(2000, 50)}, {b, file(2000, 40)}, {c, file(2000, 25)}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    std::vector<double> apart;
    connect(&lanes[0], &SourceLane::presented, this, [&] {
        for (const std::size_t other : {std::size_t{1}, std::size_t{2}})
            if (lanes.isQuiet())
                apart.push_back(std::abs(lanes.moment(0) - lanes.moment(other)));
    });
    lanes.group.setSpeed(lanes[0], 2.0);
    QCOMPARE(lanes[2].speed(), 2.0);
    lanes.group.play(lanes[1]);
    QTRY_VERIFY_WITH_TIMEOUT(lanes.shown(0) > 100, 20000);
    QCOMPARE(lanes.phase(0), Phase::Playing);
    QCOMPARE(lanes.phase(2), Phase::Playing);
    lanes.group.seek(lanes[2], 500); // While they play.
    QTRY_VERIFY_WITH_TIMEOUT(lanes.shown(0) > 1100, 20000);
    std::nth_element(apart.begin(), apart.begin() + static_cast<std::ptrdiff_t>(apart.size() / 2), apart.end());
    const double median = apart[apart.size() / 2];
    QVERIFY2(median <= 0.08, qPrintable(QString::number(median))); // Two pictures of the slowest.

    lanes.group.pause(lanes[0]);
    QTRY_COMPARE(lanes.shown(2), lanes.shown(0) / 2);
    QTRY_COMPARE(lanes.shown(1), lanes.shown(0) * 4 / 5);
}

void LaneGroupTest::oneThatIsSlowHoldsTheOthersUp()
{
    Lanes lanes({{a, file(2000, 50)}, {b, file(2000, 50)}}, {{b, 60ms}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY_WITH_TIMEOUT(lanes.shown(1) >= 25, 20000);
    QVERIFY2(lanes.shown(0) < 50, qPrintable(QString::number(lanes.shown(0)))); // By itself it would be at 75.
}

void LaneGroupTest::offsetsShiftOneAgainstTheOthers()
{
    Lanes lanes({{a, file(300, 30)}, {b, file(300, 30)}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.seek(lanes[0], 60);
    WAIT_SHOWN(lanes, 1, 60);
    lanes.group.setOffset(lanes[1], 1.0); // It began a second later.
    WAIT_SHOWN(lanes, 1, 30);
    QCOMPARE(lanes.shown(0), 60);
    lanes.group.setOffset(lanes[0], 0.5); // As if b, and not a, were what the moment is taken from.
    WAIT_SHOWN(lanes, 0, 45);
    QCOMPARE(lanes.shown(1), 30);

    lanes.group.seek(lanes[0], 0); // Half a second: b has not begun.
    WAIT_SHOWN(lanes, 0, 0);
    WAIT_SHOWN(lanes, 1, 0);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY(lanes.shown(1) >= 5);
    lanes.group.pause(lanes[0]);
    QTRY_VERIFY(lanes.isQuiet() && lanes.shown(0) == lanes.shown(1) + 15);
}

void LaneGroupTest::picturesOnDisplayCanBeLinedUp()
{
    Lanes lanes({{a, file(300, 30)}, {b, file(300, 30)}});
    lanes.openAll();
    lanes.group.seek(lanes[0], 30);
    lanes.group.seek(lanes[1], 90);
    WAIT_SHOWN(lanes, 0, 30);
    WAIT_SHOWN(lanes, 1, 90);
    lanes.group.lineUp(lanes[0]);
    QVERIFY(lanes.group.isTogether());
    QVERIFY(std::abs(lanes.group.offset(lanes[1]) + 2.0) < 1e-9);
    lanes.group.step(lanes[0], 30);
    WAIT_SHOWN(lanes, 0, 60);
    WAIT_SHOWN(lanes, 1, 120);
}

void LaneGroupTest::theShorterOneWaitsForTheEndOfAll()
{
    Lanes lanes({{a, file(40, 50)}, {b, file(10, 50)}});
    lanes.group.setLoop(true);
    lanes.openAll();
    std::vector<std::int64_t> whenBeganAgain;
    std::int64_t before = 0;
    connect(&lanes[1], &SourceLane::presented, this, [&] {
        if (lanes.shown(1) < before)
            whenBeganAgain.push_back(lanes.shown(0));
        before = lanes.shown(1);
    });
    bool waited = false;
    connect(&lanes[0], &SourceLane::presented, this, [&] {
        waited = waited || (lanes.shown(0) == 30 && lanes.phase(1) == Phase::Ended && lanes.shown(1) == 9);
    });
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY_WITH_TIMEOUT(whenBeganAgain.size() >= 2, 20000);
    QVERIFY(waited);
    for (const std::int64_t frame : whenBeganAgain)
        QVERIFY2(frame == 39 || frame == 0, qPrintable(QString::number(frame)));
}

void LaneGroupTest::aMarkedPartIsRepeatedByAll()
{
    Lanes lanes({{a, file(500, 50)}, {b, file(500, 50)}});
    lanes.group.setLoop(true);
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.setLoopRange(lanes[0], {20, 40});
    int rounds = 0;
    std::int64_t before = 0;
    std::int64_t last = 0;
    connect(&lanes[1], &SourceLane::presented, this, [&] {
        rounds += lanes.shown(1) < before ? 1 : 0;
        before = lanes.shown(1);
        last = std::max(last, before);
    });
    lanes.group.play(lanes[0]);
    QTRY_VERIFY_WITH_TIMEOUT(rounds >= 2, 20000);
    QVERIFY2(last < 80, qPrintable(QString::number(last)));
}

void LaneGroupTest::oneThatIsOpenedLaterJoins()
{
    Lanes lanes({{a, file(3000, 50)}, {b, file(3000, 50)}, {c, file(3000, 50)}});
    lanes.open(0, a, false);
    QTRY_VERIFY(lanes.shown(0) > 0);
    lanes.group.setTogether(true, lanes[0]);
    QVERIFY(!lanes.group.isMember(lanes[0])); // With whom?
    QTRY_VERIFY(lanes.shown(0) > 20);
    lanes.open(1, b, false);
    QTRY_VERIFY(lanes.shown(1) > 20);
    QVERIFY(lanes.group.isMember(lanes[0]));
    QCOMPARE(lanes.phase(0), Phase::Playing);
    lanes.group.pause(lanes[0]);
    QTRY_VERIFY(lanes.isQuiet() && lanes.shown(0) == lanes.shown(1));

    lanes.group.setOffset(lanes[1], 0.2);
    QTRY_VERIFY(lanes.isQuiet() && lanes.shown(0) == lanes.shown(1) + 10);
    lanes.open(1, c, false); // In its place, and paused as the others are.
    QTRY_COMPARE(lanes[1].sourceInfo().spec.location, c);
    QCOMPARE(lanes.group.offset(lanes[1]), 0.0);
    QTRY_VERIFY(lanes.isQuiet() && lanes.shown(0) == lanes.shown(1));
    QTRY_COMPARE(lanes.phase(1), Phase::Paused);
}

void LaneGroupTest::oneThatGoesLeavesTheOthersPlaying()
{
    Lanes lanes({{a, file(3000, 50)}, {b, file(3000, 50)}, {c, file(3000, 50)}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.seek(lanes[0], 100);
    lanes[0].close(); // In the middle of its seek.
    lanes.group.play(lanes[1]);
    QTRY_VERIFY(lanes.shown(1) > 20 && lanes.shown(2) > 20);
    lanes[1].close();
    const std::int64_t there = lanes.shown(2);
    QTRY_VERIFY(lanes.shown(2) > there + 20);
    QVERIFY(!lanes.group.isMember(lanes[2]));
    lanes.group.pause(lanes[2]);
    QCOMPARE(lanes.phase(2), Phase::Paused);
}

void LaneGroupTest::aSeekThatFailsHoldsNobodyUp()
{
    SyntheticScript broken = file(3000, 50);
    broken.failSeek = 100;
    Lanes lanes({{a, file(3000, 50)}, {b, broken}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.seek(lanes[0], 100);
    WAIT_SHOWN(lanes, 0, 100);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY(lanes.shown(0) > 120);
}

void LaneGroupTest::liveSourcesAreLeftAlone()
{
    SyntheticScript live = file(100000, 50);
    live.live = true;
    live.interval = 10ms;
    Lanes lanes({{a, file(3000, 50)}, {b, file(3000, 50)}, {c, live}});
    lanes.open(0, a);
    lanes.open(1, b);
    lanes[2].open({SourceKind::Url, c});
    WAIT_SHOWN(lanes, 0, 0);
    WAIT_SHOWN(lanes, 1, 0);
    QTRY_VERIFY(lanes.shown(2) > 0);
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.pause(lanes[0]);
    QVERIFY(!lanes.group.isMember(lanes[2]));
    QCOMPARE(lanes.phase(2), Phase::Playing);
    lanes.group.pause(lanes[2]);
    QCOMPARE(lanes.phase(2), Phase::Paused);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY(lanes.shown(1) > 10);
    QCOMPARE(lanes.phase(2), Phase::Paused);
}

void LaneGroupTest::apartAgainEachHasItsOwnTime()
{
    Lanes lanes({{a, file(3000, 50)}, {b, file(3000, 50)}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY(lanes.shown(0) > 5 && lanes.shown(1) > 5);
    lanes.group.setTogether(false, lanes[0]);
    lanes.group.pause(lanes[0]);
    QCOMPARE(lanes.phase(1), Phase::Playing);
    lanes.group.seek(lanes[0], 1000);
    WAIT_SHOWN(lanes, 0, 1000);
    const std::int64_t there = lanes.shown(1);
    QTRY_VERIFY(lanes.shown(1) > there + 5);
    QVERIFY(lanes.shown(1) < 1000);
}

void LaneGroupTest::replaysFromTheEnd()
{
    Lanes lanes({{a, file(30, 50)}, {b, file(20, 50)}});
    lanes.openAll();
    lanes.group.setTogether(true, lanes[0]);
    lanes.group.play(lanes[0]);
    QTRY_COMPARE(lanes.phase(0), Phase::Ended);
    QTRY_COMPARE(lanes.phase(1), Phase::Ended);
    QCOMPARE(lanes.shown(0), 29);
    QCOMPARE(lanes.shown(1), 19);
    lanes.group.play(lanes[0]);
    QTRY_VERIFY(lanes.shown(1) < 19 && lanes.shown(0) < 29);
    QTRY_COMPARE(lanes.phase(0), Phase::Ended);
    QTRY_COMPARE(lanes.phase(1), Phase::Ended);
}

QTEST_GUILESS_MAIN(LaneGroupTest)
#include "tst_lanegroup.moc"
