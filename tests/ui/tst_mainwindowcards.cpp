// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/modelfixture.h"
#include "ui/docks/messagespanel.h"
#include "ui/video/noticecard.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QListView>
#include <QProgressBar>
#include <QScrollBar>

using namespace sightglass;
using test::drop;
using test::ModelFixture;
using test::SyntheticScript;
using test::WindowFixture;
using test::write;
using Phase = SourceState::Phase;

/// What a person caused just now is answered over the picture, in every layout; what a stream does by itself is told
/// among the messages.
class MainWindowCardsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aModelThatFailsIsTold_data();
    void aModelThatFailsIsTold();
    void whatIsNoMediaIsTold();
    void theMessagesScrollToTheNewest();
    void endsAndPicturesHaveNoCard();
    void lossAndReturnAreTold();
    void howFarAnOpeningIsIsShown();
};

void MainWindowCardsTest::aModelThatFailsIsTold_data()
{
    QTest::addColumn<QByteArray>("layout");
    for (const char *layout : {"layout-reset", "layout-tune", "layout-monitor", "layout-review"})
        QTest::newRow(layout) << QByteArray(layout);
}

void MainWindowCardsTest::aModelThatFailsIsTold()
{
    QFETCH(QByteArray, layout);
    ModelFixture f;
    f.open();
    QTRY_VERIFY(f.window.isOnDisplay(2));
    f.window.trigger(layout.constData());
    const QString broken = f.window.path(QStringLiteral("broken.onnx"));
    write(broken, "nothing");
    write(sidecarPath(broken), "no JSON");
    drop(f.window.window(), broken);
    QTRY_VERIFY(f.notices().isVisible());
    QVERIFY(!f.notices().visibleRegion().isEmpty());
    QVERIFY(f.button("noticeDismiss")->isVisible());
    QVERIFY(f.window.window().view().rect().contains(f.notices().geometry()));
    f.button("noticeDismiss")->click();
    QVERIFY(!f.notices().isVisible());
    // The one before runs on.
    QCOMPARE(f.inUse().location, f.location);
}

void MainWindowCardsTest::howFarAnOpeningIsIsShown()
{
    WindowFixture fixture({.blockInOpen = true, .progress = 0.4});
    fixture.open();
    const auto *bar = fixture.window().view().findChild<QProgressBar *>();
    QVERIFY(bar);
    QTRY_VERIFY(bar->isVisible() && bar->maximum() > 0);
    QCOMPARE(bar->value(), 40 * bar->maximum() / 100);
}

void MainWindowCardsTest::whatIsNoMediaIsTold()
{
    ModelFixture f;
    QMimeData data;
    data.setText(QStringLiteral("no-such-protocol://x"));
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&f.window.window(), &enter);
    QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&f.window.window(), &event);
    QVERIFY(f.notices().isVisible());
}

void MainWindowCardsTest::theMessagesScrollToTheNewest()
{
    WindowFixture fixture;
    MessagesPanel *messages = fixture.window().docks().messages;
    for (int i = 0; i < 60; ++i)
        messages->addNote(QStringLiteral("note %1").arg(i));
    fixture.window().docks().raise(DockId::Messages);
    const QScrollBar *bar = messages->findChild<QListView *>()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    QTRY_COMPARE(bar->value(), bar->maximum());
}

void MainWindowCardsTest::endsAndPicturesHaveNoCard()
{
    for (const int frames : {1, 5}) {
        WindowFixture fixture({.size = {640, 240}, .frames = frames});
        fixture.open();
        QTRY_VERIFY(fixture.pipeline().lane().sourceState().phase == Phase::Ended);
        QTRY_VERIFY(fixture.isOnDisplay(2));
        const auto *card = fixture.window().view().findChild<QWidget *>(QStringLiteral("tileCard"));
        QVERIFY(card && !card->isVisible());
        // The transport plays it again.
        QVERIFY(fixture.window().findChild<QAction *>(QStringLiteral("play-pause"))->isEnabled());
    }
}

void MainWindowCardsTest::lossAndReturnAreTold()
{
    // Breaks off after twenty pictures; each new connection begins anew.
    WindowFixture fixture(
        SyntheticScript{.frames = 1000, .live = true, .interval = std::chrono::milliseconds(10), .failAt = 20});
    fixture.window().openSource({SourceKind::Url, QStringLiteral("rtsp://camera/door")});
    const auto *list = fixture.window().docks().messages->findChild<QListView *>();
    const auto told = [&](const QString &text) {
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (list->model()->index(row, 0).data().toString().contains(text))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(told(QStringLiteral("was lost")));
    QTRY_VERIFY_WITH_TIMEOUT(told(QStringLiteral("is back after")), 10000);
    QVERIFY(!fixture.window().notices().isVisible());
}

QTEST_MAIN(MainWindowCardsTest)
#include "tst_mainwindowcards.moc"
