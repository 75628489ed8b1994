// SPDX-License-Identifier: Apache-2.0
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/exports/exportcontroller.h"
#include "ui/mainwindow.h"

#include <QTemporaryDir>

#include <memory>

using namespace sightglass;
using test::SyntheticDetector;
using test::SyntheticModel;
using test::SyntheticScript;
using test::SyntheticSource;

namespace
{

/// A window whose sources are as their names say: "broken.mp4" cannot be opened, all others play.
class Window
{
public:
    Window()
        : m_window(std::make_unique<Pipeline>(
                       [](const SourceSpec &spec) {
                           return std::make_unique<SyntheticSource>(SyntheticScript{
                               .frames = 100000, .failInOpen = spec.location == QLatin1String("broken.mp4")});
                       },
                       SyntheticDetector::factory(std::make_shared<SyntheticModel>())),
                   openSettings(m_folder.filePath(QStringLiteral("settings.ini"))))
    {
        m_window.show();
    }

    MainWindow *operator->() { return &m_window; }
    SourceLane &lane() { return m_window.pipeline().lane(); }
    bool isNamed(const char *name) const { return m_window.windowTitle().contains(QLatin1String(name)); }
    void open(const char *name) { m_window.openSource({SourceKind::VideoFile, QString::fromLatin1(name)}); }

private:
    QTemporaryDir m_folder;
    MainWindow m_window;
};

} // namespace

/// Name, picture and what is done with them belong to the source on display, whatever else is opened.
class MainWindowSourcesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void theNameIsThatOfTheSourceOnDisplay()
    {
        Window window;
        window.open("first.mp4");
        QTRY_VERIFY(!window.lane().presentation().isNull());
        QVERIFY(window.isNamed("first.mp4"));
        window.open("second.mp4");
        QVERIFY(window.isNamed("first.mp4"));
        QTRY_VERIFY(window.isNamed("second.mp4"));
        QCOMPARE(window.lane().sourceInfo().spec.location, QStringLiteral("second.mp4"));
        QCOMPARE(window->settings().source.recent.first().location, QStringLiteral("second.mp4"));
        QCOMPARE(window->exporter().requestOfDisplay().source.location, QStringLiteral("second.mp4"));
        QCOMPARE(window->docks().messages->count(), 0);
    }

    void oneThatFailsIsToldAndNothingElse()
    {
        Window window;
        window.open("first.mp4");
        QTRY_VERIFY(!window.lane().presentation().isNull());
        window.open("broken.mp4");
        QTRY_COMPARE(window->docks().messages->count(), 1);
        QVERIFY(window.isNamed("first.mp4"));
        QVERIFY(window.lane().sourceState().phase == SourceState::Phase::Playing);
        QCOMPARE(window->settings().source.recent.size(), 1);
        QCOMPARE(window->exporter().requestOfDisplay().source.location, QStringLiteral("first.mp4"));
    }

    void theFirstOneThatFailsIsNamed()
    {
        Window window;
        window.open("broken.mp4");
        QTRY_VERIFY(window.lane().sourceState().phase == SourceState::Phase::Failed);
        QVERIFY(window.isNamed("broken.mp4"));
        QCOMPARE(window->docks().messages->count(), 1);
        window.open("first.mp4");
        QVERIFY(window.isNamed("first.mp4"));
        QTRY_VERIFY(!window.lane().presentation().isNull());
    }
};

QTEST_MAIN(MainWindowSourcesTest)
#include "tst_mainwindowsources.moc"
