// SPDX-License-Identifier: Apache-2.0
#include "core/store/exportranges.h"
#include "tests/support/testcase.h"

using namespace sightglass;

class ExportRangesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void eachSpanIsARange();
    void marginsEndWithTheClip();
    void whatOverlapsWithItsMarginIsOne();
    void whatLiesBeyondTheClipIsLeftOut();
};

void ExportRangesTest::eachSpanIsARange()
{
    QVERIFY(rangesOf({}, 5, 100).empty());
    const std::vector<FrameRange> expected{{3, 3}, {10, 19}};
    QVERIFY(rangesOf({{10, 19, 0.4, 0.8}, {3, 3, 0.12, 0.16}}, 0, 100) == expected);
}

void ExportRangesTest::marginsEndWithTheClip()
{
    const std::vector<FrameRange> expected{{0, 6}, {90, 99}};
    QVERIFY(rangesOf({{2, 4, 0.0, 0.0}, {92, 98, 0.0, 0.0}}, 2, 100) == expected);
}

void ExportRangesTest::whatOverlapsWithItsMarginIsOne()
{
    const std::vector<ClipSpan> spans{{10, 12, 0.0, 0.0}, {16, 18, 0.0, 0.0}, {24, 24, 0.0, 0.0}};
    const std::vector<FrameRange> apart{{9, 13}, {15, 19}, {23, 25}};
    QVERIFY(rangesOf(spans, 1, 100) == apart);
    // 8 to 14 and 14 to 20; the next begins at 22.
    const std::vector<FrameRange> overlapping{{8, 20}, {22, 26}};
    QVERIFY(rangesOf(spans, 2, 100) == overlapping);
    const std::vector<FrameRange> all{{5, 29}};
    QVERIFY(rangesOf(spans, 5, 100) == all);
    // One that lies within another does not shorten it.
    const std::vector<FrameRange> outer{{10, 50}};
    QVERIFY(rangesOf({{10, 50, 0.0, 0.0}, {20, 30, 0.0, 0.0}}, 0, 100) == outer);
    // Those that touch are one.
    const std::vector<FrameRange> touching{{10, 20}};
    QVERIFY(rangesOf({{10, 14, 0.0, 0.0}, {15, 20, 0.0, 0.0}}, 0, 100) == touching);
}

void ExportRangesTest::whatLiesBeyondTheClipIsLeftOut()
{
    QVERIFY(rangesOf({{100, 120, 0.0, 0.0}}, 0, 100).empty());
}

QTEST_GUILESS_MAIN(ExportRangesTest)
#include "tst_exportranges.moc"
