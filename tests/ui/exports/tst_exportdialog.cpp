// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/exports/exportdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

struct Fixture
{
    explicit Fixture(std::int64_t frames = 100, const QString &name = QStringLiteral("street.mp4"))
    {
        source.name = name;
        source.spec = {SourceKind::VideoFile, folder.filePath(name)};
        source.frameCount = frames;
        make();
    }
    void make() { dialog = std::make_unique<ExportDialog>(source, 0, folder.path(), true, nullptr); }
    /// The first is the video's, the second the list's.
    QLineEdit *edit(int index) const
    {
        QList<QLineEdit *> edits = dialog->findChildren<QLineEdit *>(QString());
        edits.removeIf([](const QLineEdit *each) { return qobject_cast<const QSpinBox *>(each->parent()) != nullptr; });
        return edits.at(index);
    }
    bool canExport() const
    {
        for (const QPushButton *button : dialog->findChild<QDialogButtonBox *>()->findChildren<QPushButton *>()) {
            if (button->isDefault())
                return button->isEnabled();
        }
        return false;
    }

    void touch(const QString &name) const
    {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QMessageBox *question() const { return dialog->findChild<QMessageBox *>(QStringLiteral("askReplace")); }
    void answer(QMessageBox::ButtonRole role) const
    {
        for (QAbstractButton *button : question()->buttons()) {
            if (question()->buttonRole(button) == role)
                button->click();
        }
    }

    QTemporaryDir folder;
    SourceInfo source;
    std::unique_ptr<ExportDialog> dialog;
};

} // namespace

class ExportDialogTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void endingDecidesTheFormat_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("possible");
        QTest::newRow("csv") << QStringLiteral("list.csv") << true;
        QTest::newRow("ndjson") << QStringLiteral("list.ndjson") << true;
        QTest::newRow("jsonl") << QStringLiteral("list.JSONL") << true;
        QTest::newRow("json") << QStringLiteral("list.json") << false;
        QTest::newRow("none") << QStringLiteral("list") << false;
        QTest::newRow("nothing") << QString() << true;
    }

    void endingDecidesTheFormat()
    {
        QFETCH(QString, name);
        QFETCH(bool, possible);
        const Fixture f;
        QVERIFY(f.canExport());
        const QString path = name.isEmpty() ? name : f.folder.filePath(name);
        f.edit(1)->setText(path);
        QCOMPARE(f.dialog->detectionsPath(), path);
        QCOMPARE(f.canExport(), possible);
        f.dialog->findChild<QCheckBox *>(QStringLiteral("wantsDetections"))->setChecked(false);
        QVERIFY(f.dialog->detectionsPath().isEmpty());
        QVERIFY(f.canExport());
    }

    void listFollowsTheVideoInItsFormat()
    {
        const Fixture f;
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("street-annotated.csv")));
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("a.mp4")));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("a.csv")));
        f.edit(1)->setText(f.folder.filePath(QStringLiteral("b.ndjson")));
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("c.mp4")));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("c.ndjson")));
        f.edit(0)->clear();
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("d.mp4")));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("d.ndjson")));
    }

    /// What another export is about to write is neither proposed nor taken.
    void whatIsReservedIsLeftAlone()
    {
        const Fixture f;
        const QString first = f.folder.filePath(QStringLiteral("street-annotated.mp4"));
        const QString second = f.folder.filePath(QStringLiteral("street-annotated-2.mp4"));
        QCOMPARE(f.dialog->videoPath(), first);
        f.dialog->setReserved({first, second});
        QCOMPARE(f.dialog->videoPath(), f.folder.filePath(QStringLiteral("street-annotated-3.mp4")));
        QVERIFY(f.canExport());
        f.edit(0)->setText(second);
        QVERIFY(!f.canExport());
    }

    void aFormatBringsItsEnding()
    {
        const Fixture f;
        auto *format = f.dialog->findChild<QComboBox *>(QStringLiteral("format"));
        QCOMPARE(f.dialog->detectionsFormat(), QStringLiteral("csv"));
        format->setCurrentIndex(format->findData(QStringLiteral("cvat")));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("street-annotated.xml")));
        QVERIFY(f.canExport());
        format->setCurrentIndex(format->findData(QStringLiteral("coco")));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("street-annotated.json")));
        format->setCurrentIndex(format->findData(QStringLiteral("coco-data")));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("street-annotated.json")));
        QCOMPARE(f.dialog->detectionsFormat(), QStringLiteral("coco-data"));
        // An ending that says which one is meant.
        f.edit(1)->setText(f.folder.filePath(QStringLiteral("b.csv")));
        QCOMPARE(f.dialog->detectionsFormat(), QStringLiteral("csv"));
        QVERIFY(f.canExport());
    }

    void aFolderIsNamedAsOnePleases()
    {
        const Fixture f;
        QDir(f.folder.path()).mkdir(QStringLiteral("mine"));
        f.dialog->findChild<QCheckBox *>(QStringLiteral("wantsDetections"))->setChecked(true);
        f.dialog->setDetectionsFormat(QStringLiteral("yolo"));
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("street-annotated.yolo")));
        QVERIFY(f.canExport());
        for (const char *name : {"labels", "mine"}) {
            f.edit(1)->setText(f.folder.filePath(QLatin1String(name)));
            QCOMPARE(f.dialog->detectionsFormat(), QStringLiteral("yolo"));
            QVERIFY(f.canExport());
        }
        // What no export has made is not replaced.
        QFile thesis(f.folder.filePath(QStringLiteral("mine/thesis.txt")));
        QVERIFY(thesis.open(QIODevice::WriteOnly));
        f.edit(1)->setText(QString());
        f.edit(1)->setText(f.folder.filePath(QStringLiteral("mine")));
        QVERIFY(!f.canExport());
    }

    void soundIsAVideosBusiness()
    {
        const Fixture clip;
        QVERIFY(clip.dialog->wantsSound());
        QVERIFY(!clip.dialog->findChild<QCheckBox *>(QStringLiteral("wantsSound"))->isHidden());
        const Fixture picture(1, QStringLiteral("photo.png"));
        QVERIFY(picture.dialog->findChild<QCheckBox *>(QStringLiteral("wantsSound"))->isHidden());
    }

    void theCodecsAreThoseOfTheContainer()
    {
        const Fixture f;
        auto *codec = f.dialog->findChild<QComboBox *>(QStringLiteral("codec"));
        const auto *quality = f.dialog->findChild<QSpinBox *>(QStringLiteral("quality"));
        const auto choose = [codec](const char *id) {
            codec->setCurrentIndex(codec->findData(QLatin1String(id)));
            Q_EMIT codec->activated(codec->currentIndex());
        };
        QCOMPARE(f.dialog->videoSettings().codec, QStringLiteral("h264"));
        QCOMPARE(codec->findData(QStringLiteral("ffv1")), -1);
        choose("mjpeg");
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("a.webm")));
        QCOMPARE(f.dialog->videoSettings().codec, QStringLiteral("vp9"));
        QVERIFY(f.canExport());
        // What was chosen comes back with a file that holds it.
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("a.mkv")));
        QCOMPARE(f.dialog->videoSettings().codec, QStringLiteral("mjpeg"));
        QVERIFY(quality->isEnabled());
        choose("ffv1");
        QVERIFY(!quality->isEnabled());
        QVERIFY(f.canExport());
    }

    void codingIsAVideosBusiness()
    {
        const Fixture picture(1, QStringLiteral("photo.png"));
        QVERIFY(picture.dialog->findChild<QComboBox *>(QStringLiteral("codec"))->parentWidget()->isHidden());
        QCOMPARE(picture.dialog->videoSettings().codec, QString());
        QVERIFY(picture.canExport());
    }

    void proposesANameThatIsFree()
    {
        Fixture f;
        f.touch(QStringLiteral("street-annotated.mp4"));
        f.touch(QStringLiteral("street-annotated-2.mp4"));
        f.make();
        QCOMPARE(f.dialog->videoPath(), f.folder.filePath(QStringLiteral("street-annotated-3.mp4")));
    }

    void aPictureIsExportedAsAPicture()
    {
        const Fixture f(1, QStringLiteral("dog.jpg"));
        QCOMPARE(f.dialog->videoPath(), f.folder.filePath(QStringLiteral("dog-annotated.png")));
        QVERIFY(f.canExport());
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("x")));
        QCOMPARE(f.dialog->videoPath(), f.folder.filePath(QStringLiteral("x.png")));
    }

    void theSourceIsNotReplaced()
    {
        const Fixture f;
        f.touch(QStringLiteral("street.mp4"));
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("street.mp4")));
        QVERIFY(!f.canExport());
        QVERIFY(
            QFile::link(f.folder.filePath(QStringLiteral("street.mp4")), f.folder.filePath(QStringLiteral("l.mp4"))));
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("l.mp4")));
        QVERIFY(!f.canExport());
    }

    void asksBeforeItReplaces()
    {
        const Fixture f;
        f.touch(QStringLiteral("a.mp4"));
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("a.mp4")));
        QSignalSpy accepted(f.dialog.get(), &QDialog::accepted);
        f.dialog->accept();
        QVERIFY(f.question() && f.question()->text().startsWith(QStringLiteral("a.mp4 exists already.")));
        f.question()->reject();
        QTRY_VERIFY(!f.question());
        QCOMPARE(accepted.size(), 0);
        f.dialog->accept();
        f.answer(QMessageBox::DestructiveRole);
        QCOMPARE(accepted.size(), 1);
        QCOMPARE(f.dialog->videoPath(), f.folder.filePath(QStringLiteral("a.mp4")));
    }

    void keepsBoth()
    {
        const Fixture f;
        f.touch(QStringLiteral("a.mp4"));
        f.touch(QStringLiteral("a.csv"));
        f.edit(0)->setText(f.folder.filePath(QStringLiteral("a.mp4")));
        QSignalSpy accepted(f.dialog.get(), &QDialog::accepted);
        f.dialog->accept();
        f.answer(QMessageBox::AcceptRole);
        QCOMPARE(accepted.size(), 1);
        QCOMPARE(f.dialog->videoPath(), f.folder.filePath(QStringLiteral("a-2.mp4")));
        QCOMPARE(f.dialog->detectionsPath(), f.folder.filePath(QStringLiteral("a-2.csv")));
    }
};

QTEST_MAIN(ExportDialogTest)
#include "tst_exportdialog.moc"
