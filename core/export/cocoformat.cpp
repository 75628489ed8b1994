// SPDX-License-Identifier: Apache-2.0
#include "core/export/cocoformat.h"

#include "core/export/jsontext.h"

#include <algorithm>
#include <utility>

namespace sightglass
{

namespace
{

constexpr float surePoint = 0.5f;
constexpr int imagesAtOnce = 1000;

QByteArray resultPoint(const Keypoint &keypoint)
{
    return jsonPixels(keypoint.point.x) + ',' + jsonPixels(keypoint.point.y) + ',' +
           jsonNumber(static_cast<double>(keypoint.confidence), 4);
}

QByteArray labelledPoint(const Keypoint &keypoint)
{
    if (!(keypoint.confidence >= surePoint))
        return "0,0,0";
    return jsonPixels(keypoint.point.x) + ',' + jsonPixels(keypoint.point.y) + ",2";
}

/// What the results and the annotations have alike, but for how a keypoint is told.
QByteArray fields(const Frame &frame, const Detection &detection, QByteArray (*pointText)(const Keypoint &))
{
    QByteArray text = "\"image_id\":" + QByteArray::number(static_cast<qlonglong>(frame.id.index)) +
                      ",\"category_id\":" + QByteArray::number(detection.classId + 1) +
                      ",\"bbox\":" + jsonBox(detection.box) +
                      ",\"score\":" + jsonNumber(static_cast<double>(detection.score), 4);
    if (!detection.shape)
        return text;
    if (detection.shape->mask.planes)
        text += ",\"segmentation\":" + jsonMask(detection, frame.image.size());
    const auto &points = detection.shape->keypoints;
    if (!points.empty())
        text += ",\"keypoints\":" + jsonArray(points, pointText);
    return text;
}

} // namespace

void CocoResultsFormat::add(QByteArray &text, const Frame &frame, const Candidates &, const Detections &detections)
{
    for (const Detection &detection : detections) {
        if (detection.wholePicture)
            continue;
        text += std::exchange(m_begun, true) ? ",\n" : "[\n";
        text += '{' + fields(frame, detection, resultPoint) + '}';
    }
}

bool CocoResultsFormat::end(QByteArray &text)
{
    text += m_begun ? "\n]\n" : "[]\n";
    return false;
}

void CocoDataFormat::add(QByteArray &text, const Frame &frame, const Candidates &candidates,
                         const Detections &detections)
{
    if (!std::exchange(m_begun, true)) {
        m_names = FrameNames(source());
        text += "{\"info\":{\"description\":" + jsonString(source().name) + "},\n\"annotations\":[";
        for (int id = 0; candidates.classNames && id < candidates.classNames->size(); ++id)
            m_classes[id] = candidates.className(id);
        if (candidates.keypoints)
            m_keypoints = candidates.keypoints->names;
    }
    if (m_runs.empty() || !m_runs.back().takes(frame)) {
        Run &run = m_runs.emplace_back();
        run.first = frame;
        run.first.image.release();
        run.size = frame.image.size();
    } else {
        Run &run = m_runs.back();
        if (run.count++ == 1) {
            run.indexStep = frame.id.index - run.first.id.index;
            run.ptsStep = frame.pts - run.first.pts;
        }
    }
    for (const Detection &detection : detections) {
        if (detection.wholePicture)
            continue;
        m_classes.try_emplace(detection.classId, candidates.className(detection.classId));
        text += m_annotations++ > 0 ? ",\n" : "\n";
        const double area = static_cast<double>(detection.box.width) * static_cast<double>(detection.box.height);
        text += "{\"id\":" + QByteArray::number(static_cast<qlonglong>(m_annotations)) + ',' +
                fields(frame, detection, labelledPoint) + ",\"area\":" + jsonNumber(area, 2);
        if (detection.shape && !detection.shape->keypoints.empty()) {
            const auto &points = detection.shape->keypoints;
            const auto sure = std::count_if(points.begin(), points.end(),
                                            [](const Keypoint &keypoint) { return keypoint.confidence >= surePoint; });
            text += ",\"num_keypoints\":" + QByteArray::number(static_cast<qlonglong>(sure));
        }
        text += ",\"iscrowd\":0}";
    }
}

bool CocoDataFormat::Run::takes(const Frame &frame) const
{
    if (frame.image.size() != size || frame.timeBase != first.timeBase)
        return false;
    const Frame next = at(count);
    return count == 1 || (frame.id.index == next.id.index && frame.pts == next.pts);
}

Frame CocoDataFormat::Run::at(std::int64_t number) const
{
    Frame frame = first;
    frame.id.index += number * indexStep;
    frame.pts += number * ptsStep;
    return frame;
}

QByteArray CocoDataFormat::imageText(const Frame &frame, cv::Size size) const
{
    const QByteArray index = QByteArray::number(static_cast<qlonglong>(frame.id.index));
    const QString file = namesFiles() ? fileOf(frame) : m_names.of(frame) + QStringLiteral(".png");
    return "{\"id\":" + index + ",\"file_name\":" + jsonString(file) + ",\"width\":" + QByteArray::number(size.width) +
           ",\"height\":" + QByteArray::number(size.height) + ",\"frame\":" + index +
           ",\"time\":" + jsonNumber(frame.seconds(), 6) + '}';
}

void CocoDataFormat::addImages(QByteArray &text)
{
    for (int i = 0; i < imagesAtOnce && m_run < m_runs.size(); ++i) {
        const Run &run = m_runs[m_run];
        if (m_run > 0 || m_image > 0)
            text += ",\n";
        text += imageText(run.at(m_image), run.size);
        if (++m_image == run.count) {
            m_image = 0;
            ++m_run;
        }
    }
}

bool CocoDataFormat::end(QByteArray &text)
{
    if (!std::exchange(m_isEnding, true)) {
        if (!m_begun)
            text += "{\"info\":{},\n\"annotations\":[";
        text += "],\n\"images\":[";
    }
    addImages(text);
    if (m_run < m_runs.size())
        return true;
    const QByteArray points =
        m_keypoints.isEmpty() ? QByteArray() : ",\"keypoints\":" + jsonArray(m_keypoints, jsonString);
    text += "],\n\"categories\":" +
            jsonArray(m_classes,
                      [&points](const auto &named) {
                          return "{\"id\":" + QByteArray::number(named.first + 1) +
                                 ",\"name\":" + jsonString(named.second) + points + '}';
                      }) +
            "}\n";
    return false;
}

} // namespace sightglass
