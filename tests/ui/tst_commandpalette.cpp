// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/actions.h"
#include "ui/commandpalette.h"

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>

using namespace sightglass;

namespace
{

struct Fixture
{
    Fixture()
    {
        palette = new CommandPalette(actions, &window);
        palette->open();
    }
    QListWidget *list() const { return palette->findChild<QListWidget *>(); }
    QLineEdit *field() const { return palette->findChild<QLineEdit *>(); }
    QString first() const { return list()->count() ? list()->item(0)->text() : QString(); }

    QWidget window;
    test::Host host{&window, {900, 600}};
    ActionSet actions{&window};
    CommandPalette *palette = nullptr;
};

} // namespace

class CommandPaletteTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void lettersFindWords()
    {
        QVERIFY(fuzzyScore(QStringLiteral("zo"), QStringLiteral("Zoom out")) > 0);
        QVERIFY(fuzzyScore(QStringLiteral("oz"), QStringLiteral("Zoom out")) == -1);
        QVERIFY(fuzzyScore({}, QStringLiteral("Zoom out")) == 0);
        // Beginnings of words before letters in their middle.
        QVERIFY(fuzzyScore(QStringLiteral("fs"), QStringLiteral("Full screen")) >
                fuzzyScore(QStringLiteral("fs"), QStringLiteral("Offset")));
    }

    void listsAllThatCanBeDone()
    {
        const Fixture f;
        // All but itself.
        QCOMPARE(f.list()->count(), actionTable().size() - 1);
    }

    void findsByAFewLetters_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("found");
        QTest::newRow("beginnings") << QStringLiteral("fulls") << QStringLiteral("View: Full screen");
        QTest::newRow("the name") << QStringLiteral("screenshot") << QStringLiteral("File: Save screenshot");
        QTest::newRow("parts") << QStringLiteral("prev fr") << QStringLiteral("Playback: Previous frame");
        QTest::newRow("the name alone") << QStringLiteral("step") << QStringLiteral("Playback: Next frame");
        QTest::newRow("upper case") << QStringLiteral("EVERY") << QStringLiteral("Playback: Every frame");
    }

    void findsByAFewLetters()
    {
        QFETCH(QString, typed);
        QFETCH(QString, found);
        const Fixture f;
        f.field()->setText(typed);
        QCOMPARE(f.first(), found);
    }

    void enterDoesIt()
    {
        Fixture f;
        QSignalSpy triggered(f.actions[ActionId::FullScreen], &QAction::triggered);
        QTest::keyClicks(f.field(), QStringLiteral("full screen"));
        QTest::keyClick(f.field(), Qt::Key_Down);
        QTest::keyClick(f.field(), Qt::Key_Up);
        QTest::keyClick(f.field(), Qt::Key_Return);
        QCOMPARE(triggered.size(), 1);
        QVERIFY(!f.palette->isVisible());
    }

    void whatCannotBeDoneNowIsNotDone()
    {
        Fixture f;
        f.actions[ActionId::Export]->setEnabled(false);
        QSignalSpy triggered(f.actions[ActionId::Export], &QAction::triggered);
        f.field()->setText(QStringLiteral("export annotated"));
        QTest::keyClick(f.field(), Qt::Key_Return);
        QCOMPARE(triggered.size(), 0);
        QVERIFY(f.palette->isVisible());
        f.field()->setText(QStringLiteral("zzzz"));
        QCOMPARE(f.list()->count(), 0);
        QTest::keyClick(f.field(), Qt::Key_Down);
        QTest::keyClick(f.field(), Qt::Key_Return);
        QVERIFY(f.palette->isVisible());
    }
};

QTEST_MAIN(CommandPaletteTest)
#include "tst_commandpalette.moc"
