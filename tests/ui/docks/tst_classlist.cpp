// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/classlist.h"
#include "ui/docks/classmodel.h"
#include "ui/widgets/valueslider.h"

#include <QApplication>
#include <QColorDialog>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace sightglass;

namespace
{

using Rules = std::map<int, ClassRule>;

/// A list of a dozen classes, with its parts at hand.
struct Fixture
{
    explicit Fixture(int classes = 12)
    {
        list.setClassNames(test::modelOf(classes).classNames);
        QObject::connect(&list, &ClassList::rulesEdited, &list, [this](const Rules &edited) {
            rules = edited;
            ++edits;
        });
    }

    QTableView *table() const { return list.findChild<QTableView *>(); }
    QModelIndex cell(int row, int column) const { return table()->model()->index(row, column); }
    QPoint centre(int row, int column) const { return table()->visualRect(cell(row, column)).center(); }
    void filter(const QString &text) { list.findChild<QLineEdit *>()->setText(text); }
    void press(const char *button) { list.findChild<QToolButton *>(QString::fromLatin1(button))->click(); }

    ClassList list;
    test::Host host{&list, {280, 480}};
    Rules rules;
    int edits = 0;
};

} // namespace

class TestClassList : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void filterListsWhatMatches();
    void allAndNoneActOnTheFilter();
    void clickSwitchesAClass();
    void spaceSwitchesTheSelection();
    void ownThresholdBySlider();
    void ownThresholdForSeveral();
    void ownThresholdIsReset_data();
    void ownThresholdIsReset();
    void ownThresholdTypedInTheCell();
    void arrowInTheCellStartsAtTheCommonOne();
    void gapsAreLeftOutAndUnknownClassesAppear();
    void colourIsPickedLive();
    void rowsStayWhileCountsChange();
    void manyClassesAreQuick();
    void countsSortTheMostFirst();
    void presentOnlyListsWhatIsThere();
    void soloShowsOneAndComesBack();
    void ownThresholdIsDraggedInItsCell();
    void aDragTurnsAllThatAreSelected();
};

void TestClassList::filterListsWhatMatches()
{
    Fixture f;
    QCOMPARE(f.table()->model()->rowCount(), 12);
    f.filter(QStringLiteral("THING 1"));
    QCOMPARE(f.table()->model()->rowCount(), 3);
    QCOMPARE(f.cell(1, ClassModel::NameColumn).data().toString(), QStringLiteral("thing 10"));
    f.filter({});
    QCOMPARE(f.table()->model()->rowCount(), 12);
}

void TestClassList::allAndNoneActOnTheFilter()
{
    Fixture f;
    f.filter(QStringLiteral("thing 1"));
    f.press("none");
    QCOMPARE(f.edits, 1);
    QCOMPARE(f.rules.size(), std::size_t(3));
    for (const int id : {1, 10, 11})
        QVERIFY(!f.rules.at(id).shown);
    f.filter(QStringLiteral("11"));
    f.press("all");
    QCOMPARE(f.rules.size(), std::size_t(2));
    QVERIFY(!f.rules.contains(11));
    f.press("all");
    QCOMPARE(f.edits, 2);
}

void TestClassList::clickSwitchesAClass()
{
    Fixture f;
    const QRect box = f.table()->visualRect(f.cell(2, ClassModel::ShownColumn));
    QTest::mouseClick(f.table()->viewport(), Qt::LeftButton, {}, {box.left() + 10, box.center().y()});
    QCOMPARE(f.edits, 1);
    QVERIFY(!f.rules.at(2).shown);
}

void TestClassList::spaceSwitchesTheSelection()
{
    Fixture f;
    f.table()->selectRow(4);
    QTest::keyClick(f.table(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(f.table(), Qt::Key_Space);
    QCOMPARE(f.rules.size(), std::size_t(2));
    QVERIFY(!f.rules.at(4).shown && !f.rules.at(5).shown);
    QTest::keyClick(f.table(), Qt::Key_Space);
    QVERIFY(f.rules.empty());
}

void TestClassList::ownThresholdBySlider()
{
    Fixture f;
    auto *own = f.list.findChild<ValueSlider *>();
    QVERIFY(!own->isEnabled());
    f.table()->selectRow(7);
    QVERIFY(own->isEnabled());
    QCOMPARE(own->value(), 0.25);
    QTest::keyClick(own->slider(), Qt::Key_Right);
    QCOMPARE(f.rules.at(7).confidence, std::optional(0.26f));
    QCOMPARE(f.cell(7, ClassModel::ThresholdColumn).data().toString(), QStringLiteral("0.26"));
    QCOMPARE(f.cell(6, ClassModel::ThresholdColumn).data().toString(), QStringLiteral("–"));
    f.table()->selectRow(6);
    QCOMPARE(own->value(), 0.25);
}

void TestClassList::ownThresholdForSeveral()
{
    Fixture f;
    f.table()->selectAll();
    f.list.findChild<ValueSlider *>()->setValue(0.6);
    QCOMPARE(f.rules.size(), std::size_t(12));
    QCOMPARE(f.edits, 1);
}

void TestClassList::ownThresholdIsReset_data()
{
    QTest::addColumn<QString>("by");
    QTest::newRow("button") << QStringLiteral("button");
    QTest::newRow("key") << QStringLiteral("key");
    QTest::newRow("double click") << QStringLiteral("double click");
}

void TestClassList::ownThresholdIsReset()
{
    QFETCH(QString, by);
    Fixture f;
    Thresholds thresholds;
    thresholds.classes[3].confidence = 0.8f;
    f.list.setThresholds(thresholds);
    f.table()->selectRow(3);
    auto *own = f.list.findChild<ValueSlider *>();
    QCOMPARE(own->value(), 0.8);
    if (by == QLatin1String("button"))
        f.press("reset");
    else if (by == QLatin1String("key"))
        QTest::keyClick(f.table(), Qt::Key_Delete);
    else
        QTest::mouseDClick(own->slider(), Qt::LeftButton);
    QVERIFY(f.edits > 0);
    QVERIFY(f.rules.empty());
    QCOMPARE(own->value(), 0.25);
    QVERIFY(!f.list.findChild<QToolButton *>(QStringLiteral("reset"))->isEnabled());
}

void TestClassList::ownThresholdTypedInTheCell()
{
    Fixture f;
    f.table()->setCurrentIndex(f.cell(2, ClassModel::ThresholdColumn));
    f.table()->edit(f.cell(2, ClassModel::ThresholdColumn));
    auto *editor = f.table()->viewport()->findChild<QDoubleSpinBox *>();
    QVERIFY(editor);
    editor->setLocale(QLocale::c());
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("0.5"));
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(f.rules.at(2).confidence, std::optional(0.5f));
}

void TestClassList::arrowInTheCellStartsAtTheCommonOne()
{
    Fixture f;
    f.table()->edit(f.cell(2, ClassModel::ThresholdColumn));
    auto *editor = f.table()->viewport()->findChild<QDoubleSpinBox *>();
    QVERIFY(editor);
    QTest::keyClick(editor, Qt::Key_Up);
    QCOMPARE(f.rules.at(2).confidence, std::optional(0.26f));
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("-"));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(f.rules.empty());
}

void TestClassList::gapsAreLeftOutAndUnknownClassesAppear()
{
    Fixture f;
    f.list.setClassNames(std::make_shared<QStringList>(QStringList{QStringLiteral("a"), {}, QStringLiteral("c")}));
    QCOMPARE(f.table()->model()->rowCount(), 2);
    f.list.setResults({{{}, 1, 0.9f}, {{}, 9, 0.9f}}, nullptr);
    QCOMPARE(f.table()->model()->rowCount(), 4);
    f.list.setClassNames(nullptr);
    QCOMPARE(f.table()->model()->rowCount(), 0);
    f.list.setResults({{{}, 7, 0.9f}}, nullptr);
    QCOMPARE(f.cell(0, ClassModel::NameColumn).data().toString(), QStringLiteral("class 7"));
    QCOMPARE(f.cell(0, ClassModel::CountColumn).data().toString(), QStringLiteral("1"));
}

void TestClassList::colourIsPickedLive()
{
    Fixture f;
    QSignalSpy edited(&f.list, &ClassList::colourEdited);
    if (QGuiApplication::platformName() == QLatin1String("offscreen"))
        QTest::ignoreMessage(QtWarningMsg, "This plugin does not support propagateSizeHints()");
    QTest::mouseClick(f.table()->viewport(), Qt::LeftButton, {}, f.centre(1, ClassModel::ColourColumn));
    auto *dialog = f.list.findChild<QColorDialog *>();
    QVERIFY(dialog);
    QVERIFY(!dialog->isModal());
    dialog->setCurrentColor(Qt::magenta);
    QCOMPARE(edited.last().at(0).toString(), QStringLiteral("thing 1"));
    QCOMPARE(edited.last().at(1).value<QColor>(), QColor(Qt::magenta));
    dialog->reject();
    QVERIFY(!edited.last().at(1).value<QColor>().isValid());
}

void TestClassList::rowsStayWhileCountsChange()
{
    Fixture f;
    QHeaderView *header = f.table()->horizontalHeader();
    header->setSortIndicator(ClassModel::CountColumn, Qt::DescendingOrder);
    f.table()->setFocus();
    QVERIFY(f.table()->hasFocus());
    const QString first = f.cell(0, ClassModel::NameColumn).data().toString();
    f.list.setResults(Detections(5, {{}, 8, 0.9f}), nullptr);
    QCOMPARE(f.cell(0, ClassModel::NameColumn).data().toString(), first);
    f.table()->clearFocus();
    f.list.setResults(Detections(4, {{}, 8, 0.9f}), nullptr);
    QCOMPARE(f.cell(0, ClassModel::NameColumn).data().toString(), QStringLiteral("thing 8"));
}

// A second of counts at their greatest rate must not take a noticeable part of that second.
void TestClassList::manyClassesAreQuick()
{
    Fixture f(600);
    QElapsedTimer timer;
    timer.start();
    for (int update = 0; update < 8; ++update) {
        Detections detections;
        for (int i = 0; i < 300; ++i)
            detections.push_back({{}, (i * 7 + update) % 600, 0.9f});
        f.list.setResults(detections, nullptr);
        f.table()->grab();
    }
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestClassList::countsSortTheMostFirst()
{
    Fixture f;
    f.list.setResults({{{}, 3, 0.9f}, {{}, 7, 0.8f}, {{}, 7, 0.7f}}, {});
    QHeaderView *header = f.table()->horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(ClassModel::CountColumn) + 5, header->height() / 2));
    QCOMPARE(f.cell(0, ClassModel::NameColumn).data().toString(), QStringLiteral("thing 7"));
    QCOMPARE(f.cell(1, ClassModel::NameColumn).data().toString(), QStringLiteral("thing 3"));
}

void TestClassList::presentOnlyListsWhatIsThere()
{
    Fixture f;
    f.list.setResults({{{}, 3, 0.9f}, {{}, 7, 0.8f}}, {});
    f.press("presentOnly");
    QCOMPARE(f.table()->model()->rowCount(), 2);
    // Rows do not flicker with single frames.
    f.list.setResults({{{}, 3, 0.9f}}, {});
    QCOMPARE(f.table()->model()->rowCount(), 2);
    QTRY_COMPARE_WITH_TIMEOUT((f.list.setResults({{{}, 3, 0.9f}}, {}), f.table()->model()->rowCount()), 1, 5000);
    f.press("presentOnly");
    QCOMPARE(f.table()->model()->rowCount(), 12);
}

void TestClassList::soloShowsOneAndComesBack()
{
    Fixture f;
    const auto click = [&](int row) {
        QTest::mouseClick(f.table()->viewport(), Qt::LeftButton, Qt::AltModifier,
                          f.centre(row, ClassModel::NameColumn));
    };
    QTest::mouseClick(f.table()->viewport(), Qt::LeftButton, {}, f.centre(2, ClassModel::ShownColumn));
    const Rules before = f.rules;
    click(5);
    QCOMPARE(f.rules.size(), std::size_t(11));
    QVERIFY(!f.rules.contains(5));
    click(6);
    QVERIFY(!f.rules.contains(6) && f.rules.contains(5));
    const int edits = f.edits;
    click(6);
    QVERIFY(f.rules == before);
    QCOMPARE(f.edits, edits + 1);
}

namespace
{

/// Presses in the cell of a row's own threshold, moves by so many pixels, releases.
void drag(Fixture &f, int row, int pixels, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWidget *cells = f.table()->viewport();
    const QPoint from = f.centre(row, ClassModel::ThresholdColumn);
    QTest::mousePress(cells, Qt::LeftButton, modifiers, from);
    const QPoint to = from + QPoint(pixels, 0);
    QMouseEvent move(QEvent::MouseMove, to, cells->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(cells, &move);
    QTest::mouseRelease(cells, Qt::LeftButton, modifiers, to);
}

} // namespace

void TestClassList::ownThresholdIsDraggedInItsCell()
{
    Fixture f;
    Thresholds common;
    common.confidence = 0.4f;
    f.list.setThresholds(common);
    drag(f, 2, 20);
    QCOMPARE(f.rules.size(), 1U);
    QCOMPARE(f.rules.at(2).confidence.value_or(0.f), 0.6f);
    drag(f, 2, -500);
    QCOMPARE(f.rules.at(2).confidence.value_or(-1.f), 0.f);
    drag(f, 2, 25, Qt::ShiftModifier);
    QCOMPARE(f.rules.at(2).confidence.value_or(0.f), 0.025f);
    // A click turns nothing.
    const int edits = f.edits;
    drag(f, 3, 0);
    QCOMPARE(f.edits, edits);
}

void TestClassList::aDragTurnsAllThatAreSelected()
{
    Fixture f;
    Thresholds common;
    common.confidence = 0.4f;
    f.list.setThresholds(common);
    for (const int row : {1, 4})
        f.table()->selectionModel()->select(f.cell(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    drag(f, 4, 10);
    QCOMPARE(f.rules.size(), 2U);
    QCOMPARE(f.rules.at(1).confidence.value_or(0.f), 0.5f);
    QCOMPARE(f.rules.at(4).confidence.value_or(0.f), 0.5f);
}

QTEST_MAIN(TestClassList)
#include "tst_classlist.moc"
