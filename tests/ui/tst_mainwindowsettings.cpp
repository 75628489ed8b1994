// SPDX-License-Identifier: Apache-2.0
// The window's settings, where they are not what one expects.
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/actions.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFile>
#include <QMenuBar>
#include <QStatusBar>

#include <sys/stat.h>

using namespace sightglass;
using test::SyntheticModel;
using test::SyntheticSource;
using test::WindowFixture;

namespace
{

std::unique_ptr<MainWindow> windowOver(const QString &settings)
{
    const auto model = std::make_shared<SyntheticModel>();
    auto window = std::make_unique<MainWindow>(
        std::make_unique<Pipeline>(SyntheticSource::factory({}), test::SyntheticDetector::factory(model)),
        openSettings(settings));
    window->show();
    return window;
}

QStringList messagesOf(const MainWindow &window)
{
    const QAbstractItemModel *model = window.docks().messages->findChild<QAbstractItemView *>()->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row)
        texts.append(model->index(row, 0).data().toString());
    return texts;
}

} // namespace

class MainWindowSettingsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void startsOverAPipe();
    void startsOverEndlessArrays();
    void twoWindowsRememberBothTheirSources();
    void fullScreenIsOfOneStart();
};

void MainWindowSettingsTest::startsOverAPipe()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("settings.conf"));
    QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    auto window = windowOver(path);
    const QStringList messages = messagesOf(*window);
    QVERIFY2(!messages.isEmpty() && messages.first().contains(path), qPrintable(messages.join(QLatin1Char('\n'))));
    // It is a message among others, and no question that keeps the window waiting.
    QVERIFY(QApplication::activeModalWidget() == nullptr);
    QVERIFY(window->shutdown());
    window.reset();
    QVERIFY(QFileInfo(path).isFile());
    QVERIFY(messagesOf(*windowOver(path)).isEmpty());
}

void MainWindowSettingsTest::startsOverEndlessArrays()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("settings.conf"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const char *name : {"[source]\nrecent", "[tuning]\nmodels", "[overlay]\ncolours"})
        QVERIFY(file.write(QByteArray(name) + "\\size=2147483647\n") > 0);
    file.close();
    auto window = windowOver(path);
    QVERIFY(window->settings().source.recent.isEmpty());
    QVERIFY(window->shutdown());
}

void MainWindowSettingsTest::twoWindowsRememberBothTheirSources()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("settings.conf"));
    auto one = windowOver(path);
    auto two = windowOver(path);
    one->openSource({SourceKind::VideoFile, QStringLiteral("one.mp4")});
    two->openSource({SourceKind::VideoFile, QStringLiteral("two.mp4")});
    QTRY_VERIFY(!one->settings().source.recent.isEmpty() && !two->settings().source.recent.isEmpty());
    QVERIFY(one->shutdown());
    QVERIFY(two->shutdown());
    const auto recent = loadSettings(*openSettings(path).store).source.recent;
    QCOMPARE(recent.size(), 2);
    QCOMPARE(recent[0].location, QStringLiteral("two.mp4"));
    QCOMPARE(recent[1].location, QStringLiteral("one.mp4"));
}

void MainWindowSettingsTest::fullScreenIsOfOneStart()
{
    WindowFixture fixture;
    const QSize usual = fixture.window().size();
    for (int start = 0; start < 3; ++start) {
        QVERIFY2(!fixture.window().isFullScreen(), qPrintable(QString::number(start)));
        QVERIFY(fixture.window().menuBar()->isVisible());
        // As --full-screen does.
        fixture.window().actions()[ActionId::FullScreen]->trigger();
        QVERIFY(fixture.window().isFullScreen());
        QVERIFY(!fixture.window().menuBar()->isVisible());
        QVERIFY(!fixture.window().statusBar()->isVisible());
        // Quit from the whole screen.
        fixture.restart();
    }
    QCOMPARE(fixture.window().size(), usual);
    QVERIFY(fixture.window().statusBar()->isVisible());
}

QTEST_MAIN(MainWindowSettingsTest)
#include "tst_mainwindowsettings.moc"
