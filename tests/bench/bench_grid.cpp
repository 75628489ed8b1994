// SPDX-License-Identifier: Apache-2.0
// Many sources in one window: synthetic cameras of 1280 x 720 at 30 pictures a second in a grid, through one model, for
// some minutes. Tells whether the counts are exact, how memory and the turns of the UI's thread behave, the share of
// the model that each source gets, and how the latency of the others changes when one of them is killed.
//
//     bench_grid [MINUTES] [SOURCES] [MODEL]

#include "core/pipeline/residentmemory.h"
#include "tests/support/synthetic.h"
#include "ui/mainwindow.h"
#include "ui/video/tile.h"
#include "ui/video/videogrid.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

using namespace sightglass;

namespace
{

/// Times every event that the UI's thread handles.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        // Events of all threads come by here, and within a turn others are handled.
        if (QThread::currentThread() != thread() || m_inTurn)
            return QApplication::notify(receiver, event);
        m_inTurn = true;
        QElapsedTimer timer;
        timer.start();
        const bool handled = QApplication::notify(receiver, event);
        m_inTurn = false;
        m_turns.push_back(static_cast<float>(timer.nsecsElapsed()) / 1e6f);
        return handled;
    }

    /// Milliseconds: the median, the 99.9th percentile and the longest since the last call.
    std::vector<float> turns()
    {
        std::vector<float> all = std::exchange(m_turns, {});
        if (all.empty())
            return {0.f, 0.f, 0.f};
        std::sort(all.begin(), all.end());
        return {all[all.size() / 2], all[all.size() * 999 / 1000], all.back()};
    }

private:
    bool m_inTurn = false;
    std::vector<float> m_turns;
};

void pass(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

double leastMemory(std::chrono::seconds time)
{
    double least = 1e9;
    for (int i = 0; i < 10; ++i) {
        pass(time / 10);
        least = std::min(least, static_cast<double>(residentMemory()) / 1e6);
    }
    return least;
}

bool isExact(const SourceLane &lane)
{
    const LaneStatistics statistics = lane.statistics();
    const auto adds = [](const FlowCounters &queue) {
        return queue.captured == queue.processed + queue.dropped + queue.waiting();
    };
    bool exact = adds(statistics.displayQueue);
    for (const ModelStatistics &model : statistics.models)
        exact = exact && adds(model.queue);
    return exact;
}

/// The 95th percentile of the latency of each source, milliseconds.
std::vector<double> latencies(VideoGrid &grid)
{
    std::vector<double> all;
    for (const Tile *tile : grid.tiles())
        all.push_back(tile->lane().statistics().endToEnd.p95);
    return all;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    TimedApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const int minutes = std::max(1, arguments.value(1, QStringLiteral("5")).toInt());
    const int count = std::clamp(arguments.value(2, QStringLiteral("9")).toInt(), 2, mostTiles);
    const FrameSourceFactory sources = test::SyntheticSource::factory(
        {.size = {1280, 720}, .frames = 100000000, .live = true, .interval = std::chrono::milliseconds(33)});
    const QTemporaryDir folder;
    MainWindow window(std::make_unique<Pipeline>(sources, loadDetector, PlanMemory::ofUser()),
                      openSettings(folder.filePath(QStringLiteral("settings.ini"))));
    window.resize(1920, 1080);
    window.show();
    window.openModel({.location = arguments.value(3, builtInModels().constFirst().id)}, true);
    QList<SourceSpec> specs;
    for (int i = 0; i < count; ++i)
        specs.append({SourceKind::Camera, QStringLiteral("/dev/video%1").arg(i)});
    window.openSources(specs);
    VideoGrid &grid = window.grid();

    // Caches fill, and a model chooses its workers.
    const double first = leastMemory(std::chrono::minutes(1));
    application.turns();
    bool exact = true;
    for (int minute = 1; minute <= minutes; ++minute) {
        const double memory = leastMemory(std::chrono::minutes(1));
        const auto turns = application.turns();
        std::uint64_t least = ~0ull;
        std::uint64_t most = 0;
        for (const Tile *tile : grid.tiles()) {
            exact = exact && isExact(tile->lane());
            const std::uint64_t inferred = tile->lane().statistics().models.front().inference.count;
            least = std::min(least, inferred);
            most = std::max(most, inferred);
        }
        std::printf(
            "minute %d: %.1f MB (%+.1f), turns %.2f / %.2f / %.2f ms, %llu to %llu frames a source, counts %s\n",
            minute, memory, memory - first, static_cast<double>(turns[0]), static_cast<double>(turns[1]),
            static_cast<double>(turns[2]), static_cast<unsigned long long>(least),
            static_cast<unsigned long long>(most), exact ? "exact" : "WRONG");
        std::fflush(stdout);
    }
    const std::vector<double> before = latencies(grid);
    QElapsedTimer closing;
    closing.start();
    grid.removeTile(*grid.tiles().constLast());
    const double closed = static_cast<double>(closing.nsecsElapsed()) / 1e6;
    pass(std::chrono::seconds(5));
    const std::vector<double> after = latencies(grid);
    double worst = 0.0;
    for (std::size_t i = 0; i < after.size(); ++i)
        worst = std::max(worst, after[i] / before[i] - 1.0);
    std::printf(
        "one closed in %.2f ms; the 95th percentile of the others' latency: %+.1f %% at worst (%.1f to %.1f ms)\n",
        closed, 100.0 * worst, before.front(), after.front());
    return window.shutdown() && exact ? 0 : 1;
}
