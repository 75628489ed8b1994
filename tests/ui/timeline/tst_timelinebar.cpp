// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/timeline/samples.h"
#include "ui/actions.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timelinebar.h"
#include "ui/widgets/elidedlabel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>

using namespace sightglass;

namespace
{

struct Bar
{
    Bar()
    {
        bar.setClassNames(std::make_shared<const QStringList>(
            QStringList{QStringLiteral("person"), QStringLiteral("bus"), QStringLiteral("dog")}));
        bar.resize(900, 40);
        bar.show();
    }
    QLineEdit &field() { return *bar.findChild<QLineEdit *>(QStringLiteral("clipQuery")); }
    ElidedLabel &status() { return *bar.findChild<ElidedLabel *>(QStringLiteral("clipStatus")); }
    QComboBox &box(const char *name) { return *bar.findChild<QComboBox *>(QLatin1String(name)); }
    void type(const char *text)
    {
        field().clear();
        QTest::keyClicks(&field(), QLatin1String(text));
    }

    QWidget window;
    ActionSet actions{&window};
    TimelineBar bar{actions};
};

} // namespace

class TimelineBarTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(Appearance::Light); }
    void tellsTheQueryThatIsRight();
    void saysWhatIsWrong();
    void escClears();
    void enterGoesToTheNextMatch();
    void tellsHowMuchIsKnown();
    void offersTheClassesThatWereFound();
    void choicesBecomeWishes();
    void anotherModelReadsTheQueryAnew();
};

void TimelineBarTest::tellsTheQueryThatIsRight()
{
    Bar t;
    QSignalSpy spy(&t.bar, &TimelineBar::queryChanged);
    t.type("bus and person >= 3");
    QCOMPARE(t.bar.query().text(), QStringLiteral("bus and person >= 3"));
    QCOMPARE(spy.last().first().value<ClipQuery>().text(), QStringLiteral("bus and person >= 3"));
    QVERIFY(t.status().fullText().isEmpty()); // Not answered yet.
    TimelinePicture picture = test::pictureOf(100, 100, 1, 0);
    picture.query = QStringLiteral("bus and person >= 3");
    picture.spans = {{1, 2, 0.0, 0.0}, {5, 7, 0.0, 0.0}};
    t.bar.setPicture(picture);
    QVERIFY(t.status().fullText().contains(QLatin1Char('2')));
    QCOMPARE(t.status().tone(), TonedLabel::Tone::Quiet);
}

void TimelineBarTest::saysWhatIsWrong()
{
    Bar t;
    const QColor usual = t.field().palette().color(QPalette::Text);
    t.type("bus");
    QSignalSpy spy(&t.bar, &TimelineBar::queryChanged);
    t.type("persn");
    QCOMPARE(t.status().tone(), TonedLabel::Tone::Failure);
    QVERIFY2(t.status().fullText().contains(QLatin1String("persn")), qPrintable(t.status().fullText()));
    QVERIFY(t.field().toolTip().contains(t.status().fullText().left(10)));
    QCOMPARE(t.field().palette().color(QPalette::Text), Theme::signalColours(t.bar.palette()).failed);
    t.type("person");
    QCOMPARE(t.status().tone(), TonedLabel::Tone::Quiet);
    QCOMPARE(t.field().palette().color(QPalette::Text), usual);
    QCOMPARE(t.bar.query().text(), QStringLiteral("person"));
}

void TimelineBarTest::escClears()
{
    Bar t;
    t.type("person");
    QTest::keyClick(&t.field(), Qt::Key_Escape);
    QVERIFY(t.field().text().isEmpty());
    QVERIFY(t.bar.query().isEmpty());
}

void TimelineBarTest::enterGoesToTheNextMatch()
{
    Bar t;
    QSignalSpy next(&t.bar, &TimelineBar::nextRequested);
    QTest::keyClick(&t.field(), Qt::Key_Return);
    QCOMPARE(next.size(), 0);
    QVERIFY(t.bar.choice().event);
    t.type("person");
    QTest::keyClick(&t.field(), Qt::Key_Return);
    QCOMPARE(next.size(), 1);
    QVERIFY(!t.bar.choice().event);
    QCOMPARE(t.bar.choiceText(), QStringLiteral("person"));
}

void TimelineBarTest::tellsHowMuchIsKnown()
{
    Bar t;
    t.bar.setPicture(test::pictureOf(100, 40, 1, 0));
    QVERIFY(t.status().fullText().contains(QLatin1String("40 of 100")));
    t.bar.setPicture(test::pictureOf(100, 100, 1, 0));
    QVERIFY(!t.status().fullText().contains(QLatin1String("of")));
    TimelinePicture picture = test::pictureOf(100, 100, 1, 0);
    picture.suppressing = 0.42;
    t.bar.setPicture(picture);
    QVERIFY(t.status().fullText().contains(QLatin1String("42 %")));
    t.bar.setPicture({});
    QVERIFY(t.status().fullText().isEmpty());
}

void TimelineBarTest::offersTheClassesThatWereFound()
{
    Bar t;
    QComboBox &box = t.box("clipClass");
    QCOMPARE(box.count(), 1);
    t.bar.setPicture(test::pictureOf(100, 40, 1, 0));
    QCOMPARE(box.count(), 3);
    QCOMPARE(box.itemText(1), QStringLiteral("person"));
    QCOMPARE(box.itemText(2), QStringLiteral("bus"));
    box.setCurrentIndex(2);
    // Others are found; the choice stays.
    TimelinePicture picture = test::pictureOf(100, 40, 1, 0);
    picture.columns.classes = {1, 2};
    t.bar.setPicture(picture);
    QCOMPARE(box.count(), 3);
    QCOMPARE(box.currentText(), QStringLiteral("bus"));
    // A moment without any does not take it away.
    t.bar.setPicture({});
    QCOMPARE(box.currentText(), QStringLiteral("bus"));
}

void TimelineBarTest::choicesBecomeWishes()
{
    Bar t;
    t.bar.setPicture(test::pictureOf(100, 40, 1, 0));
    QSignalSpy spy(&t.bar, &TimelineBar::choiceChanged);
    QVERIFY(t.bar.choice().wish() == (EventWish{ClipEvent::Detection, {}}));
    t.box("clipEvent").setCurrentIndex(3);
    QCOMPARE(spy.size(), 1);
    t.box("clipClass").setCurrentIndex(1);
    QCOMPARE(spy.size(), 2);
    QVERIFY(t.bar.choice().wish() == (EventWish{ClipEvent::Gap, 0}));
    QVERIFY(t.bar.choiceText().contains(QLatin1String("person")));
    t.box("clipEvent").setCurrentIndex(4);
    QVERIFY(!t.bar.choice().wish());
    QVERIFY(!t.box("clipClass").isEnabled());
    t.bar.setChoice({ClipEvent::NearMiss, {}});
    QVERIFY(t.bar.choice().wish() == (EventWish{ClipEvent::NearMiss, {}}));
    QCOMPARE(spy.size(), 4);
}

void TimelineBarTest::anotherModelReadsTheQueryAnew()
{
    Bar t;
    t.type("dog");
    QCOMPARE(t.status().tone(), TonedLabel::Tone::Quiet);
    t.bar.setClassNames(std::make_shared<const QStringList>(QStringList{QStringLiteral("ship")}));
    QCOMPARE(t.status().tone(), TonedLabel::Tone::Failure);
    QSignalSpy spy(&t.bar, &TimelineBar::queryChanged);
    t.bar.setClassNames(std::make_shared<const QStringList>(QStringList{QStringLiteral("cat"), QStringLiteral("dog")}));
    QCOMPARE(t.status().tone(), TonedLabel::Tone::Quiet);
    QCOMPARE(spy.size(), 1);
}

QTEST_MAIN(TimelineBarTest)
#include "tst_timelinebar.moc"
