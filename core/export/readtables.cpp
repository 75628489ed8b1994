// SPDX-License-Identifier: Apache-2.0
// Lists that are lines of fields: CSV, MOTChallenge, YOLO, KITTI.
#include "core/export/listreaders.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace sightglass
{

namespace
{

Detection detectionOf(double left, double top, double width, double height, int classId, double score)
{
    return {cv::Rect2f(static_cast<float>(left), static_cast<float>(top), static_cast<float>(width),
                       static_cast<float>(height)),
            classId, static_cast<float>(score)};
}

/// Some fields as numbers, in their order.
template <std::size_t count>
Result<std::array<double, count>> numbersIn(const TableLine &line, qsizetype first,
                                            const std::array<const char *, count> &names)
{
    std::array<double, count> numbers{};
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = numberIn(line, first + static_cast<qsizetype>(i), names[i]);
        if (!number)
            return number.error();
        numbers[i] = *number;
    }
    return numbers;
}

/// The next record from `place` on (RFC 4180: quotes may hold commas and ends of lines); moves on behind it.
TableLine csvLine(const QByteArray &text, qsizetype &place, qsizetype &lines)
{
    TableLine line;
    line.number = ++lines;
    QByteArray field;
    bool isQuoted = false;
    for (; place < text.size(); ++place) {
        const char c = text[place];
        if (isQuoted && c == '"' && text.mid(place + 1, 1) == "\"") {
            field += text[++place];
        } else if (c == '"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && c == ',') {
            line.fields.append(std::exchange(field, {}));
        } else if (!isQuoted && c == '\n') {
            ++place;
            break;
        } else {
            field += c;
        }
    }
    if (field.endsWith('\r'))
        field.chop(1);
    line.fields.append(field);
    return line;
}

/// What csvField() made of it.
QString plainText(QByteArray field)
{
    if (field.size() > 1 && field.front() == '\'' && QByteArrayView("=+-@").contains(field[1]))
        field.remove(0, 1);
    return QString::fromUtf8(field);
}

/// Lines of fields between spaces, or another sign; empty lines are none.
template <typename Function>
Result<void> forEachLine(const QByteArray &text, char between, Function function)
{
    qsizetype number = 0;
    for (const QByteArray &each : text.split('\n')) {
        ++number;
        if (each.trimmed().isEmpty())
            continue;
        if (auto read = function(TableLine{number, each.trimmed().split(between)}); !read)
            return read;
    }
    return {};
}

/// In pixels, from its corners, clockwise from what is its upper left one.
OrientedBox turnedBox(const std::array<cv::Point2f, 4> &corners)
{
    const cv::Point2f across = corners[1] - corners[0];
    const cv::Point2f down = corners[3] - corners[0];
    OrientedBox box;
    box.centre = (corners[0] + corners[1] + corners[2] + corners[3]) / 4.f;
    box.size = {std::hypot(across.x, across.y), std::hypot(down.x, down.y)};
    box.angle = std::atan2(across.y, across.x);
    return box;
}

} // namespace

Result<void> readCsv(const QByteArray &text, ListBuilder &list)
{
    qsizetype place = 0;
    qsizetype lines = 0;
    const QList<QByteArray> heading = csvLine(text, place, lines).fields;
    std::array<qsizetype, 8> columns{};
    constexpr std::array<const char *, 8> names{"frame", "time", "class_id", "score", "x", "y", "width", "height"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        columns[i] = heading.indexOf(names[i]);
        if (columns[i] < 0)
            return Error{QStringLiteral("line 1: there is no column %1.").arg(QLatin1String(names[i])), {}, {}};
    }
    const qsizetype classes = heading.indexOf("class");
    const qsizetype angle = heading.indexOf("angle");
    const qsizetype file = heading.indexOf("file");
    while (place < text.size()) {
        const TableLine line = csvLine(text, place, lines);
        if (line.fields.size() == 1 && line.fields.front().isEmpty())
            continue;
        std::array<double, 8> numbers{};
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto number = numberIn(line, columns[i], names[i]);
            if (!number)
                return number.error();
            numbers[i] = *number;
        }
        ListedFrame &frame = list.frame(wholeNumber(numbers[0]));
        frame.seconds = numbers[1];
        if (file >= 0)
            frame.file = plainText(line.fields.value(file));
        const int classId = static_cast<int>(wholeNumber(numbers[2]));
        if (classes >= 0)
            list.nameClass(classId, plainText(line.fields.value(classes)));
        Detection detection = detectionOf(numbers[4], numbers[5], numbers[6], numbers[7], classId, numbers[3]);
        if (angle >= 0 && !line.fields.value(angle).isEmpty()) {
            const auto turn = numbersIn<3>(line, angle, {"angle", "own_width", "own_height"});
            if (!turn)
                return turn.error();
            Shape shape;
            shape.oriented = OrientedBox{(detection.box.tl() + detection.box.br()) / 2.f,
                                         {static_cast<float>((*turn)[1]), static_cast<float>((*turn)[2])},
                                         static_cast<float>((*turn)[0] * std::numbers::pi / 180.0)};
            detection.shape = std::make_shared<const Shape>(std::move(shape));
        }
        frame.detections.push_back(std::move(detection));
    }
    return {};
}

Result<void> readMot(const QByteArray &text, ListBuilder &list)
{
    return forEachLine(text, ',', [&list](const TableLine &line) -> Result<void> {
        const auto numbers =
            numbersIn<7>(line, 0, {"the frame", "the id", "left", "top", "the width", "the height", "the confidence"});
        if (!numbers)
            return numbers.error();
        const auto &[frame, id, left, top, width, height, confidence] = *numbers;
        list.frame(wholeNumber(frame) - 1)
            .detections.push_back(detectionOf(left - 1.0, top - 1.0, width, height, 0, confidence));
        return {};
    });
}

Result<void> readYolo(const QByteArray &text, bool withConfidence, const QSize &pictures, ListedFrame &frame)
{
    if (pictures.isEmpty())
        return Error{QStringLiteral("Its places are shares of pictures whose size it does not tell."),
                     QStringLiteral("Name that size."),
                     {}};
    frame.size = pictures;
    return forEachLine(text, ' ', [&](const TableLine &line) -> Result<void> {
        std::vector<double> numbers;
        for (qsizetype i = 0; i < line.fields.size(); ++i) {
            const auto number = numberIn(line, i, "a field");
            if (!number)
                return number.error();
            numbers.push_back(*number);
        }
        const double score = withConfidence ? numbers.back() : 1.0;
        const std::size_t count = numbers.size() - (withConfidence ? 1 : 0);
        const bool isTurned = count == 9;
        if (count < 5 || (!isTurned && (count - 5) % 3 != 0))
            return lineError(line, QStringLiteral("it has %1 fields.").arg(numbers.size()));
        const auto point = [&](std::size_t at) {
            return cv::Point2f(static_cast<float>(numbers[at] * pictures.width()),
                               static_cast<float>(numbers[at + 1] * pictures.height()));
        };
        const int classId = static_cast<int>(wholeNumber(numbers[0]));
        if (isTurned) {
            const std::array<cv::Point2f, 4> corners{point(1), point(3), point(5), point(7)};
            Shape shape;
            shape.oriented = turnedBox(corners);
            frame.detections.push_back(
                {around(corners), classId, static_cast<float>(score), false, std::make_shared<const Shape>(shape)});
            return {};
        }
        const double width = numbers[3] * pictures.width();
        const double height = numbers[4] * pictures.height();
        Detection detection = detectionOf(numbers[1] * pictures.width() - width / 2.0,
                                          numbers[2] * pictures.height() - height / 2.0, width, height, classId, score);
        Shape shape;
        for (std::size_t at = 5; at < count; at += 3)
            shape.keypoints.push_back({point(at), numbers[at + 2] > 0.0 ? 1.f : 0.f});
        if (!shape.keypoints.empty())
            detection.shape = std::make_shared<const Shape>(std::move(shape));
        frame.detections.push_back(std::move(detection));
        return {};
    });
}

Result<void> readKitti(const QByteArray &text, ListBuilder &list, ListedFrame &frame)
{
    return forEachLine(text, ' ', [&](const TableLine &line) -> Result<void> {
        constexpr qsizetype firstOfBox = 4;
        constexpr qsizetype scoreAt = 15;
        const auto box = numbersIn<4>(line, firstOfBox, {"left", "top", "right", "bottom"});
        if (!box)
            return box.error();
        const auto score = line.fields.size() > scoreAt ? numberIn(line, scoreAt, "the score") : Result<double>(1.0);
        if (!score)
            return score.error();
        const auto &[left, top, right, bottom] = *box;
        frame.detections.push_back(detectionOf(left, top, right - left, bottom - top,
                                               list.classNamed(QString::fromUtf8(line.fields.front())), *score));
        return {};
    });
}

} // namespace sightglass
