// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/video/followedbox.h"

using namespace sightglass;

namespace
{

using Index = std::optional<std::size_t>;

} // namespace

class FollowedBoxTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheSameThing()
    {
        const Detection person{{10, 10, 40, 80}, 0, 0.8f};
        QCOMPARE(findAgain(person, {{{300, 10, 40, 80}, 0, 0.9f}, {{14, 12, 40, 80}, 0, 0.7f}}), Index(1));
        QCOMPARE(findAgain(person, {{{14, 12, 40, 80}, 3, 0.7f}}), Index());
        QCOMPARE(findAgain(person, {{{45, 60, 40, 80}, 0, 0.7f}}), Index());
        // Itself before one that covers it.
        QCOMPARE(findAgain(person, {{{10, 10, 40, 80}, 0, 0.9f}, person}), Index(1));
        QCOMPARE(findAgain(person, {}), Index());
    }

    void followsThroughFrames()
    {
        FollowedBox followed;
        QCOMPARE(followed.follow({{{0, 0, 50, 50}, 0, 0.9f}}, 0.0), Index());
        followed.choose(0, {{{0, 0, 50, 50}, 0, 0.9f}}, 0.0);
        for (int frame = 1; frame <= 40; ++frame) {
            const Detection moved{{5.f * frame, 0, 50, 50}, 0, 0.5f};
            QCOMPARE(followed.follow({{{400, 300, 50, 50}, 0, 0.9f}, moved}, frame / 25.0), Index(1));
        }
        followed.choose(std::nullopt, {}, 2.0);
        QCOMPARE(followed.follow({{{200, 0, 50, 50}, 0, 0.9f}}, 2.0), Index());
    }

    void isFoundAgainWithinASecond()
    {
        const Detections there{{{0, 0, 50, 50}, 0, 0.9f}};
        FollowedBox followed;
        followed.choose(0, there, 5.0);
        QCOMPARE(followed.follow({}, 5.5), Index());
        QCOMPARE(followed.follow(there, 5.9), Index(0));
        QCOMPARE(followed.follow({}, 7.0), Index());
        QCOMPARE(followed.follow(there, 7.1), Index());
    }
};

QTEST_GUILESS_MAIN(FollowedBoxTest)
#include "tst_followedbox.moc"
