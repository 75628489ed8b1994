// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/exports/exportcontroller.h"
#include "ui/preferencesdialog.h"
#include "ui/transport/transportbar.h"
#include "ui/widgets/numberfield.h"

#include <QAction>
#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace sightglass;
using namespace sightglass::test;
using namespace std::chrono_literals;

namespace
{

/// A window with a live source whose pictures come eight times as fast as they should; recordings go to a folder of its
/// own.
struct Fixture
{
    explicit Fixture(
        const SyntheticScript &script = {.size = {640, 240}, .frames = 1000000, .live = true, .interval = 4ms})
        : window(script)
    {
        window.window().exporter().setBackends(makeFrameSource, detectors());
        window.open();
        preferences();
        dialog->findChild<QLineEdit *>(QStringLiteral("recordingFolder"))->setText(folder());
    }

    DetectorFactory detectors() { return SyntheticDetector::factory(std::make_shared<SyntheticModel>()); }
    void preferences()
    {
        window.trigger("preferences");
        dialog = window.window().findChild<PreferencesDialog *>();
    }
    QString folder() const { return window.path(QStringLiteral("new folder/recordings")); }
    QStringList files(const char *ending) const
    {
        return QDir(folder()).entryList({QStringLiteral("*.") + QLatin1String(ending)}, QDir::Files);
    }
    QAction *action(ActionId id) { return window.window().actions()[id]; }
    RecordingStatus status() { return window.window().lane().statistics().recording; }
    QString transport()
    {
        QStringList texts;
        for (const QLabel *label : window.window().transport().findChildren<QLabel *>()) {
            if (label->isVisible())
                texts.append(label->text());
        }
        return texts.join(QLatin1Char('|'));
    }

    WindowFixture window;
    PreferencesDialog *dialog = nullptr;
};

} // namespace

/// Recordings of live sources, in the real window.
class MainWindowRecordingTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void recordsWithBoxesAndDetections()
    {
        Fixture f;
        QTRY_VERIFY(f.action(ActionId::Record)->isEnabled());
        QTRY_VERIFY(f.window.isOnDisplay(2));
        f.window.trigger("record");
        QTRY_VERIFY(f.status().seconds > 1.0);
        QVERIFY(f.action(ActionId::Record)->isChecked());
        QTRY_VERIFY(f.transport().contains(QLatin1String("REC 0:0")));
        f.window.trigger("record");
        QTRY_VERIFY(!f.action(ActionId::Record)->isChecked());
        QTRY_COMPARE(f.files("mp4").size(), 1);
        QTRY_VERIFY(!f.window.window().exporter().isRunning());
        QCOMPARE(f.files("mkv").size(), 1);
        QVERIFY(f.files("mkv").first().startsWith(QLatin1String("synthetic.mp4 ")));

        // A line for each detection of each picture: two, as on display.
        QCOMPARE(f.files("csv").size(), 1);
        QFile csv(QDir(f.folder()).filePath(f.files("csv").first()));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const auto lines = csv.readAll().trimmed().split('\n').size() - 1;
        const auto source = makeFrameSource({SourceKind::VideoFile, QDir(f.folder()).filePath(f.files("mkv").first())});
        const auto info = source->open();
        QVERIFY(info);
        QCOMPARE(lines, 2 * *info->frameCount);
        QVERIFY(f.window.window().docks().messages->texts(20).join(QLatin1Char('\n')).contains(f.files("mkv").first()));
        QTRY_VERIFY(!f.transport().contains(QLatin1String("REC")));
    }

    void keepsTheLastSeconds()
    {
        Fixture f;
        f.dialog->findChild<QCheckBox *>(QStringLiteral("annotatesRecordings"))->click();
        f.dialog->findChild<NumberField *>(QStringLiteral("keptSeconds"))->setValue(2.0);
        QVERIFY(f.action(ActionId::SaveLast)->text().contains(QLatin1String("2 s")));
        QTRY_VERIFY(f.status().keptSeconds > 1.0);
        QTRY_VERIFY(f.transport().contains(QLatin1String("s kept (")));
        f.window.trigger("save-last");
        QTRY_COMPARE(f.files("mkv").size(), 1);
        QTRY_VERIFY(
            f.window.window().docks().messages->texts(20).join(QLatin1Char('\n')).contains(f.files("mkv").first()));
        QCOMPARE(f.files("mp4").size(), 0); // It was not to be written with boxes.

        f.dialog->findChild<NumberField *>(QStringLiteral("keptSeconds"))->setValue(0.0);
        QVERIFY(!f.action(ActionId::SaveLast)->isEnabled());
        QTRY_COMPARE(f.status().keptBytes, std::size_t{0});
        QTRY_VERIFY(!f.transport().contains(QLatin1String("kept")));
    }

    void filesAreNotRecorded()
    {
        Fixture f({.size = {640, 240}, .frames = 600});
        QTRY_VERIFY(f.window.isOnDisplay(2));
        QVERIFY(!f.action(ActionId::Record)->isEnabled());
        QVERIFY(!f.action(ActionId::SaveLast)->isEnabled());
        for (const QToolButton *button : f.window.window().transport().findChildren<QToolButton *>()) {
            if (button->defaultAction() == f.action(ActionId::Record))
                QVERIFY(!button->isVisible());
        }
    }

    void aFolderThatCannotBeIsTold()
    {
        Fixture f;
        QFile file(f.window.path(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        f.dialog->findChild<QLineEdit *>(QStringLiteral("recordingFolder"))->setText(file.fileName());
        QTRY_VERIFY(f.action(ActionId::Record)->isEnabled());
        f.window.trigger("record");
        QTRY_VERIFY(f.window.window()
                        .docks()
                        .messages->texts(20)
                        .join(QLatin1Char('\n'))
                        .contains(QLatin1String("Cannot write the recording")));
        QTRY_VERIFY(!f.action(ActionId::Record)->isChecked());
    }

    void closingTheWindowCompletesTheFile()
    {
        Fixture f;
        QTRY_VERIFY(f.action(ActionId::Record)->isEnabled());
        f.window.trigger("record");
        QTRY_VERIFY(f.status().seconds > 0.5);
        QVERIFY(f.window.finish());
        QCOMPARE(f.files("mkv").size(), 1);
        const auto source = makeFrameSource({SourceKind::VideoFile, QDir(f.folder()).filePath(f.files("mkv").first())});
        const auto info = source->open();
        QVERIFY(info);
        QVERIFY(info->duration > 0.5);
        QVERIFY(info->seekable);
    }

    void anotherTileGoesOnRecording()
    {
        Fixture f;
        QTRY_VERIFY(f.action(ActionId::Record)->isEnabled());
        f.window.trigger("record");
        QTRY_VERIFY(f.action(ActionId::Record)->isChecked());
        SourceLane &first = f.window.window().lane();
        f.window.trigger("add-tile");
        QVERIFY(&f.window.window().lane() != &first);
        QVERIFY(!f.action(ActionId::Record)->isChecked());
        QVERIFY(!f.action(ActionId::Record)->isEnabled());
        const double before = first.statistics().recording.seconds;
        QTRY_VERIFY(first.statistics().recording.seconds > before + 0.3);
        f.window.trigger("choose-tile-1");
        QVERIFY(f.action(ActionId::Record)->isChecked());
        f.window.trigger("record");
        QTRY_COMPARE(f.files("mkv").size(), 1);
        QTRY_VERIFY(!first.statistics().recording.recording);
    }
};

QTEST_MAIN(MainWindowRecordingTest)
#include "tst_mainwindowrecording.moc"
