// SPDX-License-Identifier: Apache-2.0
#include "app/viewer.h"

#include "app/interruptwatch.h"
#include "core/inference/modeltrial.h"
#include "core/store/storelimit.h"
#include "ui/actions.h"
#include "ui/language.h"
#include "ui/mainwindow.h"

#include <QAction>
#include <QApplication>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <utility>

namespace sightglass
{

namespace
{

void applyThresholds(MainWindow &window, const ViewerOptions &options)
{
    Thresholds thresholds = window.lane().thresholds();
    thresholds.confidence = options.confidence.value_or(thresholds.confidence);
    thresholds.iou = options.iou.value_or(thresholds.iou);
    thresholds.maxDetections = options.maxDetections.value_or(thresholds.maxDetections);
    window.setThresholds(thresholds);
}

void applyModel(MainWindow &window, const ViewerOptions &options)
{
    // A model brings the thresholds it was last used with; those asked for now go above them.
    if (options.confidence || options.iou || options.maxDetections) {
        applyThresholds(window, options);
        QObject::connect(
            &window.pipeline().model(), &ModelSlot::loaded, &window,
            [&window, options] { applyThresholds(window, options); },
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    }
    const float leastScore = std::min(candidateFloor, options.confidence.value_or(candidateFloor));
    if (options.model.isEmpty() && options.device.isEmpty() && !options.backend && !options.precision &&
        !options.threads && !options.workers && !options.batch && leastScore == candidateFloor)
        return;
    ModelRequest request = window.settings().model.request;
    if (!options.model.isEmpty())
        request.location = options.model;
    else if (request.location.isEmpty() && !builtInModels().isEmpty())
        request.location = builtInModels().constFirst().id;
    if (!options.device.isEmpty())
        request.device = options.device;
    request.backend = options.backend.value_or(request.backend);
    request.precision = options.precision.value_or(request.precision);
    request.threads = options.threads.value_or(request.threads);
    request.workers = options.workers.value_or(request.workers);
    request.batch = options.batch.value_or(request.batch);
    request.leastScore = leastScore;
    window.openModel(request, !options.model.isEmpty());
}

void applyView(MainWindow &window, const ViewerOptions &options)
{
    FlowOptions flow = window.lane().flow();
    flow.policy = options.policy.value_or(flow.policy);
    flow.mode = options.view.value_or(flow.mode);
    if (flow != window.lane().flow())
        window.setFlow(flow);
    const auto trigger = [&window](ActionId id) { window.actions()[id]->trigger(); };
    if (options.layout == StartLayout::Tune)
        trigger(ActionId::LayoutTune);
    else if (options.layout == StartLayout::Monitor)
        trigger(ActionId::LayoutMonitor);
    else if (options.layout == StartLayout::Review)
        trigger(ActionId::LayoutReview);
    if (options.loop && !window.actions()[ActionId::Loop]->isChecked())
        trigger(ActionId::Loop);
    if (options.together)
        trigger(ActionId::PlayTogether);
    if (options.fullScreen)
        trigger(ActionId::FullScreen);
}

/// Whether the window's threads may be at work.
std::atomic<bool> windowIsOpen{false};

/// A display that is lost makes Qt call std::exit() wherever the program is; the libraries' globals must not be
/// destroyed under threads that use them.
void leaveAtOnceIfOpen()
{
    if (windowIsOpen)
        std::_Exit(EXIT_FAILURE);
}

/// The window's settings, once all that is said from now on is said in the language that they ask for.
SettingsFile openSettingsInLanguage()
{
    installLanguage({}); // Of settings that cannot be read, something is to be said too.
    SettingsFile file = openSettings(userSettingsPath());
    setModelTrial(ModelTrial::ofUser(installLanguage(loadSettings(*file.store).window.language)));
    return file;
}

} // namespace

int runViewer(const ViewerOptions &options, InterruptWatch &interrupts)
{
    std::atexit(leaveAtOnceIfOpen);
    std::atomic<MainWindow *> shown = nullptr;
    // From the start: whatever the window may wait for while it is made, the program can be ended.
    interrupts.start([&shown](int count) {
        MainWindow *open = shown;
        if (count >= 3 || open == nullptr)
            std::_Exit(130);
        QMetaObject::invokeMethod(open, &MainWindow::closeUnasked, Qt::QueuedConnection);
    });
    SettingsFile settings = openSettingsInLanguage();
    MainWindow window(std::make_unique<Pipeline>(), std::move(settings));
    windowIsOpen = true;
    shown = &window;
    window.show();
    if (!options.store)
        setStoreLimit(0);
    if (options.decoder)
        window.setDecoder(*options.decoder);
    applyModel(window, options);
    applyView(window, options);
    window.openSources(options.sources);
    if (options.sources.isEmpty())
        window.reopen();
    if (options.paused) {
        for (std::size_t i = 0; i < window.pipeline().laneCount(); ++i)
            window.pipeline().lane(i).pause();
    }
    const int status = QApplication::exec();
    interrupts.stop();
    if (!window.shutdown())
        std::quick_exit(status);
    windowIsOpen = false;
    return status;
}

} // namespace sightglass
