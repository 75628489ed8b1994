// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/widgets/factlist.h"
#include "ui/widgets/numbersedit.h"
#include "ui/widgets/section.h"
#include "ui/widgets/wheelguard.h"

#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace sightglass;

class TestFields : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void numbersOfManyKinds_data();
    void numbersOfManyKinds();
    void numbersTellTheUsersHandOnly();
    void numbersBeingTypedAreLeftAlone();
    void sectionOpensByKeys();
    void emptyFactsTakeNoRoom();
    void wheelTurnsOnlyWhatHasTheFocus();
};

void TestFields::numbersOfManyKinds_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("aboveZero");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<float>>("expected"); // Empty: nonsense.
    QTest::newRow("one") << 1 << false << QStringLiteral("-0.5") << QList<float>{-0.5f};
    QTest::newRow("three") << 3 << false << QStringLiteral("1, 2;3") << QList<float>{1, 2, 3};
    QTest::newRow("blanks") << 3 << false << QStringLiteral(" 1  2 3 ") << QList<float>{1, 2, 3};
    QTest::newRow("one for three") << 3 << false << QStringLiteral("0.25") << QList<float>{0.25f, 0.25f, 0.25f};
    QTest::newRow("two for three") << 3 << false << QStringLiteral("1 2") << QList<float>{};
    QTest::newRow("two for one") << 1 << false << QStringLiteral("1 2") << QList<float>{};
    QTest::newRow("nothing") << 1 << false << QString() << QList<float>{};
    QTest::newRow("word") << 3 << false << QStringLiteral("1, 2, x") << QList<float>{};
    QTest::newRow("endless") << 1 << false << QStringLiteral("inf") << QList<float>{};
    QTest::newRow("no number") << 1 << false << QStringLiteral("nan") << QList<float>{};
    QTest::newRow("zero") << 3 << true << QStringLiteral("1, 0, 1") << QList<float>{};
    QTest::newRow("above zero") << 1 << true << QStringLiteral("1e-3") << QList<float>{0.001f};
}

void TestFields::numbersOfManyKinds()
{
    QFETCH(int, count);
    QFETCH(bool, aboveZero);
    QFETCH(QString, text);
    QFETCH(QList<float>, expected);
    NumbersEdit edit(count);
    edit.setAboveZero(aboveZero);
    edit.setText(text);
    const auto numbers = edit.numbers();
    QCOMPARE(numbers.has_value(), !expected.isEmpty());
    if (numbers)
        QCOMPARE(QList<float>(numbers->begin(), numbers->end()), expected);
}

void TestFields::numbersTellTheUsersHandOnly()
{
    NumbersEdit edit(3);
    QSignalSpy edited(&edit, &NumbersEdit::numbersEdited);
    QSignalSpy nonsense(&edit, &NumbersEdit::nonsenseEdited);
    edit.setNumbers({0.485f, 0.456f, 0.406f});
    QCOMPARE(edit.text(), QStringLiteral("0.485, 0.456, 0.406"));
    QCOMPARE(edited.count(), 0);
    edit.selectAll();
    QTest::keyClicks(&edit, QStringLiteral("1 x"));
    QCOMPARE(edited.count(), 2); // "1" and "1 "
    QCOMPARE(nonsense.count(), 1);
}

void TestFields::numbersBeingTypedAreLeftAlone()
{
    NumbersEdit edit(3);
    const test::Host host(&edit, {200, 24});
    edit.setNumbers({1, 1, 1});
    edit.setFocus();
    edit.selectAll();
    QTest::keyClicks(&edit, QStringLiteral("2 3"));
    edit.setNumbers({2, 2, 2});
    QCOMPARE(edit.text(), QStringLiteral("2 3"));
    QTest::keyClicks(&edit, QStringLiteral(" 4"));
    edit.setNumbers({2, 3, 4});
    QCOMPARE(edit.text(), QStringLiteral("2 3 4"));
    edit.clearFocus();
    edit.setNumbers({5, 6, 7});
    QCOMPARE(edit.text(), QStringLiteral("5, 6, 7"));
}

void TestFields::sectionOpensByKeys()
{
    auto *content = new QLabel(QStringLiteral("inside"));
    Section section(QStringLiteral("More"), content);
    const test::Host host(&section, {200, 100});
    QSignalSpy opened(&section, &Section::opened);
    QVERIFY(!content->isVisible());
    QCOMPARE(section.heading()->accessibleDescription(), QStringLiteral("closed"));
    QTest::keyClick(section.heading(), Qt::Key_Space);
    QVERIFY(content->isVisible());
    QCOMPARE(opened.count(), 1);
    QCOMPARE(section.heading()->accessibleDescription(), QStringLiteral("open"));
    QTest::keyClick(section.heading(), Qt::Key_Space);
    QVERIFY(!content->isVisible());
    QCOMPARE(opened.count(), 1);
}

void TestFields::emptyFactsTakeNoRoom()
{
    FactList list;
    QLabel *first = list.addFact(QStringLiteral("First"), {});
    QLabel *second = list.addFact(QStringLiteral("Second"), {});
    const test::Host host(&list, {200, 100});
    QVERIFY(!first->isVisible());
    list.setFact(first, QStringLiteral("something"));
    QVERIFY(first->isVisible());
    const int one = list.sizeHint().height();
    list.setFact(second, QStringLiteral("more"));
    QVERIFY(list.sizeHint().height() > one);
    list.setFact(second, {});
    QCOMPARE(list.sizeHint().height(), one);
}

void TestFields::wheelTurnsOnlyWhatHasTheFocus()
{
    QWidget panel;
    auto *layout = new QVBoxLayout(&panel);
    auto *spin = new QSpinBox;
    auto *other = new QSpinBox;
    layout->addWidget(spin);
    layout->addWidget(other);
    guardAgainstWheel(spin);
    const test::Host host(&panel, {200, 100});
    const auto turn = [spin] {
        QWheelEvent event(QPointF(5, 5), spin->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(spin, &event);
    };
    other->setFocus();
    turn();
    QCOMPARE(spin->value(), 0);
    spin->setFocus();
    turn();
    QCOMPARE(spin->value(), 1);
}

QTEST_MAIN(TestFields)
#include "tst_fields.moc"
