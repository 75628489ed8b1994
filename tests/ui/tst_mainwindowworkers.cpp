// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pipeline/pipelinetest.h"
#include "tests/ui/windowfixture.h"

#include <QAction>

using namespace sightglass;
using namespace sightglass::test;

/// What the window shows is right however many workers the model has: each picture with its own boxes, in order.
class MainWindowWorkersTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void everyPictureHasItsOwnBoxes_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<FlowPolicy>("policy");
        for (const int workers : {1, 2, 3, 5}) {
            QTest::addRow("%d, every frame", workers) << workers << FlowPolicy::EveryFrame;
            QTest::addRow("%d, latest", workers) << workers << FlowPolicy::Latest;
        }
    }

    void everyPictureHasItsOwnBoxes()
    {
        QFETCH(int, workers);
        QFETCH(FlowPolicy, policy);
        WindowFixture fixture({.size = {640, 240}, .frames = 60, .frameRate = {500, 1}});
        fixture.model().unevenMs = 8;
        fixture.window().setFlow({.policy = policy});
        SourceLane &lane = fixture.pipeline().lane();
        int shown = 0;
        int wrong = 0;
        FrameId last;
        connect(&lane, &SourceLane::presented, this, [&](const Presentation &p) {
            if (p.isNull() || !p.result().candidates || p.frame.id == last)
                return;
            // A loop begins anew; else nothing goes back but by a seek, which raises the generation.
            const bool wentBack = p.frame.id.generation == last.generation && p.frame.id.index < last.index;
            wrong += boxesBelongToPicture(p) && (!wentBack || lane.loop()) ? 0 : 1;
            last = p.frame.id;
            ++shown;
        });
        const auto loadWith = [&](int count) {
            QSignalSpy loaded(&fixture.pipeline().model(), &ModelSlot::loaded);
            ModelRequest request = WindowFixture::someModel();
            request.workers = count;
            fixture.window().openModel(request);
            return loaded.wait(5000) && fixture.pipeline().model().descriptor().workers == count;
        };
        QVERIFY(loadWith(workers));
        fixture.window().openSource({SourceKind::VideoFile, QStringLiteral("synthetic.mp4")});
        fixture.trigger("loop");
        const auto showMore = [&](int count) {
            const int before = shown;
            return QTest::qWaitFor([&, before] { return shown >= before + count; }, 10000);
        };
        QVERIFY(showMore(80)); // Round the end.
        for (const int frame : {50, 3, 59, 20}) {
            lane.seek(frame);
            QVERIFY(showMore(5));
        }
        for (const int count : {workers % 5 + 1, workers}) {
            QVERIFY(loadWith(count));
            QVERIFY(showMore(20));
        }
        fixture.trigger("play-pause");
        lane.seek(30);
        QTRY_VERIFY(lane.presentation().frame.id.index == 30 && boxesBelongToPicture(lane.presentation()));
        QCOMPARE(wrong, 0);
        const FlowCounters queue = lane.statistics().models.front().queue;
        QCOMPARE(queue.captured, queue.processed + queue.dropped + queue.waiting());
        QVERIFY(fixture.finish());
        QCOMPARE(fixture.model().alive.load(), 0);
    }
};

QTEST_MAIN(MainWindowWorkersTest)
#include "tst_mainwindowworkers.moc"
