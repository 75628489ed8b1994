// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/exports/exportcontroller.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QMessageBox>
#include <QSignalSpy>

using namespace sightglass;
using test::SyntheticScript;
using test::WindowFixture;
using Phase = SourceState::Phase;

class MainWindowQuitTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void leavesWithinHalfASecond_data();
    void leavesWithinHalfASecond();
    void leavesWhileAModelIsLoading();
    void leavesWhileExporting();
    void closingIsLeaving();
    void anExportIsNotThrownAwayUnasked();
};

void MainWindowQuitTest::leavesWithinHalfASecond_data()
{
    QTest::addColumn<SyntheticScript>("script");
    QTest::addColumn<int>("phase");
    QTest::newRow("empty") << SyntheticScript{} << int(Phase::Empty);
    QTest::newRow("opening for ever") << SyntheticScript{.blockInOpen = true} << int(Phase::Opening);
    QTest::newRow("playing") << SyntheticScript{.frames = 100000} << int(Phase::Playing);
    QTest::newRow("paused") << SyntheticScript{.frames = 100000} << int(Phase::Paused);
    QTest::newRow("ended") << SyntheticScript{.frames = 3} << int(Phase::Ended);
    QTest::newRow("failed") << SyntheticScript{.failInOpen = true} << int(Phase::Failed);
    QTest::newRow("blocked in a read") << SyntheticScript{.blockAt = 3} << int(Phase::Playing);
    QTest::newRow("live") << SyntheticScript{.live = true, .interval = std::chrono::milliseconds(10)}
                          << int(Phase::Playing);
}

void MainWindowQuitTest::leavesWithinHalfASecond()
{
    QFETCH(SyntheticScript, script);
    QFETCH(int, phase);
    WindowFixture fixture(script);
    if (phase != int(Phase::Empty))
        fixture.open();
    if (phase == int(Phase::Paused)) {
        QTRY_VERIFY(fixture.pipeline().lane().sourceState().phase == Phase::Playing);
        fixture.trigger("play-pause");
    }
    QTRY_COMPARE(int(fixture.pipeline().lane().sourceState().phase), phase);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(fixture.window().shutdown());
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(fixture.finish());
}

void MainWindowQuitTest::leavesWhileAModelIsLoading()
{
    WindowFixture fixture;
    fixture.model().loadMs = 2000;
    QSignalSpy loading(&fixture.pipeline().model(), &ModelSlot::loading);
    fixture.open();
    QTRY_COMPARE(loading.size(), 1);
    QElapsedTimer timer;
    timer.start();
    fixture.window().shutdown();
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
}

void MainWindowQuitTest::leavesWhileExporting()
{
    WindowFixture fixture({.frames = 100000});
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    ExportRequest request = fixture.window().exporter().requestOfDisplay();
    request.videoPath = fixture.path(QStringLiteral("out.mp4"));
    fixture.window().exporter().start(request);
    QVERIFY(fixture.window().exporter().isRunning());
    QElapsedTimer timer;
    timer.start();
    fixture.finish();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!QFile::exists(request.videoPath));
}

void MainWindowQuitTest::closingIsLeaving()
{
    WindowFixture fixture;
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    fixture.trigger("quit");
    QVERIFY(!fixture.window().isVisible());
    QTRY_COMPARE(int(fixture.model().alive), 0);
}

void MainWindowQuitTest::anExportIsNotThrownAwayUnasked()
{
    WindowFixture fixture({.frames = 100000});
    fixture.open();
    QTRY_VERIFY(fixture.isOnDisplay(2));
    ExportController &exporter = fixture.window().exporter();
    ExportRequest request = exporter.requestOfDisplay();
    request.videoPath = fixture.path(QStringLiteral("out.mp4"));
    exporter.start(request);
    QTRY_VERIFY(exporter.progressText().contains(QLatin1Char('%')));
    const auto question = [&] { return fixture.window().findChild<QMessageBox *>(QStringLiteral("askQuit")); };
    const auto press = [&](QMessageBox::ButtonRole role) {
        for (QAbstractButton *button : question()->buttons()) {
            if (question()->buttonRole(button) == role)
                button->click();
        }
    };
    fixture.trigger("quit");
    QVERIFY(fixture.window().isVisible());
    QVERIFY(question()->text().contains(QStringLiteral("Export")));
    QVERIFY(question()->text().contains(QLatin1Char('%')));
    press(QMessageBox::RejectRole);
    QTRY_VERIFY(!question());
    QVERIFY(exporter.isRunning() && fixture.window().isVisible());
    fixture.trigger("quit");
    press(QMessageBox::AcceptRole);
    QTRY_VERIFY(!fixture.window().isVisible());
    QVERIFY(fixture.finish());
    QVERIFY(!QFile::exists(request.videoPath));
}

QTEST_MAIN(MainWindowQuitTest)
#include "tst_mainwindowquit.moc"
