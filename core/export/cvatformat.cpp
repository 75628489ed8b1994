// SPDX-License-Identifier: Apache-2.0
#include "core/export/cvatformat.h"

#include "core/export/xmltext.h"

#include <numbers>
#include <utility>

namespace sightglass
{

namespace
{

QByteArray attribute(const char *name, const QByteArray &value)
{
    return QByteArray(" ") + name + "=\"" + value + '"';
}

QByteArray pixels(float value)
{
    return QByteArray::number(static_cast<double>(value), 'f', 2);
}

QByteArray boxOf(const Detection &detection, std::int64_t frame, bool outside)
{
    // Turned ones are told by their own, upright, sides and the turn.
    cv::Rect2f box = detection.box;
    QByteArray rotation;
    if (detection.shape && detection.shape->oriented) {
        const OrientedBox &turned = *detection.shape->oriented;
        box = {turned.centre.x - turned.size.width / 2.f, turned.centre.y - turned.size.height / 2.f, turned.size.width,
               turned.size.height};
        rotation = attribute("rotation", pixels(turned.angle * 180.f / std::numbers::pi_v<float>));
    }
    return "    <box" + attribute("frame", QByteArray::number(static_cast<qlonglong>(frame))) +
           attribute("outside", outside ? "1" : "0") + attribute("occluded", "0") + attribute("keyframe", "1") +
           attribute("xtl", pixels(box.x)) + attribute("ytl", pixels(box.y)) +
           attribute("xbr", pixels(box.x + box.width)) + attribute("ybr", pixels(box.y + box.height)) + rotation +
           attribute("z_order", "0") + "/>\n";
}

} // namespace

void CvatFormat::begin(QByteArray &text)
{
    if (!std::exchange(m_begun, true)) {
        text += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n  "
                "<meta>\n    <task>\n      <mode>interpolation</mode>\n    </task>\n    <source>" +
                xmlText(source().name) + "</source>\n  </meta>\n";
    }
}

void CvatFormat::add(QByteArray &text, const Frame &frame, const Candidates &candidates, const Detections &detections)
{
    begin(text);
    for (const Detection &detection : detections) {
        if (detection.wholePicture)
            continue;
        text += "  <track" + attribute("id", QByteArray::number(static_cast<qlonglong>(m_tracks++))) +
                attribute("label", xmlText(candidates.className(detection.classId))) + attribute("source", "auto") +
                ">\n" + boxOf(detection, frame.id.index, false) + boxOf(detection, frame.id.index + 1, true) +
                "  </track>\n";
    }
}

bool CvatFormat::end(QByteArray &text)
{
    begin(text);
    text += "</annotations>\n";
    return false;
}

} // namespace sightglass
