// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipspans.h"
#include "core/store/survivorfilter.h"
#include "tests/core/store/madeclip.h"
#include "tests/support/testcase.h"

#include <cmath>

using namespace sightglass;
using namespace sightglass::test;

/// Where a query is true, and that as a table.
class ClipSpansTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areWhereTheQueryIsTrue();
    void countDetectionsAlone();
    void areWrittenAsCsv();
};

namespace
{

std::vector<ClipSpan> spans(const char *frames, const char *query, const Thresholds &thresholds = {})
{
    const auto parsed = ClipQuery::parse(QString::fromLatin1(query), {QStringLiteral("ant"), QStringLiteral("bee")});
    return spansOf(clipOf(QString::fromLatin1(frames)), SurvivorFilter(thresholds), *parsed);
}

} // namespace

void ClipSpansTest::areWhereTheQueryIsTrue()
{
    const auto found = spans("AA A . AB AB ? AB . A", "ant and not ant > 1");
    QCOMPARE(found.size(), 4u);
    QCOMPARE(found[0].first, 1);
    QCOMPARE(found[0].last, 1);
    QCOMPARE(found[1].first, 3);
    QCOMPARE(found[1].last, 4); // The frame after it is not known.
    QCOMPARE(found[2].first, 6);
    QCOMPARE(found[2].last, 6);
    QCOMPARE(found[3].first, 8);
    QVERIFY(std::abs(found[0].begin - 0.1) < 1e-9);
    QVERIFY(std::abs(found[0].end - 0.2) < 1e-9);
    QVERIFY(std::abs(found[1].end - 0.5) < 1e-9);
    QVERIFY(std::abs(found[3].end - 0.9) < 1e-9);
    QVERIFY(spans("A A", "").empty());
    QCOMPARE(spans(". ? .", "any = 0").size(), 2u);
}

void ClipSpansTest::countDetectionsAlone()
{
    QVERIFY(spans("a a", "ant").empty());
    Thresholds thresholds;
    thresholds.confidence = 0.1f;
    QCOMPARE(spans("a a", "ant", thresholds).size(), 1u);
    thresholds.maxDetections = 1;
    QVERIFY(spans("AA A", "ant > 1", thresholds).empty());
    thresholds.classes[0].shown = false;
    QVERIFY(spans("A A", "ant", thresholds).empty());
}

void ClipSpansTest::areWrittenAsCsv()
{
    const std::vector<ClipSpan> list{{3, 4, 0.1, 0.23456}, {10, 10, 1000.0, 1000.04}};
    QCOMPARE(csvOfSpans(list, QStringLiteral("\"a, b\" > 1")),
             QByteArray("first_frame,last_frame,begin,end,frames,query\n"
                        "3,4,0.100,0.235,2,\"\"\"a, b\"\" > 1\"\n"
                        "10,10,1000.000,1000.040,1,\"\"\"a, b\"\" > 1\"\n"));
    QCOMPARE(csvOfSpans({{0, 0, 0.0, 0.1}}, QStringLiteral("@ant")).split('\n').at(1),
             QByteArray("0,0,0.000,0.100,1,\"'@ant\""));
    QCOMPARE(csvOfSpans({}, QStringLiteral("ant")).count('\n'), 1);
}

QTEST_GUILESS_MAIN(ClipSpansTest)
#include "tst_clipspans.moc"
