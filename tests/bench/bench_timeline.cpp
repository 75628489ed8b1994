// SPDX-License-Identifier: Apache-2.0
// What a clip's timeline takes: two hours at 30 frames a second, ten survivors a frame, and NMS anew over ten minutes
// of fifty candidates a frame. From what is asked for to the answer on the thread that asked, each the median of some.
//
//     bench_timeline [FRAMES]

#include "core/inference/ongrid.h"
#include "core/pipeline/residentmemory.h"
#include "core/pipeline/timeline.h"
#include "core/store/clipsurvivors.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

using namespace sightglass;

namespace
{

constexpr int framesOfTwoHours = 216'000;
constexpr int framesOfTenMinutes = 18'000;
constexpr int rounds = 5;

/// Ten things, each with so many worse boxes around it that NMS removes at the usual overlap.
std::vector<Candidate> things(int doubles, bool isNear)
{
    std::vector<Candidate> items;
    for (int i = 0; i < 10; ++i) {
        const cv::Rect2f box(static_cast<float>(i * 120), 100.f, 100.f, 80.f);
        items.push_back({box, i % 5, 0.9f - 0.01f * static_cast<float>(i)});
        for (int j = 1; j <= doubles; ++j)
            items.push_back({{box.x + 8.f * static_cast<float>(j), box.y, box.width, box.height},
                             i % 5,
                             0.6f - 0.1f * static_cast<float>(j) - 0.001f * static_cast<float>(i)});
    }
    if (isNear)
        items.push_back({{0.f, 400.f, 50.f, 50.f}, 7, 0.22f});
    std::sort(items.begin(), items.end(), [](const auto &a, const auto &b) { return a.score > b.score; });
    putOnGrid(items);
    return items;
}

/// The same things in all frames; near the end one frame without any, and a near miss in one after that.
std::shared_ptr<ClipStore> makeStore(const QString &path, int frames, int doubles)
{
    auto store = std::make_shared<ClipStore>(path, ClipStore::About{path, path, frames});
    if (!store->open())
        return nullptr;
    for (int index = 0; index < frames; ++index) {
        auto candidates = std::make_shared<Candidates>();
        candidates->frame.index = index;
        candidates->seconds = index / 30.0;
        if (index != frames - 10)
            candidates->items = things(doubles, index == frames - 5);
        store->keep(candidates, {1280, 720});
        if ((index % 1000 == 999 || index == frames - 1) && !store->flush())
            return nullptr;
    }
    return store->count() == frames ? store : nullptr;
}

/// Milliseconds until the timeline says so.
template <typename Ask, typename Signal, typename IsAnswer>
double timeUntil(Timeline &timeline, Ask ask, Signal signal, IsAnswer isAnswer)
{
    QEventLoop loop;
    const auto connection = QObject::connect(&timeline, signal, &loop, [&] {
        if (isAnswer())
            loop.quit();
    });
    QElapsedTimer timer;
    timer.start();
    ask();
    loop.exec();
    QObject::disconnect(connection);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

void tell(const char *what, double value, double target, const char *unit)
{
    std::printf("%-44s %9.1f %s   target %6.0f %s   %s\n", what, value, unit, target, unit,
                value <= target ? "met" : "MISSED");
    std::fflush(stdout);
}

double millionBytes(std::size_t bytes)
{
    return static_cast<double>(bytes) / 1e6;
}

void measureClip(const std::shared_ptr<ClipStore> &store, int frames)
{
    {
        ClipSurvivors clip;
        (void)store->visitSurvivors([&clip](const FrameSurvivors &frame) {
            clip.set(frame.index, frame.seconds, frame.items);
            return true;
        });
        tell("survivors in memory", millionBytes(clip.bytes()), 256, "MB");
    }
    const ClipView view{0, frames - 1, 1200};
    Timeline timeline;
    timeline.setStore(store, frames);
    const std::size_t before = residentMemory();
    const auto isShown = [&] { return timeline.picture().known == frames; };
    tell("opening",
         timeUntil(
             timeline, [&] { timeline.setView(view); }, &Timeline::changed, isShown),
         1000, "ms");
    tell("resident memory more", millionBytes(std::max(before, residentMemory()) - before), 256, "MB");

    std::vector<double> times;
    Thresholds thresholds;
    for (int round = 0; round < rounds; ++round) {
        thresholds.confidence = 0.26f + 0.01f * static_cast<float>(round);
        times.push_back(timeUntil(
            timeline, [&] { timeline.setThresholds(thresholds); }, &Timeline::changed,
            [&] { return timeline.picture().thresholds == thresholds; }));
    }
    tell("counts in 1200 columns under other thresholds", median(times), 100, "ms");

    timeline.setThresholds(Thresholds());
    constexpr std::pair<ClipEvent, const char *> events[] = {{ClipEvent::Detection, "next detection"},
                                                             {ClipEvent::CountChange, "next change of a count"},
                                                             {ClipEvent::NearMiss, "next near miss"},
                                                             {ClipEvent::Gap, "next gap"}};
    for (const auto &[event, name] : events) {
        times.clear();
        for (int round = 0; round < rounds; ++round) {
            std::optional<std::int64_t> found;
            const auto connection = QObject::connect(
                &timeline, &Timeline::eventFound, &timeline,
                [&](const EventWish &, bool, const std::optional<std::int64_t> &frame) { found = frame; });
            times.push_back(timeUntil(
                timeline,
                [&] {
                    timeline.findEvent({event, {}}, 0, true);
                },
                &Timeline::eventFound, [] { return true; }));
            QObject::disconnect(connection);
            if (found < frames - 10)
                std::printf("%s: NOT FOUND where it is\n", name);
        }
        tell(name, median(times), 150, "ms");
    }
}

void measureSuppression(const std::shared_ptr<ClipStore> &store)
{
    Timeline timeline;
    timeline.setStore(store, framesOfTenMinutes);
    timeUntil(
        timeline,
        [&] {
            timeline.setView({0, framesOfTenMinutes - 1, 1200});
        },
        &Timeline::changed, [&] { return timeline.picture().known == framesOfTenMinutes; });
    std::vector<double> times;
    Thresholds thresholds;
    for (int round = 0; round < rounds; ++round) {
        thresholds.iou = 0.5f + 0.05f * static_cast<float>(round);
        times.push_back(timeUntil(
            timeline, [&] { timeline.setThresholds(thresholds); }, &Timeline::changed,
            [&] { return timeline.picture().thresholds == thresholds; }));
    }
    tell("counts of ten minutes under another overlap", median(times), 1000, "ms");
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int frames = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : framesOfTwoHours;
    if (argc > 2 || frames < 100) {
        std::fprintf(stderr, "usage: bench_timeline [FRAMES]\n");
        return 2;
    }
    const QTemporaryDir folder;
    const auto clip = makeStore(folder.filePath(QStringLiteral("clip")), frames, 0);
    const auto doubled = makeStore(folder.filePath(QStringLiteral("doubled")), framesOfTenMinutes, 4);
    if (!clip || !doubled) {
        std::fprintf(stderr, "The stores cannot be written to %s.\n", qPrintable(folder.path()));
        return 2;
    }
    std::printf("%d frames\n", frames);
    measureClip(clip, frames);
    measureSuppression(doubled);
    return 0;
}
