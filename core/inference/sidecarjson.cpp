// SPDX-License-Identifier: Apache-2.0
#include "core/inference/sidecar.h"

#include "core/inference/modelids.h"
#include "core/values/words.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <charconv>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr int version = 1;
constexpr int longestSide = 16384;
constexpr int mostClasses = 100000;
constexpr int mostKeypoints = 10000;

QString jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

QString quotedList(const QStringList &ids)
{
    return QLatin1Char('"') + ids.join(QLatin1String("\", \"")) + QLatin1Char('"');
}

std::optional<float> numberOf(const QJsonValue &value)
{
    const auto number = static_cast<float>(value.toDouble());
    return value.isDouble() && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<float> positiveOf(const QJsonValue &value)
{
    const auto number = numberOf(value);
    return number && *number > 0.f ? number : std::nullopt;
}

std::optional<int> wholeOf(const QJsonValue &value, int least, int most)
{
    const double number = value.toDouble();
    if (!value.isDouble() || number != std::floor(number) || number < least || number > most)
        return std::nullopt;
    return static_cast<int>(number);
}

std::optional<QSize> sizeOf(const QJsonValue &value)
{
    const QJsonArray sides = value.toArray();
    const auto width = wholeOf(sides.at(0), 1, longestSide);
    const auto height = wholeOf(sides.at(1), 1, longestSide);
    return sides.size() == 2 && width && height ? std::optional(QSize(*width, *height)) : std::nullopt;
}

std::optional<QStringList> textsOf(const QJsonValue &value)
{
    const QJsonArray list = value.toArray();
    if (!value.isArray() || list.size() > mostClasses)
        return std::nullopt;
    QStringList texts;
    for (const QJsonValue &text : list) {
        if (!text.isString())
            return std::nullopt;
        texts << text.toString();
    }
    return texts;
}

// One number counts for all three channels.
template <typename Read>
std::optional<std::array<float, 3>> channelsOf(const QJsonValue &value, const Read &read)
{
    const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value, value, value};
    const auto first = read(list.at(0));
    const auto second = read(list.at(1));
    const auto third = read(list.at(2));
    if (list.size() != 3 || !first || !second || !third)
        return std::nullopt;
    return std::array{*first, *second, *third};
}

/// Takes the fields of one object, and keeps the first thing that is wrong.
class Fields
{
public:
    explicit Fields(const QJsonObject &object)
        : m_left(object)
    {}

    /// `read` gives nothing for what is not as expected.
    template <typename T, typename Read>
    void take(const char *name, std::optional<T> &target, const Read &read, const QString &expected)
    {
        m_known << QLatin1String(name);
        const QJsonValue value = m_left.take(QLatin1String(name));
        if (value.isUndefined())
            return;
        target = read(value);
        if (!target)
            fail(Words::tr("The field \"%1\" has to be %2.").arg(QLatin1String(name), expected),
                 Words::tr("It is %1.").arg(jsonText(value).left(200)));
    }

    /// What was not taken, nobody knows.
    void refuseOthers()
    {
        if (!m_left.isEmpty())
            fail(Words::tr("There is no field \"%1\".").arg(m_left.constBegin().key().left(200)),
                 QStringLiteral("Those there are: %1.").arg(m_known.join(QLatin1String(", "))));
    }

    const std::optional<Error> &error() const { return m_error; }

private:
    void fail(const QString &message, const QString &detail)
    {
        if (!m_error)
            m_error = Error{message, Words::tr("Mend the field, or take it out."), detail};
    }

    QJsonObject m_left;
    QStringList m_known;
    std::optional<Error> m_error;
};

QByteArray text(float number)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end - digits.data()};
}

QByteArray text(const std::array<float, 3> &channels)
{
    return '[' + text(channels[0]) + ", " + text(channels[1]) + ", " + text(channels[2]) + ']';
}

QByteArray text(const QString &words)
{
    return jsonText(words).toUtf8();
}

QByteArray text(const QStringList &names)
{
    QByteArrayList texts;
    for (const QString &name : names)
        texts << text(name);
    return '[' + texts.join(", ") + ']';
}

QByteArray text(QSize size)
{
    return '[' + QByteArray::number(size.width()) + ", " + QByteArray::number(size.height()) + ']';
}

QByteArray text(ModelFamily family)
{
    return text(familyId(family));
}

QByteArray text(InputFit fit)
{
    return text(inputFitId(fit));
}

QByteArray text(ChannelOrder order)
{
    return text(channelOrderId(order));
}

QByteArray text(int number)
{
    return QByteArray::number(number);
}

template <typename T>
void append(QByteArrayList &lines, const char *name, const std::optional<T> &value)
{
    if (value)
        lines << QByteArray("    \"") + name + "\": " + text(*value);
}

} // namespace

Result<ModelOverrides> parseSidecar(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject())
        return Error{Words::tr("Line %1 is not valid JSON.").arg(json.left(problem.offset).count('\n') + 1),
                     Words::tr("A JSON object in braces is expected."), problem.errorString()};
    const QJsonObject object = document.object();
    Fields fields(object);
    std::optional<int> format;
    fields.take(
        "sightglass", format, [](const QJsonValue &value) { return wholeOf(value, version, version); },
        Words::tr("%1, the version of this format").arg(version));

    ModelOverrides overrides;
    const auto keyword = [&fields](const char *name, auto &target, auto fromId, const QStringList &ids) {
        fields.take(
            name, target, [&fromId](const QJsonValue &value) { return fromId(value.toString()); },
            Words::tr("one of %1").arg(quotedList(ids)));
    };
    const auto whole = [&fields](const char *name, auto &target, int least, int most) {
        fields.take(
            name, target, [&](const QJsonValue &value) { return wholeOf(value, least, most); },
            Words::tr("a whole number from %1 to %2").arg(QString::number(least), QString::number(most)));
    };
    const auto share = [](const QJsonValue &value) {
        const auto number = numberOf(value);
        return number && *number >= 0.f && *number <= 1.f ? number : std::nullopt;
    };
    const auto word = [](const QJsonValue &value) {
        return value.isString() ? std::optional(value.toString()) : std::nullopt;
    };
    fields.take("name", overrides.name, word, Words::tr("a text"));
    fields.take("otherFile", overrides.otherFile, word, Words::tr("a text, the path of a file"));
    keyword("family", overrides.family, familyFromId, familyIds());
    fields.take("classNames", overrides.classNames, textsOf, Words::tr("a list of texts, at most %1").arg(mostClasses));
    fields.take("inputSize", overrides.inputSize, sizeOf,
                Words::tr("[width, height], whole numbers from 1 to %1").arg(longestSide));
    keyword("fit", overrides.fit, inputFitFromId, inputFitIds());
    keyword("channelOrder", overrides.channelOrder, channelOrderFromId, channelOrderIds());
    fields.take("divisor", overrides.divisor, positiveOf, Words::tr("a number above 0"));
    fields.take(
        "mean", overrides.mean, [](const QJsonValue &value) { return channelsOf(value, numberOf); },
        Words::tr("a number or a list of three"));
    fields.take(
        "deviation", overrides.deviation, [](const QJsonValue &value) { return channelsOf(value, positiveOf); },
        Words::tr("a number above 0 or a list of three"));
    fields.take("confidence", overrides.confidence, share, Words::tr("a number from 0 to 1"));
    whole("keypoints", overrides.keypoints, 1, mostKeypoints);
    whole("keypointValues", overrides.keypointValues, 2, 3);
    fields.refuseOthers();
    if (fields.error())
        return *fields.error();
    return overrides;
}

QByteArray sidecarJson(const ModelOverrides &overrides)
{
    QByteArrayList lines{"    \"sightglass\": " + QByteArray::number(version)};
    append(lines, "name", overrides.name);
    append(lines, "otherFile", overrides.otherFile);
    append(lines, "family", overrides.family);
    append(lines, "classNames", overrides.classNames);
    append(lines, "inputSize", overrides.inputSize);
    append(lines, "fit", overrides.fit);
    append(lines, "channelOrder", overrides.channelOrder);
    append(lines, "divisor", overrides.divisor);
    append(lines, "mean", overrides.mean);
    append(lines, "deviation", overrides.deviation);
    append(lines, "confidence", overrides.confidence);
    append(lines, "keypoints", overrides.keypoints);
    append(lines, "keypointValues", overrides.keypointValues);
    return "{\n" + lines.join(",\n") + "\n}\n";
}

} // namespace sightglass
