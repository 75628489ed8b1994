// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/exports/exportdialog.h"
#include "ui/playbackcontroller.h"
#include "ui/transport/seekbar.h"

#include <QAction>
#include <QSpinBox>

using namespace sightglass;
using namespace sightglass::test;

/// The window while a file plays that is not indexed yet.
class MainWindowEarlyTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tellsHowFarItIs();
    void keepsWhatWasMarked();
    void forgetsMarksWhereItMisled();
    void exportsToAnEndThatIsNotKnown();

private:
    bool isEnabled(const char *action) const;
    SourceLane &lane() const { return m_fixture->pipeline().lane(); }
    SeekBar &bar() const { return *m_fixture->window().findChild<SeekBar *>(); }

    std::shared_ptr<EarlyScript> m_early;
    std::unique_ptr<WindowFixture> m_fixture;
};

void MainWindowEarlyTest::init()
{
    TestCase::init();
    m_early = std::make_shared<EarlyScript>();
    m_fixture = std::make_unique<WindowFixture>(
        SyntheticScript{.size = {640, 240}, .frames = 600, .progress = 0.408, .early = m_early});
    m_fixture->openPaused();
    QVERIFY(!lane().sourceInfo().indexed);
}

bool MainWindowEarlyTest::isEnabled(const char *action) const
{
    return m_fixture->window().findChild<QAction *>(QLatin1String(action))->isEnabled();
}

void MainWindowEarlyTest::tellsHowFarItIs()
{
    QVERIFY(!bar().isEnabled());
    QTRY_COMPARE(bar().toolTip(), QStringLiteral("40 % of the file are known; when all are, this goes to any place."));
    for (const char *action : {"step-forward", "step-back", "skip-forward", "to-start", "mark-in", "export"})
        QVERIFY2(isEnabled(action), action);
    for (const char *action : {"to-end", "go-to"})
        QVERIFY2(!isEnabled(action), action);
    // What is known is shown on the left, paler than what has been played, and the rest is empty.
    lane().seek(60);
    QTRY_COMPARE(lane().presentation().frame.id.index, 60);
    QTRY_VERIFY(bar().width() > 200);
    const QImage picture = bar().grab().toImage();
    const auto colourAt = [&](double share) {
        return picture.pixelColor(qRound(6 + share * (picture.width() - 12)), picture.height() / 2);
    };
    QVERIFY(colourAt(0.05) != colourAt(0.3));
    QVERIFY(colourAt(0.3) != colourAt(0.6));
    QCOMPARE(colourAt(0.6), colourAt(0.9));

    m_early->needed = 0;
    QTRY_VERIFY(bar().isEnabled());
    QCOMPARE(bar().frameCount(), 600);
    QCOMPARE(bar().position(), 60);
    QCOMPARE(lane().presentation().frame.id.index, 60);
    QTRY_VERIFY(bar().toolTip().isEmpty());
    QVERIFY(isEnabled("to-end"));
    QVERIFY(isEnabled("go-to"));
    m_fixture->trigger("to-end");
    QTRY_COMPARE(lane().presentation().frame.id.index, 599);
}

void MainWindowEarlyTest::keepsWhatWasMarked()
{
    lane().seek(20);
    QTRY_COMPARE(lane().presentation().frame.id.index, 20);
    m_fixture->trigger("mark-in");
    lane().seek(40);
    QTRY_COMPARE(lane().presentation().frame.id.index, 40);
    m_fixture->trigger("mark-out");
    const Marks marks{20, 40};
    QCOMPARE(bar().marks(), marks);
    m_early->needed = 0;
    QTRY_VERIFY(bar().isEnabled());
    QCOMPARE(bar().marks(), marks);
}

/// Where its numbers turn out to be others, marks mean nothing any more.
void MainWindowEarlyTest::forgetsMarksWhereItMisled()
{
    m_fixture->trigger("mark-in");
    QVERIFY(!bar().marks().isEmpty());
    m_early->misleads = true;
    QTRY_VERIFY(lane().sourceInfo().indexed);
    QVERIFY(bar().marks().isEmpty());
    QVERIFY(bar().isEnabled());
}

void MainWindowEarlyTest::exportsToAnEndThatIsNotKnown()
{
    m_fixture->trigger("export");
    ExportDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = m_fixture->window().findChild<ExportDialog *>()) != nullptr);
    QCOMPARE(dialog->range(), FrameRange());
    dialog->setRange({10, {}});
    QCOMPARE(dialog->range(), (FrameRange{10, {}}));
    dialog->setRange({10, 20});
    QCOMPARE(dialog->range(), (FrameRange{10, 20}));
    dialog->setRange({10, 700});
    QCOMPARE(dialog->range(), (FrameRange{10, 700}));
    m_early->needed = 0;
    QTRY_COMPARE(dialog->range(), (FrameRange{10, 599}));
}

QTEST_MAIN(MainWindowEarlyTest)
#include "tst_mainwindowearly.moc"
