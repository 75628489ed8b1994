// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/ongrid.h"
#include "core/overlay/maskpicture.h"
#include "core/values/candidates.h"
#include "core/values/frame.h"

#include <QSize>

#include <opencv2/core.hpp>

#include <algorithm>
#include <memory>
#include <random>

namespace sightglass::test
{

/// What may be in them beside boxes.
enum class Shapes
{
    None,
    All
};

inline constexpr QSize storedFrame{640, 480};

inline std::shared_ptr<const Shape> anyShape(std::mt19937 &random, const Candidate &candidate)
{
    std::uniform_real_distribution<float> share(0.f, 1.f);
    auto shape = std::make_shared<Shape>();
    if (random() % 3 == 0)
        shape->oriented = OrientedBox{
            {candidate.box.x + 3.3f, candidate.box.y + 2.2f}, candidate.box.size(), share(random) * 6.f - 1.6f};
    if (random() % 3 == 0)
        for (int i = 0; i < 5; ++i)
            shape->keypoints.push_back({{share(random) * 700.f - 30.f, share(random) * 500.f}, share(random)});
    if (random() % 3 == 0) {
        MaskPlanes planes;
        planes.channels = 2;
        planes.rows = planes.columns = 16;
        const std::shared_ptr<float[]> values(new float[2 * 16 * 16]);
        std::generate_n(values.get(), 2 * 16 * 16, [&] { return share(random) - 0.5f; });
        planes.values = std::shared_ptr<const float>(values, values.get());
        planes.area = cv::Rect2f(0, 0, storedFrame.width(), storedFrame.height());
        shape->mask = {std::make_shared<const MaskPlanes>(planes), {share(random), share(random)}};
    }
    return shape;
}

/// Best first, on the grid, as they come to a store.
inline std::vector<Candidate> anyStored(std::mt19937 &random, Shapes shapes, int count = 40)
{
    std::uniform_real_distribution<float> share(0.f, 1.f);
    std::vector<Candidate> candidates;
    for (int i = 0; i < count; ++i) {
        Candidate candidate;
        candidate.box = {share(random) * 600.f, share(random) * 440.f, share(random) * 40.f, share(random) * 40.f};
        candidate.classId = static_cast<int>(random() % (i % 10 == 0 ? 1000 : 80));
        candidate.score = share(random);
        candidate.wholePicture = shapes == Shapes::All && random() % 20 == 0;
        if (shapes == Shapes::All && random() % 2 == 0)
            candidate.shape = anyShape(random, candidate);
        candidates.push_back(candidate);
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate &a, const Candidate &b) { return a.score > b.score; });
    putOnGrid(candidates);
    return candidates;
}

/// Whether they are the same to whoever shows or writes them.
inline bool isSame(const Candidate &a, const Candidate &b)
{
    if (a.box != b.box || a.classId != b.classId || a.score != b.score || a.wholePicture != b.wholePicture)
        return false;
    const Shape none;
    const Shape &left = a.shape ? *a.shape : none;
    const Shape &right = b.shape ? *b.shape : none;
    if (left.oriented != right.oriented || left.keypoints != right.keypoints || !left.mask.planes != !right.mask.planes)
        return false;
    const cv::Size frame(storedFrame.width(), storedFrame.height());
    const SourceMask leftMask = sourceMask(a, frame);
    const SourceMask rightMask = sourceMask(b, frame);
    return leftMask.place == rightMask.place &&
           (leftMask.place.empty() || cv::norm(leftMask.pixels, rightMask.pixels, cv::NORM_INF) == 0.0);
}

inline bool isSame(const std::vector<Candidate> &a, const std::vector<Candidate> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Candidate &left, const Candidate &right) { return isSame(left, right); });
}

/// A frame without a picture's pixels.
inline Frame frameAt(std::int64_t index)
{
    Frame frame;
    frame.id.index = index;
    frame.id.generation = 7;
    frame.pts = index * 40;
    frame.image = cv::Mat(storedFrame.height(), storedFrame.width(), CV_8UC3);
    return frame;
}

inline CandidatesPtr candidatesOf(std::vector<Candidate> items, std::int64_t index = 0)
{
    auto candidates = std::make_shared<Candidates>();
    candidates->frame.index = index;
    candidates->seconds = frameAt(index).seconds();
    candidates->items = std::move(items);
    return candidates;
}

} // namespace sightglass::test
