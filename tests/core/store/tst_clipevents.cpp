// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipevents.h"
#include "core/store/survivorfilter.h"
#include "tests/core/store/madeclip.h"
#include "tests/support/testcase.h"

using namespace sightglass;
using namespace sightglass::test;

Q_DECLARE_METATYPE(sightglass::EventWish)

/// What one can go to in a clip.
class ClipEventsTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areFound_data();
    void areFound();
    void gapsNeedTheSamePlace();
    void gapsMayOverlap();
    void listIsWhereTheNextOnesAre();
    void searchFromAnywhere();
    void listEndsAtTheMost();
    void givesUp();
};

namespace
{

using Frames = std::vector<std::int64_t>;

Frames found(const ClipSurvivors &clip, const SurvivorFilter &filter, const EventWish &wish, bool forward)
{
    Frames frames;
    for (auto next = nextEvent(clip, filter, wish, forward ? -1 : clip.end(), forward); next;
         next = nextEvent(clip, filter, wish, *next, forward))
        frames.push_back(*next);
    if (!forward)
        std::reverse(frames.begin(), frames.end());
    return frames;
}

QString text(const std::vector<ClipSpan> &spans)
{
    QStringList list;
    for (const ClipSpan &span : spans)
        list.append(QStringLiteral("%1-%2").arg(QString::number(span.first), QString::number(span.last)));
    return list.join(QLatin1Char(' '));
}

} // namespace

void ClipEventsTest::areFound_data()
{
    QTest::addColumn<QString>("frames");
    QTest::addColumn<EventWish>("wish");
    QTest::addColumn<Frames>("events");
    QTest::addColumn<QString>("spans");

    const EventWish detection{ClipEvent::Detection, {}};
    const EventWish ofB{ClipEvent::Detection, 1};
    QTest::newRow("detection: the clip's first") << "A A . A" << detection << Frames{0, 3} << "0-1 3-3";
    QTest::newRow("detection: below the threshold is none") << "a A a a A" << detection << Frames{1, 4} << "1-1 4-4";
    QTest::newRow("detection: after one not known") << "? A . ? A . A" << detection << Frames{6} << "6-6";
    QTest::newRow("detection: ends before one not known") << ". A A ? A" << detection << Frames{1} << "1-2";
    QTest::newRow("detection: of a class") << "A AB A B" << ofB << Frames{1, 3} << "1-1 3-3";
    QTest::newRow("detection: none") << ". . ." << detection << Frames{} << "";
    QTest::newRow("nothing known") << "? ?" << detection << Frames{} << "";

    const EventWish change{ClipEvent::CountChange, {}};
    const EventWish changeOfA{ClipEvent::CountChange, 0};
    QTest::newRow("change: more and fewer") << "A AA AA A" << change << Frames{1, 3} << "1-1 3-3";
    QTest::newRow("change: one class for another") << "A B B" << change << Frames{1} << "1-1";
    QTest::newRow("change: of a class") << "A AB A ." << changeOfA << Frames{3} << "3-3";
    QTest::newRow("change: across one not known") << "A ? AA AA" << change << Frames{} << "";
    QTest::newRow("change: the clip's first is none") << "AA AA" << change << Frames{} << "";

    const EventWish near{ClipEvent::NearMiss, {}};
    const EventWish nearOfB{ClipEvent::NearMiss, 1};
    QTest::newRow("near: each frame") << ". a a A a ? a" << near << Frames{1, 2, 4, 6} << "1-2 4-4 6-6";
    QTest::newRow("near: beside a detection") << "Ab A" << near << Frames{0} << "0-0";
    QTest::newRow("near: of a class") << "a ab b" << nearOfB << Frames{1, 2} << "1-2";

    const EventWish gap{ClipEvent::Gap, {}};
    const EventWish gapOfB{ClipEvent::Gap, 1};
    QTest::newRow("gap: one frame") << "A . A" << gap << Frames{1} << "1-1";
    QTest::newRow("gap: three frames") << "A . . . A" << gap << Frames{1} << "1-3";
    QTest::newRow("gap: four are none") << "A . . . . A" << gap << Frames{} << "";
    QTest::newRow("gap: of another class") << "A B A" << gap << Frames{1} << "1-1";
    QTest::newRow("gap: two after another") << "A . A . . A" << gap << Frames{1, 3} << "1-1 3-4";
    QTest::newRow("gap: never back") << "A . B" << gap << Frames{} << "";
    QTest::newRow("gap: one not known in it") << "A ? A . ? A" << gap << Frames{} << "";
    QTest::newRow("gap: of a class") << "AB . A B" << gapOfB << Frames{1} << "1-2";
    QTest::newRow("gap: below the threshold") << "A a A" << gap << Frames{1} << "1-1";
}

void ClipEventsTest::areFound()
{
    QFETCH(QString, frames);
    QFETCH(EventWish, wish);
    QFETCH(Frames, events);
    QFETCH(QString, spans);
    Thresholds thresholds;
    thresholds.confidence = 0.24f; // What is seen at 0.2 is less than 0.05 below it.
    const SurvivorFilter filter(thresholds);
    const ClipSurvivors clip = clipOf(frames);
    QVERIFY(found(clip, filter, wish, true) == events);
    QVERIFY(found(clip, filter, wish, false) == events);
    QCOMPARE(text(eventsOf(clip, filter, wish, 1000)), spans);
}

void ClipEventsTest::gapsNeedTheSamePlace()
{
    const SurvivorFilter filter{Thresholds()};
    const EventWish gap{ClipEvent::Gap, {}};
    // Boxes of 10 pixels, moved by so many: (10 - moved) / (10 + moved) of both is shared.
    const auto across = [&](int moved) {
        return nextEvent(clipOf({{seen(0, 0.9f, 100)}, {}, {seen(0, 0.9f, 100 + moved)}}), filter, gap, -1, true);
    };
    QVERIFY(across(5) == std::int64_t(1));
    QVERIFY(!across(6));
    // A thing elsewhere does not fill the gap of this one.
    QVERIFY(nextEvent(clipOf({{seen(0, 0.9f, 100)}, {seen(0, 0.9f, 300)}, {seen(0, 0.9f, 100)}}), filter, gap, -1,
                      true) == std::int64_t(1));
    QVERIFY(
        !nextEvent(clipOf({{seen(0, 0.9f, 100)}, {seen(0, 0.9f, 103)}, {seen(0, 0.9f, 106)}}), filter, gap, -1, true));
    // Boxes of no area are nowhere.
    const Survivor none{45000, 0, 5, 5, 0, 0};
    QVERIFY(!nextEvent(clipOf({{none}, {}, {none}}), filter, gap, -1, true));
}

void ClipEventsTest::gapsMayOverlap()
{
    const ClipSurvivors clip = clipOf({{seen(0, 0.9f, 0), seen(0, 0.9f, 100)},
                                       {seen(0, 0.9f, 100)},
                                       {},
                                       {seen(0, 0.9f, 0)},
                                       {seen(0, 0.9f, 0), seen(0, 0.9f, 100)}});
    QCOMPARE(text(eventsOf(clip, SurvivorFilter(Thresholds()), {ClipEvent::Gap, {}}, 10)), QStringLiteral("1-2 2-3"));
}

void ClipEventsTest::listIsWhereTheNextOnesAre()
{
    std::mt19937 random(17);
    for (int round = 0; round < 60; ++round) {
        ClipSurvivors clip;
        for (int index = 0; index < 300; ++index) {
            if (random() % 10 != 0)
                clip.set(index, 0.04 * index,
                         survivorsOf(anyCandidates(random, false, int(random() % 4)), Suppression()));
        }
        const SurvivorFilter filter(anyThresholds(random));
        for (const auto event : {ClipEvent::Detection, ClipEvent::CountChange, ClipEvent::NearMiss, ClipEvent::Gap}) {
            const EventWish wish{event, random() % 2 ? std::optional(int(random() % 4)) : std::nullopt};
            const Frames frames = found(clip, filter, wish, true);
            QVERIFY(found(clip, filter, wish, false) == frames);
            Frames listed;
            for (const ClipSpan &span : eventsOf(clip, filter, wish, 1000)) {
                QVERIFY(span.end >= span.begin);
                for (std::int64_t index = span.first; index <= span.last; ++index) {
                    QVERIFY(clip.known(index));
                    if (index == span.first || event == ClipEvent::NearMiss)
                        listed.push_back(index);
                }
            }
            QVERIFY(listed == frames);
        }
    }
}

void ClipEventsTest::searchFromAnywhere()
{
    const ClipSurvivors clip = clipOf(QStringLiteral(". A . A ."));
    const SurvivorFilter filter{Thresholds()};
    const EventWish wish;
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    constexpr auto highest = std::numeric_limits<std::int64_t>::max();
    QVERIFY(nextEvent(clip, filter, wish, lowest, true) == std::int64_t(1));
    QVERIFY(nextEvent(clip, filter, wish, 1, true) == std::int64_t(3));
    QVERIFY(!nextEvent(clip, filter, wish, 3, true));
    QVERIFY(!nextEvent(clip, filter, wish, highest, true));
    QVERIFY(nextEvent(clip, filter, wish, highest, false) == std::int64_t(3));
    QVERIFY(nextEvent(clip, filter, wish, 3, false) == std::int64_t(1));
    QVERIFY(!nextEvent(clip, filter, wish, 1, false));
    QVERIFY(!nextEvent(clip, filter, wish, lowest, false));
    QVERIFY(!nextEvent(clip, filter, {ClipEvent::Detection, 77}, -1, true));
    QVERIFY(!nextEvent(ClipSurvivors(), filter, wish, 0, true));
}

void ClipEventsTest::listEndsAtTheMost()
{
    const ClipSurvivors clip = clipOf(QStringLiteral("A . A . A . A"));
    const SurvivorFilter filter{Thresholds()};
    QCOMPARE(eventsOf(clip, filter, {}, 3).size(), 3u);
    QVERIFY(eventsOf(clip, filter, {}, 0).empty());
}

void ClipEventsTest::givesUp()
{
    ClipSurvivors clip;
    for (int index = 0; index < 5000; ++index)
        clip.set(index, index, {});
    int asked = 0;
    const auto unwanted = [&asked] { return ++asked == 2; };
    QVERIFY(!nextEvent(clip, SurvivorFilter(Thresholds()), {}, -1, true, unwanted));
    QCOMPARE(asked, 2);
}

QTEST_GUILESS_MAIN(ClipEventsTest)
#include "tst_clipevents.moc"
