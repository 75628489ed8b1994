// SPDX-License-Identifier: Apache-2.0
#include "core/inference/trust.h"
#include "tests/support/testcase.h"
#include "tests/ui/modelfixture.h"
#include "ui/docks/messagespanel.h"

#include <QDockWidget>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace sightglass;
using test::drop;
using test::ModelFixture;
using test::write;

namespace
{

/// A zip archive of stored, empty files (APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16), with what makes it a TorchScript one.
QByteArray someProgram(const QByteArray &folder = "m")
{
    QByteArray files;
    QByteArray directory;
    const auto two = [](qsizetype value) { return QByteArray{}.append(char(value & 0xff)).append(char(value >> 8)); };
    for (const QByteArray &name : QByteArrayList{folder + "/code/__torch__.py", folder + "/constants.pkl"}) {
        directory += "PK\1\2" + QByteArray(24, '\0') + two(name.size()) + QByteArray(12, '\0') + two(files.size()) +
                     two(0) + name;
        files += "PK\3\4" + QByteArray(22, '\0') + two(name.size()) + two(0) + name;
    }
    return files + directory + "PK\5\6" + QByteArray(8, '\0') + two(directory.size()) + two(0) + two(files.size()) +
           two(0) + two(0);
}

} // namespace

/// Programs of others are asked for in the real window.
class MainWindowConsentTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void programsOfOthersAreAskedFor();
    void refusalKeepsTheModel();
    void consentIsRemembered();
    void consentIsForWhatWasAsked();
    void namedFilesAreNotAskedFor();
    void refusalAtTheStartBringsABuiltInModel();

private:
    QTemporaryDir m_home;
};

void MainWindowConsentTest::initTestCase()
{
    // What lies elsewhere, as all files of these tests do, is not the user's own.
    qputenv("HOME", m_home.path().toLocal8Bit());
}

void MainWindowConsentTest::programsOfOthersAreAskedFor()
{
    ModelFixture f;
    f.open();
    QTRY_VERIFY(f.window.isOnDisplay(2));
    f.window.window().docks().raise(DockId::Tuning);
    const QString program = f.window.path(QStringLiteral("program.pt"));
    write(program, someProgram());
    drop(f.window.window(), program);
    QTRY_VERIFY(f.isAsking());
    QVERIFY(f.shows(&f.notices(), QStringLiteral("program.pt comes from %1.").arg(QFileInfo(program).absolutePath())));
    QVERIFY(!f.window.pipeline().model().isLoading());
    QCOMPARE(f.inUse().location, f.location);
    f.button("consentLoad")->click();
    QTRY_COMPARE(f.inUse().location, program);
    QVERIFY(!f.isAsking());
}

void MainWindowConsentTest::refusalKeepsTheModel()
{
    ModelFixture f;
    f.open();
    QTRY_VERIFY(f.window.isOnDisplay(2));
    const QString program = f.window.path(QStringLiteral("program.pt"));
    write(program, someProgram());
    drop(f.window.window(), program);
    QTRY_VERIFY(f.isAsking());
    f.button("consentRefuse")->click();
    QVERIFY(!f.isAsking());
    QVERIFY(!f.window.pipeline().model().isLoading());
    QCOMPARE(f.inUse().location, f.location);
    QVERIFY(f.window.window().settings().model.trusted == TrustedPrograms());
    // What is in use says so again, once the question is over.
    QVERIFY(!f.shows(QStringLiteral("Loading")));
    // Another model ends the question.
    drop(f.window.window(), program);
    QTRY_VERIFY(f.isAsking());
    f.window.window().openModel(f.request);
    QVERIFY(!f.isAsking());
}

void MainWindowConsentTest::consentIsRemembered()
{
    ModelFixture f;
    const QString program = f.window.path(QStringLiteral("program.pt"));
    write(program, someProgram());
    drop(f.window.window(), program);
    QTRY_VERIFY(f.isAsking());
    f.button("consentLoad")->click();
    QTRY_COMPARE(f.inUse().location, program);
    f.window.restart();
    QTRY_COMPARE(f.inUse().location, program);
    drop(f.window.window(), program);
    QTRY_VERIFY(!f.window.pipeline().model().isLoading());
    QVERIFY(!f.isAsking());
    // Another content is another program, whatever the time of the file says.
    const QDateTime time = QFileInfo(program).lastModified();
    write(program, someProgram("n"));
    QFile file(program);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.setFileTime(time, QFileDevice::FileModificationTime));
    file.close();
    drop(f.window.window(), program);
    QTRY_VERIFY(f.isAsking());
}

void MainWindowConsentTest::consentIsForWhatWasAsked()
{
    ModelFixture f;
    const QString program = f.window.path(QStringLiteral("program.pt"));
    write(program, someProgram());
    drop(f.window.window(), program);
    QTRY_VERIFY(f.isAsking());
    // While the person reads the question, somebody puts another program in the file's place.
    write(program, someProgram("another"));
    f.button("consentLoad")->click();
    QVERIFY(!f.isAsking());
    QTRY_VERIFY(f.isAsking());
    QVERIFY(f.inUse().location != program);
}

void MainWindowConsentTest::namedFilesAreNotAskedFor()
{
    ModelFixture f;
    ModelRequest named;
    named.location = f.window.path(QStringLiteral("program.pt"));
    write(named.location, someProgram());
    f.window.window().openModel(named, true);
    QVERIFY(!f.isAsking());
    QTRY_COMPARE(f.inUse().location, named.location);
    // Nor at the next start, when it is the model of the last time.
    f.window.restart();
    QTRY_COMPARE(f.inUse().location, named.location);
}

void MainWindowConsentTest::refusalAtTheStartBringsABuiltInModel()
{
    ModelFixture f;
    const QString program = f.window.path(QStringLiteral("program.pt"));
    write(program, someProgram());
    f.window.window().openModel({.location = program}, true);
    QTRY_COMPARE(f.inUse().location, program);
    f.window.finish();
    write(program, someProgram("another"));
    f.window.restart();
    QTRY_VERIFY(f.isAsking());
    QVERIFY(f.inUse().location.isEmpty());
    f.button("consentRefuse")->click();
    QTRY_VERIFY(f.inUse().location.startsWith(QStringLiteral("builtin:")));
}

QTEST_MAIN(MainWindowConsentTest)
#include "tst_mainwindowconsent.moc"
