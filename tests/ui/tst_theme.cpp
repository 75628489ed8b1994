// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"
#include "tests/support/testcase.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QIcon>
#include <QPainter>
#include <QPalette>

using namespace sightglass;

namespace
{

constexpr double readable = 4.5; ///< WCAG 2, level AA, for text.
constexpr double visible = 3.0;  ///< WCAG 2.1, for the parts of controls that say what they are.

} // namespace

/// Contrasts of both looks, by number.
class ThemeTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    /// A button may be painted before it has room.
    void iconsOfNoSizeAreNoPictures()
    {
        const QIcon icon = lineIcon(QStringLiteral("open"));
        QVERIFY(!icon.pixmap(QSize(16, 16)).isNull());
        QVERIFY(icon.pixmap(QSize(0, 16)).isNull());
        QImage canvas(16, 16, QImage::Format_ARGB32);
        canvas.fill(Qt::transparent);
        QPainter painter(&canvas);
        icon.paint(&painter, QRect(4, 4, 8, 0));
    }

    void textIsReadable_data()
    {
        QTest::addColumn<Appearance>("appearance");
        QTest::newRow("light") << Appearance::Light;
        QTest::newRow("dark") << Appearance::Dark;
    }

    void textIsReadable()
    {
        QFETCH(Appearance, appearance);
        Theme::apply(appearance);
        const QPalette palette = QApplication::palette();
        QCOMPARE(Theme::isDark(palette), appearance == Appearance::Dark);
        using Role = QPalette::ColorRole;
        const std::pair<Role, Role> texts[] = {{QPalette::WindowText, QPalette::Window},
                                               {QPalette::WindowText, QPalette::Base},
                                               {QPalette::Text, QPalette::Base},
                                               {QPalette::Text, QPalette::AlternateBase},
                                               {QPalette::Text, QPalette::Window},
                                               {QPalette::ButtonText, QPalette::Button},
                                               {QPalette::ButtonText, QPalette::Window},
                                               {QPalette::PlaceholderText, QPalette::Base},
                                               {QPalette::PlaceholderText, QPalette::Window},
                                               {QPalette::PlaceholderText, QPalette::AlternateBase},
                                               {QPalette::PlaceholderText, QPalette::Button},
                                               {QPalette::HighlightedText, QPalette::Highlight},
                                               {QPalette::ToolTipText, QPalette::ToolTipBase},
                                               {QPalette::ToolTipText, QPalette::Base},
                                               {QPalette::Link, QPalette::Base},
                                               {QPalette::Link, QPalette::Window}};
        for (const auto &[text, surface] : texts)
            check(palette.color(text), palette.color(surface), readable);
        for (const QPalette::ColorRole surface : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
            const SignalColours colours = Theme::signalColours(palette);
            for (const QColor &colour : {colours.accent, colours.late, colours.failed, colours.live})
                check(colour, palette.color(surface), readable);
        }
        // What is chosen stands out from what is not.
        check(palette.color(QPalette::Highlight), palette.color(QPalette::Base), visible);
    }

private:
    static void check(const QColor &colour, const QColor &surface, double least)
    {
        const double ratio = contrastRatio(colour, surface);
        QVERIFY2(
            ratio >= least,
            qPrintable(
                QStringLiteral("%1 on %2: %3").arg(colour.name(), surface.name(), QString::number(ratio, 'f', 2))));
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
