// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/tagmemory.h"

#include <QDataStream>

#include <algorithm>

namespace sightglass
{

namespace
{

constexpr float leastOverlap = 0.3f;

/// Intersection over union.
float overlap(const cv::Rect2f &a, const cv::Rect2f &b)
{
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (!(width > 0.f && height > 0.f))
        return 0.f;
    const float common = width * height;
    return common / (a.area() + b.area() - common);
}

} // namespace

std::vector<std::optional<TagSeat>> TagMemory::recall(const std::vector<const Detection *> &detections) const
{
    std::vector<std::optional<TagSeat>> seats(detections.size());
    std::vector<bool> taken(m_tags.size(), false);
    for (std::size_t i = 0; i < detections.size(); ++i) {
        std::optional<std::size_t> best;
        float most = leastOverlap;
        for (std::size_t tag = 0; tag < m_tags.size(); ++tag) {
            if (taken[tag] || m_tags[tag].classId != detections[i]->classId)
                continue;
            const float common = overlap(m_tags[tag].box, detections[i]->box);
            if (common > most || (!best && common == most)) {
                best = tag;
                most = common;
            }
        }
        if (!best)
            continue;
        taken[*best] = true;
        seats[i] = m_tags[*best].seat;
    }
    return seats;
}

QByteArray TagMemory::toBytes() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out.setFloatingPointPrecision(QDataStream::SinglePrecision);
    out << quint32(m_tags.size());
    for (const Tag &tag : m_tags)
        out << tag.box.x << tag.box.y << tag.box.width << tag.box.height << qint32(tag.classId)
            << quint8(tag.seat.level) << quint8(tag.seat.spot);
    return bytes;
}

TagMemory TagMemory::fromBytes(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_0);
    in.setFloatingPointPrecision(QDataStream::SinglePrecision);
    TagMemory memory;
    quint32 count = 0;
    in >> count;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
        Tag tag;
        qint32 classId = 0;
        quint8 level = 0;
        quint8 spot = 0;
        in >> tag.box.x >> tag.box.y >> tag.box.width >> tag.box.height >> classId >> level >> spot;
        tag.classId = classId;
        tag.seat = {static_cast<TagLevel>(level), static_cast<TagSpot>(spot)};
        memory.m_tags.push_back(tag);
    }
    return in.status() == QDataStream::Ok ? memory : TagMemory();
}

} // namespace sightglass
