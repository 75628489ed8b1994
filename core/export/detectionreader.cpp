// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionreader.h"

#include "core/export/detectionformat.h"
#include "core/export/listreaders.h"
#include "core/media/imagefiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

Error placed(const QString &path, const Error &error)
{
    return {QStringLiteral("%1: %2").arg(QFileInfo(path).fileName(), error.message), error.suggestion, error.detail};
}

Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{QStringLiteral("%1 cannot be read.").arg(path), {}, file.errorString()};
    return file.readAll();
}

Result<void> readFile(const QString &format, const QByteArray &text, const QSize &pictures, ListBuilder &list)
{
    if (format == QLatin1String("csv"))
        return readCsv(text, list);
    if (format == QLatin1String("ndjson"))
        return readNdjson(text, list);
    if (format == QLatin1String("coco"))
        return readCocoResults(text, list);
    if (format == QLatin1String("coco-data"))
        return readCocoData(text, list);
    if (format == QLatin1String("mot"))
        return readMot(text, list);
    if (format == QLatin1String("cvat"))
        return readCvat(text, list);
    return readLabelStudio(text, pictures, list);
}

/// The number at the end of a name, "clip-000007"; where there is none, the file's place in the folder.
std::int64_t indexOf(const QString &stem, qsizetype place)
{
    static const QRegularExpression number(QStringLiteral("(?:^|-)(\\d{6,18})$"));
    const auto match = number.match(stem);
    return match.hasMatch() ? match.captured(1).toLongLong() : place;
}

Result<void> readFolder(const DetectionFormatInfo &format, const QDir &folder, const QSize &pictures, ListBuilder &list)
{
    const bool isYolo = format.id.startsWith(QLatin1String("yolo"));
    const bool isVoc = format.id == QLatin1String("voc");
    const QDir place(isYolo ? folder.filePath(QStringLiteral("labels")) : folder.path());
    QStringList names = place.entryList({isVoc ? QStringLiteral("*.xml") : QStringLiteral("*.txt")}, QDir::Files);
    std::sort(names.begin(), names.end(), naturallyBefore);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const auto text = contentOf(place.filePath(names[i]));
        if (!text)
            return text.error();
        const QString stem = QFileInfo(names[i]).completeBaseName();
        const std::int64_t index = indexOf(stem, i);
        Result<void> read;
        if (isVoc) {
            read = readVoc(*text, list, index);
        } else {
            ListedFrame &frame = list.frame(index);
            frame.file = stem;
            read = isYolo ? readYolo(*text, format.id == QLatin1String("yolo-conf"), pictures, frame)
                          : readKitti(*text, list, frame);
        }
        if (!read)
            return placed(names[i], read.error());
    }
    if (isYolo) {
        const auto classes = contentOf(folder.filePath(QStringLiteral("classes.txt")));
        const QStringList lines =
            classes ? QString::fromUtf8(*classes).split(QLatin1Char('\n'), Qt::SkipEmptyParts) : QStringList();
        for (qsizetype i = 0; i < lines.size(); ++i)
            list.nameClass(static_cast<int>(i), lines[i]);
    }
    return {};
}

} // namespace

int ListBuilder::classNamed(const QString &name)
{
    const auto known = m_numbers.find(name);
    if (known != m_numbers.end())
        return *known;
    const int id = static_cast<int>(m_names.size());
    m_names.append(name);
    m_numbers.insert(name, id);
    return id;
}

void ListBuilder::nameClass(int id, const QString &name)
{
    constexpr int mostClasses = 1'000'000;
    if (id < 0 || id >= mostClasses)
        return;
    while (m_names.size() <= id)
        m_names.append(QString());
    m_names[id] = name;
}

DetectionList ListBuilder::take()
{
    DetectionList list;
    list.classNames = m_names;
    for (auto &[index, frame] : m_frames)
        list.frames.push_back(std::move(frame));
    return list;
}

cv::Rect2f around(const std::array<cv::Point2f, 4> &corners)
{
    const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
    const auto [top, bottom] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
    return {left, top, right - left, bottom - top};
}

std::int64_t wholeNumber(double value)
{
    // Up to it, each whole number is one that a double can be.
    constexpr double most = 9007199254740991.0;
    return static_cast<std::int64_t>(std::clamp(std::isnan(value) ? 0.0 : value, -most, most));
}

Error lineError(const TableLine &line, const QString &what)
{
    return {QStringLiteral("line %1: %2").arg(QString::number(line.number), what), {}, {}};
}

Result<double> numberIn(const TableLine &line, qsizetype field, const char *name)
{
    bool isNumber = false;
    const double value = line.fields.value(field).toDouble(&isNumber);
    if (!isNumber || !std::isfinite(value))
        return lineError(line, QStringLiteral("%1 is no number.").arg(QLatin1String(name)));
    return value;
}

Result<DetectionList> readDetections(const QString &path, const QString &format, const QSize &pictures)
{
    const DetectionFormatInfo *info = detectionFormat(path, format);
    if (!info)
        return Error{QStringLiteral("There is no format of detections for %1.").arg(QFileInfo(path).fileName()),
                     QStringLiteral("Name one of them."),
                     {}};
    ListBuilder list;
    if (info->isFolder()) {
        if (!QFileInfo(path).isDir())
            return Error{QStringLiteral("There is no folder %1.").arg(path), {}, {}};
        if (auto read = readFolder(*info, QDir(path), pictures, list); !read)
            return placed(path, read.error());
        return list.take();
    }
    const auto text = contentOf(path);
    if (!text)
        return text.error();
    if (auto read = readFile(info->id, *text, pictures, list); !read)
        return placed(path, read.error());
    return list.take();
}

} // namespace sightglass
