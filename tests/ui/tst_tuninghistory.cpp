// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/tuninghistory.h"

#include <chrono>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

Thresholds confidence(float value)
{
    Thresholds thresholds;
    thresholds.confidence = value;
    return thresholds;
}

} // namespace

class TuningHistoryTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void goesBackAndForth()
    {
        TuningHistory history;
        const Clock::time_point start{};
        QVERIFY(!history.canUndo() && !history.canRedo());
        QVERIFY(!history.undo() && !history.redo());
        history.add(confidence(0.1f), confidence(0.2f), start);
        history.add(confidence(0.2f), confidence(0.3f), start + 5s);
        QVERIFY(history.undo() == confidence(0.2f));
        QVERIFY(history.undo() == confidence(0.1f));
        QVERIFY(!history.canUndo());
        QVERIFY(history.redo() == confidence(0.2f));
        // What is done now takes the place of what was undone.
        history.add(confidence(0.2f), confidence(0.9f), start + 9s);
        QVERIFY(!history.canRedo());
        QVERIFY(history.undo() == confidence(0.2f));
        history.clear();
        QVERIFY(!history.canUndo() && !history.canRedo());
    }

    void aSliderUnderWayIsOneStep()
    {
        TuningHistory history;
        Clock::time_point now{};
        for (int i = 10; i < 60; ++i)
            history.add(confidence(float(i) / 100.f), confidence(float(i + 1) / 100.f), now += 50ms);
        QVERIFY(history.undo() == confidence(0.1f));
        QVERIFY(!history.canUndo());
        QVERIFY(history.redo() == confidence(0.6f));
        // After a pause, or of another thing, it is another.
        history.add(confidence(0.6f), confidence(0.7f), now + 3s);
        Thresholds hidden = confidence(0.7f);
        hidden.classes[3].shown = false;
        history.add(confidence(0.7f), hidden, now + 3100ms);
        QVERIFY(history.undo() == confidence(0.7f));
        QVERIFY(history.undo() == confidence(0.6f));
        QVERIFY(history.undo() == confidence(0.1f));
    }

    void nothingIsNoStep()
    {
        TuningHistory history;
        history.add(confidence(0.1f), confidence(0.1f));
        QVERIFY(!history.canUndo());
    }

    void staysShort()
    {
        TuningHistory history;
        Clock::time_point now{};
        for (int i = 0; i < 500; ++i)
            history.add(confidence(float(i) / 1000.f), confidence(float(i + 1) / 1000.f), now += 5s);
        std::size_t steps = 0;
        while (history.undo())
            ++steps;
        QCOMPARE(steps, TuningHistory::mostSteps);
    }
};

QTEST_GUILESS_MAIN(TuningHistoryTest)
#include "tst_tuninghistory.moc"
