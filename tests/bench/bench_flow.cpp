// SPDX-License-Identifier: Apache-2.0
// How much is gained when reading, inference and drawing do not wait for each other, and the model runs on several
// threads: the same clip through the same model, once one step after the other, then through OfflineRun with one worker
// and with many; and how near that comes to inference alone. All in one run, in turns, so that the ratios hold on a
// busy machine.
//
//     bench_flow CLIP [MODEL] [ROUNDS] [WORKERS]

#include "core/inference/selection.h"
#include "core/overlay/annotator.h"
#include "core/pipeline/offlinerun.h"

#include <QGuiApplication>

#include <algorithm>
#include <cstdio>
#include <thread>
#include <vector>

using namespace sightglass;

namespace
{

using Seconds = std::chrono::duration<double>;

void draw(const Frame &frame, const CandidatesPtr &candidates)
{
    const Detections detections = select(*candidates, {});
    cv::Mat canvas = frame.image.clone();
    Annotator::draw(canvas, {&detections, candidates.get(), {}}, {});
}

[[noreturn]] void fail(const Error &error)
{
    std::fprintf(stderr, "%s\n", qPrintable(error.toText()));
    std::exit(1);
}

template <typename T>
T orFail(Result<T> result)
{
    if (!result)
        fail(result.error());
    return std::move(result).value();
}

/// Seconds a frame.
double oneAfterTheOther(const SourceSpec &spec, Detector &detector)
{
    const auto source = makeFrameSource(spec);
    orFail(source->open());
    const auto begin = Clock::now();
    int frames = 0;
    for (Frame frame; orFail(source->read(frame)) == FrameSource::ReadStatus::Frame; ++frames) {
        auto output = orFail(detector.detect({&frame.image, 1}));
        auto candidates = std::make_shared<Candidates>();
        candidates->items = std::move(output.items.front());
        candidates->suppressed = output.suppressed;
        draw(frame, candidates);
    }
    return Seconds(Clock::now() - begin).count() / frames;
}

/// As many copies of the model as are asked for.
std::vector<std::unique_ptr<Detector>> copies(const ModelRequest &model, int workers)
{
    std::vector<std::unique_ptr<Detector>> detectors;
    detectors.push_back(orFail(loadDetector(model)));
    while (static_cast<int>(detectors.size()) < workers)
        detectors.push_back(orFail(detectors.front()->duplicate(0)));
    return detectors;
}

/// Seconds a picture of inference alone: what nothing that reads and draws as well can beat.
double inferenceAlone(const SourceSpec &spec, const ModelRequest &model, int workers)
{
    const auto source = makeFrameSource(spec);
    orFail(source->open());
    Frame frame;
    orFail(source->read(frame));
    constexpr int runs = 60;
    auto detectors = copies(model, workers);
    const auto begin = Clock::now();
    {
        std::vector<std::jthread> threads;
        for (const auto &detector : detectors)
            threads.emplace_back([&] {
                for (int i = 0; i < runs; ++i)
                    orFail(detector->detect({&frame.image, 1}));
            });
    }
    return Seconds(Clock::now() - begin).count() / (runs * workers);
}

double besideEachOther(const SourceSpec &spec, std::vector<std::unique_ptr<Detector>> detectors)
{
    OfflineRun run(makeFrameSource(spec), std::move(detectors));
    Clock::time_point begin;
    const auto opened = [&](const SourceInfo &) {
        begin = Clock::now();
        return Result<void>();
    };
    const auto result = run.run({}, opened, [](const Frame &frame, const CandidatesPtr &candidates) {
        draw(frame, candidates);
        return Result<void>();
    });
    if (!result)
        fail(result.error());
    return Seconds(Clock::now() - begin).count() / static_cast<double>(run.counts().delivered);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const QStringList arguments = QGuiApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "bench_flow CLIP [MODEL] [ROUNDS] [WORKERS]\n");
        return 2;
    }
    const SourceSpec clip = SourceSpec::fromUserInput(arguments.at(1));
    const ModelRequest model{.location = arguments.value(2, builtInModels().constFirst().id), .threads = 1};
    const int rounds = std::max(1, arguments.value(3, QStringLiteral("3")).toInt());

    const int workers = std::max(1, arguments.value(4, QString::number(std::thread::hardware_concurrency())).toInt());

    std::vector<double> sequentials;
    std::vector<double> limits;
    for (int round = 0; round < rounds; ++round) {
        const double limit = inferenceAlone(clip, model, workers);
        const double sequential = oneAfterTheOther(clip, *orFail(loadDetector(model)));
        const double one = besideEachOther(clip, copies(model, 1));
        const double all = besideEachOther(clip, copies(model, workers));
        sequentials.push_back(sequential / all);
        limits.push_back(limit / all);
        std::printf("inference alone %7.2f ms   one after the other %7.2f ms   1 worker %7.2f ms   %d workers %7.2f ms "
                    "a frame\n",
                    1e3 * limit, 1e3 * sequential, 1e3 * one, workers, 1e3 * all);
    }
    const auto median = [](std::vector<double> &ratios) {
        std::sort(ratios.begin(), ratios.end());
        return ratios[ratios.size() / 2];
    };
    std::printf("%d workers: %.2f times one after the other, %.2f of inference alone (medians)\n", workers,
                median(sequentials), median(limits));
    return 0;
}
