// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choicefield.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"

#include <QComboBox>
#include <QListView>
#include <QSignalSpy>
#include <QStringListModel>

using namespace sightglass;

class TestLabels : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { Theme::apply(Appearance::Light); }
    void givesWayWithAnEllipsis();
    void tonesAreReadable_data();
    void tonesAreReadable();
    void toneFollowsThePalette();
    void choiceOnlyWhereThereIsOne();
    void choiceTellsTheUsersHandOnly();
    void emptyTextComesAndGoes();
};

void TestLabels::givesWayWithAnEllipsis()
{
    ElidedLabel label;
    const QString text = QStringLiteral("a rather long name of a file");
    label.setText(text);
    test::Host host(&label, {600, 20});
    QCOMPARE(label.text(), text);
    QVERIFY(label.toolTip().isEmpty());
    host.resize({80, 20});
    QVERIFY(label.text().endsWith(QStringLiteral("…")));
    QVERIFY(label.fontMetrics().horizontalAdvance(label.text()) <= 80);
    QCOMPARE(label.toolTip(), text);
    QVERIFY(label.minimumSizeHint().width() < 40);
    QCOMPARE(label.fullText(), text);
}

void TestLabels::tonesAreReadable_data()
{
    QTest::addColumn<TonedLabel::Tone>("tone");
    QTest::newRow("normal") << TonedLabel::Tone::Normal;
    QTest::newRow("quiet") << TonedLabel::Tone::Quiet;
    QTest::newRow("attention") << TonedLabel::Tone::Attention;
    QTest::newRow("failure") << TonedLabel::Tone::Failure;
}

void TestLabels::tonesAreReadable()
{
    QFETCH(TonedLabel::Tone, tone);
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        Theme::apply(appearance);
        const TonedLabel label(tone, QStringLiteral("text"));
        const QPalette palette = label.palette();
        const QColor text = palette.color(label.foregroundRole());
        QVERIFY(contrastRatio(text, palette.color(QPalette::Window)) >= 4.5);
        QVERIFY(contrastRatio(text, palette.color(QPalette::Base)) >= 4.5);
    }
}

void TestLabels::toneFollowsThePalette()
{
    Theme::apply(Appearance::Light);
    QWidget parent;
    const test::Host host(&parent, {100, 40});
    TonedLabel label(TonedLabel::Tone::Attention, QStringLiteral("late"), &parent);
    const auto colour = [&] { return label.palette().color(label.foregroundRole()); };
    QCOMPARE(colour(), Theme::signalColours(parent.palette()).late);
    const QColor light = colour();
    Theme::apply(Appearance::Dark);
    QTRY_VERIFY(colour() != light);
    QCOMPARE(colour(), Theme::signalColours(parent.palette()).late);
    label.setTone(TonedLabel::Tone::Normal);
    QCOMPARE(colour(), parent.palette().color(QPalette::WindowText));
}

void TestLabels::choiceOnlyWhereThereIsOne()
{
    ChoiceField field;
    field.setChoices({{QStringLiteral("CPU"), QStringLiteral("cpu")}}, QStringLiteral("cpu"));
    QVERIFY(!field.isChoice());
    QVERIFY(field.comboBox()->isHidden());
    QCOMPARE(field.value().toString(), QStringLiteral("cpu"));
    field.setChoices({{QStringLiteral("CPU"), QStringLiteral("cpu")}, {QStringLiteral("GPU"), QStringLiteral("gpu")}},
                     QStringLiteral("gpu"));
    QVERIFY(field.isChoice());
    QVERIFY(!field.comboBox()->isHidden());
    QCOMPARE(field.value().toString(), QStringLiteral("gpu"));
}

void TestLabels::choiceTellsTheUsersHandOnly()
{
    ChoiceField field;
    QSignalSpy chosen(&field, &ChoiceField::chosen);
    field.setChoices({{QStringLiteral("1"), 1}, {QStringLiteral("2"), 2}}, 1);
    QCOMPARE(chosen.count(), 0);
    QTest::keyClick(field.comboBox(), Qt::Key_Down);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toInt(), 2);
}

void TestLabels::emptyTextComesAndGoes()
{
    QListView view;
    QStringListModel model;
    view.setModel(&model);
    setEmptyText(&view, QStringLiteral("Nothing here"));
    const auto *label = view.viewport()->findChild<QLabel *>();
    QVERIFY(!label->isHidden());
    model.setStringList({QStringLiteral("one")});
    QVERIFY(label->isHidden());
    model.removeRows(0, 1);
    QVERIFY(!label->isHidden());
}

QTEST_MAIN(TestLabels)
#include "tst_labels.moc"
