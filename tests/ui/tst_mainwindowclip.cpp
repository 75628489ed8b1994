// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/overlaystyle.h"
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/exports/exportcontroller.h"
#include "ui/video/videoview.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sightglass;

/// The window over the project's own sources and models.
class MainWindowClipTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsPeopleInAClip();
    void stepsToExactFrames();
    void exportsARange();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void MainWindowClipTest::init()
{
    TestCase::init();
    m_window = std::make_unique<MainWindow>(std::make_unique<Pipeline>(),
                                            openSettings(m_folder.filePath(QStringLiteral("settings.ini"))));
    m_window->resize(1280, 720);
    ModelRequest request;
    request.location = QStringLiteral("builtin:people-hog");
    m_window->openModel(request);
    m_window->show();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->pipeline().model().descriptor().location.isEmpty(), 20000);
}

void MainWindowClipTest::cleanup()
{
    m_window.reset();
    QFile::remove(m_folder.filePath(QStringLiteral("settings.ini")));
}

void MainWindowClipTest::findsPeopleInAClip()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/street_london_TestV4.mp4"))
    Thresholds thresholds = m_window->pipeline().lane().thresholds();
    thresholds.confidence = 0.3f;
    m_window->setThresholds(thresholds);
    m_window->openSource({SourceKind::VideoFile, clip});
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->pipeline().lane().presentation().result().detections.empty(), 60000);
    m_window->pipeline().lane().pause();
    const Presentation shown = m_window->pipeline().lane().presentation();
    QVERIFY(shown.isSynced());
    QCOMPARE(shown.result().candidates->className(shown.result().detections.front().classId), QStringLiteral("person"));
    const QImage view = m_window->view().grab().toImage();
    QVERIFY(test::countPixels(view, classColour(shown.result().detections.front().classId)) > 50);
    // Ages and rates are there for the instruments.
    QTRY_VERIFY(m_window->pipeline().lane().statistics().models.front().inference.count > 0);
}

void MainWindowClipTest::stepsToExactFrames()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/car-detection.mp4"))
    m_window->pipeline().lane().open({SourceKind::VideoFile, clip}, true);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->pipeline().lane().presentation().isNull(), 20000);
    QTRY_COMPARE(m_window->pipeline().lane().sourceInfo().frameCount, std::optional<std::int64_t>(377));
    m_window->pipeline().lane().seek(200);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pipeline().lane().presentation().frame.id.index, 200, 20000);
    m_window->pipeline().lane().step(-1);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pipeline().lane().presentation().frame.id.index, 199, 20000);
}

void MainWindowClipTest::exportsARange()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/car-detection.mp4"))
    m_window->pipeline().lane().open({SourceKind::VideoFile, clip}, true);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->pipeline().lane().presentation().isNull(), 20000);
    ExportRequest request = m_window->exporter().requestOfDisplay();
    request.range = {10, 14};
    request.videoPath = m_folder.filePath(QStringLiteral("out.mp4"));
    m_window->exporter().start(request);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->exporter().isRunning(), 60000);
    const std::unique_ptr<FrameSource> written = makeFrameSource({SourceKind::VideoFile, request.videoPath});
    const Result<SourceInfo> info = written->open();
    QVERIFY2(info.ok(), qPrintable(info.ok() ? QString() : info.error().toText()));
    QCOMPARE(info->frameCount, std::optional<std::int64_t>(5));
    QCOMPARE(info->size, QSize(768, 432));
}

QTEST_MAIN(MainWindowClipTest)
#include "tst_mainwindowclip.moc"
