// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/detectionspanel.h"
#include "ui/widgets/elidedlabel.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPixmapCache>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace sightglass;
using test::modelOf;
using test::presentationOf;

namespace
{

using Index = std::optional<std::size_t>;

struct Fixture
{
    QTableView *table() const { return panel.findChild<QTableView *>(); }
    QString text(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    QString title() const { return panel.findChild<ElidedLabel *>()->fullText(); }
    bool isTinted(int row) const { return table()->model()->index(row, 0).data(Qt::BackgroundRole).isValid(); }
    int selectedRow() const
    {
        const QModelIndexList rows = table()->selectionModel()->selectedRows();
        return rows.isEmpty() ? -1 : rows.first().row();
    }
    void show(int count)
    {
        panel.setPresentation(presentationOf(124, Detections(std::size_t(count), {{1, 2, 3, 4}, 1, 0.9f}), model));
    }

    ModelDescriptor model = modelOf(3);
    DetectionsPanel panel;
    test::Host host{&panel, {480, 300}};
};

Index indexOf(const QList<QVariant> &arguments)
{
    return arguments.first().value<Index>();
}

} // namespace

class TestDetectionsPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<Index>(); }
    void rowsSayWhatIsSeen();
    void titleSaysOfWhichFrame_data();
    void titleSaysOfWhichFrame();
    void pointerOverARowIsTold();
    void highlightFromOutside();
    void selectionIsTold();
    void selectionFromOutsideIsNotTold();
    void selectionIsTheDetections();
    void sortsByAColumn();
    void saysWhyThereIsNothing();
    void copiesAsCsv();
    void classNamesAreQuoted();
    void shapesAreToldInWords_data();
    void shapesAreToldInWords();
    void shapesHaveAColumnWhereThereAreSome();
    void copiesTurnedBoxes();
    void threeHundredRowsKeepUp();
    void paintingKeepsNoPictures();
    void classesShowTheirColours();
};

void TestDetectionsPanel::rowsSayWhatIsSeen()
{
    Fixture f;
    f.panel.setPresentation(
        presentationOf(5, {{{12.4f, 8.6f, 40.f, 90.f}, 2, 0.914f}, {{0, 0, 1, 1}, 7, 0.305f}}, f.model));
    QCOMPARE(f.table()->model()->rowCount(), 2);
    const QStringList expected{QStringLiteral("thing 2"), QStringLiteral("0.91"), QStringLiteral("12"),
                               QStringLiteral("9"),       QStringLiteral("40"),   QStringLiteral("90")};
    for (int column = 0; column < expected.size(); ++column)
        QCOMPARE(f.text(0, column), expected[column]);
    QCOMPARE(f.text(1, 0), QStringLiteral("class 7"));
}

void TestDetectionsPanel::titleSaysOfWhichFrame_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("boxesOf");
    QTest::addColumn<QString>("title");
    QTest::newRow("several") << 7 << 124 << QStringLiteral("frame 124 · 0:04.960 · 7 detections");
    QTest::newRow("one") << 1 << 124 << QStringLiteral("frame 124 · 0:04.960 · 1 detection");
    QTest::newRow("older boxes") << 2 << 122 << QStringLiteral("frame 124 · 0:04.960 · 2 detections · boxes 80 ms old");
}

void TestDetectionsPanel::titleSaysOfWhichFrame()
{
    QFETCH(int, count);
    QFETCH(int, boxesOf);
    Fixture f;
    Presentation presentation = presentationOf(124, Detections(std::size_t(count)), f.model);
    auto candidates = std::make_shared<Candidates>();
    candidates->frame.index = boxesOf;
    candidates->seconds = boxesOf / 25.0;
    presentation.results[0].candidates = candidates;
    f.panel.setPresentation(presentation);
    QTEST(f.title(), "title");
    f.panel.setPresentation({});
    QCOMPARE(f.title(), QStringLiteral("No frame on display"));
}

void TestDetectionsPanel::pointerOverARowIsTold()
{
    Fixture f;
    f.show(5);
    QSignalSpy hovered(&f.panel, &DetectionsPanel::hovered);
    QWidget *viewport = f.table()->viewport();
    QTest::mouseMove(viewport, f.table()->visualRect(f.table()->model()->index(3, 1)).center());
    QTRY_COMPARE(hovered.count(), 1);
    QCOMPARE(indexOf(hovered.last()), Index(3));
    QVERIFY(f.isTinted(3));
    QTest::mouseMove(viewport, f.table()->visualRect(f.table()->model()->index(3, 2)).center());
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(viewport, &leave);
    QTRY_COMPARE(indexOf(hovered.last()), Index());
    QVERIFY(!f.isTinted(3));
}

void TestDetectionsPanel::highlightFromOutside()
{
    Fixture f;
    f.show(100);
    QTRY_VERIFY(f.table()->verticalScrollBar()->maximum() > 0);
    QSignalSpy hovered(&f.panel, &DetectionsPanel::hovered);
    f.panel.setHighlighted(80);
    QVERIFY(f.isTinted(80));
    QVERIFY(f.table()->viewport()->rect().intersects(f.table()->visualRect(f.table()->model()->index(80, 0))));
    f.panel.setHighlighted(2);
    QVERIFY(!f.isTinted(80));
    QVERIFY(f.isTinted(2));
    f.panel.setHighlighted(std::nullopt);
    QVERIFY(!f.isTinted(2));
    f.panel.setHighlighted(1000);
    QCOMPARE(hovered.count(), 0);
}

void TestDetectionsPanel::selectionIsTold()
{
    Fixture f;
    f.show(5);
    QSignalSpy selected(&f.panel, &DetectionsPanel::selected);
    QTest::mouseClick(f.table()->viewport(), Qt::LeftButton, {},
                      f.table()->visualRect(f.table()->model()->index(2, 1)).center());
    QCOMPARE(selected.count(), 1);
    QCOMPARE(indexOf(selected.last()), Index(2));
    QTest::keyClick(f.table(), Qt::Key_Down);
    QCOMPARE(indexOf(selected.last()), Index(3));
    f.table()->clearSelection();
    QCOMPARE(indexOf(selected.last()), Index());
}

void TestDetectionsPanel::selectionFromOutsideIsNotTold()
{
    Fixture f;
    f.show(5);
    QSignalSpy selected(&f.panel, &DetectionsPanel::selected);
    f.panel.setSelected(4);
    QCOMPARE(f.selectedRow(), 4);
    f.panel.setSelected(std::nullopt);
    QCOMPARE(f.selectedRow(), -1);
    QCOMPARE(selected.count(), 0);
}

void TestDetectionsPanel::selectionIsTheDetections()
{
    Fixture f;
    f.show(5);
    f.panel.setSelected(2);
    QSignalSpy selected(&f.panel, &DetectionsPanel::selected);
    for (const int count : {5, 9, 3})
        f.show(count);
    QCOMPARE(f.selectedRow(), 2);
    f.show(2);
    QCOMPARE(f.selectedRow(), -1);
    f.show(5);
    QCOMPARE(f.selectedRow(), 2);
    // Whoever follows the thing says where it is now; the panel tells nothing by itself.
    f.panel.setSelected(4);
    f.show(6);
    QCOMPARE(f.selectedRow(), 4);
    QCOMPARE(selected.count(), 0);
}

void TestDetectionsPanel::sortsByAColumn()
{
    Fixture f;
    const Detections detections{{{30, 0, 5, 5}, 2, 0.9f}, {{10, 0, 5, 5}, 0, 0.7f}, {{20, 0, 5, 5}, 1, 0.3f}};
    f.panel.setPresentation(presentationOf(5, detections, f.model));
    const auto lefts = [&] { return QStringList{f.text(0, 2), f.text(1, 2), f.text(2, 2)}; };
    const QStringList byScore{QStringLiteral("30"), QStringLiteral("10"), QStringLiteral("20")};
    const QStringList byLeft{QStringLiteral("10"), QStringLiteral("20"), QStringLiteral("30")};
    QCOMPARE(lefts(), byScore);
    f.panel.setSelected(0);
    QHeaderView *header = f.table()->horizontalHeader();
    const auto clickHeader = [&](int column) {
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          QPoint(header->sectionViewportPosition(column) + 5, header->height() / 2));
    };
    clickHeader(2);
    QCOMPARE(lefts(), byLeft);
    QCOMPARE(f.selectedRow(), 2);
    // The next frame comes in the same order, and what a row is is told by the detection's own number.
    f.panel.setPresentation(presentationOf(6, detections, f.model));
    QCOMPARE(lefts(), byLeft);
    QCOMPARE(f.selectedRow(), 2);
    QSignalSpy selected(&f.panel, &DetectionsPanel::selected);
    f.table()->selectRow(0);
    QCOMPARE(indexOf(selected.last()), Index(1));
    QVERIFY(f.panel.toCsv().endsWith(QStringLiteral("\n6,0.240,thing 0,0.700,10.0,0.0,5.0,5.0\n")));
    f.panel.setHighlighted(2);
    QVERIFY(f.isTinted(1));
    clickHeader(2);
    QCOMPARE(lefts(), QStringList(byLeft.crbegin(), byLeft.crend()));
    clickHeader(2);
    QCOMPARE(lefts(), byScore);
}

void TestDetectionsPanel::saysWhyThereIsNothing()
{
    Fixture f;
    const auto says = [&](const char *text) {
        const auto *label = f.table()->viewport()->findChild<QLabel *>(QStringLiteral("emptyState"));
        return label && label->isVisible() && label->text().contains(QLatin1String(text));
    };
    QVERIFY(says("No picture yet"));
    Presentation presentation = presentationOf(5, {}, f.model);
    presentation.results[0].candidates.reset();
    f.panel.setPresentation(presentation);
    QVERIFY(says("No model has looked"));
    f.panel.setPresentation(presentationOf(5, {}, f.model));
    QVERIFY(says("nor anything close"));
    const auto show = [&](const Thresholds &thresholds) {
        auto candidates = std::make_shared<Candidates>();
        candidates->items = {{{0, 0, 9, 9}, 1, 0.2f}, {{20, 0, 9, 9}, 1, 0.15f}};
        presentation.results[0] = ModelResult::of(candidates, thresholds);
        f.panel.setPresentation(presentation);
    };
    Thresholds thresholds;
    show(thresholds);
    QVERIFY(says("see 2 weaker candidates"));
    thresholds.confidence = 0.1f;
    thresholds.classes[1].shown = false;
    show(thresholds);
    QVERIFY(says("2 candidates are of hidden ones"));
}

void TestDetectionsPanel::copiesAsCsv()
{
    Fixture f;
    f.panel.setPresentation(
        presentationOf(5, {{{12.44f, 8.5f, 40.f, 90.f}, 2, 0.9141f}, {{0, 0, 1, 1}, 0, 0.3f}}, f.model));
    const QString head = QStringLiteral("frame,seconds,class,score,x,y,width,height\n");
    const QString first = QStringLiteral("5,0.200,thing 2,0.914,12.4,8.5,40.0,90.0\n");
    const QString second = QStringLiteral("5,0.200,thing 0,0.300,0.0,0.0,1.0,1.0\n");
    QCOMPARE(f.panel.toCsv(), head + first + second);
    f.table()->selectRow(1);
    f.table()->setFocus();
    QTest::keySequence(f.table(), QKeySequence::Copy);
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), head + second);
}

void TestDetectionsPanel::classNamesAreQuoted()
{
    Fixture f;
    f.model.classNames = std::make_shared<QStringList>(QStringList{QStringLiteral("cup, \"big\"")});
    f.panel.setPresentation(presentationOf(5, {{{}, 0, 0.5f}}, f.model));
    QVERIFY(f.panel.toCsv().contains(QStringLiteral("\n5,0.200,\"cup, \"\"big\"\"\",0.500,")));
}

void TestDetectionsPanel::shapesAreToldInWords_data()
{
    QTest::addColumn<Detection>("detection");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const Shape &shape, const QString &text) {
        QTest::newRow(name) << Detection{{0, 0, 4, 4}, 0, 0.9f, false, std::make_shared<const Shape>(shape)} << text;
    };
    const float degree = float(CV_PI / 180.0);
    QTest::newRow("none") << Detection{{0, 0, 4, 4}, 0, 0.9f} << QString();
    QTest::newRow("whole picture") << Detection{{0, 0, 4, 4}, 0, 0.9f, true} << QStringLiteral("whole picture");
    row("turned", {OrientedBox{{2, 2}, {4, 2}, 32.2f * degree}, {}, {}}, QStringLiteral("turned 32°"));
    row("turned further", {OrientedBox{{2, 2}, {4, 2}, 132.f * degree}, {}, {}}, QStringLiteral("turned -48°"));
    row("one keypoint", {{}, {{{1, 1}, 0.9f}}, {}}, QStringLiteral("1 keypoint"));
    row("keypoints", {{}, std::vector<Keypoint>(17, {{1, 1}, 0.9f}), {}}, QStringLiteral("17 keypoints"));
    row("unsure keypoints", {{}, {{{1, 1}, 0.9f}, {{1, 1}, 0.3f}, {{1, 1}, 0.5f}}, {}},
        QStringLiteral("2 of 3 keypoints"));
    // One cell above zero: all of the box, which is all of the frame.
    static const float one = 1.f;
    Mask mask;
    mask.planes = std::make_shared<const MaskPlanes>(
        MaskPlanes{1, 1, 1, std::shared_ptr<const float>(&one, [](const float *) {}), {0, 0, 4, 4}});
    mask.coefficients = {1.f};
    row("mask", {{}, {}, mask}, QStringLiteral("mask 16 px"));
    row("several", {{}, {{{1, 1}, 0.9f}}, mask}, QStringLiteral("1 keypoint, mask 16 px"));
}

void TestDetectionsPanel::shapesAreToldInWords()
{
    QFETCH(Detection, detection);
    Fixture f;
    f.panel.setPresentation(presentationOf(5, {detection}, f.model));
    QTEST(f.text(0, 6), "text");
    QCOMPARE(f.text(0, 2), detection.wholePicture ? QString() : QStringLiteral("0"));
    QCOMPARE(f.table()->isColumnHidden(6), !detection.wholePicture && !detection.shape);
}

void TestDetectionsPanel::shapesHaveAColumnWhereThereAreSome()
{
    Fixture f;
    QVERIFY(f.table()->isColumnHidden(6));
    f.panel.setPresentation(presentationOf(5, {{{0, 0, 4, 4}, 0, 0.9f, true}}, f.model));
    QVERIFY(!f.table()->isColumnHidden(6));
    // A frame without any does not make the columns jump; another model does.
    f.show(3);
    QVERIFY(!f.table()->isColumnHidden(6));
    Presentation other = presentationOf(6, {{{0, 0, 4, 4}, 0, 0.9f}}, f.model);
    auto candidates = std::make_shared<Candidates>(*other.result().candidates);
    candidates->model = 2;
    other.results[0].candidates = candidates;
    f.panel.setPresentation(other);
    QVERIFY(f.table()->isColumnHidden(6));
}

void TestDetectionsPanel::copiesTurnedBoxes()
{
    Fixture f;
    Shape shape;
    shape.oriented = OrientedBox{{50, 40}, {40, 20}, float(CV_PI / 2.0)};
    f.panel.setPresentation(presentationOf(
        5, {{{40, 20, 20, 40}, 2, 0.9f, false, std::make_shared<const Shape>(shape)}, {{0, 0, 1, 1}, 0, 0.3f}},
        f.model));
    QCOMPARE(f.panel.toCsv(), QStringLiteral("frame,seconds,class,score,x,y,width,height,angle,own_width,own_height\n"
                                             "5,0.200,thing 2,0.900,40.0,20.0,20.0,40.0,90.0,40.0,20.0\n"
                                             "5,0.200,thing 0,0.300,0.0,0.0,1.0,1.0,,,\n"));
    f.table()->selectRow(1);
    QCOMPARE(f.panel.toCsv(),
             QStringLiteral("frame,seconds,class,score,x,y,width,height\n5,0.200,thing 0,0.300,0.0,0.0,1.0,1.0\n"));
}

// Thirty frames of 300 rows, painted each time, within the second they stand for.
void TestDetectionsPanel::threeHundredRowsKeepUp()
{
    Fixture f;
    QElapsedTimer timer;
    timer.start();
    for (int frame = 0; frame < 30; ++frame) {
        f.show(frame % 2 == 0 ? 300 : 280);
        f.table()->grab();
    }
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestDetectionsPanel::paintingKeepsNoPictures()
{
    Fixture f;
    // The cache tells no size: an entry of ours falls out where painting adds its own, a kilobyte each at the least.
    f.show(20);
    f.table()->grab();
    const int before = QPixmapCache::cacheLimit();
    const QScopeGuard restore([before] { QPixmapCache::setCacheLimit(before); });
    QPixmapCache::setCacheLimit(512);
    QPixmap ours(100, 100);
    ours.fill(Qt::red);
    const QPixmapCache::Key key = QPixmapCache::insert(ours);
    for (int frame = 0; frame < 200; ++frame) {
        f.show(frame % 2 == 0 ? 20 : 19);
        f.table()->grab();
    }
    QPixmap kept;
    QVERIFY(QPixmapCache::find(key, &kept));
    // Nor does a row hand out a picture that a view would have to convert each time.
    for (int column = 0; column < f.table()->model()->columnCount(); ++column)
        QVERIFY(!f.table()->model()->index(0, column).data(Qt::DecorationRole).isValid());
}

void TestDetectionsPanel::classesShowTheirColours()
{
    Fixture f;
    f.panel.setPresentation(presentationOf(5, {{{1, 2, 3, 4}, 0, 0.9f}, {{1, 2, 3, 4}, 2, 0.8f}}, f.model));
    const QImage picture = f.table()->viewport()->grab().toImage();
    for (int row = 0; row < 2; ++row) {
        const QRect cell = f.table()->visualRect(f.table()->model()->index(row, 0));
        const QColor colour = classColour(row == 0 ? 0 : 2);
        int left = 0;
        int right = 0;
        for (int y = cell.top(); y <= cell.bottom(); ++y) {
            for (int x = cell.left(); x <= cell.right(); ++x)
                (x < cell.left() + 24 ? left : right) += picture.pixelColor(x, y) == colour ? 1 : 0;
        }
        QVERIFY2(left > 50, qPrintable(QString::number(left)));
        QCOMPARE(right, 0);
    }
}

QTEST_MAIN(TestDetectionsPanel)
#include "tst_detectionspanel.moc"
