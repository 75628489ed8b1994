// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/framepicker.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <atomic>

using namespace sightglass;

namespace
{

const SourceSpec clip{SourceKind::VideoFile, QStringLiteral("clip.mp4")};

/// A picker over a synthetic clip, and what it has told.
class Picking
{
public:
    explicit Picking(const test::SyntheticScript &script = {.size = {640, 320}, .frames = 1000})
        : picker([this, script](const SourceSpec &) -> std::unique_ptr<FrameSource> {
            ++opened;
            return std::make_unique<test::SyntheticSource>(script);
        })
    {
        QObject::connect(&picker, &FramePicker::picked, [this](const PickedFrame &frame) { told.push_back(frame); });
    }

    std::atomic<int> opened{0};
    std::vector<PickedFrame> told;
    FramePicker picker;
};

CandidatesPtr something(const Frame &frame)
{
    auto candidates = std::make_shared<Candidates>();
    candidates->frame = frame.id;
    return candidates;
}

} // namespace

class FramePickerTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void makesASmallPicture();
    void keepsWhatWasMade();
    void newestWishWins();
    void tellsWhatWasSeen();
    void whatIsSeenLaterIsTold();
    void anotherClipHasOtherPictures();
    void whatCannotBeReadIsTold();
    void opensNothingUnasked();
    void endsWhileAReadBlocks();
    void quickOnAClip();
};

void FramePickerTest::makesASmallPicture()
{
    Picking t;
    t.picker.setClip(clip);
    t.picker.pick(90);
    QTRY_COMPARE(t.told.size(), 1u);
    const PickedFrame &frame = t.told.front();
    QCOMPARE(frame.index, 90);
    QCOMPARE(frame.seconds, 3.0);
    QCOMPARE(frame.size, QSize(640, 320));
    QCOMPARE(frame.picture.size(), QSize(360, 180));
    QCOMPARE(frame.picture.format(), QImage::Format_RGB32);
    QVERIFY(!frame.candidates);
}

void FramePickerTest::keepsWhatWasMade()
{
    Picking t;
    t.picker.setClip(clip);
    t.picker.pick(5);
    QTRY_COMPARE(t.told.size(), 1u);
    t.picker.pick(5);
    QCOMPARE(t.told.size(), 2u); // At once.
    QCOMPARE(t.told[1].picture, t.told[0].picture);
    // Not for ever.
    for (int frame = 100; frame < 100 + FramePicker::capacity; ++frame) {
        const std::size_t before = t.told.size();
        t.picker.pick(frame);
        QTRY_COMPARE(t.told.size(), before + 1);
    }
    const std::size_t before = t.told.size();
    t.picker.pick(5);
    QCOMPARE(t.told.size(), before);
    QTRY_COMPARE(t.told.size(), before + 1);
    QCOMPARE(t.opened.load(), 1);
}

void FramePickerTest::newestWishWins()
{
    const auto first = std::make_shared<std::counting_semaphore<>>(0);
    Picking t({.size = {64, 48}, .frames = 1000, .deaf = first});
    t.picker.setClip(clip);
    t.picker.pick(1);
    QTRY_COMPARE(t.opened.load(), 1);
    for (int frame = 2; frame <= 50; ++frame)
        t.picker.pick(frame);
    first->release();
    QTRY_VERIFY(!t.told.empty() && t.told.back().index == 50);
    QCOMPARE(t.told.size(), 1u); // The first one was not wanted any more when it was there.
}

void FramePickerTest::tellsWhatWasSeen()
{
    Picking t;
    t.picker.setClip(clip);
    t.picker.setLookup(something);
    t.picker.pick(7);
    QTRY_COMPARE(t.told.size(), 1u);
    QVERIFY(t.told[0].candidates);
    QCOMPARE(t.told[0].candidates->frame.index, 7);
    // Another model.
    t.picker.setLookup({});
    t.picker.pick(7);
    QCOMPARE(t.told.size(), 2u);
    QVERIFY(!t.told[1].candidates);
}

void FramePickerTest::whatIsSeenLaterIsTold()
{
    Picking t;
    std::atomic<bool> isSeen{false};
    t.picker.setClip(clip);
    t.picker.setLookup([&isSeen](const Frame &frame) { return isSeen ? something(frame) : CandidatesPtr(); });
    t.picker.pick(7);
    QTRY_COMPARE(t.told.size(), 1u);
    QVERIFY(!t.told[0].candidates);
    isSeen = true;
    t.picker.pick(7);
    QCOMPARE(t.told.size(), 2u);
    QVERIFY(!t.told[1].candidates);
    QTRY_COMPARE(t.told.size(), 3u);
    QVERIFY(t.told[2].candidates);
    QCOMPARE(t.told[2].picture, t.told[0].picture);
}

void FramePickerTest::anotherClipHasOtherPictures()
{
    Picking t;
    t.picker.setClip(clip);
    t.picker.pick(7);
    QTRY_COMPARE(t.told.size(), 1u);
    t.picker.setClip({SourceKind::VideoFile, QStringLiteral("other.mp4")});
    t.picker.pick(7);
    QCOMPARE(t.told.size(), 1u);
    QTRY_COMPARE(t.told.size(), 2u);
    QCOMPARE(t.opened.load(), 2);
    t.picker.setClip({});
    t.picker.pick(7);
    t.picker.setClip(clip);
    t.picker.pick(8);
    QTRY_COMPARE(t.told.size(), 3u);
    QCOMPARE(t.told.back().index, 8);
}

void FramePickerTest::whatCannotBeReadIsTold()
{
    Picking t({.frames = 100, .failAt = 10});
    t.picker.setClip(clip);
    t.picker.pick(10);
    QTRY_COMPARE(t.told.size(), 1u);
    QVERIFY(t.told[0].picture.isNull());
    t.picker.pick(11);
    QTRY_COMPARE(t.told.size(), 2u);
    QVERIFY(!t.told[1].picture.isNull());
    // A clip that does not open is not tried again for each frame.
    Picking broken({.failInOpen = true});
    broken.picker.setClip(clip);
    broken.picker.pick(1);
    QTRY_COMPARE(broken.told.size(), 1u);
    broken.picker.pick(2);
    QTRY_COMPARE(broken.told.size(), 2u);
    QVERIFY(broken.told[1].picture.isNull());
    QCOMPARE(broken.opened.load(), 1);
}

void FramePickerTest::opensNothingUnasked()
{
    Picking t;
    t.picker.pick(3);
    t.picker.setClip(clip);
    t.picker.pick(4);
    QTRY_COMPARE(t.told.size(), 1u);
    QCOMPARE(t.told[0].index, 4);
    QCOMPARE(t.opened.load(), 1);
}

void FramePickerTest::endsWhileAReadBlocks()
{
    const auto blocked = std::make_shared<std::counting_semaphore<>>(0);
    Picking t({.frames = 100, .blockAt = 10, .blocked = blocked});
    t.picker.setClip(clip);
    t.picker.pick(10);
    blocked->acquire();
    t.picker.quit();
    QVERIFY(t.picker.finish(QDeadlineTimer(20000)));
    t.picker.pick(11);
    QVERIFY(t.told.empty());
}

void FramePickerTest::quickOnAClip()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/car-detection.mp4"))
    FramePicker picker(makeWatchedSource);
    std::vector<PickedFrame> told;
    connect(&picker, &FramePicker::picked, this, [&](const PickedFrame &frame) { told.push_back(frame); });
    picker.setClip(SourceSpec::fromPath(path));
    std::vector<qint64> firsts;
    std::vector<qint64> seconds;
    QElapsedTimer timer;
    const std::vector<std::int64_t> frames{0, 370, 100, 300, 250, 360, 50, 333};
    for (const std::int64_t frame : frames) {
        told.clear();
        QSignalSpy spy(&picker, &FramePicker::picked);
        timer.start();
        picker.pick(frame);
        QVERIFY(spy.wait(20000));
        firsts.push_back(timer.nsecsElapsed() / 1000);
        QVERIFY(!told[0].picture.isNull());
    }
    for (const std::int64_t frame : frames) {
        told.clear();
        timer.start();
        picker.pick(frame);
        QCOMPARE(told.size(), 1u);
        seconds.push_back(timer.nsecsElapsed() / 1000);
    }
    qInfo() << "microseconds for pictures not made yet:" << firsts << "made before:" << seconds;
}

QTEST_GUILESS_MAIN(FramePickerTest)
#include "tst_framepicker.moc"
