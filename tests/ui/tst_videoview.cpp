// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/video/videoview.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPushButton>
#include <QSignalSpy>

#include <cmath>

using namespace sightglass;

namespace
{

// A picture of 100 x 50 whose red tells the column and green the row, with two boxes.
Presentation picture(std::int64_t index = 0)
{
    Presentation presentation;
    presentation.results.resize(1);
    presentation.frame.id = {0, 1, index};
    presentation.frame.image = cv::Mat(50, 100, CV_8UC3, cv::Scalar(0, 0, 0));
    presentation.frame.captured = Clock::now();
    presentation.image = QImage(100, 50, QImage::Format_RGB32);
    for (int y = 0; y < 50; ++y) {
        for (int x = 0; x < 100; ++x)
            presentation.image.setPixel(x, y, qRgb(2 * x, 4 * y, 9));
    }
    presentation.region = {0, 0, 100, 50};
    auto candidates = std::make_shared<Candidates>();
    candidates->frame = presentation.frame.id;
    candidates->items = {{{10.f, 10.f, 20.f, 20.f}, 0, 0.9f}, {{60.f, 10.f, 30.f, 30.f}, 1, 0.6f}};
    presentation.results[0].detections = candidates->items;
    presentation.results[0].candidates = candidates;
    return presentation;
}

void hover(QWidget &widget, const QPoint &position)
{
    QMouseEvent move(QEvent::MouseMove, position, widget.mapToGlobal(position), Qt::NoButton, Qt::NoButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&widget, &move);
}

SourceState phase(SourceState::Phase phase)
{
    SourceState state;
    state.phase = phase;
    state.since = Clock::now();
    return state;
}

} // namespace

class VideoViewTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void paintsPixelForPixel();
    void tellsTheViewport();
    void anotherSourceIsSeenWhole();
    void wheelKeepsThePointUnderTheCursor();
    void dragMovesThePicture();
    void hoverAndClickFindTheBox();
    void onlyWhatIsDrawnIsFound();
    void tagsGoWithTheirBoxes();
    void othersAreDimmed();
    void paintingAgainMovesNoTag();
    void statisticsMakeRoomForTheCaption();
    void selectionFollowsTheDetection();
    void statesSayWhatCanBeDone_data();
    void statesSayWhatCanBeDone();
    void doubleClickAsksForFullScreen();
    void zoomIsToldWhileItIsNotFitted();
    void wordsGoAgain();
};

void VideoViewTest::paintsPixelForPixel()
{
    VideoView view;
    view.resize(400, 300);
    OverlayStyle bare;
    bare.boxes = bare.labels = bare.scores = false;
    view.setOverlayStyle(bare);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    view.oneToOne();
    const double ratio = view.devicePixelRatioF();
    const QImage shot = view.grab().toImage();
    const QPointF corner = view.transform().toView(QPointF(0, 0)) * ratio;
    for (const QPoint point : {QPoint(0, 0), QPoint(99, 0), QPoint(37, 21), QPoint(99, 49)}) {
        const QColor seen = shot.pixelColor(qRound(corner.x()) + point.x(), qRound(corner.y()) + point.y());
        QCOMPARE(seen, QColor(2 * point.x(), 4 * point.y(), 9));
    }
}

void VideoViewTest::tellsTheViewport()
{
    VideoView view;
    view.resize(400, 300);
    QSignalSpy spy(&view, &VideoView::viewportChanged);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    QTRY_COMPARE(spy.size(), 1);
    // Fitted by width: 400 of 100, four to one.
    const auto fitted = spy.takeFirst().first().value<Viewport>();
    QCOMPARE(fitted.source, QRect(0, 0, 100, 50));
    QCOMPARE(fitted.pixels, QSize(400, 200) * view.devicePixelRatioF());
    view.zoom(2.0);
    QTRY_COMPARE(spy.size(), 1);
    // Eight to one: 50 source pixels of width are seen, 37.5 of height, grown to whole ones.
    const auto zoomed = spy.takeFirst().first().value<Viewport>();
    QCOMPARE(zoomed.source, QRect(25, 6, 50, 38));
    QCOMPARE(zoomed.pixels, QSize(400, 304) * view.devicePixelRatioF());
}

void VideoViewTest::anotherSourceIsSeenWhole()
{
    VideoView view;
    view.resize(400, 300);
    QSignalSpy spy(&view, &VideoView::viewportChanged);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("first"));
    view.setPresentation(picture());
    view.zoom(4.0);
    QTRY_COMPARE(spy.size(), 1);
    view.setSourceState(phase(SourceState::Phase::Opening), QStringLiteral("second"));
    QCOMPARE(spy.size(), 2);
    QVERIFY(spy.last().first().value<Viewport>() == Viewport{});
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("second"));
    view.setPresentation(picture());
    QTRY_COMPARE(spy.size(), 3);
    QCOMPARE(spy.last().first().value<Viewport>().source, QRect(0, 0, 100, 50));
}

void VideoViewTest::wheelKeepsThePointUnderTheCursor()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    view.zoom(1.6); // Larger than the view both ways, where no edge is in the way.
    const QPointF cursor(120, 130);
    const QPointF before = view.transform().toSource(cursor);
    QWheelEvent wheel(cursor, view.mapToGlobal(cursor), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&view, &wheel);
    QVERIFY(view.transform().scale() > 6.4);
    const QPointF after = view.transform().toSource(cursor);
    QVERIFY(std::hypot(after.x() - before.x(), after.y() - before.y()) < 1e-6);
}

void VideoViewTest::dragMovesThePicture()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    view.zoom(4.0);
    QSignalSpy selected(&view, &VideoView::selectedChanged);
    const QPointF before = view.transform().toView(QPointF(50, 25));
    QTest::mousePress(&view, Qt::LeftButton, {}, QPoint(100, 100));
    QTest::mouseMove(&view, QPoint(120, 105));
    QTest::mouseMove(&view, QPoint(160, 110));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(160, 110));
    const QPointF after = view.transform().toView(QPointF(50, 25));
    QCOMPARE(after - before, QPointF(60, 10));
    QCOMPARE(selected.size(), 0);
}

void VideoViewTest::hoverAndClickFindTheBox()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    QSignalSpy hovered(&view, &VideoView::hovered);
    QSignalSpy selected(&view, &VideoView::selectedChanged);
    const QPoint inSecond = view.transform().toView(QPointF(75, 25)).toPoint();
    hover(view, inSecond);
    QCOMPARE(hovered.size(), 1);
    QCOMPARE(hovered.last().first().value<std::optional<std::size_t>>(), std::optional<std::size_t>(1));
    QTest::mouseClick(&view, Qt::LeftButton, {}, inSecond);
    QCOMPARE(selected.size(), 1);
    QCOMPARE(view.selected(), std::optional<std::size_t>(1));
    hover(view, view.transform().toView(QPointF(45, 45)).toPoint());
    QCOMPARE(hovered.last().first().value<std::optional<std::size_t>>(), std::nullopt);
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.transform().toView(QPointF(45, 45)).toPoint());
    QCOMPARE(view.selected(), std::nullopt);
}

void VideoViewTest::onlyWhatIsDrawnIsFound()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    Presentation presentation = picture();
    Shape shape;
    shape.keypoints = {{{20.f, 20.f}, 0.9f}};
    presentation.results[0].detections[0].shape = std::make_shared<const Shape>(shape);
    view.setPresentation(presentation);
    OverlayStyle style;
    style.boxes = false;
    view.setOverlayStyle(style);
    QSignalSpy hovered(&view, &VideoView::hovered);
    hover(view, view.transform().toView(QPointF(75, 25)).toPoint());
    QCOMPARE(hovered.size(), 0);
    const QPoint onPerson = view.transform().toView(QPointF(15, 15)).toPoint();
    hover(view, onPerson);
    QCOMPARE(hovered.last().first().value<std::optional<std::size_t>>(), std::optional<std::size_t>(0));
    style.keypoints = false;
    view.setOverlayStyle(style);
    hover(view, onPerson);
    QCOMPARE(hovered.last().first().value<std::optional<std::size_t>>(), std::nullopt);
}

void VideoViewTest::tagsGoWithTheirBoxes()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    OverlayStyle style;
    const QImage all = view.grab().toImage();
    style.boxes = false;
    view.setOverlayStyle(style);
    const QImage withoutBoxes = view.grab().toImage();
    style.labels = style.scores = false;
    view.setOverlayStyle(style);
    QVERIFY(withoutBoxes != all);
    QCOMPARE(withoutBoxes, view.grab().toImage());
}

void VideoViewTest::othersAreDimmed()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    const auto pixelsOf = [&view](int classId) {
        const QImage shot = view.grab().toImage();
        int count = 0;
        for (int y = 0; y < shot.height(); ++y) {
            for (int x = 0; x < shot.width(); ++x)
                count += shot.pixelColor(x, y) == classColour(classId) ? 1 : 0;
        }
        return count;
    };
    const int first = pixelsOf(0);
    const int second = pixelsOf(1);
    QVERIFY(first > 100 && second > 100);
    view.setHighlighted(0);
    QVERIFY(pixelsOf(0) > first);
    QCOMPARE(pixelsOf(1), 0);
    // The selected one is as bright, also while the pointer is on another.
    view.setHighlighted(std::nullopt);
    QCOMPARE(pixelsOf(1), second);
    view.setSelected(1);
    QVERIFY(pixelsOf(1) > second);
    QCOMPARE(pixelsOf(0), 0);
    view.setHighlighted(0);
    QVERIFY(pixelsOf(0) > first);
    QVERIFY(pixelsOf(1) > second);
}

void VideoViewTest::paintingAgainMovesNoTag()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    Presentation presentation = picture();
    Detections &detections = presentation.results[0].detections;
    detections.clear();
    for (int i = 0; i < 30; ++i)
        detections.push_back({{10.f + float(i % 6), 10.f + float(i / 6), 30.f, 20.f}, i, 0.9f});
    // On the frame before, other tags were in the way.
    view.setPresentation(presentation);
    view.grab();
    detections.erase(detections.begin(), detections.begin() + 5);
    view.setPresentation(presentation);
    const QImage shot = view.grab().toImage();
    view.setHighlighted(2);
    QVERIFY(view.grab().toImage() != shot);
    view.setHighlighted(std::nullopt);
    QCOMPARE(view.grab().toImage(), shot);
}

void VideoViewTest::statisticsMakeRoomForTheCaption()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setStatistics({});
    view.setStatisticsVisible(true);
    Presentation presentation = picture();
    view.setPresentation(presentation);
    // The picture lies between 50 and 250: above and below there is nothing but the plate's text.
    const auto hasText = [&view](int top) {
        const QImage strip = view.grab(QRect(0, top, 400, 45)).toImage();
        QImage plain = strip;
        plain.fill(strip.pixelColor(0, 0));
        return strip != plain;
    };
    QVERIFY(hasText(0));
    QVERIFY(!hasText(255));
    auto candidates = std::make_shared<Candidates>();
    candidates->items = {{{0.f, 0.f, 100.f, 50.f}, 0, 0.1f, true}};
    presentation.results[0].candidates = candidates;
    presentation.results[0].detections.clear();
    view.setPresentation(presentation);
    QVERIFY(!hasText(0));
    QVERIFY(hasText(255));
}

void VideoViewTest::selectionFollowsTheDetection()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Paused), QStringLiteral("clip"));
    Presentation presentation = picture();
    view.setPresentation(presentation);
    view.setSelected(1);
    QSignalSpy selected(&view, &VideoView::selectedChanged);
    presentation.results[0].detections.erase(presentation.results[0].detections.begin());
    view.setPresentation(presentation);
    QCOMPARE(view.selected(), std::optional<std::size_t>(0));
    QCOMPARE(selected.size(), 1);
    presentation.results[0].detections.clear();
    view.setPresentation(presentation);
    QCOMPARE(view.selected(), std::nullopt);
}

void VideoViewTest::statesSayWhatCanBeDone_data()
{
    using Phase = SourceState::Phase;
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("said");
    QTest::addColumn<QStringList>("buttons");
    QTest::newRow("empty") << int(Phase::Empty) << QString() << QStringList{};
    QTest::newRow("opening") << int(Phase::Opening) << QStringLiteral("Opening clip")
                             << QStringList{QStringLiteral("Cancel")};
    QTest::newRow("playing") << int(Phase::Playing) << QString() << QStringList{};
    QTest::newRow("paused") << int(Phase::Paused) << QString() << QStringList{};
    QTest::newRow("ended") << int(Phase::Ended) << QString() << QStringList{};
    QTest::newRow("stalled") << int(Phase::Stalled) << QStringLiteral("no picture")
                             << QStringList{QStringLiteral("Try again")};
    QTest::newRow("reconnecting") << int(Phase::Reconnecting) << QStringLiteral("Attempt 3")
                                  << QStringList{QStringLiteral("Cancel"), QStringLiteral("Try again")};
    QTest::newRow("failed") << int(Phase::Failed) << QStringLiteral("It broke. Mend it.")
                            << QStringList{QStringLiteral("Try again"), QStringLiteral("Details")};
}

void VideoViewTest::statesSayWhatCanBeDone()
{
    QFETCH(int, phase);
    QFETCH(QString, said);
    QFETCH(QStringList, buttons);
    VideoView view;
    view.resize(640, 480);
    view.show();
    view.setSourceState(::phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    SourceState state = ::phase(static_cast<SourceState::Phase>(phase));
    state.attempt = 3;
    state.nextTry = Clock::now() + std::chrono::seconds(5);
    if (state.phase == SourceState::Phase::Failed)
        state.error = {QStringLiteral("It broke."), QStringLiteral("Mend it."), QStringLiteral("errno 5")};
    view.setSourceState(state, QStringLiteral("clip"));
    view.setStatistics({});
    QTRY_VERIFY2((view.setStatistics({}), view.accessibleDescription().contains(said)),
                 qPrintable(view.accessibleDescription()));
    QStringList shown;
    for (const QPushButton *button : view.findChildren<QPushButton *>()) {
        if (button->isVisible())
            shown.append(button->text());
    }
    QCOMPARE(shown, buttons);
}

void VideoViewTest::doubleClickAsksForFullScreen()
{
    VideoView view;
    view.resize(400, 300);
    QSignalSpy spy(&view, &VideoView::fullScreenToggled);
    QTest::mouseDClick(&view, Qt::LeftButton, {}, QPoint(10, 10));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(10, 10));
    QCOMPARE(spy.size(), 1);
}

void VideoViewTest::zoomIsToldWhileItIsNotFitted()
{
    VideoView view;
    view.resize(400, 300);
    view.setSourceState(phase(SourceState::Phase::Playing), QStringLiteral("clip"));
    view.setPresentation(picture());
    const auto corner = [&] { return view.grab(QRect(300, 260, 100, 40)).toImage(); };
    const QImage fitted = corner();
    view.zoom(1.5);
    QVERIFY(corner() != fitted);
    view.fit();
    QVERIFY(corner() == fitted);
}

void VideoViewTest::wordsGoAgain()
{
    VideoView view;
    view.resize(400, 300);
    const QImage silent = view.grab().toImage();
    view.say(QStringLiteral("Saved"));
    QCOMPARE(view.said(), QStringLiteral("Saved"));
    QVERIFY(view.grab().toImage() != silent);
    QTRY_VERIFY_WITH_TIMEOUT(view.said().isEmpty(), 10000);
    QVERIFY(view.grab().toImage() == silent);
}

QTEST_MAIN(VideoViewTest)
#include "tst_videoview.moc"
