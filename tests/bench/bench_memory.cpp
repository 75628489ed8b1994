// SPDX-License-Identifier: Apache-2.0
// Whether the window's memory grows while it plays: a clip in a loop, with one panel in front, and the least that the
// process held in each minute, as frames on their way come and go by megabytes. The first minute, in which caches fill,
// does not count.
//
//     bench_memory CLIP [MINUTES] [MODEL] [PANEL]

#include "core/pipeline/residentmemory.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QDockWidget>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace sightglass;

namespace
{

double megabytes()
{
    return static_cast<double>(residentMemory()) / 1e6;
}

double leastInAMinute()
{
    QEventLoop loop;
    double least = megabytes();
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&least] { least = std::min(least, megabytes()); });
    look.start(100);
    QTimer::singleShot(std::chrono::minutes(1), &loop, &QEventLoop::quit);
    loop.exec();
    return least;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "bench_memory CLIP [MINUTES] [MODEL] [PANEL]\n");
        return 2;
    }
    const int minutes = std::max(1, arguments.value(2, QStringLiteral("10")).toInt());
    const QString panel = arguments.value(4, QStringLiteral("detections"));
    const QTemporaryDir folder;
    MainWindow window(std::make_unique<Pipeline>(), openSettings(folder.filePath(QStringLiteral("settings.ini"))));
    window.show();
    auto *dock = window.findChild<QDockWidget *>(panel);
    if (!dock) {
        std::fprintf(stderr, "There is no panel %s.\n", qPrintable(panel));
        return 2;
    }
    dock->raise();
    window.openModel({.location = arguments.value(3, builtInModels().constFirst().id)}, true);
    window.pipeline().lane().setLoop(true);
    window.openSource(SourceSpec::fromCommandLine(arguments.at(1)));

    leastInAMinute();
    const double first = leastInAMinute();
    std::printf("minute 0: %.1f MB\n", first);
    double last = first;
    for (int minute = 1; minute <= minutes; ++minute) {
        last = leastInAMinute();
        std::printf(
            "minute %d: %.1f MB, %llu frames through the model, %zu detections on the last shown\n", minute, last,
            static_cast<unsigned long long>(window.pipeline().lane().statistics().models.front().inference.count),
            window.pipeline().lane().presentation().result().detections.size());
        std::fflush(stdout);
    }
    std::printf("%s: %+.2f MB in %d minutes\n", qPrintable(panel), last - first, minutes);
    return window.shutdown() ? 0 : 1;
}
