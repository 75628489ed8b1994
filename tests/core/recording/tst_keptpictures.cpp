// SPDX-License-Identifier: Apache-2.0
#include "core/recording/keptpictures.h"
#include "tests/support/testcase.h"

using namespace sightglass;

class KeptPicturesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheLastSeconds();
    void keepsNoMoreThanTheMemoryGiven();
    void keepsNothingForNoTime();
};

namespace
{

CompressedPicture picture(std::int64_t milliseconds, int bytes = 100)
{
    return {QByteArray(bytes, 'x'), QSize(8, 8), milliseconds};
}

} // namespace

void KeptPicturesTest::keepsTheLastSeconds()
{
    KeptPictures kept;
    kept.setOptions({.seconds = 2.0});
    for (int i = 0; i <= 100; ++i)
        kept.add(picture(i * 40));
    QCOMPARE(kept.seconds(), 2.0);
    QCOMPARE(kept.pictures().size(), std::size_t{51});
    QCOMPARE(kept.pictures().back().milliseconds, 4000);
    QCOMPARE(kept.bytes(), std::size_t{5100});

    // After a pause of the source, what is older is gone.
    kept.add(picture(60000));
    QCOMPARE(kept.pictures().size(), std::size_t{1});
    kept.clear();
    QCOMPARE(kept.bytes(), std::size_t{0});
    QCOMPARE(kept.seconds(), 0.0);
}

void KeptPicturesTest::keepsNoMoreThanTheMemoryGiven()
{
    KeptPictures kept;
    kept.setOptions({.seconds = 100.0, .bytes = 1000});
    for (int i = 0; i < 50; ++i) {
        kept.add(picture(i * 40, 70 + i));
        QVERIFY(kept.bytes() <= 1000);
    }
    QCOMPARE(kept.pictures().back().milliseconds, 49 * 40);
    kept.setOptions({.seconds = 100.0, .bytes = 300});
    QVERIFY(kept.bytes() <= 300);
    QCOMPARE(kept.pictures().size(), std::size_t{2});
}

void KeptPicturesTest::keepsNothingForNoTime()
{
    KeptPictures kept;
    kept.add(picture(0));
    kept.setOptions({.seconds = 0.0});
    QVERIFY(kept.pictures().empty());
    kept.add(picture(40));
    QVERIFY(kept.pictures().empty());
    QCOMPARE(kept.bytes(), std::size_t{0});
}

QTEST_GUILESS_MAIN(KeptPicturesTest)
#include "tst_keptpictures.moc"
