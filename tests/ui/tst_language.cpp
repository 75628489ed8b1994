// SPDX-License-Identifier: Apache-2.0
#include "ui/language.h"

#include "core/inference/detector.h"
#include "core/inference/modelfile.h"
#include "core/media/framesource.h"
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/preferencesdialog.h"
#include "ui/video/videoview.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLibraryInfo>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QTableView>
#include <QTemporaryDir>
#include <QTranslator>
#include <QXmlStreamReader>

#include <algorithm>

using namespace sightglass;
using test::WindowFixture;

namespace
{

/// English texts that are another in German, and no German text as well.
QSet<QString> englishTexts()
{
    QFile file(QStringLiteral(SIGHTGLASS_TRANSLATIONS "/sightglass_de.ts"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QSet<QString> sources;
    QSet<QString> translations;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("source"))
            sources.insert(xml.readElementText());
        else if (xml.name() == QLatin1String("translation"))
            translations.insert(xml.readElementText(QXmlStreamReader::IncludeChildElements));
    }
    return sources - translations;
}

/// What the window shows in menus, panels and dialogs, and explains in tips.
QStringList textsOf(QWidget &window)
{
    QStringList texts{window.windowTitle()};
    for (QMenu *menu : window.findChildren<QMenu *>())
        Q_EMIT menu->aboutToShow();
    for (const QAction *action : window.findChildren<QAction *>())
        texts << action->text() << action->statusTip() << action->toolTip();
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        texts << widget->windowTitle() << widget->toolTip() << widget->accessibleName();
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            texts << label->text();
        else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            texts << button->text();
        else if (const auto *choice = qobject_cast<const QComboBox *>(widget))
            for (int i = 0; i < choice->count(); ++i)
                texts << choice->itemText(i);
        else if (const auto *table = qobject_cast<const QTableView *>(widget); table && table->model())
            for (int i = 0; i < table->model()->columnCount(); ++i)
                texts << table->model()->headerData(i, Qt::Horizontal).toString()
                      << table->model()->headerData(i, Qt::Horizontal, Qt::ToolTipRole).toString();
    }
    texts.removeDuplicates();
    return texts;
}

QChar mnemonicOf(const QString &text)
{
    for (qsizetype i = text.indexOf(QLatin1Char('&')); i >= 0 && i + 1 < text.size();
         i = text.indexOf(QLatin1Char('&'), i + 2)) {
        if (text[i + 1] != QLatin1Char('&'))
            return text[i + 1].toUpper();
    }
    return {};
}

QString errorOf(const QString &path)
{
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto opened = source->open();
    return opened ? QString() : opened.error().message;
}

} // namespace

/// The real window in German, whatever language the machine speaks.
class LanguageTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (languages().size() < 2) {
            if (test::isCi())
                QFAIL("Built without translations (package qt6-l10n-tools)");
            QSKIP("Built without translations (package qt6-l10n-tools)");
        }
    }

    void init()
    {
        TestCase::init();
        QCOMPARE(installLanguage(QStringLiteral("de")), QStringLiteral("de"));
    }

    void whichIsSpoken()
    {
        const QStringList austrian{QStringLiteral("de-AT"), QStringLiteral("en-US")};
        QCOMPARE(languageOf({}, austrian), QStringLiteral("de"));
        QCOMPARE(languageOf(QStringLiteral("en"), austrian), QStringLiteral("en"));
        QCOMPARE(languageOf(QStringLiteral("de"), {QStringLiteral("en-GB")}), QStringLiteral("de"));
        QCOMPARE(languageOf({}, {QStringLiteral("fr-FR"), QStringLiteral("de_DE")}), QStringLiteral("de"));
        QCOMPARE(languageOf({}, {QStringLiteral("en-US"), QStringLiteral("de-DE")}), QStringLiteral("en"));
        QCOMPARE(languageOf({}, {QStringLiteral("C")}), QStringLiteral("en"));
        QCOMPARE(languageOf({}, {}), QStringLiteral("en"));
        QCOMPARE(languageOf(QStringLiteral("tlh"), austrian), QStringLiteral("en"));
        QCOMPARE(languageOf(QStringLiteral("../de"), austrian), QStringLiteral("en"));
    }

    void anUnknownOneIsEnglish()
    {
        QCOMPARE(installLanguage(QStringLiteral("tlh")), QStringLiteral("en"));
        QCOMPARE(categoryName(ActionCategory::File), QStringLiteral("&File"));
        QVERIFY(QCoreApplication::instance()->findChildren<QTranslator *>().isEmpty());
    }

    void menusAndPanels()
    {
        WindowFixture fixture;
        QStringList menus;
        for (const QAction *action : fixture.window().menuBar()->actions())
            menus.append(action->text());
        QVERIFY(menus.contains(QStringLiteral("&Datei")));
        QVERIFY(menus.contains(QStringLiteral("&Wiedergabe")));
        QCOMPARE(fixture.window().docks()[DockId::Sources]->windowTitle(), QStringLiteral("Quellen"));
        QCOMPARE(fixture.window().docks()[DockId::Exports]->windowTitle(), QStringLiteral("Exporte"));
        QCOMPARE(fixture.window().findChild<QAction *>(QStringLiteral("quit"))->text(), QStringLiteral("&Beenden"));
    }

    void nothingStaysEnglish_data()
    {
        QTest::addColumn<QString>("dialog");
        QTest::newRow("window") << QString();
        for (const char *dialog : {"preferences", "shortcuts", "go-to", "export", "open-url", "open-pipeline"})
            QTest::newRow(dialog) << QString::fromLatin1(dialog);
    }

    void nothingStaysEnglish()
    {
        QFETCH(QString, dialog);
        const QSet<QString> english = englishTexts();
        QVERIFY(english.size() > 1000);
        WindowFixture fixture;
        fixture.openPaused();
        if (!dialog.isEmpty())
            fixture.trigger(dialog.toLatin1().constData());
        QStringList left;
        for (const QString &text : textsOf(fixture.window())) {
            if (english.contains(text))
                left.append(text);
        }
        QCOMPARE(left, QStringList());
    }

    void mnemonicsDiffer()
    {
        WindowFixture fixture;
        QList<QList<QAction *>> groups{fixture.window().menuBar()->actions()};
        for (QMenu *menu : fixture.window().findChildren<QMenu *>()) {
            Q_EMIT menu->aboutToShow();
            groups.append(menu->actions());
        }
        for (const QList<QAction *> &group : groups) {
            QHash<QChar, QString> taken;
            for (const QAction *action : group) {
                const QChar mnemonic = mnemonicOf(action->text());
                if (mnemonic.isNull() || !action->isVisible())
                    continue;
                QVERIFY2(!taken.contains(mnemonic),
                         qPrintable(taken.value(mnemonic) + QStringLiteral(" / ") + action->text()));
                taken.insert(mnemonic, action->text());
            }
        }
    }

    void errorsOfCore()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("notes.mp4"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("No video at all.\n") > 0);
        file.close();
        QCOMPARE(errorOf(path), QStringLiteral("%1 ist eine Textdatei.").arg(path));
        const auto format = identifyModelFile(path);
        QVERIFY(!format);
        QCOMPARE(format.error().message, QStringLiteral("notes.mp4 ist kein Modell: ein Text."));
        QCOMPARE(format.error().suggestion, QStringLiteral("Die Datei des Modells selbst öffnen."));
        installLanguage(QStringLiteral("en"));
        QCOMPARE(errorOf(path), QStringLiteral("%1 is a text file.").arg(path));
    }

    void errorsInTheWindow()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("empty.mp4"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const auto model = std::make_shared<test::SyntheticModel>();
        MainWindow window(std::make_unique<Pipeline>(makeFrameSource, test::SyntheticDetector::factory(model)),
                          openSettings(folder.filePath(QStringLiteral("settings.ini"))));
        window.openSource({SourceKind::VideoFile, path});
        const auto messages = [&window] { return window.docks().messages->texts(5).join(QLatin1Char('\n')); };
        QTRY_VERIFY2(messages().contains(QStringLiteral("%1 ist leer.").arg(path)), qPrintable(messages()));
        QVERIFY(window.shutdown());
    }

    void resultsStayAsTheyAre()
    {
        QCOMPARE(modelTitle(QStringLiteral("builtin:people-hog"), QStringLiteral("People (HOG, built in)")),
                 QStringLiteral("Personen (HOG, eingebaut)"));
        for (const BuiltInModel &model : builtInModels())
            QVERIFY2(model.name.contains(QLatin1String("Street")) || model.name.contains(QLatin1String("People")),
                     qPrintable(model.name));
        QCOMPARE(modelTitle(QStringLiteral("/models/boxes"), QStringLiteral("boxes")), QStringLiteral("boxes"));
        QCOMPARE(precisionName(Precision::Quantised), QStringLiteral("quantised"));
    }

    void fitASmallScreen_data()
    {
        QTest::addColumn<QByteArray>("layout");
        QTest::newRow("as at first") << QByteArray();
        QTest::newRow("tune") << QByteArray("layout-tune");
        QTest::newRow("monitor") << QByteArray("layout-monitor");
        QTest::newRow("review") << QByteArray("layout-review");
    }

    void fitASmallScreen()
    {
        QFETCH(QByteArray, layout);
        WindowFixture fixture;
        fixture.fitASmallScreen(layout);
    }

    void dialogsFitASmallScreen()
    {
        WindowFixture fixture;
        fixture.openPaused();
        for (const char *action : {"preferences", "shortcuts", "go-to", "export", "open-url", "open-pipeline"}) {
            fixture.trigger(action);
            const auto dialogs = fixture.window().findChildren<QDialog *>(QString(), Qt::FindDirectChildrenOnly);
            const auto shown =
                std::find_if(dialogs.begin(), dialogs.end(), [](const QDialog *each) { return each->isVisible(); });
            QVERIFY2(shown != dialogs.end(), action);
            const QSize least = (*shown)->minimumSizeHint();
            QVERIFY2(least.width() <= 960 && least.height() <= 540, action);
            (*shown)->reject();
        }
    }

    void theChoiceIsKept()
    {
        WindowFixture fixture;
        const auto field = [&fixture] {
            fixture.trigger("preferences");
            return fixture.window().findChild<PreferencesDialog *>()->findChild<QComboBox *>(
                QStringLiteral("language"));
        };
        QComboBox *language = field();
        QCOMPARE(language->currentText(), QStringLiteral("Wie das System"));
        const int german = language->findText(QStringLiteral("Deutsch"));
        QVERIFY(german > 0 && language->findText(QStringLiteral("English")) > 0);
        language->setCurrentIndex(german);
        Q_EMIT language->activated(german);
        fixture.restart();
        QCOMPARE(fixture.window().settings().window.language, QStringLiteral("de"));
        language = field();
        QCOMPARE(language->currentText(), QStringLiteral("Deutsch"));
        Q_EMIT language->activated(0);
        fixture.restart();
        QVERIFY(fixture.window().settings().window.language.isEmpty());
    }

    void qtsOwnDialogs()
    {
        if (!QFile::exists(QLibraryInfo::path(QLibraryInfo::TranslationsPath) + QStringLiteral("/qtbase_de.qm")))
            QSKIP("Qt's translations are not there (package qt6-translations-l10n)");
        const QDialogButtonBox buttons(QDialogButtonBox::Cancel);
        QCOMPARE(buttons.button(QDialogButtonBox::Cancel)->text().remove(QLatin1Char('&')),
                 QStringLiteral("Abbrechen"));
    }
};

QTEST_MAIN(LanguageTest)
#include "tst_language.moc"
