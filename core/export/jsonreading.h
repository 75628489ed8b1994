// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/candidates.h"
#include "core/values/result.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <cstdint>

namespace sightglass
{

/// Reads parts of a list that is JSON; the first thing that is missing or of another kind is remembered.
class JsonReading
{
public:
    double number(const QJsonObject &object, const char *name);
    std::int64_t whole(const QJsonObject &object, const char *name);
    /// From 0; in the text the first one has the number `first`.
    int classId(const QJsonObject &object, const char *name, int first);
    template <std::size_t count>
    std::array<float, count> numbers(const QJsonValue &value, const char *name)
    {
        const QJsonArray array = value.toArray();
        std::array<float, count> found{};
        bool areNumbers = array.size() == static_cast<qsizetype>(count);
        for (std::size_t i = 0; i < count && areNumbers; ++i) {
            const QJsonValue each = array[static_cast<qsizetype>(i)];
            areNumbers = each.isDouble();
            found[i] = static_cast<float>(each.toDouble());
        }
        if (!areNumbers)
            note(QStringLiteral("%1 is no list of %2 numbers.").arg(QLatin1String(name), QString::number(count)));
        return found;
    }
    /// [left, top, width, height].
    cv::Rect2f box(const QJsonObject &object, const char *name);
    /// COCO's uncompressed run lengths.
    Mask mask(const QJsonValue &value);

    void note(const QString &problem);
    /// Where there is a problem: at this place.
    Result<void> result(const QString &place) const;

private:
    QString m_problem;
};

/// An Error names the byte from which on it is no JSON.
Result<QJsonDocument> jsonDocument(const QByteArray &text);
/// "item 3": from 1.
QString itemPlace(qsizetype index);
/// Where there is more than a box.
void addShape(Detection &detection, Shape shape);

} // namespace sightglass
