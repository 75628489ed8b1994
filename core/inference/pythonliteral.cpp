// SPDX-License-Identifier: Apache-2.0
#include "core/inference/pythonliteral.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace sightglass
{

namespace
{

constexpr int deepest = 32;

class Parser
{
public:
    explicit Parser(const QString &text)
        : m_text(text)
    {}

    std::optional<QJsonValue> whole()
    {
        auto parsed = value(0);
        skipSpace();
        return m_at == m_text.size() ? parsed : std::nullopt;
    }

private:
    std::optional<QJsonValue> value(int depth)
    {
        skipSpace();
        if (depth > deepest)
            return std::nullopt;
        if (take(QLatin1Char('{')))
            return dictionary(depth + 1);
        if (take(QLatin1Char('[')))
            return list(QLatin1Char(']'), depth + 1);
        if (take(QLatin1Char('(')))
            return list(QLatin1Char(')'), depth + 1);
        if (const QChar quote = peek(); quote == QLatin1Char('\'') || quote == QLatin1Char('"'))
            return string();
        return word();
    }

    std::optional<QJsonValue> list(QLatin1Char end, int depth)
    {
        QJsonArray items;
        for (skipSpace(); !take(end); skipSpace()) {
            const auto item = value(depth);
            skipSpace();
            if (!item || (!take(QLatin1Char(',')) && peek() != end))
                return std::nullopt;
            items << *item;
        }
        return items;
    }

    std::optional<QJsonValue> dictionary(int depth)
    {
        QJsonObject items;
        for (skipSpace(); !take(QLatin1Char('}')); skipSpace()) {
            const auto key = keyText(depth);
            skipSpace();
            if (!key || !take(QLatin1Char(':')))
                return std::nullopt;
            const auto item = value(depth);
            skipSpace();
            if (!item || (!take(QLatin1Char(',')) && peek() != QLatin1Char('}')))
                return std::nullopt;
            items.insert(*key, *item);
        }
        return items;
    }

    std::optional<QString> keyText(int depth)
    {
        skipSpace();
        const qsizetype begin = m_at;
        const auto key = value(depth);
        if (!key || key->isArray() || key->isObject())
            return std::nullopt;
        return key->isString() ? key->toString() : m_text.sliced(begin, m_at - begin).trimmed();
    }

    std::optional<QJsonValue> string()
    {
        const QChar quote = m_text[m_at++];
        QString text;
        while (m_at < m_text.size()) {
            const QChar next = m_text[m_at++];
            if (next == quote)
                return text;
            if (next == QLatin1Char('\\') && !appendEscaped(text))
                return std::nullopt;
            if (next != QLatin1Char('\\'))
                text += next;
        }
        return std::nullopt;
    }

    // Behind the backslash. One that means nothing stands for itself, as in Python.
    bool appendEscaped(QString &text)
    {
        static const QString letters = QStringLiteral("abfnrtv\\'\"/");
        static const QString meanings = QStringLiteral("\a\b\f\n\r\t\v\\'\"/");
        const QChar letter = peek();
        ++m_at;
        const int digits = letter == QLatin1Char('x')   ? 2
                           : letter == QLatin1Char('u') ? 4
                           : letter == QLatin1Char('U') ? 8
                                                        : 0;
        if (const qsizetype place = letters.indexOf(letter); place >= 0 && !letter.isNull()) {
            text += meanings[place];
        } else if (digits > 0) {
            bool isNumber = false;
            const uint code = m_text.mid(m_at, digits).toUInt(&isNumber, 16);
            if (!isNumber || m_at + digits > m_text.size() || code > QChar::LastValidCodePoint)
                return false;
            const auto point = static_cast<char32_t>(code);
            // Two halves of a surrogate pair, as JSON has them, find together.
            text += digits < 8 ? QString(QChar(static_cast<char16_t>(code))) : QString::fromUcs4(&point, 1);
            m_at += digits;
        } else {
            text += QLatin1Char('\\');
            text += letter;
        }
        return true;
    }

    std::optional<QJsonValue> word()
    {
        static const QRegularExpression plain(QStringLiteral("\\G[\\w.+-]+"));
        const QString word = plain.match(m_text, m_at).captured();
        m_at += word.size();
        if (word == QLatin1String("None") || word == QLatin1String("null"))
            return QJsonValue(QJsonValue::Null);
        if (word == QLatin1String("True") || word == QLatin1String("true"))
            return QJsonValue(true);
        if (word == QLatin1String("False") || word == QLatin1String("false"))
            return QJsonValue(false);
        bool isNumber = false;
        const double number = word.toDouble(&isNumber);
        return isNumber ? std::optional(QJsonValue(number)) : std::nullopt;
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }
    QChar peek() const { return m_at < m_text.size() ? m_text[m_at] : QChar(); }
    bool take(QLatin1Char character)
    {
        if (peek() != character)
            return false;
        ++m_at;
        return true;
    }

    const QString m_text;
    qsizetype m_at = 0;
};

} // namespace

std::optional<QJsonValue> parsePythonLiteral(const QString &text)
{
    return Parser(text).whole();
}

QByteArray jsonOfPythonLiteral(const QString &text)
{
    const QJsonArray one{parsePythonLiteral(text).value_or(QJsonValue(text))};
    const QByteArray json = QJsonDocument(one).toJson(QJsonDocument::Compact);
    return json.sliced(1, json.size() - 2);
}

} // namespace sightglass
