// SPDX-License-Identifier: Apache-2.0
#include "core/export/cropswriter.h"

#include "core/export/writefile.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

/// The whole pixels that a box touches, within the picture.
cv::Rect pixelsOf(const cv::Rect2f &box, cv::Size picture)
{
    const auto whole = [](float from, float to, int count) {
        const double most = count;
        return std::pair(static_cast<int>(std::clamp(std::floor(double(from)), 0.0, most)),
                         static_cast<int>(std::clamp(std::ceil(double(to)), 0.0, most)));
    };
    const auto [left, right] = whole(box.x, box.x + box.width, picture.width);
    const auto [top, bottom] = whole(box.y, box.y + box.height, picture.height);
    return {left, top, right - left, bottom - top};
}

cv::Rect2f widened(const cv::Rect2f &box, double margin)
{
    const cv::Size2f more(box.width * static_cast<float>(margin), box.height * static_cast<float>(margin));
    return {box.x - more.width, box.y - more.height, box.width + 2.f * more.width, box.height + 2.f * more.height};
}

} // namespace

CropsWriter::CropsWriter(const QString &path, CropsTarget target)
    : m_folder(path)
    , m_target(std::move(target))
{}

Result<QString> CropsWriter::folderOf(int classId, const QString &className)
{
    if (const auto known = m_folders.find(classId); known != m_folders.end())
        return known->second;
    QString name = fileNameFor(className, QStringLiteral("class"));
    // Names that differ in what a file's name cannot hold, or, as on some disks, in capitals alone.
    if (m_taken.contains(name.toLower()))
        name += QStringLiteral("-%1").arg(classId);
    m_taken.insert(name.toLower());
    const QString path = m_folder.filePath(name);
    if (auto made = makeFolder(path, m_target.path); !made)
        return made.error();
    m_folders.emplace(classId, path);
    return path;
}

Result<void> CropsWriter::write(const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    int number = 0;
    for (const Detection &detection : detections) {
        ++number;
        const cv::Rect own = pixelsOf(detection.box, frame.image.size());
        if (detection.wholePicture || std::min(own.width, own.height) < std::max(1, m_target.least))
            continue;
        const auto folder = folderOf(detection.classId, candidates.className(detection.classId));
        if (!folder)
            return folder.error();
        const QString path =
            QDir(*folder).filePath(QStringLiteral("%1-%2.png").arg(m_names.of(frame), QString::number(number)));
        const cv::Rect cut = pixelsOf(widened(detection.box, m_target.margin), frame.image.size());
        if (auto written = writePicture(path, frame.image(cut), QStringLiteral("png"), m_target.path); !written)
            return written;
    }
    return {};
}

} // namespace sightglass
