// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <array>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace sightglass
{

/// The name of a value in a table of names; empty: it has none.
template <typename Names, typename Value>
QString nameOf(const Names &names, Value value)
{
    for (const auto &[each, name] : names) {
        if (each == value)
            return QLatin1String(name);
    }
    return {};
}

/// Reads the fields of an object, and remembers in `bad` the name of the first that is none, or has a value that is
/// none of it. Fields that are missing leave what they are read to as it is; those that nobody has read are none.
class JsonFields
{
public:
    JsonFields(QJsonObject object, QString &bad)
        : m_object(std::move(object))
        , m_bad(bad)
    {}
    ~JsonFields()
    {
        for (const QString &left : m_object.keys())
            reject(left);
    }
    JsonFields(const JsonFields &) = delete;
    JsonFields &operator=(const JsonFields &) = delete;

    void read(const char *name, QString &to)
    {
        take(name, &QJsonValue::isString, [&](const QJsonValue &value) { to = value.toString(); });
    }
    void read(const char *name, bool &to)
    {
        take(name, &QJsonValue::isBool, [&](const QJsonValue &value) { to = value.toBool(); });
    }
    void read(const char *name, QStringList &to)
    {
        to.clear();
        readEach(name, [&](const QJsonValue &value) { to.append(value.toString()); });
    }
    template <typename Number>
    requires std::is_arithmetic_v<Number>
    void read(const char *name, Number &to)
    {
        take(name, &QJsonValue::isDouble, [&](const QJsonValue &value) {
            const double number = value.toDouble();
            // Just below the type's end, which a double may not be able to tell from what lies beyond.
            constexpr double end = static_cast<double>(std::numeric_limits<Number>::max()) * (1.0 - 1e-15);
            if (number >= -end && number <= end)
                to = static_cast<Number>(number);
            else
                reject(QLatin1String(name));
        });
    }
    template <typename Value>
    void read(const char *name, std::optional<Value> &to)
    {
        if (!m_object.contains(QLatin1String(name)))
            return;
        Value value{};
        read(name, value);
        to = value;
    }
    template <typename Value, std::size_t Count>
    void read(const char *name, Value &to, const std::array<std::pair<Value, const char *>, Count> &names)
    {
        QString text = nameOf(names, to);
        read(name, text);
        bool isKnown = false;
        for (const auto &[each, known] : names) {
            if (text == QLatin1String(known)) {
                to = each;
                isKnown = true;
            }
        }
        if (!isKnown)
            reject(QLatin1String(name));
    }
    template <typename Function>
    void readObject(const char *name, Function function)
    {
        take(name, &QJsonValue::isObject, [&](const QJsonValue &value) {
            JsonFields fields(value.toObject(), m_bad);
            function(fields);
        });
    }
    template <typename Function>
    void readEach(const char *name, Function function)
    {
        take(name, &QJsonValue::isArray, [&](const QJsonValue &value) {
            for (const auto &each : value.toArray())
                function(QJsonValue(each));
        });
    }
    template <typename Function>
    void readEachObject(const char *name, Function function)
    {
        readEach(name, [&](const QJsonValue &value) {
            JsonFields fields(value.toObject(), m_bad);
            function(fields);
        });
    }
    QJsonObject takeObject(const char *name) { return m_object.take(QLatin1String(name)).toObject(); }
    bool has(const char *name) const { return m_object.contains(QLatin1String(name)); }
    /// What was not read may be anything.
    void ignoreTheRest() { m_object = {}; }
    void reject(const QString &name)
    {
        if (m_bad.isEmpty())
            m_bad = name;
    }

private:
    template <typename Function>
    void take(const char *name, bool (QJsonValue::*isOfKind)() const, Function function)
    {
        if (!m_object.contains(QLatin1String(name)))
            return;
        const QJsonValue value = m_object.take(QLatin1String(name));
        if ((value.*isOfKind)())
            function(value);
        else
            reject(QLatin1String(name));
    }

    QJsonObject m_object;
    QString &m_bad;
};

} // namespace sightglass
