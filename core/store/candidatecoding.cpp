// SPDX-License-Identifier: Apache-2.0
#include "core/store/candidatecoding.h"

#include "core/overlay/maskpicture.h"
#include "core/store/bytecoding.h"
#include "core/values/candidategrid.h"
#include "core/values/pixellimit.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include <zlib.h>

namespace sightglass
{

namespace
{

constexpr std::uint8_t isWhole = 1;
constexpr std::uint8_t isTurned = 2;
constexpr std::uint8_t hasKeypoints = 4;
constexpr std::uint8_t hasMask = 8;

constexpr char plain = 0;
constexpr char compressed = 1;
constexpr int compressionLevel = 1;

/// Beyond that, bytes are no frame's: 3000 masks of a picture of 16K take less.
constexpr std::int64_t mostBytes = std::int64_t(1) << 30;
constexpr int mostPixels = 1 << 17; ///< Of a side.

void position(ByteWriter &writer, float pixels)
{
    writer.withSign(boxStep(pixels));
}

void length(ByteWriter &writer, float pixels)
{
    writer.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, boxStep(pixels))));
}

float position(ByteReader &reader)
{
    return pixelsOfStep(reader.withSign());
}

float length(ByteReader &reader)
{
    return pixelsOfStep(reader.number(ByteReader::most));
}

float score(ByteReader &reader)
{
    return scoreOfStep(static_cast<int>(reader.checked(reader.twoBytes(), scoreSteps)));
}

void writeMask(ByteWriter &writer, const SourceMask &mask)
{
    for (const int number : {mask.place.x, mask.place.y, mask.place.width, mask.place.height})
        writer.number(static_cast<std::uint64_t>(number));
    bool inside = false;
    std::uint64_t run = 0;
    for (int row = 0; row < mask.pixels.rows; ++row) {
        const std::uint8_t *const pixels = mask.pixels.ptr(row);
        for (int column = 0; column < mask.pixels.cols; ++column) {
            if ((pixels[column] != 0) != inside) {
                writer.number(std::exchange(run, 0));
                inside = !inside;
            }
            ++run;
        }
    }
    writer.number(run);
}

Mask readMask(ByteReader &reader)
{
    const auto side = [&reader] { return static_cast<int>(reader.number(mostPixels)); };
    const int x = side();
    const int y = side();
    const int width = side();
    const int height = side();
    const std::int64_t pixels = std::int64_t(width) * height;
    if (reader.failed() || pixels == 0 || pixels > pixelLimit())
        return {};
    cv::Mat1b mask(height, width);
    std::uint8_t *const first = mask.ptr();
    std::int64_t done = 0;
    for (std::uint8_t value = 0; done < pixels && !reader.failed(); value = value ? 0 : 255) {
        const std::int64_t run = reader.number(pixels - done);
        std::fill_n(first + done, run, value);
        done += run;
    }
    return reader.failed() ? Mask() : maskOf({{x, y, width, height}, mask});
}

void writeShape(ByteWriter &writer, const Candidate &candidate, QSize frame)
{
    const Shape none;
    const Shape &shape = candidate.shape ? *candidate.shape : none;
    const SourceMask mask =
        shape.mask.planes ? sourceMask(candidate, cv::Size(frame.width(), frame.height())) : SourceMask();
    const bool masked = !mask.place.empty();
    writer.byte(static_cast<std::uint8_t>((candidate.wholePicture ? isWhole : 0) | (shape.oriented ? isTurned : 0) |
                                          (shape.keypoints.empty() ? 0 : hasKeypoints) | (masked ? hasMask : 0)));
    if (const auto &turned = shape.oriented) {
        position(writer, turned->centre.x);
        position(writer, turned->centre.y);
        length(writer, turned->size.width);
        length(writer, turned->size.height);
        writer.withSign(angleStep(turned->angle));
    }
    if (!shape.keypoints.empty()) {
        writer.number(shape.keypoints.size());
        for (const Keypoint &keypoint : shape.keypoints) {
            position(writer, keypoint.point.x);
            position(writer, keypoint.point.y);
            writer.twoBytes(scoreStep(keypoint.confidence));
        }
    }
    if (masked)
        writeMask(writer, mask);
}

void readShape(ByteReader &reader, Candidate &candidate)
{
    const std::uint8_t flags = reader.byte();
    candidate.wholePicture = flags & isWhole;
    if (!(flags & (isTurned | hasKeypoints | hasMask)))
        return;
    auto shape = std::make_shared<Shape>();
    if (flags & isTurned) {
        OrientedBox &turned = shape->oriented.emplace();
        turned.centre.x = position(reader);
        turned.centre.y = position(reader);
        turned.size.width = length(reader);
        turned.size.height = length(reader);
        turned.angle = angleOfStep(reader.withSign());
    }
    if (flags & hasKeypoints) {
        const auto count = reader.number(reader.left());
        for (std::int64_t i = 0; i < count && !reader.failed(); ++i) {
            Keypoint &keypoint = shape->keypoints.emplace_back();
            keypoint.point.x = position(reader);
            keypoint.point.y = position(reader);
            keypoint.confidence = score(reader);
        }
    }
    if (flags & hasMask)
        shape->mask = readMask(reader);
    candidate.shape = std::move(shape);
}

bool isMore(const Candidate &candidate)
{
    const auto &shape = candidate.shape;
    return candidate.wholePicture || (shape && (shape->oriented || !shape->keypoints.empty() || shape->mask.planes));
}

/// Nothing where the bytes are not such, or claim to become too many.
std::optional<QByteArray> unpacked(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return std::nullopt;
    const QByteArray rest = QByteArray::fromRawData(bytes.constData() + 1, bytes.size() - 1);
    if (bytes.front() == plain)
        return rest;
    ByteReader reader(rest);
    const std::int64_t size = reader.number(mostBytes);
    const qsizetype packed = reader.left();
    // Deflate makes a thousandth of what it is given at best.
    if (bytes.front() != compressed || reader.failed() || size / 1100 > packed)
        return std::nullopt;
    QByteArray whole(static_cast<qsizetype>(size), Qt::Uninitialized);
    uLongf length = static_cast<uLongf>(size);
    const auto *const from = reinterpret_cast<const Bytef *>(rest.constData() + rest.size() - packed);
    const bool right =
        uncompress(reinterpret_cast<Bytef *>(whole.data()), &length, from, static_cast<uLong>(packed)) == Z_OK;
    return right && length == static_cast<uLongf>(size) ? std::optional(whole) : std::nullopt;
}

QByteArray packed(const QByteArray &whole)
{
    QByteArray bytes(1, compressed);
    ByteWriter(bytes).number(static_cast<std::uint64_t>(whole.size()));
    uLongf length = compressBound(static_cast<uLong>(whole.size()));
    const qsizetype before = bytes.size();
    bytes.resize(before + static_cast<qsizetype>(length));
    compress2(reinterpret_cast<Bytef *>(bytes.data() + before), &length,
              reinterpret_cast<const Bytef *>(whole.constData()), static_cast<uLong>(whole.size()), compressionLevel);
    bytes.resize(before + static_cast<qsizetype>(length));
    return bytes;
}

} // namespace

QByteArray encodeCandidates(const std::vector<Candidate> &candidates, QSize frame)
{
    QByteArray bytes;
    bytes.reserve(static_cast<qsizetype>(candidates.size() * 12));
    ByteWriter writer(bytes);
    bool masked = false;
    for (const Candidate &candidate : candidates) {
        const bool more = isMore(candidate);
        writer.number(static_cast<std::uint64_t>(std::max(candidate.classId, 0)) << 1 | (more ? 1 : 0));
        writer.twoBytes(scoreStep(candidate.score));
        position(writer, candidate.box.x);
        position(writer, candidate.box.y);
        length(writer, candidate.box.width);
        length(writer, candidate.box.height);
        if (more)
            writeShape(writer, candidate, frame);
        masked = masked || (candidate.shape && candidate.shape->mask.planes);
    }
    return masked ? packed(bytes) : bytes.prepend(plain);
}

std::optional<std::vector<Candidate>> decodeCandidates(const QByteArray &bytes)
{
    const auto all = unpacked(bytes);
    if (!all)
        return std::nullopt;
    std::vector<Candidate> candidates;
    ByteReader reader(*all);
    while (!reader.atEnd()) {
        Candidate candidate;
        const std::int64_t tag = reader.number(std::numeric_limits<int>::max());
        candidate.classId = static_cast<int>(tag >> 1);
        candidate.score = score(reader);
        candidate.box.x = position(reader);
        candidate.box.y = position(reader);
        candidate.box.width = length(reader);
        candidate.box.height = length(reader);
        if (tag & 1)
            readShape(reader, candidate);
        if (reader.failed())
            return std::nullopt;
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

} // namespace sightglass
