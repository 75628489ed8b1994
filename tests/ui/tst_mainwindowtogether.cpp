// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/gridwindow.h"
#include "ui/session.h"
#include "ui/transport/seekbar.h"
#include "ui/transport/transportbar.h"
#include "ui/video/tilebar.h"
#include "ui/widgets/numberfield.h"

#include <QTemporaryDir>

using namespace sightglass;
using test::file;
using Window = test::GridWindow;

namespace
{

using Phase = SourceState::Phase;

std::int64_t shown(Window &window, int place)
{
    return window.tile(place).lane().presentation().frame.id.index;
}

NumberField *offsetField(Window &window)
{
    return window->transport().findChild<NumberField *>();
}

/// Two files of 30 pictures a second, at rest together on their first ones.
void openTogether(Window &window)
{
    window.open({file("a.mp4"), file("bb.mp4")});
    window.action(ActionId::PlayTogether)->trigger();
    window.action(ActionId::PlayPause)->trigger();
    for (int place : {0, 1})
        QTRY_COMPARE(window.tile(place).lane().sourceState().phase, Phase::Paused);
    window.action(ActionId::ToStart)->trigger();
    for (int place : {0, 1})
        QTRY_COMPARE(shown(window, place), 0);
}

} // namespace

/// Files of the grid that play by one clock.
class MainWindowTogetherTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void oneTransportMovesAll()
    {
        Window window;
        QVERIFY(!window.action(ActionId::LineUp)->isEnabled());
        openTogether(window);
        QVERIFY(window.action(ActionId::PlayTogether)->isChecked());
        QVERIFY(window.action(ActionId::LineUp)->isEnabled());
        QTRY_VERIFY(window.tile(1).bar().text().contains(QStringLiteral("together")));

        Q_EMIT window->transport().seekBar().seekRequested(200);
        QTRY_COMPARE(shown(window, 0), 200);
        QTRY_COMPARE(shown(window, 1), 200);
        window.key(Qt::Key_Period);
        QTRY_COMPARE(shown(window, 0), 201);
        QTRY_COMPARE(shown(window, 1), 201);
        window.key(Qt::Key_2); // The other one leads.
        window.key(Qt::Key_Comma);
        QTRY_COMPARE(shown(window, 1), 200);
        QTRY_COMPARE(shown(window, 0), 200);
        window.key(Qt::Key_Space);
        QTRY_VERIFY(shown(window, 0) > 205 && shown(window, 1) > 205);
        window.key(Qt::Key_Space);
        for (int place : {0, 1})
            QTRY_COMPARE(window.tile(place).lane().sourceState().phase, Phase::Paused);
        QTRY_COMPARE(shown(window, 0), shown(window, 1));
    }

    void oneIsShiftedAgainstTheOthers()
    {
        Window window;
        QVERIFY(offsetField(window)->isHidden());
        openTogether(window);
        QVERIFY(offsetField(window)->isVisible());
        window.action(ActionId::SkipForward)->trigger();
        QTRY_COMPARE(shown(window, 0), 150);
        QTRY_COMPARE(shown(window, 1), 150);

        offsetField(window)->setValue(1.0);
        QTRY_COMPARE(shown(window, 0), 120);
        QCOMPARE(shown(window, 1), 150);
        QTRY_VERIFY(window.tile(0).bar().text().contains(QStringLiteral("together, 1.000 s")));
        QTest::keyClick(&window->view(), Qt::Key_Period, Qt::AltModifier);
        QTRY_COMPARE(shown(window, 0), 121);
        QTest::keyClick(&window->view(), Qt::Key_Comma, Qt::AltModifier);
        QTRY_COMPARE(shown(window, 0), 120);
        QVERIFY(std::abs(offsetField(window)->value() - 1.0) < 0.0005);
        QCOMPARE(shown(window, 1), 150);

        window.grid().choosePlace(1);
        QCOMPARE(offsetField(window)->value(), 0.0);
        window.action(ActionId::PlayTogether)->trigger();
        QVERIFY(offsetField(window)->isHidden());
        QVERIFY(!window.action(ActionId::ShiftBack)->isEnabled());
        QTRY_VERIFY(!window.tile(0).bar().text().contains(QStringLiteral("together")));
    }

    void whatIsShownIsLinedUp()
    {
        Window window;
        window.open({file("a.mp4"), file("bb.mp4")});
        for (int place : {0, 1}) {
            window.grid().choosePlace(place);
            window.action(ActionId::PlayPause)->trigger();
            Q_EMIT window->transport().seekBar().seekRequested(place == 0 ? 30 : 90);
        }
        QTRY_COMPARE(shown(window, 0), 30);
        QTRY_COMPARE(shown(window, 1), 90);
        window.action(ActionId::LineUp)->trigger();
        QVERIFY(window.action(ActionId::PlayTogether)->isChecked());
        window.action(ActionId::StepForward)->trigger();
        QTRY_COMPARE(shown(window, 1), 91);
        QTRY_COMPARE(shown(window, 0), 31);
    }

    void loopsForAllAndSpeedToo()
    {
        Window window;
        openTogether(window);
        if (!window.action(ActionId::Loop)->isChecked())
            window.action(ActionId::Loop)->trigger();
        window.action(ActionId::Faster)->trigger();
        QCOMPARE(window.tile(1).lane().speed(), window.tile(0).lane().speed());
        QVERIFY(window.tile(1).lane().speed() > 1.0);
        window.action(ActionId::PlayTogether)->trigger();
        for (int place : {0, 1})
            QVERIFY(window.tile(place).lane().loop());
    }

    void aSessionBringsItBack()
    {
        Window window;
        openTogether(window);
        window.action(ActionId::SkipForward)->trigger();
        QTRY_COMPARE(shown(window, 1), 150);
        window.grid().choosePlace(1);
        offsetField(window)->setValue(-2.0);
        QTRY_COMPARE(shown(window, 1), 210);
        const Session session = window->session();
        QVERIFY(session.together);
        QCOMPARE(session.sources.at(1).offset, -2.0);

        window.restart();
        QVERIFY(!window.action(ActionId::PlayTogether)->isChecked());
        window->openSession(session);
        QVERIFY(window.action(ActionId::PlayTogether)->isChecked());
        QTRY_COMPARE(window.grid().tiles().size(), 2);
        QTRY_COMPARE(shown(window, 0), 150);
        QTRY_COMPARE(shown(window, 1), 210);
        QTRY_COMPARE(offsetField(window)->value(), -2.0);
    }

    void camerasAndSingleSourcesHaveNothingToDoWithIt()
    {
        Window window;
        window.open({file("a.mp4"), file("live1")});
        window.action(ActionId::PlayTogether)->trigger();
        QVERIFY(offsetField(window)->isHidden());
        QVERIFY(!window.action(ActionId::LineUp)->isEnabled());
        window.key(Qt::Key_Space);
        QTRY_COMPARE(window.tile(0).lane().sourceState().phase, Phase::Paused);
        QCOMPARE(window.tile(1).lane().sourceState().phase, Phase::Playing);
        window.key(Qt::Key_Space);
        const std::int64_t there = shown(window, 0);
        QTRY_VERIFY(shown(window, 0) > there + 5);
    }
};

QTEST_MAIN(MainWindowTogetherTest)
#include "tst_mainwindowtogether.moc"
