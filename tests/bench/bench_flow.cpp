// SPDX-License-Identifier: Apache-2.0
// How much is gained when reading, inference and drawing do not wait for each other: the same clip through the same
// model, once one step after the other, once through OfflineRun. Both in one run, in turns, so that the ratio holds on
// a busy machine too.
//
//     bench_flow CLIP [MODEL] [ROUNDS]

#include "core/inference/selection.h"
#include "core/overlay/annotator.h"
#include "core/pipeline/offlinerun.h"

#include <QGuiApplication>

#include <algorithm>
#include <cstdio>
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

double besideEachOther(const SourceSpec &spec, std::unique_ptr<Detector> detector)
{
    OfflineRun run(makeFrameSource(spec), std::move(detector));
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
        std::fprintf(stderr, "bench_flow CLIP [MODEL] [ROUNDS]\n");
        return 2;
    }
    const SourceSpec clip = SourceSpec::fromUserInput(arguments.at(1));
    const ModelRequest model{.location = arguments.value(2, builtInModels().constFirst().id), .threads = 1};
    const int rounds = std::max(1, arguments.value(3, QStringLiteral("3")).toInt());

    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        const double sequential = oneAfterTheOther(clip, *orFail(loadDetector(model)));
        const double pipelined = besideEachOther(clip, orFail(loadDetector(model)));
        ratios.push_back(sequential / pipelined);
        std::printf("one after the other %7.2f ms a frame   beside each other %7.2f ms   ratio %.2f\n",
                    1e3 * sequential, 1e3 * pipelined, ratios.back());
    }
    std::sort(ratios.begin(), ratios.end());
    std::printf("median ratio %.2f\n", ratios[ratios.size() / 2]);
    return 0;
}
