// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/detectionspanel.h"
#include "ui/dockset.h"
#include "ui/preferencesdialog.h"
#include "ui/video/videoview.h"
#include "ui/widgets/numberfield.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QTableView>

using namespace sightglass;
using test::WindowFixture;

namespace
{

struct Fixture
{
    Fixture()
    {
        window.openPaused();
        window.trigger("preferences");
        dialog = window.window().findChild<PreferencesDialog *>();
    }
    template <typename Field>
    Field *field(const char *name)
    {
        return dialog->findChild<Field *>(QLatin1String(name));
    }
    const OverlayStyle &style() { return window.window().settings().tuning.style; }

    WindowFixture window;
    PreferencesDialog *dialog = nullptr;
};

} // namespace

/// What the dialog changes, in the real window.
class PreferencesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void boxesChangeAtOnce()
    {
        Fixture f;
        const QImage before = f.window.window().view().grab().toImage();
        const int thin = f.window.pixelsOf(0);
        f.field<NumberField>("lineWidth")->setValue(8.0);
        QVERIFY(f.window.pixelsOf(0) > thin);
        f.field<NumberField>("fill")->setValue(50.0);
        f.field<NumberField>("fontSize")->setValue(20.0);
        QCOMPARE(f.style().lineWidth, 8.0);
        QCOMPARE(f.style().fill, 0.5);
        QCOMPARE(f.style().fontSize, 20.0);
        for (auto *button : f.dialog->findChildren<QPushButton *>()) {
            if (button->text() == QLatin1String("&Defaults"))
                button->click();
        }
        QCOMPARE(f.style(), OverlayStyle());
        QCOMPARE(f.window.window().view().grab().toImage(), before);
    }

    void whatTheDialogHasNoFieldForStays()
    {
        Fixture f;
        f.window.trigger("show-labels");
        f.field<NumberField>("lineWidth")->setValue(3.0);
        QVERIFY(!f.style().labels);
        QCOMPARE(f.style().lineWidth, 3.0);
    }

    void escapeClosesItOnceTheNumberIsBack()
    {
        Fixture f;
        auto *field = f.field<NumberField>("lineWidth");
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("7"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(f.dialog->isVisible());
        QCOMPARE(f.style().lineWidth, OverlayStyle().lineWidth);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!f.dialog->isVisible());
    }

    void aFontOfItsOwn()
    {
        Fixture f;
        QVERIFY(f.style().fontFamily.isEmpty());
        f.field<QCheckBox>("ownFont")->setChecked(true);
        QVERIFY(!f.style().fontFamily.isEmpty());
        f.field<QCheckBox>("ownFont")->setChecked(false);
        QVERIFY(f.style().fontFamily.isEmpty());
    }

    void themeAndUnits()
    {
        Fixture f;
        auto *theme = f.field<QComboBox>("appearance");
        theme->setCurrentIndex(2);
        Q_EMIT theme->activated(2);
        QVERIFY(Theme::isDark(QApplication::palette()));
        QVERIFY(f.window.window().actions()[ActionId::AppearanceDark]->isChecked());
        Q_EMIT theme->activated(1);
        QVERIFY(!Theme::isDark(QApplication::palette()));

        const auto *table = f.window.window().docks().detections->findChild<QTableView *>();
        const auto x = [table] { return table->model()->index(0, 2).data().toString(); };
        const auto heading = [table] { return table->model()->headerData(2, Qt::Horizontal).toString(); };
        const double pixels = x().toDouble();
        QCOMPARE(heading(), QStringLiteral("x px"));
        Q_EMIT f.field<QComboBox>("units")->activated(1);
        QCOMPARE(heading(), QStringLiteral("x %"));
        QVERIFY(std::abs(x().toDouble() - 100.0 * pixels / 640.0) <= 0.1);
        // What is copied stays in pixels.
        const QString csv = f.window.window().docks().detections->toCsv();
        QVERIFY2(csv.section(QLatin1Char('\n'), 1, 1).contains(QStringLiteral(",%1.0,").arg(pixels)), qPrintable(csv));
    }

    void whatDecodes()
    {
        Fixture f;
        QCOMPARE(decoderChoice(), DecoderChoice::Automatic);
        auto *decoder = f.field<QComboBox>("decoder");
        QCOMPARE(decoder->currentIndex(), 0);
        Q_EMIT decoder->activated(1);
        QCOMPARE(decoderChoice(), DecoderChoice::Software);
        f.dialog->close();
        f.window.restart();
        QVERIFY(f.window.window().settings().source.decoder == DecoderChoice::Software);
        QCOMPARE(decoderChoice(), DecoderChoice::Software);
    }

    void allIsKept()
    {
        Fixture f;
        f.field<NumberField>("fill")->setValue(30.0);
        Q_EMIT f.field<QComboBox>("units")->activated(1);
        f.dialog->close();
        f.window.restart();
        QCOMPARE(f.style().fill, 0.3);
        QVERIFY(f.window.window().settings().window.units == BoxUnits::Percent);
    }
};

QTEST_MAIN(PreferencesTest)
#include "tst_preferences.moc"
