// SPDX-License-Identifier: Apache-2.0
#include "core/media/picturecache.h"
#include "core/media/pictureindex.h"
#include "core/media/steadytime.h"
#include "tests/support/testcase.h"

using namespace sightglass;

class PictureIndexTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void sortsByTimestamp();
    void leavesOutDiscardedPictures();
    void separatesEqualTimestamps();
    void tellsWhatIsShownWhen();
    void countsWithoutTimestamps();
    void countsWhenTimeJumpsBack();
    void closesJumpsForward();
    void dropsWhatPrecedesTheStart();
    void growsToTheWhole();
    void isEmptyWithoutPackets();
    void cacheIsBounded();
    void timeIsSteady();
};

void PictureIndexTest::sortsByTimestamp()
{
    // I P B B P, as stored; shown as I B B P P. Variable durations, first picture at 100.
    const PictureIndex index({{100, 80, 10, true, false},
                              {140, 90, 10, false, false},
                              {110, 100, 10, false, false},
                              {125, 110, 10, false, false},
                              {150, 140, 7, true, false}},
                             10);
    QVERIFY(index.isByTimestamp());
    QCOMPARE(index.count(), 5);
    const QList<qint64> pts{0, 10, 25, 40, 50};
    for (int i = 0; i < pts.size(); ++i)
        QCOMPARE(index.pts(i), pts[i]);
    QCOMPARE(index.duration(1), 15);
    QCOMPARE(index.duration(4), 7);
    QCOMPARE(index.totalDuration(), 57);
    QCOMPARE(index.find(125, 0).value(), 2);
    QVERIFY(!index.find(126, 0));
    QCOMPARE(index.keyframeBefore(0), 0);
    QCOMPARE(index.keyframeBefore(3), 0);
    QCOMPARE(index.keyframeBefore(4), 1);
    QCOMPARE(index.keyframes().at(1).index, 4);
}

void PictureIndexTest::leavesOutDiscardedPictures()
{
    // An edit list that begins within a group of pictures: its keyframe is decoded, not shown.
    const PictureIndex index({{-20, -20, 10, true, true}, {-10, -10, 10, false, true}, {0, 0, 10, false, false}}, 10);
    QCOMPARE(index.count(), 1);
    QCOMPARE(index.keyframeBefore(0), 0);
    QCOMPARE(index.keyframes().at(0).streamPts, -20);
    QCOMPARE(index.keyframes().at(0).index, 0);
}

void PictureIndexTest::separatesEqualTimestamps()
{
    const PictureIndex index({{0, 0, 10, true, false}, {10, 10, 10, false, false}, {10, 10, 10, false, false}}, 10);
    QCOMPARE(index.count(), 3);
    QCOMPARE(index.pts(2), 11);
    QCOMPARE(index.find(10, 0).value(), 1);
    QCOMPARE(index.find(10, 2).value(), 2);
}

void PictureIndexTest::tellsWhatIsShownWhen()
{
    const PictureIndex index({{100, 100, 10, true, false}, {110, 110, 30, false, false}, {140, 140, 10, false, false}},
                             10);
    for (const auto &[pts, picture] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {-50, 0}, {0, 0}, {9, 0}, {10, 1}, {39, 1}, {40, 2}, {9000, 2}})
        QCOMPARE(index.shownAt(pts), picture);
}

void PictureIndexTest::countsWithoutTimestamps()
{
    const PictureIndex index({{std::nullopt, 0, 0, true, false},
                              {std::nullopt, 40, 0, false, false},
                              {std::nullopt, std::nullopt, 0, false, false}},
                             40);
    QVERIFY(!index.isByTimestamp());
    QVERIFY(index.keyframes().empty());
    QCOMPARE(index.keyframeBefore(2), -1);
    QCOMPARE(index.pts(1), 40);
    QCOMPARE(index.pts(2), 80);
    QCOMPARE(index.totalDuration(), 120);
}

void PictureIndexTest::countsWhenTimeJumpsBack()
{
    const PictureIndex index({{900, 900, 10, true, false}, {910, 910, 10, false, false}, {0, 0, 10, true, false}}, 10);
    QVERIFY(!index.isByTimestamp());
    QCOMPARE(index.pts(1), 10);
    QCOMPARE(index.pts(2), 20);
}

void PictureIndexTest::closesJumpsForward()
{
    std::vector<IndexedPacket> packets;
    for (const std::int64_t time : {0, 10, 20, 100020, 100030, 100040})
        packets.push_back({time, time, 10, time % 100000 == 0, false});
    const PictureIndex index(packets, 10, 5000);
    QVERIFY(index.isByTimestamp());
    for (int i = 0; i < 6; ++i)
        QCOMPARE(index.pts(i), 10 * i);
    QCOMPARE(index.totalDuration(), 60);
    QCOMPARE(index.find(100030, 0).value(), 4);
    QCOMPARE(index.averageRate().toDouble(), 0.1);
    // A still picture is as long as it is.
    QCOMPARE(PictureIndex(packets, 10, 100000).pts(3), 100020);
    // Where all steps are long, none is a jump.
    const PictureIndex lapse({{0, 0, 0, true, false}, {9000, 9000, 0, true, false}, {18000, 18000, 0, true, false}}, 1,
                             5000);
    QCOMPARE(lapse.pts(2), 18000);
    QCOMPARE(lapse.duration(2), 9000);
}

void PictureIndexTest::dropsWhatPrecedesTheStart()
{
    // Open group: I, then two that are shown before it, then P.
    PictureIndex index({{30, 0, 10, true, false},
                        {10, 10, 10, false, false},
                        {20, 20, 10, false, false},
                        {40, 30, 10, false, false},
                        {50, 40, 10, true, false}},
                       10);
    QCOMPARE(index.leadingCount(0), 0);
    QCOMPARE(index.leadingCount(2), 2);
    QCOMPARE(index.leadingCount(4), 2); // The keyframe itself is damaged: it is missing.
    index.dropFirst(2);
    QCOMPARE(index.count(), 3);
    QCOMPARE(index.pts(0), 0);
    QCOMPARE(index.pts(2), 20);
    QCOMPARE(index.keyframes().at(0).index, 0);
    QCOMPARE(index.keyframes().at(1).index, 2);
    QVERIFY(!index.find(10, 0));
    // Without a keyframe at the start, all that does not decode is none of it.
    const PictureIndex tail({{0, 0, 10, false, false}, {10, 10, 10, false, false}, {20, 20, 10, true, false}}, 10);
    QCOMPARE(tail.leadingCount(1), 1);
}

void PictureIndexTest::growsToTheWhole()
{
    // Open group: I, two that are shown before it, P; two at the same time; another group.
    const std::vector<IndexedPacket> packets{
        {30, 0, 10, true, false},   {10, 10, 10, false, false}, {20, 20, 10, false, false}, {40, 30, 10, false, false},
        {40, 35, 10, false, false}, {70, 40, 10, true, false},  {60, 60, 10, false, false}};
    PictureIndex whole(packets, 10);
    PictureIndex beginning = PictureIndex::beginning(true);
    QVERIFY(whole.continues(beginning));
    QVERIFY(!beginning.lastStreamPts());
    for (const std::int64_t pts : {10, 20, 30})
        beginning.append(pts);
    beginning.appendKeyframe(30);
    QVERIFY(whole.continues(beginning));
    QCOMPARE(beginning.leadingCount(2), whole.leadingCount(2));
    beginning.dropFirst(2);
    QVERIFY(!whole.continues(beginning));
    whole.dropFirst(2);
    for (const std::int64_t pts : {40, 40, 60, 70}) {
        beginning.append(pts);
        QCOMPARE(beginning.lastStreamPts().value(), pts);
        QVERIFY(whole.continues(beginning));
    }
    beginning.appendKeyframe(70);
    QVERIFY(whole.continues(beginning));
    QCOMPARE(beginning.count(), whole.count());
    QCOMPARE(beginning.pts(2), 11);
    QCOMPARE(beginning.keyframeBefore(4), 1);
    QCOMPARE(beginning.find(60, 0).value(), 3);
    // A picture too many, at another time, or a keyframe that is none.
    PictureIndex longer = beginning;
    longer.append(80);
    QVERIFY(!whole.continues(longer));
    PictureIndex other = PictureIndex::beginning(true);
    other.append(31);
    QVERIFY(!whole.continues(other));
    PictureIndex keyed = PictureIndex::beginning(true);
    keyed.append(30);
    keyed.appendKeyframe(31);
    QVERIFY(!whole.continues(keyed));
    // Pictures that can only be counted.
    QVERIFY(!PictureIndex({{std::nullopt, 0, 10, true, false}}, 10).continues(PictureIndex::beginning(true)));
}

void PictureIndexTest::isEmptyWithoutPackets()
{
    const PictureIndex index({}, 10);
    QCOMPARE(index.count(), 0);
    QCOMPARE(index.totalDuration(), 0);
    QVERIFY(!index.find(0, 0));
    QCOMPARE(index.keyframeBefore(0), -1);
}

void PictureIndexTest::cacheIsBounded()
{
    const auto picture = [](std::int64_t index, std::int64_t first) {
        AVFramePointer frame(av_frame_alloc());
        frame->buf[0] = av_buffer_alloc(1000);
        return DecodedPicture{std::move(frame), index, first};
    };
    PictureCache cache(3500);
    for (int i = 0; i < 5; ++i)
        cache.insert(picture(i, i));
    QCOMPARE(cache.count(), std::size_t(3));
    QCOMPARE(cache.byteCount(), std::size_t(3000));
    QVERIFY(cache.find(1) == nullptr);
    QCOMPARE(cache.find(2)->index, 2);
    cache.insert(picture(4, 4));
    QCOMPARE(cache.byteCount(), std::size_t(3000));
    // One that stands for damaged ones before it.
    cache.insert(picture(9, 7));
    QCOMPARE(cache.find(7)->index, 9);
    QVERIFY(cache.find(6) == nullptr);
    PictureCache tiny(1);
    tiny.insert(picture(0, 0));
    QCOMPARE(tiny.count(), std::size_t(1));
    tiny.clear();
    QCOMPARE(tiny.byteCount(), std::size_t(0));
}

void PictureIndexTest::timeIsSteady()
{
    SteadyTime time(40);
    QCOMPARE(time.next(1000, 40), 0);
    QCOMPARE(time.next(1050, 40), 50);
    QCOMPARE(time.next(1050, 40), 90);         // repeated: one duration later
    QCOMPARE(time.next(std::nullopt, 0), 130); // missing
    QCOMPARE(time.next(5, 0), 170);            // the sender began anew
    QCOMPARE(time.next(45, 0), 210);
}

QTEST_GUILESS_MAIN(PictureIndexTest)
#include "tst_pictureindex.moc"
