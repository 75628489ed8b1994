// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionrecord.h"

#include "core/overlay/maskpicture.h"

#include <QDataStream>

#include <opencv2/core.hpp>

#include <utility>

namespace sightglass
{

namespace
{

constexpr auto streamVersion = QDataStream::Qt_6_0;

enum Part : quint8
{
    Turned = 1,
    Keypoints = 2,
    Masked = 4,
    WholePicture = 8
};

void write(QDataStream &out, const SourceMask &mask)
{
    // A byte a pixel, which are 0 or 255: next to nothing once compressed.
    const cv::Mat pixels = mask.pixels.isContinuous() ? mask.pixels : mask.pixels.clone();
    constexpr int quick = 1;
    out << qint32(mask.place.x) << qint32(mask.place.y) << qint32(mask.place.width) << qint32(mask.place.height)
        << qCompress(pixels.data, static_cast<int>(pixels.total()), quick);
}

Mask readMask(QDataStream &in)
{
    qint32 x = 0;
    qint32 y = 0;
    qint32 width = 0;
    qint32 height = 0;
    QByteArray packed;
    in >> x >> y >> width >> height >> packed;
    QByteArray pixels = qUncompress(packed);
    if (in.status() != QDataStream::Ok || width <= 0 || height <= 0 ||
        pixels.size() != static_cast<qsizetype>(width) * height)
        return {};
    return maskOf({cv::Rect(x, y, width, height), cv::Mat(height, width, CV_8UC1, pixels.data())});
}

void write(QDataStream &out, const Detection &detection, cv::Size frame)
{
    const Shape none;
    const Shape &shape = detection.shape ? *detection.shape : none;
    const auto parts = quint8((shape.oriented ? Turned : 0) | (shape.keypoints.empty() ? 0 : Keypoints) |
                              (shape.mask.planes ? Masked : 0) | (detection.wholePicture ? WholePicture : 0));
    out << detection.box.x << detection.box.y << detection.box.width << detection.box.height
        << qint32(detection.classId) << detection.score << parts;
    if (shape.oriented)
        out << shape.oriented->centre.x << shape.oriented->centre.y << shape.oriented->size.width
            << shape.oriented->size.height << shape.oriented->angle;
    if (!shape.keypoints.empty()) {
        out << quint32(shape.keypoints.size());
        for (const Keypoint &keypoint : shape.keypoints)
            out << keypoint.point.x << keypoint.point.y << keypoint.confidence;
    }
    if (shape.mask.planes)
        write(out, sourceMask(detection, frame));
}

Detection readDetection(QDataStream &in)
{
    Detection detection;
    qint32 classId = 0;
    quint8 parts = 0;
    in >> detection.box.x >> detection.box.y >> detection.box.width >> detection.box.height >> classId >>
        detection.score >> parts;
    detection.classId = classId;
    detection.wholePicture = (parts & WholePicture) != 0;
    if ((parts & (Turned | Keypoints | Masked)) == 0)
        return detection;
    Shape shape;
    if ((parts & Turned) != 0) {
        OrientedBox &turned = shape.oriented.emplace();
        in >> turned.centre.x >> turned.centre.y >> turned.size.width >> turned.size.height >> turned.angle;
    }
    if ((parts & Keypoints) != 0) {
        quint32 count = 0;
        in >> count;
        for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
            Keypoint keypoint;
            in >> keypoint.point.x >> keypoint.point.y >> keypoint.confidence;
            shape.keypoints.push_back(keypoint);
        }
    }
    if ((parts & Masked) != 0)
        shape.mask = readMask(in);
    detection.shape = std::make_shared<const Shape>(std::move(shape));
    return detection;
}

} // namespace

QByteArray recordToBytes(const Frame &frame, const Detections &detections)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(streamVersion);
    out.setFloatingPointPrecision(QDataStream::SinglePrecision);
    out << qint64(frame.id.index) << qint64(frame.pts) << qint64(frame.timeBase.num) << qint64(frame.timeBase.den)
        << qint64(frame.duration) << qint32(frame.image.cols) << qint32(frame.image.rows) << quint32(detections.size());
    for (const Detection &detection : detections)
        write(out, detection, frame.image.size());
    return bytes;
}

std::optional<DetectionRecord> recordFromBytes(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(streamVersion);
    in.setFloatingPointPrecision(QDataStream::SinglePrecision);
    qint64 index = 0;
    qint64 pts = 0;
    qint64 duration = 0;
    qint32 width = 0;
    qint32 height = 0;
    quint32 count = 0;
    qint64 numerator = 0;
    qint64 denominator = 0;
    in >> index >> pts >> numerator >> denominator >> duration >> width >> height >> count;
    if (in.status() != QDataStream::Ok || width <= 0 || height <= 0)
        return std::nullopt;
    DetectionRecord record;
    record.frame.id.index = index;
    record.frame.pts = pts;
    record.frame.timeBase = {numerator, denominator};
    record.frame.duration = duration;
    record.frame.image.create(height, width, CV_8UC3);
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i)
        record.detections.push_back(readDetection(in));
    if (in.status() != QDataStream::Ok || !in.atEnd())
        return std::nullopt;
    return record;
}

} // namespace sightglass
