// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/actions.h"
#include "ui/shortcutsdialog.h"

#include <QAction>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace sightglass;

namespace
{

QKeySequence key(const char *text)
{
    return QKeySequence(QLatin1String(text), QKeySequence::PortableText);
}

struct Fixture
{
    QTreeWidgetItem *item(ActionId id)
    {
        auto *tree = dialog.findChild<QTreeWidget *>();
        const auto found = tree->findItems(ActionSet::title(actionInfo(id)), Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? nullptr : found.first();
    }
    void choose(ActionId id) { dialog.findChild<QTreeWidget *>()->setCurrentItem(item(id)); }
    void type(const char *text) { dialog.findChild<QKeySequenceEdit *>()->setKeySequence(key(text)); }
    QPushButton *button(const QString &text)
    {
        for (auto *button : dialog.findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
    void press(const QString &text) { button(text)->click(); }
    bool says(const QString &words)
    {
        for (const auto *label : dialog.findChildren<QLabel *>()) {
            if (label->text().contains(words))
                return true;
        }
        return false;
    }
    QList<QKeySequence> keys(ActionId id) { return actions[id]->shortcuts(); }

    QWidget window;
    ActionSet actions{&window};
    ShortcutsDialog dialog{actions};
};

} // namespace

/// Other keys for actions: the set of actions and the dialog over it.
class ShortcutsDialogTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void listsEveryAction()
    {
        Fixture f;
        for (const ActionInfo &info : actionTable())
            QVERIFY2(f.item(info.id), info.name);
    }

    void givesAnActionAnotherKey()
    {
        Fixture f;
        QSignalSpy changed(&f.actions, &ActionSet::keysChanged);
        QVERIFY(!f.button(QStringLiteral("&Replace"))->isEnabled());
        f.choose(ActionId::Screenshot);
        f.type("Ctrl+Alt+S");
        f.press(QStringLiteral("&Replace"));
        QCOMPARE(f.keys(ActionId::Screenshot), QList<QKeySequence>{key("Ctrl+Alt+S")});
        QCOMPARE(changed.size(), 1);
        QVERIFY(f.item(ActionId::Screenshot)->text(1).contains(QLatin1String("Alt")));
        QVERIFY(f.actions[ActionId::Screenshot]->toolTip().contains(QLatin1String("Alt")));
        f.type("F7");
        f.press(QStringLiteral("&Add"));
        QCOMPARE(f.keys(ActionId::Screenshot), (QList<QKeySequence>{key("Ctrl+Alt+S"), key("F7")}));
        f.press(QStringLiteral("&Default"));
        QCOMPARE(f.keys(ActionId::Screenshot), QList<QKeySequence>{key("S")});
    }

    void tellsWhoseKeyItIs()
    {
        Fixture f;
        f.choose(ActionId::Screenshot);
        f.type("P");
        QVERIFY(f.says(QStringLiteral("“Play”")));
        f.press(QStringLiteral("&Replace"));
        QCOMPARE(f.keys(ActionId::Screenshot), QList<QKeySequence>{key("P")});
        QCOMPARE(f.keys(ActionId::PlayPause), QList<QKeySequence>{key("Space")});
        f.press(QStringLiteral("All to their defaults"));
        QCOMPARE(f.keys(ActionId::PlayPause), actionInfo(ActionId::PlayPause).shortcuts);
        QVERIFY(f.actions.ownKeys().isEmpty());
    }

    void anEmptyFieldTakesKeysAway()
    {
        Fixture f;
        f.choose(ActionId::Quit);
        QVERIFY(!f.button(QStringLiteral("&Add"))->isEnabled());
        f.press(QStringLiteral("&Replace"));
        QVERIFY(f.keys(ActionId::Quit).isEmpty());
        ActionSet others(&f.window);
        others.setOwnKeys(f.actions.ownKeys());
        QVERIFY(others[ActionId::Quit]->shortcuts().isEmpty());
    }

    void ownKeysComeBack()
    {
        Fixture f;
        f.actions.setKeys(ActionId::Screenshot, {key("Q"), key("Ctrl+Shift+X")});
        QWidget window;
        ActionSet others(&window);
        others.setOwnKeys(f.actions.ownKeys());
        for (const ActionInfo &info : actionTable())
            QCOMPARE(others[info.id]->shortcuts(), f.actions[info.id]->shortcuts());
    }

    void nonsenseInSettingsIsLeftOut()
    {
        QWidget window;
        ActionSet actions(&window);
        actions.setOwnKeys({{QStringLiteral("no-such-action"), {QStringLiteral("F2")}},
                            {QStringLiteral("quit"), {QStringLiteral("Hyper+???")}},
                            {QStringLiteral("loop"), {QStringLiteral("S")}},
                            {QStringLiteral("screenshot"), {QStringLiteral("S")}}});
        QCOMPARE(actions[ActionId::Quit]->shortcuts(), actionInfo(ActionId::Quit).shortcuts);
        // Of two that want the same, one has it.
        const bool loopHas = actions[ActionId::Loop]->shortcuts().contains(key("S"));
        const bool screenshotHas = actions[ActionId::Screenshot]->shortcuts().contains(key("S"));
        QVERIFY(loopHas != screenshotHas);
    }
};

QTEST_MAIN(ShortcutsDialogTest)
#include "tst_shortcutsdialog.moc"
