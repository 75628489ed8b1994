// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelmetadata.h"

#include "core/inference/pythonliteral.h"
#include "core/values/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <memory>

namespace sightglass
{

namespace
{

constexpr int mostClasses = 100000;
constexpr int longestSide = 16384;
constexpr int mostKeypoints = 10000;

Error wrongField(const QString &field, const QString &expected)
{
    return {Words::tr("The model's metadata has a field \"%1\" that cannot be read.").arg(field),
            Words::tr("Export the model anew, or mend the field."), QStringLiteral("Expected %1.").arg(expected)};
}

// A list of names read as data may hold what is none: a class "None", "True" or "5".
QString nameOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QStringLiteral("None");
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("True") : QStringLiteral("False");
    case QJsonValue::Double:
        return QString::number(value.toDouble(), 'g', 15);
    default:
        return value.toString();
    }
}

std::optional<QStringList> namesOf(const QJsonValue &value)
{
    if (value.isString()) {
        const auto literal = parsePythonLiteral(value.toString());
        return literal && !literal->isString() ? namesOf(*literal) : std::nullopt;
    }
    QStringList names;
    if (value.isArray()) {
        for (const QJsonValue &name : value.toArray())
            names << nameOf(name);
        return names;
    }
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        bool isNumber = false;
        const int id = entry.key().toInt(&isNumber);
        if (!isNumber || id < 0 || id >= mostClasses)
            return std::nullopt;
        while (names.size() <= id)
            names << QString();
        names[id] = nameOf(entry.value());
    }
    return names;
}

std::optional<QSize> sizeOf(const QJsonValue &height, const QJsonValue &width)
{
    const QSize size(width.toInt(), height.toInt());
    if (size.isEmpty() || size.width() > longestSide || size.height() > longestSide)
        return std::nullopt;
    return size;
}

// imgsz is [height, width] or one number; YOLOv5's shape is [batch, channels, height, width].
std::optional<QSize> inputSizeOf(const QJsonValue &value, qsizetype length)
{
    if (value.isDouble())
        return sizeOf(value, value);
    const QJsonArray sides = value.toArray();
    if (sides.size() != length)
        return std::nullopt;
    return sizeOf(sides.at(length - 2), sides.at(length - 1));
}

} // namespace

Result<ModelMetadata> parseModelMetadata(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return Error{Words::tr("The model's metadata is not valid JSON."), Words::tr("Export the model anew."),
                     QStringLiteral("%1, at byte %2").arg(problem.errorString(), QString::number(problem.offset))};
    const QJsonObject root = document.object();
    ModelMetadata metadata;

    if (const QJsonValue names = root.value(QLatin1String("names")); !names.isUndefined()) {
        const auto list = namesOf(names);
        if (!list)
            return wrongField(QStringLiteral("names"), QStringLiteral("a list, or an object with class ids as keys"));
        metadata.names = *list;
    }
    for (const auto &[field, length] : {std::pair("imgsz", 2), std::pair("shape", 4)}) {
        const QJsonValue value = root.value(QLatin1String(field));
        if (value.isUndefined() || !metadata.inputSize.isEmpty())
            continue;
        const auto size = inputSizeOf(value, length);
        if (!size)
            return wrongField(QLatin1String(field), QStringLiteral("%1 numbers that end in height, width").arg(length));
        metadata.inputSize = *size;
    }
    metadata.task = root.value(QLatin1String("task")).toString();
    if (const QJsonValue stride = root.value(QLatin1String("stride")); stride.isDouble())
        metadata.stride = stride.toInt();
    if (const QJsonValue shape = root.value(QLatin1String("kpt_shape")); !shape.isUndefined()) {
        const int keypoints = shape.toArray().at(0).toInt();
        const int values = shape.toArray().at(1).toInt();
        if (keypoints < 1 || keypoints > mostKeypoints || values < 2 || values > 3)
            return wrongField(QStringLiteral("kpt_shape"), QStringLiteral("[number of keypoints, 2 or 3]"));
        metadata.keypointShape = {keypoints, values};
    }
    const QJsonObject args = root.value(QLatin1String("args")).toObject();
    metadata.ownSuppression = args.value(QLatin1String("nms")).toBool();
    if (const double conf = args.value(QLatin1String("conf")).toDouble(-1.0); conf > 0.0 && conf <= 1.0)
        metadata.confidence = static_cast<float>(conf);

    const QString author = root.value(QLatin1String("author")).toString();
    const QString version = root.value(QLatin1String("version")).toString();
    metadata.producer = QStringLiteral("%1 %2").arg(author, version).trimmed();
    QStringList lines;
    for (const char *field : {"description", "author", "version", "license", "date"})
        if (const QString text = root.value(QLatin1String(field)).toString(); !text.isEmpty())
            lines << (qstrcmp(field, "description") == 0 ? text
                                                         : QStringLiteral("%1: %2").arg(QLatin1String(field), text));
    metadata.description = lines.join(QLatin1Char('\n'));
    return metadata;
}

std::shared_ptr<const QStringList> sharedNames(const QStringList &names)
{
    return names.isEmpty() ? nullptr : std::make_shared<const QStringList>(names);
}

} // namespace sightglass
