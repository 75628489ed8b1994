// SPDX-License-Identifier: Apache-2.0
#include "core/export/yoloformat.h"

#include "core/export/jsontext.h"
#include "core/values/visibletext.h"

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr float surePoint = 0.5f;

QByteArray share(float part, int whole)
{
    return ' ' + QByteArray::number(static_cast<double>(part) / whole, 'f', 6);
}

QByteArray boxText(const cv::Rect2f &box, cv::Size size)
{
    return share(box.x + box.width / 2.f, size.width) + share(box.y + box.height / 2.f, size.height) +
           share(box.width, size.width) + share(box.height, size.height);
}

QByteArray pointText(const cv::Point2f &point, cv::Size size)
{
    return share(std::clamp(point.x, 0.f, static_cast<float>(size.width)), size.width) +
           share(std::clamp(point.y, 0.f, static_cast<float>(size.height)), size.height);
}

QByteArray placeText(const Detection &detection, const cv::Rect2f &inside, cv::Size size)
{
    QByteArray text;
    if (detection.shape && detection.shape->oriented) {
        for (const cv::Point2f &corner : detection.shape->oriented->corners())
            text += pointText(corner, size);
        return text;
    }
    text = boxText(inside, size);
    if (detection.shape) {
        for (const Keypoint &keypoint : detection.shape->keypoints)
            text += keypoint.confidence >= surePoint ? pointText(keypoint.point, size) + " 2" : QByteArray(" 0 0 0");
    }
    return text;
}

} // namespace

QByteArray YoloFormat::textOf(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    if (m_classes.empty()) {
        for (int id = 0; candidates.classNames && id < candidates.classNames->size(); ++id)
            m_classes[id] = candidates.className(id);
    }
    const cv::Size size = frame.image.size();
    QByteArray text;
    for (const Detection &detection : detections) {
        const cv::Rect2f inside = detection.box & cv::Rect2f(cv::Point2f(), cv::Size2f(size));
        if (detection.wholePicture || inside.empty())
            continue;
        m_classes.try_emplace(detection.classId, candidates.className(detection.classId));
        if (detection.shape)
            m_keypoints = std::max(m_keypoints, detection.shape->keypoints.size());
        text += QByteArray::number(detection.classId) + placeText(detection, inside, size);
        if (m_withConfidence)
            text += ' ' + QByteArray::number(static_cast<double>(detection.score), 'f', 6);
        text += '\n';
    }
    return text;
}

std::vector<std::pair<QString, QByteArray>> YoloFormat::others() const
{
    QByteArray list;
    QByteArray yaml = "path: .\ntrain: images\nval: images\n";
    if (m_keypoints > 0)
        yaml += "kpt_shape: [" + QByteArray::number(static_cast<qulonglong>(m_keypoints)) + ", 3]\n";
    yaml += m_classes.empty() ? "names: {}\n" : "names:\n";
    // By their numbers: a class that nobody has seen still has its line.
    const int count = m_classes.empty() ? 0 : m_classes.rbegin()->first + 1;
    for (int id = 0; id < count; ++id) {
        const auto known = m_classes.find(id);
        const QString name = known == m_classes.end() ? QStringLiteral("class %1").arg(id) : known->second;
        list += visibleText(name).toUtf8() + '\n';
        // A text of JSON is one of YAML.
        yaml += "  " + QByteArray::number(id) + ": " + jsonString(name) + '\n';
    }
    return {{QStringLiteral("classes.txt"), list}, {QStringLiteral("data.yaml"), yaml}};
}

} // namespace sightglass
