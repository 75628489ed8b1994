// SPDX-License-Identifier: Apache-2.0
// Names that come from outside, wherever the window shows them.
#include "core/values/visibletext.h"
#include "tests/support/testcase.h"
#include "tests/ui/modelfixture.h"
#include "ui/docks/messagespanel.h"
#include "ui/widgets/outsidetext.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QTextDocument>

using namespace sightglass;
using test::ModelFixture;
using test::SyntheticScript;

namespace
{

/// Text that a person should see to the letter, and nothing else.
bool isVisible(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar character) {
        return character != QLatin1Char('\n') && isInvisibleControl(character.unicode());
    });
}

/// All that a window shows in labels, buttons, menus, tables, tooltips and its title, with what is wrong with it.
class Crawler
{
public:
    void look(MainWindow &window)
    {
        take(window.windowTitle(), false);
        for (const QAction *action : window.findChildren<QAction *>()) {
            take(action->text(), false);
            take(action->toolTip(), true);
        }
        for (QMenu *menu : window.findChildren<QMenu *>()) {
            Q_EMIT menu->aboutToShow();
            for (const QAction *action : menu->actions()) {
                take(action->text(), false);
                take(action->toolTip(), true);
            }
        }
        for (const QWidget *widget : window.findChildren<QWidget *>()) {
            take(widget->toolTip(), true);
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                take(label->text(), label->textFormat() != Qt::PlainText);
            if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                take(button->text(), false);
            if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && view->model())
                lookAt(*view->model(), {});
        }
    }

    QStringList wrong;
    int mentions = 0; ///< How often the names were seen.

private:
    void lookAt(const QAbstractItemModel &model, const QModelIndex &parent)
    {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            for (int column = 0; column < model.columnCount(parent); ++column) {
                const QModelIndex index = model.index(row, column, parent);
                take(index.data().toString(), false);
                take(index.data(Qt::ToolTipRole).toString(), true);
                lookAt(model, index);
            }
        }
    }
    void take(const QString &text, bool mayBeRich)
    {
        mentions += text.contains(QStringLiteral("hostile")) ? 1 : 0;
        const bool escaped = text.startsWith(QStringLiteral("<p style='white-space:pre-wrap'>"));
        const QString inner = escaped ? text.mid(32).chopped(4) : text;
        const bool interpreted = mayBeRich && Qt::mightBeRichText(text) && inner.contains(QLatin1Char('<'));
        if (!isVisible(text) || (interpreted && text.contains(QStringLiteral("hostile"))))
            wrong.append(text);
    }
};

} // namespace

class MainWindowNamesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areShownToTheLetter_data();
    void areShownToTheLetter();
    void failuresAreShownToTheLetter();
    void percentSignsStay_data();
    void percentSignsStay();
    void tooltipsAndMenus();
};

void MainWindowNamesTest::areShownToTheLetter_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("escape") << QStringLiteral("hostile\x1b[31m\x07");
    QTest::newRow("override") << QStringLiteral("hostile\u202e4pm");
    QTest::newRow("line end") << QStringLiteral("hostile\nError: all is lost");
    QTest::newRow("tags") << QStringLiteral("<b>hostile<br>");
    QTest::newRow("picture") << QStringLiteral("<img src='x.svg'>hostile");
    QTest::newRow("separator") << QStringLiteral("hostile\u2028\u2066x");
}

void MainWindowNamesTest::areShownToTheLetter()
{
    QFETCH(QString, name);
    ModelFixture fixture;
    ModelOverrides said;
    said.name = name;
    said.classNames = QStringList{name, name + QLatin1Char('2'), QStringLiteral("plain")};
    QVERIFY(writeSidecar(fixture.location, said));
    fixture.window.window().openModel(fixture.request);
    fixture.window.window().openSource({SourceKind::VideoFile, name + QStringLiteral(".mp4")});
    QTRY_VERIFY(fixture.window.isOnDisplay(2));
    fixture.window.window().docks().messages->addError({name, name, name});
    Crawler crawler;
    crawler.look(fixture.window.window());
    QVERIFY2(crawler.wrong.isEmpty(), qPrintable(crawler.wrong.join(QStringLiteral("\n---\n"))));
    // Title, status line, model panel and button, recent sources, classes, detections, messages at the least.
    QVERIFY2(crawler.mentions > 10, qPrintable(QString::number(crawler.mentions)));
}

void MainWindowNamesTest::failuresAreShownToTheLetter()
{
    test::WindowFixture fixture(SyntheticScript{.failInOpen = true});
    fixture.window().openSource({SourceKind::VideoFile, QStringLiteral("<i>hostile\x1b.mp4")});
    QTRY_COMPARE(fixture.pipeline().lane().sourceState().phase, SourceState::Phase::Failed);
    ModelRequest request;
    request.location = QStringLiteral("<u>hostile\u202e.onnx");
    fixture.model().failLoad = true;
    fixture.window().openModel(request);
    QTRY_VERIFY(!fixture.pipeline().model().isLoading());
    Crawler crawler;
    crawler.look(fixture.window());
    QVERIFY2(crawler.wrong.isEmpty(), qPrintable(crawler.wrong.join(QStringLiteral("\n---\n"))));
    // In the title and in the panel at the least.
    QVERIFY2(crawler.mentions >= 2, qPrintable(QString::number(crawler.mentions)));
}

void MainWindowNamesTest::percentSignsStay_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"%03d.mp4", "%1 %2.mp4", "%L1%n.mp4", "100%.mp4", "[*] %%.mp4"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void MainWindowNamesTest::percentSignsStay()
{
    QFETCH(QString, name);
    test::WindowFixture fixture;
    fixture.window().openSource({SourceKind::VideoFile, name});
    QTRY_VERIFY(!fixture.pipeline().lane().presentation().isNull());
    QString shown = fixture.window().windowTitle();
    // Qt shows "[*][*]" as "[*]".
    shown.replace(QStringLiteral("[*][*]"), QStringLiteral("[*]"));
    QCOMPARE(shown, name + QStringLiteral(" – Sightglass"));
    QCOMPARE(fixture.window().settings().source.recent.first().location, name);
}

void MainWindowNamesTest::tooltipsAndMenus()
{
    QCOMPARE(toolTipText(QStringLiteral("a & b\nc")), QStringLiteral("a & b\nc"));
    QTextDocument seen;
    for (const char *name : {"<b>x</b>", "<img src='x.png'>", "<p>a</p>\n<q>", "&lt;<br>"}) {
        const QString text = QString::fromLatin1(name);
        seen.setHtml(toolTipText(text));
        QCOMPARE(seen.toPlainText(), text);
    }
    QCOMPARE(menuText(QStringLiteral("R&D\t.onnx")), QStringLiteral("R&&D\\t.onnx"));
}

QTEST_MAIN(MainWindowNamesTest)
#include "tst_mainwindownames.moc"
