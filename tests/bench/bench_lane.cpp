// SPDX-License-Identifier: Apache-2.0
// How long the lane under the picture takes to be drawn, and a card: both on the window's thread, within 16 ms.
#include "ui/timeline/hovercard.h"
#include "ui/timeline/lanepainting.h"

#include <QApplication>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace sightglass;

namespace
{

/// Every column of another height, with so many classes in each.
LaneScene sceneOf(int columns, int classes)
{
    LaneScene scene;
    const std::int64_t frames = 100LL * columns;
    TimelinePicture &picture = scene.picture;
    picture.frameCount = frames;
    picture.known = frames;
    for (int id = 0; id < classes; ++id)
        picture.columns.classes.push_back(id);
    for (int i = 0; i < columns; ++i) {
        ClipColumns::Column column{100LL * i, 100LL * i + 99, i % 7 == 0 ? 50 : 100, 100LL * i, 0};
        for (int id = 0; id < classes; ++id) {
            const int count = 1 + (i * 31 + id * 17) % 5;
            picture.columns.counts.push_back(count);
            column.total += count;
        }
        picture.columns.most = std::max(picture.columns.most, column.total);
        picture.columns.columns.push_back(column);
        if (i % 3 == 0)
            picture.spans.push_back({column.first, column.last, 0.0, 0.0});
    }
    scene.geometry = LaneGeometry(frames, columns / 2.0);
    scene.seconds = static_cast<double>(frames) / 25.0;
    return scene;
}

template <typename Function>
void measure(const char *name, Function function)
{
    std::vector<double> times;
    for (int i = 0; i < 30; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        function();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s p50 %6.2f ms, worst %6.2f ms\n", name, times[times.size() / 2], times.back());
}

} // namespace

int main(int argc, char *argv[])
{
    const QApplication app(argc, argv);
    for (const int classes : {1, 10, 80}) {
        const LaneScene scene = sceneOf(3840, classes);
        const LaneSurface surface{{1920, 96}, 2.0, QApplication::palette(), QApplication::font()};
        measure(qPrintable(QStringLiteral("lane, 3840 columns of %1 classes").arg(classes)),
                [&] { paintLane(scene, surface); });
    }
    PickedFrame frame;
    frame.size = {1920, 1080};
    frame.picture = QImage(360, 203, QImage::Format_RGB32);
    frame.picture.fill(Qt::gray);
    Detections detections;
    for (int i = 0; i < 300; ++i)
        detections.push_back({{float(i * 6 % 1800), float(i * 37 % 1000), 60.f, 60.f}, i % 80, 0.5f});
    measure("card, 300 boxes", [&] { hoverPicture(frame, detections, {}, hoverPictureSize(frame.size), 2.0); });
    return 0;
}
