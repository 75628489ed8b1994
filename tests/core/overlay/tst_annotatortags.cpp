// SPDX-License-Identifier: Apache-2.0
// Tags, and what becomes of them when one detection is highlighted.
#include "core/overlay/annotator.h"
#include "tests/support/testcase.h"

#include <QGuiApplication>
#include <QImage>

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <thread>

using namespace sightglass;

namespace
{

constexpr int grey = 90;

QImage draw(const Detections &detections, const OverlayStyle &style = {}, std::optional<std::size_t> highlighted = {},
            const Candidates *candidates = nullptr, cv::Size size = {320, 240})
{
    cv::Mat picture(size, CV_8UC4, cv::Scalar(grey, grey, grey, 255));
    Annotator::draw(picture, {&detections, candidates, highlighted}, style);
    return QImage(picture.data, picture.cols, picture.rows, qsizetype(picture.step), QImage::Format_RGB32).copy();
}

/// Drawn as a mask that has no pixels: its tag is all there is.
Detection unseen(cv::Rect2f box, int classId = 0, float score = 0.9f)
{
    static const float minusOne = -1.f;
    Shape shape;
    shape.mask.planes = std::make_shared<const MaskPlanes>(
        MaskPlanes{1, 1, 1, std::shared_ptr<const float>(&minusOne, [](const float *) {}), {0, 0, 320, 240}});
    shape.mask.coefficients = {1.f};
    return {box, classId, score, false, std::make_shared<const Shape>(shape)};
}

OverlayStyle withoutBoxes()
{
    OverlayStyle style;
    style.boxes = false;
    return style;
}

QRect extent(const QImage &image, const std::function<bool(const QColor &)> &counts)
{
    QRect found;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (counts(image.pixelColor(x, y)))
                found |= QRect(x, y, 1, 1);
        }
    }
    return found;
}

QRect extent(const QImage &image, const QColor &colour)
{
    return extent(image, [&colour](const QColor &pixel) { return pixel == colour; });
}

QRect touched(const QImage &image)
{
    return extent(image, [](const QColor &pixel) { return pixel != QColor(grey, grey, grey); });
}

QColor blended(const QColor &over, double opacity, const QColor &under)
{
    const auto mix = [opacity](int a, int b) { return qRound(opacity * a + (1.0 - opacity) * b); };
    return {mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue())};
}

bool isAbout(const QColor &a, const QColor &b)
{
    return std::abs(a.red() - b.red()) <= 2 && std::abs(a.green() - b.green()) <= 2 &&
           std::abs(a.blue() - b.blue()) <= 2;
}

Candidates named(const QString &name)
{
    Candidates candidates;
    candidates.classNames = std::make_shared<const QStringList>(QStringList{name});
    return candidates;
}

/// More than have room for their tags.
Detections crowd(int count)
{
    Detections detections;
    for (int i = 0; i < count; ++i)
        detections.push_back({{float(100 + i % 5), float(100 + i / 5), 60.f, 40.f}, i, 0.9f - 0.01f * float(i)});
    return detections;
}

} // namespace

class AnnotatorTagsTest : public test::TestCase
{
    Q_OBJECT

private:
    const QColor m_colour = classColour(0);
    const QColor m_background = QColor(grey, grey, grey);

private Q_SLOTS:
    void tagsStayWithinThePicture_data();
    void tagsStayWithinThePicture();
    void longNamesAreElided();
    void tagsKeepTheirWidthWhenTheScoreChanges();
    void tagsBelongToWhatIsDrawn();
    void tagsDoNotCoverEachOther();
    void othersAreDimmed();
    void dimmedTagsRead();
    void nothingIsDimmedForWhatIsNotDrawn();
    void theHighlightedOneIsToldInFull();
    void highlightingMovesNoTag();
    void tagsHoldStillWithTheirMemory();
    void theMemoryIsTheSameOnAnyThread();
};

void AnnotatorTagsTest::tagsStayWithinThePicture_data()
{
    QTest::addColumn<QRectF>("box");
    QTest::addColumn<bool>("above");
    QTest::newRow("middle") << QRectF(100, 100, 60, 40) << true;
    QTest::newRow("top") << QRectF(100, 3, 60, 40) << false;
    QTest::newRow("top right corner") << QRectF(300, 2, 19, 30) << false;
    QTest::newRow("right") << QRectF(300, 100, 40, 40) << true;
    QTest::newRow("beyond the left") << QRectF(-50, 100, 80, 40) << true;
    QTest::newRow("beyond the top") << QRectF(100, -50, 80, 100) << false;
    QTest::newRow("bottom") << QRectF(100, 230, 80, 30) << true;
    QTest::newRow("all of it") << QRectF(-10, -10, 340, 260) << false;
}

void AnnotatorTagsTest::tagsStayWithinThePicture()
{
    QFETCH(QRectF, box);
    QFETCH(bool, above);
    const QRect tag = extent(
        draw({unseen({float(box.x()), float(box.y()), float(box.width()), float(box.height())})}, withoutBoxes()),
        m_colour);
    // The tag of a box far from every edge, of the same text, has the size a whole tag has.
    QCOMPARE(tag.size(), extent(draw({unseen({100.f, 100.f, 60.f, 40.f})}, withoutBoxes()), m_colour).size());
    if (above)
        QVERIFY(tag.bottom() < std::min(box.top(), 240.0));
    else
        QVERIFY(tag.top() >= std::max(0.0, box.top()));
}

void AnnotatorTagsTest::longNamesAreElided()
{
    const Candidates candidates = named(QString(200, QLatin1Char('m')));
    const Detections detections{unseen({100.f, 100.f, 60.f, 40.f})};
    const auto width = [&](std::optional<std::size_t> highlighted, cv::Size size) {
        return extent(draw(detections, withoutBoxes(), highlighted, &candidates, size), m_colour).width();
    };
    const int elided = width({}, {320, 240});
    QVERIFY2(elided > 120 && elided < 240, qPrintable(QString::number(elided)));
    QCOMPARE(width({}, {1280, 720}), elided);
    // In full: as far as the picture goes.
    QVERIFY(width(0, {320, 240}) > 250);
    QVERIFY(width(0, {1280, 720}) > 1200);
    // Where there is no room for a full tag, the small one is cut to the picture, or left out.
    for (const int narrow : {150, 100, 60, 20})
        QVERIFY(width({}, {narrow, 240}) <= narrow);
}

void AnnotatorTagsTest::tagsKeepTheirWidthWhenTheScoreChanges()
{
    QList<int> widths;
    for (const float score : {0.11f, 0.88f, 0.40f, 1.f})
        widths.append(extent(draw({unseen({100.f, 100.f, 60.f, 40.f}, 0, score)}, withoutBoxes()), m_colour).width());
    QCOMPARE(widths, QList<int>(4, widths.first()));
}

void AnnotatorTagsTest::tagsBelongToWhatIsDrawn()
{
    const Detection plain{{20.f, 100.f, 60.f, 40.f}, 0, 0.9f};
    Shape shape;
    shape.keypoints = {{{210.f, 110.f}, 0.9f}};
    const Detection posed{{200.f, 100.f, 60.f, 40.f}, 0, 0.8f, false, std::make_shared<const Shape>(shape)};
    QVERIFY(touched(draw({plain}, withoutBoxes())).isEmpty());
    QVERIFY(!Annotator::isDrawn(plain, withoutBoxes()));
    // Beside one that still shows something, which keeps its tag.
    const QRect both = touched(draw({plain, posed}, withoutBoxes()));
    QVERIFY(both.left() > 150 && both.height() > 20);
    OverlayStyle bare = withoutBoxes();
    bare.keypoints = bare.masks = false;
    QVERIFY(touched(draw({plain, posed, unseen({100, 20, 50, 50})}, bare)).isEmpty());
    // A keypoint that is not drawn counts for nothing.
    shape.keypoints = {{{210.f, 110.f}, 0.1f}};
    const Detection unsure{posed.box, 0, 0.8f, false, std::make_shared<const Shape>(shape)};
    QVERIFY(touched(draw({unsure}, withoutBoxes())).isEmpty());
}

void AnnotatorTagsTest::tagsDoNotCoverEachOther()
{
    // Of one place and of two classes: both are told in full.
    const QSize alone = extent(draw({unseen({100, 100, 60, 40})}, withoutBoxes()), m_colour).size();
    const QImage image = draw({unseen({100, 100, 60, 40}), unseen({104, 104, 60, 40}, 1)}, withoutBoxes());
    const QRect first = extent(image, m_colour);
    const QRect second = extent(image, classColour(1));
    QCOMPARE(first.size(), alone);
    QCOMPARE(second.size(), alone);
    QVERIFY(!first.intersects(second));
}

void AnnotatorTagsTest::othersAreDimmed()
{
    const Detections detections{{{40.f, 80.f, 60.f, 40.f}, 0, 0.9f}, {{200.f, 80.f, 60.f, 40.f}, 1, 0.8f}};
    const QImage plain = draw(detections);
    const QImage image = draw(detections, {}, 0);
    QCOMPARE(plain.pixelColor(200, 100), classColour(1));
    QCOMPARE(image.pixelColor(40, 100), m_colour);
    // The line over its light edge, both at half their opacity.
    const QColor edge = blended(QColor(0xf0, 0xf0, 0xf0), 0.5, m_background);
    QVERIFY(isAbout(image.pixelColor(200, 100), blended(classColour(1), 0.5, edge)));
    // The tag: its lower left corner holds no text.
    QCOMPARE(plain.pixelColor(200, 77), classColour(1));
    QVERIFY(
        isAbout(image.pixelColor(200, 77), blended(QColor(dimmedTagColour(classColour(1)).rgb()), 0.8, m_background)));
    QCOMPARE(image.pixelColor(40, 76), m_colour);
    // What an export draws has none highlighted, and is not dimmed.
    QVERIFY(extent(plain, classColour(1)).width() >= 60);
}

void AnnotatorTagsTest::dimmedTagsRead()
{
    for (int red = 0; red < 256; red += 51) {
        for (int green = 0; green < 256; green += 51) {
            for (int blue = 0; blue < 256; blue += 51) {
                const QColor tag = dimmedTagColour(QColor(red, green, blue));
                for (const QColor &picture : {QColor(Qt::white), QColor(Qt::black)})
                    QVERIFY(contrastRatio(blended(QColor(tag.rgb()), tag.alphaF(), picture), Qt::white) >= 4.5);
            }
        }
    }
}

void AnnotatorTagsTest::nothingIsDimmedForWhatIsNotDrawn()
{
    const Detections detections{unseen({40.f, 80.f, 60.f, 40.f}), {{200.f, 80.f, 60.f, 40.f}, 1, 0.8f}};
    QCOMPARE(draw(detections, withoutBoxes(), 1), draw(detections, withoutBoxes()));
    QCOMPARE(draw(detections, {}, 7), draw(detections));
}

void AnnotatorTagsTest::theHighlightedOneIsToldInFull()
{
    const Detections detections = crowd(30);
    const QSize alone = extent(draw({unseen({100, 100, 60, 40}, 9)}, withoutBoxes()), classColour(9)).size();
    OverlayStyle style;
    style.lineWidth = 1.0;
    int hidden = 0;
    for (const std::size_t i : {std::size_t(0), std::size_t(9), std::size_t(12), std::size_t(29)}) {
        // Its tag is the one area of its colour that is not a line.
        const QColor colour = classColour(static_cast<int>(i));
        const auto rows = [&](const QImage &image) {
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                int run = 0;
                int longest = 0;
                for (int x = 0; x < image.width(); ++x) {
                    run = image.pixelColor(x, y) == colour ? run + 1 : 0;
                    longest = std::max(longest, run);
                }
                count += longest >= alone.width() - 2 ? 1 : 0;
            }
            return count;
        };
        // Above and below the text.
        QVERIFY(rows(draw(detections, style, i)) >= 2);
        hidden += rows(draw(detections, style)) >= 2 ? 0 : 1;
    }
    QVERIFY(hidden > 0);
}

void AnnotatorTagsTest::highlightingMovesNoTag()
{
    const Detections detections = crowd(12);
    cv::Mat picture(240, 320, CV_8UC4, cv::Scalar(grey, grey, grey, 255));
    const TagMemory plain = Annotator::draw(picture, {&detections, nullptr, {}}, {});
    for (std::size_t i = 0; i < detections.size(); ++i)
        QVERIFY(Annotator::draw(picture, {&detections, nullptr, i}, {}) == plain);
}

void AnnotatorTagsTest::tagsHoldStillWithTheirMemory()
{
    // The one above leaves: the tag of the other stays below, though now there is room above it.
    Detections detections{unseen({100, 100, 60, 40}), unseen({104, 104, 60, 40}, 1)};
    cv::Mat picture(240, 320, CV_8UC4, cv::Scalar(grey, grey, grey, 255));
    const TagMemory tags = Annotator::draw(picture, {&detections, nullptr, {}}, withoutBoxes());
    detections.erase(detections.begin());
    const auto place = [&](const TagMemory *before) {
        cv::Mat next(240, 320, CV_8UC4, cv::Scalar(grey, grey, grey, 255));
        Annotator::draw(next, {&detections, nullptr, {}, {}, before}, withoutBoxes());
        return extent(QImage(next.data, next.cols, next.rows, qsizetype(next.step), QImage::Format_RGB32),
                      classColour(1));
    };
    QVERIFY(place(nullptr).bottom() < 104);
    QVERIFY(place(&tags).top() >= 140);
}

void AnnotatorTagsTest::theMemoryIsTheSameOnAnyThread()
{
    const Detections detections = crowd(30);
    TagMemory here;
    TagMemory there;
    const auto work = [&detections](TagMemory &tags) {
        for (int frame = 0; frame < 3; ++frame) {
            cv::Mat picture(240, 320, CV_8UC3, cv::Scalar(grey, grey, grey));
            tags = Annotator::draw(picture, {&detections, nullptr, {}, {}, &tags}, {});
        }
    };
    work(here);
    std::thread([&] { work(there); }).join();
    QVERIFY(here == there);
    QVERIFY(!(here == TagMemory()));
}

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    AnnotatorTagsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_annotatortags.moc"
