// SPDX-License-Identifier: Apache-2.0
#include "ui/video/followedbox.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr float leastOverlap = 0.3f;
constexpr double memory = 1.0; // seconds

float overlap(const cv::Rect2f &a, const cv::Rect2f &b)
{
    const float shared = (a & b).area();
    const float both = a.area() + b.area() - shared;
    return both > 0.f ? shared / both : 0.f;
}

} // namespace

std::optional<std::size_t> findAgain(const Detection &detection, const Detections &detections)
{
    const auto same = std::find(detections.begin(), detections.end(), detection);
    if (same != detections.end())
        return same - detections.begin();
    std::optional<std::size_t> best;
    float most = leastOverlap;
    for (std::size_t i = 0; i < detections.size(); ++i) {
        if (detections[i].classId != detection.classId || detections[i].wholePicture != detection.wholePicture)
            continue;
        if (const float shared = overlap(detection.box, detections[i].box); shared >= most) {
            best = i;
            most = shared;
        }
    }
    return best;
}

void FollowedBox::choose(std::optional<std::size_t> index, const Detections &detections, double seconds)
{
    m_seen.reset();
    if (index && *index < detections.size())
        m_seen = detections[*index];
    m_when = seconds;
}

std::optional<std::size_t> FollowedBox::follow(const Detections &detections, double seconds)
{
    if (!m_seen)
        return std::nullopt;
    const auto index = findAgain(*m_seen, detections);
    if (index) {
        m_seen = detections[*index];
        m_when = seconds;
    } else if (std::abs(seconds - m_when) > memory) {
        m_seen.reset();
    }
    return index;
}

} // namespace sightglass
