// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>

using namespace sightglass;
using test::WindowFixture;

namespace
{

/// The window with a paused picture, and its menu.
struct Fixture
{
    Fixture() { window.openPaused(); }
    const Presentation &shown() { return window.pipeline().lane().presentation(); }
    /// The menu of the right button on a detection, or beside all.
    QMenu *menu(std::optional<std::size_t> detection)
    {
        VideoView &view = window.window().view();
        QPoint place(2, 2);
        if (detection) {
            const cv::Rect2f box = shown().result().detections.at(*detection).box;
            place = view.transform().toView(QPointF(box.x + box.width / 2, box.y + box.height / 2)).toPoint();
        }
        QContextMenuEvent event(QContextMenuEvent::Mouse, place, view.mapToGlobal(place));
        QApplication::sendEvent(&view, &event);
        return window.window().findChild<QMenu *>(QStringLiteral("pictureMenu"));
    }
    void choose(std::optional<std::size_t> detection, const QString &text)
    {
        QMenu *open = menu(detection);
        QVERIFY(open && open->isVisible());
        QAction *wanted = nullptr;
        for (QAction *action : open->actions())
            wanted = action->text().startsWith(text) ? action : wanted;
        QVERIFY2(wanted, qPrintable(text));
        wanted->trigger();
        open->close();
        QTRY_VERIFY(!window.window().findChild<QMenu *>(QStringLiteral("pictureMenu")));
    }

    WindowFixture window;
};

} // namespace

/// The right button on the picture, in the real window.
class PictureMenuTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void hidesTheClass()
    {
        Fixture f;
        f.choose(0, QStringLiteral("Hide zero"));
        QVERIFY(f.window.isOnDisplay(1));
        QCOMPARE(f.shown().result().detections.front().classId, 1);
        f.window.trigger("undo");
        QVERIFY(f.window.isOnDisplay(2));
    }

    void showsOnlyTheClass()
    {
        Fixture f;
        f.choose(1, QStringLiteral("Only one"));
        QVERIFY(f.window.isOnDisplay(1));
        QCOMPARE(f.shown().result().detections.front().classId, 1);
    }

    void takesTheScoreForTheThreshold()
    {
        Fixture f;
        f.choose(1, QStringLiteral("Confidence to this score: 0.50"));
        QCOMPARE(f.window.pipeline().lane().thresholds().confidence, 0.5f);
        QVERIFY(f.window.isOnDisplay(2)); // It stays itself.
    }

    void copiesTheDetection()
    {
        Fixture f;
        f.choose(0, QStringLiteral("Copy detection"));
        const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.first(), QStringLiteral("frame,seconds,class,score,x,y,width,height"));
        QVERIFY(lines.last().startsWith(QStringLiteral("%1,").arg(f.shown().frame.id.index)));
        QVERIFY(lines.last().contains(QStringLiteral(",zero,0.900,")));
    }

    void copiesThePicture()
    {
        Fixture f;
        f.choose(std::nullopt, QStringLiteral("Copy &picture"));
        // The signal comes from another thread: the window takes it after a spy would have seen it.
        QTRY_COMPARE(QGuiApplication::clipboard()->image().size(), QSize(640, 240));
        QVERIFY(!f.window.window().view().said().isEmpty());
    }

    void besideAllThereIsThePictureAlone()
    {
        Fixture f;
        const QMenu *menu = f.menu(std::nullopt);
        QVERIFY(menu);
        for (const QAction *action : menu->actions())
            QVERIFY2(!action->text().startsWith(QStringLiteral("Hide")), qPrintable(action->text()));
    }
};

QTEST_MAIN(PictureMenuTest)
#include "tst_picturemenu.moc"
