// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/actions.h"

#include <QAction>
#include <QSet>
#include <QWidget>

using namespace sightglass;

class ActionsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void noKeyMeansTwoThings();
    void everyActionIsComplete();
    void keysAreThoseOfMpv_data();
    void keysAreThoseOfMpv();
    void actionsCarryTheTable();
};

void ActionsTest::noKeyMeansTwoThings()
{
    QHash<QString, QString> owners;
    for (const ActionInfo &info : actionTable()) {
        for (const QKeySequence &key : info.shortcuts) {
            const QString text = key.toString(QKeySequence::PortableText);
            QVERIFY2(!text.isEmpty(), info.name);
            QVERIFY2(
                !owners.contains(text),
                qPrintable(QStringLiteral("%1: %2 and %3").arg(text, owners.value(text), QLatin1String(info.name))));
            owners.insert(text, QLatin1String(info.name));
        }
    }
}

void ActionsTest::everyActionIsComplete()
{
    QWidget window;
    const ActionSet actions(&window);
    QSet<QLatin1String> names;
    for (const ActionInfo &info : actionTable()) {
        QVERIFY2(!info.text.isEmpty(), info.name);
        QVERIFY2(info.help.endsWith(QLatin1Char('.')), info.name);
        QVERIFY2(!actions[info.id]->icon().isNull(), info.name);
        QVERIFY2(!actions[info.id]->icon().pixmap(16, 16).isNull(), info.name);
        QVERIFY2(!names.contains(QLatin1String(info.name)), info.name);
        names.insert(QLatin1String(info.name));
    }
}

void ActionsTest::keysAreThoseOfMpv_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("key");
    const auto row = [](const char *name, const char *key) {
        QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(name), QLatin1String(key))))
            << QString(QLatin1String(name)) << QString(QLatin1String(key));
    };
    row("play-pause", "Space");
    row("play-pause", "P");
    row("skip-forward", "Right");
    row("skip-back", "Left");
    row("jump-forward", "Up");
    row("jump-back", "Down");
    row("step-forward", ".");
    row("step-back", ",");
    row("slower", "[");
    row("faster", "]");
    row("normal-speed", "Backspace");
    row("loop", "Shift+L");
    row("screenshot", "S");
    row("statistics-overlay", "I");
    row("full-screen", "F");
    row("quit", "Q");
}

void ActionsTest::keysAreThoseOfMpv()
{
    QFETCH(QString, name);
    QFETCH(QString, key);
    for (const ActionInfo &info : actionTable()) {
        if (name == QLatin1String(info.name)) {
            QVERIFY(info.shortcuts.contains(QKeySequence(key, QKeySequence::PortableText)));
            return;
        }
    }
    QFAIL("no such action");
}

void ActionsTest::actionsCarryTheTable()
{
    QWidget window;
    const ActionSet actions(&window);
    QCOMPARE(window.actions().size(), actionTable().size());
    for (const ActionInfo &info : actionTable()) {
        QCOMPARE(actions[info.id]->text(), info.text);
        QCOMPARE(actions[info.id]->shortcuts(), info.shortcuts);
        QCOMPARE(actions[info.id]->isCheckable(), info.checkable);
        QCOMPARE(actions[info.id]->isIconVisibleInMenu(), !info.checkable);
    }
}

QTEST_MAIN(ActionsTest)
#include "tst_actions.moc"
