// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/dockset.h"
#include "ui/exports/batchexportdialog.h"
#include "ui/exports/exportcontroller.h"
#include "ui/exports/exportrow.h"
#include "ui/exports/exportsmodel.h"
#include "ui/exports/exportspanel.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>

using namespace sightglass;
using test::SyntheticScript;
using test::WindowFixture;
using Fate = QueuedExport::Fate;

/// Several exports, in the real window.
class ExportsPanelTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void droppedFilesAndFoldersAreExported();
    void theExportButtonTakesFilesToo();
    void whatIsThereIsLeftOutOrReplaced();
    void whatCannotBeIsSaid();
    void choicesAreKept();
    void pausesGoesOnCancelsAndTriesAgain();
    void theListComesBackWithTheWindow();

private:
    /// A window, files to export and a folder to export to.
    struct Fixture
    {
        explicit Fixture(const SyntheticScript &script = {.size = {640, 240}, .frames = 40})
            : window(script)
        {
            QDir folder(window.path({}));
            folder.mkdir(QStringLiteral("in"));
            folder.mkdir(QStringLiteral("in/more"));
            folder.mkdir(QStringLiteral("out"));
            for (const char *name : {"in/a.mp4", "in/more/b.mp4", "in/more/c.mkv"}) {
                QFile file(path(name));
                QVERIFY(file.open(QIODevice::WriteOnly) && file.write("made up") > 0);
            }
            window.window().openModel(WindowFixture::someModel());
            QTRY_VERIFY(!window.pipeline().model().descriptor().location.isEmpty());
        }

        QString path(const char *name) const { return window.path(QLatin1String(name)); }
        QStringList written() const { return QDir(path("out")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); }
        ExportsPanel &panel() { return *window.window().docks().exports; }
        ExportQueue &queue() { return window.window().exporter().queue(); }
        QListView &list() { return *panel().findChild<QListView *>(); }
        QString textOf(int row, int role = Qt::DisplayRole)
        {
            return list().model()->index(row, 0).data(role).toString();
        }
        void press(const char *action)
        {
            auto *found = panel().findChild<QAction *>(QLatin1String(action));
            QVERIFY2(found && found->isEnabled(), action);
            found->trigger();
        }
        bool isEnabled(const char *action) { return panel().findChild<QAction *>(QLatin1String(action))->isEnabled(); }
        void select(int row) { list().setCurrentIndex(list().model()->index(row, 0)); }

        BatchExportDialog *dialog() { return window.window().findChild<BatchExportDialog *>(); }
        static QPushButton *button(const BatchExportDialog *dialog)
        {
            for (auto *button : dialog->findChildren<QPushButton *>()) {
                if (button->text().startsWith(QLatin1String("&Export")))
                    return button;
            }
            return nullptr;
        }
        /// The dialog about these files, all of which go to the folder "out".
        BatchExportDialog *ask(const QStringList &paths)
        {
            window.window().exporter().askAboutFiles(paths);
            BatchExportDialog *asked = dialog();
            asked->findChild<QLineEdit *>(QStringLiteral("folder"))->setText(path("out"));
            return asked;
        }
        static void choose(const BatchExportDialog *dialog, const QString &container, const QStringList &formats)
        {
            auto *kinds = dialog->findChild<QComboBox *>(QStringLiteral("container"));
            kinds->setCurrentIndex(kinds->findData(container));
            auto *list = dialog->findChild<QListWidget *>(QStringLiteral("formats"));
            for (int row = 0; row < list->count(); ++row) {
                const bool wanted = formats.contains(list->item(row)->data(Qt::UserRole).toString());
                list->item(row)->setCheckState(wanted ? Qt::Checked : Qt::Unchecked);
            }
        }

        WindowFixture window;
    };

    static void drop(QWidget *target, const QStringList &paths)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &path : paths)
            urls.append(QUrl::fromLocalFile(path));
        data.setUrls(urls);
        const QPoint place = target->rect().center();
        QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &event);
        QVERIFY(event.isAccepted());
    }
};

void ExportsPanelTest::droppedFilesAndFoldersAreExported()
{
    Fixture f;
    f.window.window().docks().raise(DockId::Exports);
    drop(&f.panel(), {f.path("in/a.mp4"), f.path("in/more")});
    BatchExportDialog *dialog = f.dialog();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(f.window.pipeline().lane().sourceInfo().spec.location.isEmpty()); // The window did not take them.
    dialog->findChild<QLineEdit *>(QStringLiteral("folder"))->setText(f.path("out"));
    Fixture::choose(dialog, QStringLiteral("mkv"), {QStringLiteral("csv"), QStringLiteral("crops")});
    QCOMPARE(Fixture::button(dialog)->text(), QStringLiteral("&Export 3"));
    Fixture::button(dialog)->click();
    QCOMPARE(f.list().model()->rowCount(), 3);
    QCOMPARE(f.textOf(1, ExportsModel::StateRole), QStringLiteral("Waiting"));
    QTRY_VERIFY_WITH_TIMEOUT(!f.window.window().exporter().isRunning(), 30000);
    QCOMPARE(f.textOf(0), QStringLiteral("a.mkv"));
    for (int row = 0; row < 3; ++row) {
        QCOMPARE(f.textOf(row, ExportsModel::StateRole), QStringLiteral("Done"));
        QVERIFY(f.textOf(row, ExportsModel::DetailRole).contains(QLatin1String("40 frames, 80 detections")));
    }
    for (const char *stem : {"a", "b", "c"}) {
        for (const char *ending : {".mkv", ".csv", ".crops"})
            QVERIFY2(f.written().contains(QLatin1String(stem) + QLatin1String(ending)), stem);
    }
}

void ExportsPanelTest::theExportButtonTakesFilesToo()
{
    Fixture f;
    QToolButton *target = nullptr;
    for (auto *button : f.window.window().findChildren<QToolButton *>()) {
        if (button->defaultAction() && button->defaultAction()->objectName() == QLatin1String("export"))
            target = button;
    }
    QVERIFY(target);
    drop(target, {f.path("in/more")});
    QVERIFY(f.dialog() && f.dialog()->isVisible());
    QCOMPARE(f.dialog()->batch().inputs, QStringList{f.path("in/more")});
}

void ExportsPanelTest::whatIsThereIsLeftOutOrReplaced()
{
    Fixture f;
    QFile there(f.path("out/a.csv"));
    QVERIFY(there.open(QIODevice::WriteOnly));
    there.close();
    BatchExportDialog *dialog = f.ask({f.path("in/a.mp4"), f.path("in/more")});
    Fixture::choose(dialog, {}, {QStringLiteral("csv")});
    QCOMPARE(dialog->requests().size(), 2U);
    auto *replace = dialog->findChild<QCheckBox *>(QStringLiteral("replace"));
    replace->setChecked(true);
    QCOMPARE(dialog->requests().size(), 3U);
    Fixture::button(dialog)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!f.window.window().exporter().isRunning(), 30000);
    QVERIFY(QFileInfo(there).size() > 0);
    QTRY_VERIFY(!f.dialog());
    dialog = f.ask({f.path("in/a.mp4")});
    QVERIFY(!Fixture::button(dialog)->isEnabled()); // All is there.
}

void ExportsPanelTest::whatCannotBeIsSaid()
{
    Fixture f;
    BatchExportDialog *dialog = f.ask({f.path("in/a.mp4")});
    const auto isPossible = [&] { return Fixture::button(dialog)->isEnabled(); };
    Fixture::choose(dialog, QStringLiteral("mp4"), {});
    QVERIFY(isPossible());
    Fixture::choose(dialog, {}, {});
    QVERIFY(!isPossible());
    Fixture::choose(dialog, QStringLiteral("mp4"), {});
    dialog->findChild<QLineEdit *>(QStringLiteral("folder"))->setText(f.path("in"));
    QVERIFY(!isPossible()); // Onto itself.
    dialog->findChild<QLineEdit *>(QStringLiteral("folder"))->setText(f.path("nowhere"));
    QVERIFY(!isPossible());
}

void ExportsPanelTest::choicesAreKept()
{
    Fixture f;
    BatchExportDialog *dialog = f.ask({f.path("in/a.mp4")});
    Fixture::choose(dialog, QStringLiteral("webm"), {QStringLiteral("coco"), QStringLiteral("frames")});
    Fixture::button(dialog)->click();
    QTRY_VERIFY(!f.dialog());
    QTRY_VERIFY_WITH_TIMEOUT(!f.window.window().exporter().isRunning(), 30000);
    f.window.restart();
    f.window.window().exporter().askAboutFiles({f.path("in/more")});
    const ExportBatch proposed = f.dialog()->batch();
    QCOMPARE(proposed.folder, f.path("out"));
    QCOMPARE(proposed.container, QStringLiteral("webm"));
    QCOMPARE(proposed.formats, QStringList({QStringLiteral("coco"), QStringLiteral("frames")}));
}

void ExportsPanelTest::pausesGoesOnCancelsAndTriesAgain()
{
    Fixture f({.size = {640, 240}, .frames = 100000});
    BatchExportDialog *dialog = f.ask({f.path("in/a.mp4"), f.path("in/more")});
    Fixture::choose(dialog, {}, {QStringLiteral("csv")});
    Fixture::button(dialog)->click();
    const auto fate = [&](std::size_t row) { return f.queue().exports()[row].fate; };
    f.select(0);
    QTRY_VERIFY(f.queue().exports()[0].progress.written > 0);
    QVERIFY(f.list().model()->index(0, 0).data(ExportsModel::ShareRole).isValid());
    const auto *row = f.window.window().findChild<ExportRow *>();
    QVERIFY(row->isVisible());
    f.press("pauseExport");
    QCOMPARE(fate(0), Fate::Paused);
    QCOMPARE(fate(1), Fate::Running);
    f.press("pauseExport");
    QCOMPARE(fate(0), Fate::Running);
    QVERIFY(!f.isEnabled("removeExport"));
    f.press("cancelExport");
    QTRY_COMPARE(fate(0), Fate::Cancelled);
    QVERIFY(!f.isEnabled("pauseExport"));
    f.select(2);
    f.press("cancelExport");
    QCOMPARE(fate(2), Fate::Cancelled);
    f.press("retryExport");
    QCOMPARE(fate(2), Fate::Waiting);
    f.press("removeExport");
    QCOMPARE(f.list().model()->rowCount(), 2);
    f.select(1);
    f.press("cancelExport");
    QTRY_VERIFY(!f.window.window().exporter().isRunning());
    QCOMPARE(f.written(), QStringList());
}

void ExportsPanelTest::theListComesBackWithTheWindow()
{
    Fixture f({.size = {640, 240}, .frames = 100000});
    BatchExportDialog *dialog = f.ask({f.path("in/a.mp4"), f.path("in/more")});
    Fixture::choose(dialog, {}, {QStringLiteral("csv")});
    Fixture::button(dialog)->click();
    QTRY_VERIFY_WITH_TIMEOUT(f.queue().exports()[0].progress.written > 400, 30000);
    f.window.restart();
    QCOMPARE(f.list().model()->rowCount(), 3);
    for (int row = 0; row < 3; ++row)
        QCOMPARE(f.textOf(row, ExportsModel::StateRole), QStringLiteral("Interrupted"));
    QVERIFY(f.queue().exports()[0].canGoOn);
    QVERIFY(!f.window.window().exporter().isRunning());
    f.select(0);
    f.press("retryExport");
    QTRY_VERIFY_WITH_TIMEOUT(f.queue().exports()[0].progress.written > 150, 30000);
    f.press("cancelExport");
    QTRY_VERIFY(!f.window.window().exporter().isRunning());
    f.list().selectAll();
    f.press("removeExport");
    QCOMPARE(f.list().model()->rowCount(), 0);
    QCOMPARE(QDir(f.path("out")).entryList(QDir::Files | QDir::Hidden), QStringList());
}

QTEST_MAIN(ExportsPanelTest)
#include "tst_exportspanel.moc"
