// SPDX-License-Identifier: Apache-2.0
// What drawing the results of one frame takes, on a picture of 1280 by 720: the median of many, in
// milliseconds of processor time, which other work on the machine does not lengthen much.
#include "core/overlay/annotator.h"
#include "core/overlay/tagplacement.h"

#include <QGuiApplication>

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace sightglass;

namespace
{

constexpr int width = 1280;
constexpr int height = 720;
constexpr int rounds = 60;

/// Over the whole frame, as YOLO's are: 32 planes of 160 by 90 cells.
std::shared_ptr<const MaskPlanes> makePlanes()
{
    constexpr int channels = 32;
    constexpr int rows = 90;
    constexpr int columns = 160;
    auto values = std::make_shared<std::vector<float>>();
    for (int channel = 0; channel < channels; ++channel) {
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column)
                values->push_back(std::sin(0.02f * static_cast<float>(channel * column)) +
                                  std::cos(0.03f * static_cast<float>((channel + 1) * row)));
        }
    }
    return std::make_shared<const MaskPlanes>(MaskPlanes{
        channels, rows, columns, std::shared_ptr<const float>(values, values->data()), {0, 0, width, height}});
}

/// Boxes of a size, spread over the picture.
Detections boxes(int count, float boxWidth, float boxHeight)
{
    Detections detections;
    for (int i = 0; i < count; ++i) {
        const auto x = static_cast<float>((i * 397) % static_cast<int>(width - boxWidth));
        const auto y = static_cast<float>((i * 211) % static_cast<int>(height - boxHeight));
        detections.push_back({{x, y, boxWidth, boxHeight}, i % 20, 0.9f - 0.001f * static_cast<float>(i)});
    }
    return detections;
}

Detections masks()
{
    const auto planes = makePlanes();
    Detections detections = boxes(20, 400.f, 400.f);
    for (std::size_t i = 0; i < detections.size(); ++i) {
        auto shape = std::make_shared<Shape>();
        shape->mask.planes = planes;
        for (int channel = 0; channel < planes->channels; ++channel)
            shape->mask.coefficients.push_back(std::sin(static_cast<float>(channel + 7 * static_cast<int>(i))));
        detections[i].shape = shape;
    }
    return detections;
}

Detections poses()
{
    Detections detections = boxes(20, 100.f, 300.f);
    for (Detection &detection : detections) {
        auto shape = std::make_shared<Shape>();
        for (int i = 0; i < 17; ++i)
            shape->keypoints.push_back(
                {{detection.box.x + static_cast<float>(i * 37 % 100), detection.box.y + static_cast<float>(i) * 17.f},
                 0.9f});
        detection.shape = shape;
    }
    return detections;
}

Detections turned()
{
    Detections detections = boxes(100, 120.f, 120.f);
    for (std::size_t i = 0; i < detections.size(); ++i) {
        auto shape = std::make_shared<Shape>();
        const cv::Rect2f &box = detections[i].box;
        shape->oriented = OrientedBox{
            {box.x + box.width / 2.f, box.y + box.height / 2.f}, {110.f, 40.f}, 0.1f * static_cast<float>(i)};
        detections[i].shape = shape;
    }
    return detections;
}

template <typename Work>
void tell(const char *name, Work work)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const std::clock_t begun = std::clock();
        work();
        times.push_back(1000.0 * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC);
    }
    std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
    std::printf("%-28s %7.2f ms\n", name, times[rounds / 2]);
}

void measure(const char *name, const Detections &detections, std::optional<std::size_t> highlighted = {})
{
    Candidates candidates;
    auto layout = std::make_shared<KeypointLayout>();
    for (int i = 0; i < 16; ++i)
        layout->edges.emplace_back(i, i + 1);
    candidates.keypoints = layout;
    cv::Mat picture(height, width, CV_8UC4, cv::Scalar(90, 90, 90, 255));
    TagMemory tags;
    tell(name, [&] {
        tags = Annotator::draw(picture, {&detections, &candidates, highlighted, {}, &tags}, OverlayStyle());
    });
}

/// Without what is drawn: once as on a first frame, and once as on those that follow.
void measurePlacement(const char *name, const Detections &detections)
{
    std::vector<TagRequest> requests;
    std::vector<const Detection *> pointers;
    for (const Detection &detection : detections) {
        const cv::Rect2f &box = detection.box;
        requests.push_back({{QRectF(box.x, box.y, box.width, box.height), {}}, {84.0, 17.0}, {46.0, 13.0}, {}});
        pointers.push_back(&detection);
    }
    const TagSpace space{QRectF(0, 0, width, height), 1.0, 1.0};
    TagMemory memory;
    tell(name, [&] {
        const auto tags = placeTags(requests, space);
        memory = {};
        for (std::size_t i = 0; i < tags.size(); ++i)
            memory.remember(detections[i], tags[i].seat);
    });
    tell("  the frames after it", [&] {
        const auto seats = memory.recall(pointers);
        for (std::size_t i = 0; i < requests.size(); ++i)
            requests[i].before = seats[i];
        const auto tags = placeTags(requests, space);
        memory = {};
        for (std::size_t i = 0; i < tags.size(); ++i)
            memory.remember(detections[i], tags[i].seat);
    });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    measure("30 boxes", boxes(30, 120.f, 90.f));
    measure("300 boxes", boxes(300, 120.f, 90.f));
    measure("100 turned boxes", turned());
    measure("20 masks of 400 x 400", masks());
    measure("20 poses", poses());
    measure("300 boxes, one highlighted", boxes(300, 120.f, 90.f), 7);
    measurePlacement("placing 100 tags", boxes(100, 120.f, 90.f));
    measurePlacement("placing 300 tags", boxes(300, 120.f, 90.f));
    return 0;
}
