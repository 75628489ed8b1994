// SPDX-License-Identifier: Apache-2.0
#include "tests/ui/windowfixture.h"

#include "core/overlay/overlaystyle.h"
#include "ui/exports/exportcontroller.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QTest>

namespace sightglass::test
{

WindowFixture::WindowFixture(const SyntheticScript &script)
    : m_script(script)
    , m_model(std::make_shared<SyntheticModel>())
{
    m_detectors = SyntheticDetector::factory(m_model);
    restart();
}

WindowFixture::WindowFixture(DetectorFactory detectors)
    : m_script{.size = {640, 240}, .frames = 600}
    , m_detectors(std::move(detectors))
    , m_model(std::make_shared<SyntheticModel>())
{
    restart();
}

void WindowFixture::restart()
{
    finish();
    const FrameSourceFactory sources = SyntheticSource::factory(m_script);
    m_window = std::make_unique<MainWindow>(std::make_unique<Pipeline>(sources, m_detectors),
                                            openSettings(path(QStringLiteral("settings.ini"))));
    m_window->exporter().setBackends(sources, m_detectors);
    m_window->resize(1280, 720);
    m_window->show();
}

bool WindowFixture::finish()
{
    const bool ended = !m_window || m_window->shutdown();
    m_window.reset();
    return ended;
}

void WindowFixture::open()
{
    m_window->openModel(someModel());
    m_window->openSource({SourceKind::VideoFile, QStringLiteral("synthetic.mp4")});
}

void WindowFixture::openPaused()
{
    open();
    QTRY_VERIFY(isOnDisplay(2));
    trigger("play-pause");
    QTRY_VERIFY(isIdle());
}

void WindowFixture::trigger(const char *action)
{
    auto *found = m_window->findChild<QAction *>(QLatin1String(action));
    QVERIFY2(found && found->isEnabled(), action);
    found->trigger();
}

bool WindowFixture::isOnDisplay(std::size_t detections) const
{
    const Presentation &presentation = m_window->pipeline().lane().presentation();
    return !presentation.isNull() && presentation.isSynced() && presentation.result().detections.size() == detections;
}

bool WindowFixture::isIdle() const
{
    const LaneStatistics statistics = m_window->pipeline().lane().statistics();
    const FlowCounters &display = statistics.displayQueue;
    // While it is paused, what waits for the display stays there, and the model rests once there is no more room.
    if (m_window->pipeline().lane().isPaused())
        return display.inFlight == 0 &&
               (statistics.models.front().queue.waiting() == 0 || display.waiting() >= display.capacity);
    return statistics.models.front().queue.waiting() == 0 && display.waiting() == 0;
}

void WindowFixture::fitASmallScreen(const QByteArray &layout)
{
    if (!layout.isEmpty())
        trigger(layout.constData());
    open();
    QTRY_VERIFY(isOnDisplay(2));
    m_window->resize(960, 540);
    QTRY_COMPARE(m_window->size(), QSize(960, 540));
    QTRY_VERIFY(m_window->view().width() >= 400);
    QTRY_VERIFY(m_window->view().height() >= 240);
}

int WindowFixture::pixelsOf(int classId) const
{
    return countPixels(m_window->view().grab().toImage(), classColour(classId));
}

ModelRequest WindowFixture::someModel()
{
    ModelRequest request;
    request.location = QStringLiteral("synthetic.pt");
    return request;
}

int countPixels(const QImage &picture, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x)
            count += picture.pixelColor(x, y) == colour ? 1 : 0;
    }
    return count;
}

} // namespace sightglass::test
