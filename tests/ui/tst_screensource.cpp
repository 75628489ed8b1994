// SPDX-License-Identifier: Apache-2.0
#include "core/media/desktopwindows.h"
#include "core/media/framesource.h"
#include "core/media/screenarea.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/actions.h"
#include "ui/mainwindow.h"
#include "ui/screenpicker.h"

#include <QAction>
#include <QGuiApplication>
#include <QScreen>
#include <QTemporaryDir>
#include <QWidget>

#include <memory>
#include <optional>

using namespace sightglass;

namespace
{

/// A window of one colour, without a frame.
class Patch : public QWidget
{
public:
    Patch(const QRect &place, const QColor &colour)
        : QWidget(nullptr, Qt::FramelessWindowHint | Qt::BypassWindowManagerHint)
    {
        setColour(colour);
        setAutoFillBackground(true);
        setGeometry(place);
        show();
    }

    void setColour(const QColor &colour)
    {
        QPalette palette;
        palette.setColor(QPalette::Window, colour);
        setPalette(palette);
    }
};

SourceSpec specOf(const ScreenArea &area)
{
    return {SourceKind::Screen, area.location()};
}

QColor middleOf(const Frame &frame)
{
    const auto &pixel = frame.image.at<cv::Vec3b>(frame.image.rows / 2, frame.image.cols / 2);
    return {pixel[2], pixel[1], pixel[0]};
}

/// Whether a picture comes whose middle has this colour.
bool comes(FrameSource &source, const QColor &colour)
{
    for (int i = 0; i < 200; ++i) {
        Frame frame;
        const auto status = source.read(frame);
        if (!status)
            return false;
        if (*status == FrameSource::ReadStatus::Frame && middleOf(frame) == colour)
            return true;
    }
    return false;
}

/// A picker on the screen, and what was picked.
struct Picking
{
    explicit Picking(const QList<DesktopWindow> &windows = {})
        : picker(QGuiApplication::primaryScreen(), windows)
    {
        picker.setAttribute(Qt::WA_DeleteOnClose, false);
        QObject::connect(&picker, &ScreenPicker::picked, &picker, [this](const ScreenArea &area) { chosen = area; });
        picker.show();
    }

    bool isExposed() { return QTest::qWaitForWindowExposed(&picker); }

    ScreenPicker picker;
    std::optional<ScreenArea> chosen;
};

bool isX11()
{
    return QGuiApplication::platformName() == QLatin1String("xcb");
}

} // namespace

/// What is on the screen is a source as any other; seen on an X server alone, and told where there is none.
class ScreenSourceTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("WAYLAND_DISPLAY");
        qunsetenv("XDG_SESSION_TYPE");
    }

    void aDesktopOfWaylandAsksItself()
    {
        QTemporaryDir folder;
        MainWindow window(
            std::make_unique<Pipeline>(test::SyntheticSource::factory({}),
                                       test::SyntheticDetector::factory(std::make_shared<test::SyntheticModel>())),
            openSettings(folder.filePath(QStringLiteral("settings.ini"))));
        window.show();
        qputenv("WAYLAND_DISPLAY", "wayland-0");
        window.actions()[ActionId::OpenScreen]->trigger();
        qunsetenv("WAYLAND_DISPLAY");
        QCOMPARE(window.lane().sourceInfo().spec, specOf({}));
        QVERIFY(!window.findChild<ScreenPicker *>());
    }

    void isToldWhereThereIsNone()
    {
        if (isX11())
            QSKIP("There is a screen here.");
        const QByteArray display = qgetenv("DISPLAY");
        qunsetenv("DISPLAY");
        const auto source = makeFrameSource(specOf({}));
        const auto opened = source->open();
        if (!display.isNull())
            qputenv("DISPLAY", display);
        QVERIFY(!opened);
        QVERIFY(!opened.error().suggestion.isEmpty());
        QVERIFY(desktopWindows().isEmpty() || !display.isNull());
    }

    void aPartIsWatched()
    {
        if (!isX11())
            QSKIP("It takes an X server.");
        Patch patch(QRect(100, 80, 200, 120), Qt::red);
        QVERIFY(QTest::qWaitForWindowExposed(&patch));
        const auto source = makeFrameSource(specOf({QRect(100, 80, 200, 120), 0}));
        const auto info = source->open();
        QVERIFY2(info, info ? "" : qPrintable(info.error().toText()));
        QCOMPARE(info->size, QSize(200, 120));
        QVERIFY(info->live);
        QVERIFY(!info->seekable);
        QVERIFY(comes(*source, Qt::red));
        patch.setColour(Qt::green);
        patch.repaint();
        QCoreApplication::processEvents();
        QVERIFY(comes(*source, Qt::green));
    }

    void theWholeScreenIsWatched()
    {
        if (!isX11())
            QSKIP("It takes an X server.");
        const auto source = makeFrameSource(specOf({}));
        const auto info = source->open();
        QVERIFY(info);
        QCOMPARE(info->size, QGuiApplication::primaryScreen()->size());
    }

    void aWindowIsWatched()
    {
        if (!isX11())
            QSKIP("It takes an X server.");
        Patch patch(QRect(300, 200, 160, 90), Qt::blue);
        QVERIFY(QTest::qWaitForWindowExposed(&patch));
        const auto source = makeFrameSource(specOf({{}, static_cast<std::uint32_t>(patch.winId())}));
        const auto info = source->open();
        QVERIFY2(info, info ? "" : qPrintable(info.error().toText()));
        QCOMPARE(info->size, QSize(160, 90));
        QVERIFY(comes(*source, Qt::blue));
    }

    void whatIsNotThereIsTold()
    {
        if (!isX11())
            QSKIP("It takes an X server.");
        const ScreenArea areas[] = {{QRect(20000, 20000, 64, 64), 0}, {{}, 0x7fffffff}};
        for (const ScreenArea &area : areas) {
            const auto opened = makeFrameSource(specOf(area))->open();
            QVERIFY(!opened);
            QVERIFY(opened.error().message.contains(area.location()));
            QVERIFY(!opened.error().suggestion.isEmpty());
        }
    }

    void aRubberBandChoosesAPart()
    {
        Picking it;
        QVERIFY(it.isExposed());
        QTest::mousePress(&it.picker, Qt::LeftButton, {}, QPoint(150, 100));
        QTest::mouseMove(&it.picker, QPoint(60, 60));
        QTest::mouseMove(&it.picker, QPoint(50, 40));
        QTest::mouseRelease(&it.picker, Qt::LeftButton, {}, QPoint(50, 40));
        QVERIFY(it.chosen && it.chosen->part);
        const QPoint corner = it.picker.screen()->geometry().topLeft();
        QCOMPARE(*it.chosen->part, QRect(QPoint(50, 40), QPoint(150, 100)).translated(corner));
        QVERIFY(!it.picker.isVisible());
    }

    void aClickChoosesTheTopmostWindow()
    {
        const QPoint corner = QGuiApplication::primaryScreen()->geometry().topLeft();
        Picking it({{7, QRect(100, 100, 50, 50).translated(corner), QStringLiteral("top")},
                    {8, QRect(50, 50, 300, 300).translated(corner), {}}});
        QVERIFY(it.isExposed());
        QTest::mouseClick(&it.picker, Qt::LeftButton, {}, QPoint(20, 20));
        QVERIFY(!it.chosen);
        QTest::mouseClick(&it.picker, Qt::LeftButton, {}, QPoint(120, 120));
        QVERIFY(it.chosen && it.chosen->window == 7);
        it.picker.show();
        QTest::mouseClick(&it.picker, Qt::LeftButton, {}, QPoint(200, 200));
        QVERIFY(it.chosen->window == 8);
    }

    void theWindowWatchesWhatWasChosen()
    {
        if (!isX11())
            QSKIP("It takes an X server.");
        const QTemporaryDir folder;
        MainWindow window(std::make_unique<Pipeline>(makeFrameSource, test::SyntheticDetector::factory(
                                                                          std::make_shared<test::SyntheticModel>())),
                          openSettings(folder.filePath(QStringLiteral("settings.ini"))));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.actions()[ActionId::OpenScreen]->trigger();
        QTRY_VERIFY(window.findChild<ScreenPicker *>());
        auto *picker = window.findChild<ScreenPicker *>();
        QVERIFY(QTest::qWaitForWindowExposed(picker));
        QTest::keyClick(picker, Qt::Key_Return);
        QTRY_VERIFY(!window.lane().presentation().isNull());
        QCOMPARE(window.lane().sourceInfo().spec.location, QStringLiteral("screen"));
        QVERIFY(window.lane().sourceInfo().live);
        QVERIFY(window.windowTitle().contains(QStringLiteral("screen")));
    }

    void keysChooseAllOrNothing()
    {
        Picking it;
        QVERIFY(it.isExposed());
        QTest::keyClick(&it.picker, Qt::Key_Escape);
        QVERIFY(!it.picker.isVisible());
        QVERIFY(!it.chosen);
        it.picker.show();
        QTest::keyClick(&it.picker, Qt::Key_Return);
        QVERIFY(it.chosen);
        QVERIFY(!it.picker.isVisible());
    }
};

QTEST_MAIN(ScreenSourceTest)
#include "tst_screensource.moc"
