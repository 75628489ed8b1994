// SPDX-License-Identifier: Apache-2.0
// What several workers do for live pictures: a clip played at many times its speed under Latest, so that frames are
// always there, with one worker and with many, in turns, so that the ratios hold on a busy machine. Tells the rate of
// inference, and how old the picture on display is, with its boxes, at any moment: what a person sees.
//
//     bench_live CLIP [MODEL] [ROUNDS] [WORKERS] [SPEED]

#include "core/pipeline/pipeline.h"

#include <QEventLoop>
#include <QGuiApplication>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <thread>

using namespace sightglass;

namespace
{

constexpr int seconds = 8;

struct Rates
{
    double inference; ///< Pictures a second.
    double age;       ///< Milliseconds since capture, the mean over time.
};

/// Whether it came to hold within a minute.
bool waitUntil(const std::function<bool()> &holds)
{
    QEventLoop loop;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (holds())
            loop.exit(1);
    });
    look.start(10);
    QTimer::singleShot(60000, &loop, [&loop] { loop.exit(0); });
    return loop.exec() == 1;
}

Rates play(const SourceSpec &clip, const QString &model, int workers, double speed)
{
    Pipeline pipeline(makeFrameSource, loadDetector);
    pipeline.model().load({.location = model, .threads = 1, .workers = workers});
    SourceLane &lane = pipeline.lane();
    lane.setViewport({{}, {1280, 720}});
    lane.setLoop(true);
    lane.setSpeed(speed);
    const bool ready = waitUntil([&] { return !pipeline.model().descriptor().location.isEmpty(); });
    lane.open(clip);
    if (!ready || !waitUntil([&] { return lane.presentation().isSynced(); })) {
        std::fprintf(stderr, "Nothing is shown.\n");
        std::exit(1);
    }
    const auto inferred = [&] { return lane.statistics().models.front().inference.count; };
    QEventLoop loop;
    const auto before = inferred();
    const auto begin = Clock::now();
    double sum = 0.0;
    int samples = 0;
    QTimer sampler;
    sampler.setTimerType(Qt::PreciseTimer);
    QObject::connect(&sampler, &QTimer::timeout, &loop, [&] {
        sum += std::chrono::duration<double, std::milli>(Clock::now() - lane.presentation().frame.captured).count();
        ++samples;
    });
    sampler.start(3);
    QTimer::singleShot(1000 * seconds, &loop, &QEventLoop::quit);
    loop.exec();
    const double passed = std::chrono::duration<double>(Clock::now() - begin).count();
    return {static_cast<double>(inferred() - before) / passed, sum / samples};
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const QStringList arguments = QGuiApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "bench_live CLIP [MODEL] [ROUNDS] [WORKERS] [SPEED]\n");
        return 2;
    }
    const SourceSpec clip = SourceSpec::fromUserInput(arguments.at(1));
    const QString model = arguments.value(2, builtInModels().constFirst().id);
    const int rounds = std::max(1, arguments.value(3, QStringLiteral("3")).toInt());
    const int workers = std::max(1, arguments.value(4, QString::number(std::thread::hardware_concurrency())).toInt());
    const double speed = arguments.value(5, QStringLiteral("16")).toDouble();
    std::vector<double> rates;
    std::vector<double> ages;
    for (int round = 0; round < rounds; ++round) {
        const Rates one = play(clip, model, 1, speed);
        const Rates many = play(clip, model, workers, speed);
        rates.push_back(many.inference / one.inference);
        ages.push_back(many.age / one.age);
        std::printf("1 worker %6.1f pictures a second, %6.1f ms old   %d workers %6.1f, %6.1f ms old\n", one.inference,
                    one.age, workers, many.inference, many.age);
    }
    std::printf("%d workers: %.2f times the rate, %.2f times the age (medians)\n", workers, median(rates),
                median(ages));
    return 0;
}
