// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/docks/tuningpanel.h"
#include "ui/dockset.h"
#include "ui/presets.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

using namespace sightglass;
using test::WindowFixture;

namespace
{

struct Fixture
{
    Fixture()
    {
        window.open();
        QTRY_VERIFY(window.isOnDisplay(2));
    }
    Presets *presets() { return window.window().findChild<Presets *>(); }
    QStringList listed()
    {
        QStringList texts;
        QMenu *menu = window.window().docks().tuning->presets();
        Q_EMIT menu->aboutToShow();
        for (const QAction *action : menu->actions()) {
            if (action->isSeparator())
                break;
            texts.append(action->text());
        }
        return texts;
    }
    Thresholds tuned() { return window.pipeline().lane().thresholds(); }
    static Thresholds strict()
    {
        Thresholds thresholds;
        thresholds.confidence = 0.8f;
        thresholds.iou = 0.3f;
        thresholds.maxDetections = 7;
        thresholds.classAgnostic = true;
        thresholds.classes[1] = {false, 0.9f};
        return thresholds;
    }

    WindowFixture window;
};

} // namespace

/// Tunings under names, in the real window.
class PresetsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void bringBackWhatWasSaved()
    {
        Fixture f;
        const Thresholds before = f.tuned();
        f.window.window().setThresholds(Fixture::strict());
        f.presets()->save(QStringLiteral("  strict   one "));
        QCOMPARE(f.listed(), QStringList{QStringLiteral("strict one")});
        f.window.window().setThresholds(before);
        f.presets()->use(QStringLiteral("strict one"));
        QVERIFY(f.tuned() == Fixture::strict());
        f.window.trigger("undo");
        QVERIFY(f.tuned() == before);
        f.presets()->use(QStringLiteral("none of this name"));
        QVERIFY(f.tuned() == before);
    }

    void areKeptUntilTheyAreRemoved()
    {
        Fixture f;
        f.window.window().setThresholds(Fixture::strict());
        f.presets()->save(QStringLiteral("a & b"));
        f.window.restart();
        f.window.open();
        QTRY_VERIFY(f.window.isOnDisplay(1));
        f.window.window().setThresholds({});
        QCOMPARE(f.listed(), QStringList{QStringLiteral("a && b")});
        f.presets()->use(QStringLiteral("a & b"));
        QVERIFY(f.tuned() == Fixture::strict());
        f.presets()->remove(QStringLiteral("a & b"));
        QCOMPARE(f.listed(), QStringList{QStringLiteral("No preset is saved yet")});
    }

    void theirNameIsAskedFor()
    {
        Fixture f;
        f.listed();
        QMenu *menu = f.window.window().docks().tuning->presets();
        for (QAction *action : menu->actions()) {
            if (action->text().startsWith(QLatin1String("&Save")))
                action->trigger();
        }
        auto *dialog = f.window.window().findChild<QInputDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->setTextValue(QStringLiteral("mine"));
        dialog->accept();
        QCOMPARE(f.listed(), QStringList{QStringLiteral("mine")});
    }
};

QTEST_MAIN(PresetsTest)
#include "tst_presets.moc"
