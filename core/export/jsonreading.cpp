// SPDX-License-Identifier: Apache-2.0
#include "core/export/jsonreading.h"

#include "core/export/listreaders.h"
#include "core/export/runlengths.h"
#include "core/overlay/maskpicture.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

double JsonReading::number(const QJsonObject &object, const char *name)
{
    const QJsonValue value = object[QLatin1String(name)];
    if (!value.isDouble() || !std::isfinite(value.toDouble()))
        note(QStringLiteral("%1 is no number.").arg(QLatin1String(name)));
    return value.toDouble();
}

std::int64_t JsonReading::whole(const QJsonObject &object, const char *name)
{
    return wholeNumber(number(object, name));
}

int JsonReading::classId(const QJsonObject &object, const char *name, int first)
{
    constexpr std::int64_t most = 1'000'000;
    const std::int64_t id = whole(object, name) - first;
    if (id < 0 || id > most)
        note(QStringLiteral("%1 is no number of a class.").arg(QLatin1String(name)));
    return static_cast<int>(std::clamp<std::int64_t>(id, 0, most));
}

cv::Rect2f JsonReading::box(const QJsonObject &object, const char *name)
{
    const auto [left, top, width, height] = numbers<4>(object[QLatin1String(name)], name);
    return {left, top, width, height};
}

Mask JsonReading::mask(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    const QJsonArray size = object[QStringLiteral("size")].toArray();
    std::vector<std::int64_t> counts;
    for (const auto &each : object[QStringLiteral("counts")].toArray())
        counts.push_back(wholeNumber(each.toDouble()));
    const auto pixels = pixelsOf(counts, {size[1].toInt(), size[0].toInt()});
    if (!pixels) {
        note(QStringLiteral("a mask's run lengths do not fill its picture."));
        return {};
    }
    // What is outside of the thing takes no memory; a rim says that it is.
    const cv::Rect thing = cv::boundingRect(*pixels);
    cv::Mat cut;
    cv::copyMakeBorder((*pixels)(thing), cut, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
    return maskOf({cv::Rect(thing.tl() - cv::Point(1, 1), cut.size()), cut});
}

void JsonReading::note(const QString &problem)
{
    if (m_problem.isEmpty())
        m_problem = problem;
}

Result<void> JsonReading::result(const QString &place) const
{
    if (m_problem.isEmpty())
        return {};
    return Error{QStringLiteral("%1: %2").arg(place, m_problem), {}, {}};
}

Result<QJsonDocument> jsonDocument(const QByteArray &text)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError)
        return Error{QStringLiteral("it is no JSON from byte %1 on: %2")
                         .arg(QString::number(problem.offset), problem.errorString()),
                     {},
                     {}};
    return document;
}

QString itemPlace(qsizetype index)
{
    return QStringLiteral("item %1").arg(index + 1);
}

void addShape(Detection &detection, Shape shape)
{
    if (shape.oriented || !shape.keypoints.empty() || shape.mask.planes)
        detection.shape = std::make_shared<const Shape>(std::move(shape));
}

} // namespace sightglass
