// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/exportdialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

struct Fixture
{
    Fixture()
    {
        SourceInfo source;
        source.name = QStringLiteral("street.mp4");
        source.frameCount = 100;
        dialog = std::make_unique<ExportDialog>(source, 0, folder.path(), true, nullptr);
    }
    /// The first is the video's, the second the list's.
    QLineEdit *edit(int index) const { return dialog->findChildren<QLineEdit *>(QString()).at(index); }
    bool canExport() const
    {
        for (const QPushButton *button : dialog->findChild<QDialogButtonBox *>()->findChildren<QPushButton *>()) {
            if (button->isDefault())
                return button->isEnabled();
        }
        return false;
    }

    QTemporaryDir folder;
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
        f.dialog->findChild<QCheckBox *>()->setChecked(false);
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
        QCOMPARE(f.edit(1)->text(), f.folder.filePath(QStringLiteral("d.csv")));
    }
};

QTEST_MAIN(ExportDialogTest)
#include "tst_exportdialog.moc"
