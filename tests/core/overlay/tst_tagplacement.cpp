// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/tagmemory.h"
#include "core/overlay/tagplacement.h"
#include "tests/support/testcase.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <random>

using namespace sightglass;

namespace
{

const TagSpace space{QRectF(0, 0, 1280, 720), 1.0, 1.0};
const QSizeF full(80, 17);
const QSizeF small(44, 13);

TagRequest request(const QRectF &box, std::optional<TagSeat> before = {})
{
    return {{box, {}}, full, small, before};
}

/// Drawn without the standard library's distributions, which differ from one to the other.
double random(std::mt19937 &engine, double low, double high)
{
    return low + (high - low) * static_cast<double>(engine()) / 4294967296.0;
}

/// Boxes of all sizes, also beyond the bounds.
std::vector<TagRequest> randomRequests(unsigned seed, int count)
{
    std::mt19937 engine(seed);
    std::vector<TagRequest> requests;
    for (int i = 0; i < count; ++i) {
        const double width = random(engine, 5, 220);
        const double height = random(engine, 5, 220);
        TagRequest made = request({random(engine, -30, 1250), random(engine, -30, 700), width, height});
        made.full.setWidth(std::floor(random(engine, 40, 160)));
        if (i % 7 == 0) {
            const double share = random(engine, 0, 1);
            made.box.corners = TouchingCorners{share, 1.0 - share, share, 1.0 - share};
        }
        requests.push_back(made);
    }
    return requests;
}

void remember(std::vector<TagRequest> &requests, const std::vector<PlacedTag> &tags)
{
    for (std::size_t i = 0; i < requests.size(); ++i)
        requests[i].before = tags[i].seat;
}

int count(const std::vector<PlacedTag> &tags, TagLevel level)
{
    return static_cast<int>(
        std::count_if(tags.begin(), tags.end(), [level](const PlacedTag &tag) { return tag.seat.level == level; }));
}

QString inWords(const QRectF &rect)
{
    return QStringLiteral("%1, %2, %3 x %4")
        .arg(QString::number(rect.x()), QString::number(rect.y()), QString::number(rect.width()),
             QString::number(rect.height()));
}

void verifySound(const std::vector<TagRequest> &requests, const std::vector<PlacedTag> &tags, const TagSpace &where)
{
    QCOMPARE(tags.size(), requests.size());
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const PlacedTag &tag = tags[i];
        if (tag.seat.level == TagLevel::Hidden) {
            QVERIFY(tag.place.isEmpty());
            continue;
        }
        QCOMPARE(tag.place.size(), tag.seat.level == TagLevel::Full ? requests[i].full : requests[i].small);
        QVERIFY2(where.bounds.contains(tag.place), qPrintable(inWords(tag.place)));
        for (const double position : {tag.place.x(), tag.place.y()}) {
            const double device = position * where.deviceRatio;
            QVERIFY(std::abs(device - std::round(device)) < 1e-6);
        }
        // At its box, and not somewhere else.
        const QRectF reach = requests[i].box.rect.adjusted(-2, -2, 2, 2) & where.bounds.adjusted(-2, -2, 2, 2);
        QVERIFY2(tag.place.intersects(reach), qPrintable(inWords(tag.place)));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY2(!tag.place.intersects(tags[j].place), qPrintable(inWords(tag.place)));
    }
}

} // namespace

class TagPlacementTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aloneAboveOrWhereThereIsRoom_data();
    void aloneAboveOrWhereThereIsRoom();
    void makesWayForAnother();
    void leavesTheMiddleOfOthersFree();
    void aBoxWithinAnotherKeepsItsTag();
    void turnedBoxesHaveTheirTagAtACorner();
    void becomesSmallThenHidden();
    void randomBoxesAreSound_data();
    void randomBoxesAreSound();
    void isTheSameEachTime();
    void staysWhereItWas();
    void changesOnlyWithRoomToSpare();
    void holdsStillWhileBoxesTremble_data();
    void holdsStillWhileBoxesTremble();
    void forcedOnesAreWithinTheBounds();
    void knowsThingsAgain();
    void takesLittleTime();
    void nothingOfNothing();
};

void TagPlacementTest::aloneAboveOrWhereThereIsRoom_data()
{
    QTest::addColumn<QRectF>("box");
    QTest::addColumn<QPointF>("corner");
    // The line reaches one pixel beyond the box.
    QTest::newRow("middle") << QRectF(400, 300, 100, 100) << QPointF(399, 282);
    QTest::newRow("top") << QRectF(400, 10, 100, 100) << QPointF(399, 11);
    QTest::newRow("top, low box") << QRectF(400, 10, 100, 40) << QPointF(399, 51);
    QTest::newRow("right") << QRectF(1230, 300, 100, 100) << QPointF(1200, 282);
    QTest::newRow("left") << QRectF(-50, 300, 100, 100) << QPointF(0, 282);
    QTest::newRow("beyond the top") << QRectF(400, -50, 100, 200) << QPointF(399, 0);
    QTest::newRow("bottom") << QRectF(400, 715, 100, 100) << QPointF(399, 697);
    QTest::newRow("all of it") << QRectF(-5, -5, 1290, 730) << QPointF(0, 0);
    QTest::newRow("from top to bottom, narrow") << QRectF(400, 0, 20, 720) << QPointF(399, 1);
}

void TagPlacementTest::aloneAboveOrWhereThereIsRoom()
{
    QFETCH(QRectF, box);
    QFETCH(QPointF, corner);
    const auto tags = placeTags({request(box)}, space);
    QCOMPARE(tags.front().seat.level, TagLevel::Full);
    QCOMPARE(tags.front().place, QRectF(corner, full));
}

void TagPlacementTest::makesWayForAnother()
{
    // Two of nearly the same place: the more important one has its tag above, the other where that leaves room.
    const auto tags = placeTags({request({400, 300, 60, 60}), request({404, 303, 60, 60})}, space);
    QCOMPARE(tags[0].seat, (TagSeat{TagLevel::Full, TagSpot::Above}));
    QCOMPARE(tags[1].seat, (TagSeat{TagLevel::Full, TagSpot::Below}));
}

void TagPlacementTest::leavesTheMiddleOfOthersFree()
{
    // Above the lower box lies the middle of the upper one.
    const auto tags = placeTags({request({400, 300, 100, 100}), request({400, 365, 100, 100})}, space);
    QCOMPARE(tags[0].seat.spot, TagSpot::Above);
    const QRectF middle(425, 325, 50, 50);
    QVERIFY(!tags[1].place.intersects(middle));
    QCOMPARE(tags[1].seat.level, TagLevel::Full);
}

void TagPlacementTest::aBoxWithinAnotherKeepsItsTag()
{
    // Wherever the tag of the small one goes, it is in the middle of the large one, which is wider and higher.
    const auto tags = placeTags({request({590, 340, 20, 20}), request({0, 0, 1200, 700})}, space);
    QCOMPARE(tags[0].seat, (TagSeat{TagLevel::Full, TagSpot::Above}));
}

void TagPlacementTest::turnedBoxesHaveTheirTagAtACorner()
{
    TagRequest turned = request({400, 300, 100, 100});
    turned.box.corners = TouchingCorners{0.5, 0.5, 0.5, 0.5};
    const auto tags = placeTags({turned}, space);
    QCOMPARE(tags.front().place, QRectF(410, 282, 80, 17));
    turned.box.corners = TouchingCorners{0.25, 0.75, 0.75, 0.25};
    turned.before = TagSeat{TagLevel::Full, TagSpot::Below};
    // At the lower corner: 399 + 0.75 of what 102 leaves beside 80.
    QCOMPARE(placeTags({turned}, space).front().place, QRectF(416, 401, 80, 17));
}

void TagPlacementTest::becomesSmallThenHidden()
{
    // The same box again and again: there is room for some tags about it, full ones first.
    const std::vector<TagRequest> requests(40, request({600, 350, 40, 40}));
    const auto tags = placeTags(requests, space);
    verifySound(requests, tags, space);
    const int placed = count(tags, TagLevel::Full);
    QVERIFY2(placed >= 4, qPrintable(QString::number(placed)));
    for (int i = 0; i < placed; ++i)
        QCOMPARE(tags[static_cast<std::size_t>(i)].seat.level, TagLevel::Full);
    QVERIFY(count(tags, TagLevel::Hidden) > 20);
    // Where a full one does not fit, a small one does.
    const TagSpace narrow{QRectF(0, 0, 60, 60), 1.0, 1.0};
    QCOMPARE(placeTags({request({5, 20, 30, 20})}, narrow).front().seat.level, TagLevel::Small);
}

void TagPlacementTest::randomBoxesAreSound_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("boxes");
    QTest::addColumn<double>("ratio");
    for (const double ratio : {1.0, 1.25, 2.0}) {
        for (const int boxes : {10, 100, 300, 1000})
            QTest::addRow("%d boxes at %g", boxes, ratio) << static_cast<unsigned>(boxes) << boxes << ratio;
    }
}

void TagPlacementTest::randomBoxesAreSound()
{
    QFETCH(unsigned, seed);
    QFETCH(int, boxes);
    QFETCH(double, ratio);
    // Bounds of a view, which begin and end between pixels.
    for (const QRectF &bounds : {QRectF(0, 0, 1280, 720), QRectF(10.3, 7.7, 901.1, 507.9)}) {
        const TagSpace where{bounds, 1.0, ratio};
        auto requests = randomRequests(seed, boxes);
        std::erase_if(requests, [&](const TagRequest &made) { return (made.box.rect & bounds).isEmpty(); });
        auto tags = placeTags(requests, where);
        verifySound(requests, tags, where);
        if (boxes <= 10)
            QCOMPARE(count(tags, TagLevel::Full), static_cast<int>(requests.size()));
        QVERIFY(count(tags, TagLevel::Full) > 0);
        // And from then on.
        remember(requests, tags);
        for (TagRequest &made : requests)
            made.box.rect.translate(0.7, -0.4);
        tags = placeTags(requests, where);
        verifySound(requests, tags, where);
    }
}

void TagPlacementTest::isTheSameEachTime()
{
    const auto requests = randomRequests(5, 300);
    const auto first = placeTags(requests, space);
    const auto second = placeTags(requests, space);
    for (std::size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(first[i].place, second[i].place);
        QCOMPARE(first[i].seat, second[i].seat);
    }
}

void TagPlacementTest::staysWhereItWas()
{
    const QRectF box(400, 300, 60, 60);
    for (const TagSpot spot : {TagSpot::BelowEnd, TagSpot::Right, TagSpot::LeftEnd}) {
        const TagSeat seat{TagLevel::Full, spot};
        QCOMPARE(placeTags({request(box, seat)}, space).front().seat, seat);
    }
    // Before a new one, also when that is the more important.
    const TagSeat above{TagLevel::Full, TagSpot::Above};
    auto tags = placeTags({request(box), request({404, 303, 60, 60}, above)}, space);
    QCOMPARE(tags[1].seat, above);
    QVERIFY(tags[0].seat.spot != TagSpot::Above);
    // Until it is forced away.
    tags = placeTags({request({400, 5, 60, 60}, above)}, space);
    QCOMPARE(tags[0].seat, (TagSeat{TagLevel::Full, TagSpot::Below}));
}

void TagPlacementTest::changesOnlyWithRoomToSpare()
{
    // In bounds where the full tag fits with nothing, a little, and enough to spare above.
    const auto level = [](double wider, TagLevel before) {
        const TagRequest tall = request({300, 50, 20, 80}, TagSeat{before, TagSpot::Above});
        const TagRequest blocker = request({300 + 80 + wider, 50, 300, 500}, TagSeat{TagLevel::Full, TagSpot::Above});
        const TagSpace strip{QRectF(299, 30, 600, 22), 1.0, 1.0};
        return placeTags({tall, blocker}, strip).front().seat.level;
    };
    QCOMPARE(level(2, TagLevel::Full), TagLevel::Full);
    QCOMPARE(level(2, TagLevel::Small), TagLevel::Small);
    QCOMPARE(level(8, TagLevel::Small), TagLevel::Full);
}

void TagPlacementTest::holdsStillWhileBoxesTremble_data()
{
    QTest::addColumn<int>("boxes");
    QTest::addColumn<double>("most");
    QTest::newRow("30") << 30 << 0.01;
    QTest::newRow("100") << 100 << 0.02;
    QTest::newRow("300") << 300 << 0.03;
}

void TagPlacementTest::holdsStillWhileBoxesTremble()
{
    QFETCH(int, boxes);
    QFETCH(double, most);
    auto requests = randomRequests(11, boxes);
    std::mt19937 engine(12);
    int changes = 0;
    constexpr int frames = 100;
    std::vector<PlacedTag> before;
    for (int frame = 0; frame < frames; ++frame) {
        const auto tags = placeTags(requests, space);
        for (std::size_t i = 0; i < before.size(); ++i)
            changes += tags[i].seat == before[i].seat ? 0 : 1;
        before = tags;
        remember(requests, tags);
        for (TagRequest &made : requests)
            made.box.rect.translate(random(engine, -0.5, 0.5), random(engine, -0.5, 0.5));
    }
    const double share = double(changes) / (boxes * (frames - 1));
    qInfo("%d boxes: %.3f %% of the tags change in a frame", boxes, 100.0 * share);
    QVERIFY2(share <= most, qPrintable(QString::number(share)));
}

void TagPlacementTest::forcedOnesAreWithinTheBounds()
{
    for (TagRequest made : randomRequests(3, 300)) {
        if ((made.box.rect & space.bounds).isEmpty())
            continue;
        made.full.setWidth(400);
        for (const TagSeat seat : {TagSeat{}, TagSeat{TagLevel::Small, TagSpot::Left}}) {
            const QRectF place = forcedPlace(made, seat, space);
            QCOMPARE(place.size(), made.full);
            QVERIFY2(space.bounds.contains(place), qPrintable(inWords(place)));
        }
    }
    const QRectF box(400, 300, 60, 60);
    const TagSeat seat{TagLevel::Small, TagSpot::Right};
    QCOMPARE(forcedPlace(request(box), seat, space), QRectF(QPointF(461, 299), full));
    QCOMPARE(forcedPlace(request(box), seat, space, QRectF(500, 290, 9, 99)), QRectF(QPointF(399, 282), full));
    // Larger than the bounds: from their corner.
    QCOMPARE(forcedPlace(request({5, 5, 20, 20}), {}, {QRectF(0, 0, 30, 30), 1.0, 1.0}).topLeft(), QPointF(0, 5));
}

void TagPlacementTest::knowsThingsAgain()
{
    const Detection car{{100.f, 100.f, 50.f, 50.f}, 2, 0.9f};
    const Detection near{{110.f, 100.f, 50.f, 50.f}, 2, 0.8f};
    TagMemory memory;
    memory.remember(car, {TagLevel::Full, TagSpot::Left});
    memory.remember(near, {TagLevel::Small, TagSpot::Below});
    Detection moved = near;
    moved.box.x += 3.f;
    Detection other = car;
    other.classId = 3;
    Detection far = car;
    far.box.x += 300.f;
    const auto seats = memory.recall({&moved, &car, &other, &far});
    QCOMPARE(seats[0], std::optional(TagSeat{TagLevel::Small, TagSpot::Below}));
    QCOMPARE(seats[1], std::optional(TagSeat{TagLevel::Full, TagSpot::Left}));
    QVERIFY(!seats[2] && !seats[3]);
    // One seat is not given to two.
    QVERIFY(!memory.recall({&car, &car, &car})[2]);
    QVERIFY(!TagMemory().recall({&car}).front());
}

void TagPlacementTest::takesLittleTime()
{
    // A bound that holds on a loaded machine and under sanitizers too; tests/bench measures.
    auto requests = randomRequests(2, 300);
    remember(requests, placeTags(requests, space));
    const std::clock_t begun = std::clock();
    constexpr int rounds = 10;
    for (int i = 0; i < rounds; ++i)
        placeTags(requests, space);
    const double each = 1000.0 * double(std::clock() - begun) / CLOCKS_PER_SEC / rounds;
    QVERIFY2(each < 50.0, qPrintable(QString::number(each)));
}

void TagPlacementTest::nothingOfNothing()
{
    QVERIFY(placeTags({}, space).empty());
    const auto tags = placeTags({request({1, 1, 5, 5})}, {QRectF(), 1.0, 1.0});
    QCOMPARE(tags.front().seat.level, TagLevel::Hidden);
    // Numbers that are none come to nothing bad.
    const auto odd = placeTags({request({qQNaN(), 1, 5, 5}), request({1, 1, qInf(), 5})}, space);
    QCOMPARE(odd.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(TagPlacementTest)
#include "tst_tagplacement.moc"
