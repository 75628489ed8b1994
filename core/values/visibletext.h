// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace sightglass
{

/// Whether a character acts instead of being seen: what terminals take for commands (C0, DEL and C1 of ECMA-48), what
/// ends lines, and what turns the direction of the text around it (the bidirectional controls of Unicode's UAX 9).
constexpr bool isInvisibleControl(char16_t character)
{
    return character < 0x20 || (character >= 0x7f && character <= 0x9f) || character == 0x061c || character == 0x200e ||
           character == 0x200f || (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

/// Text from outside (names of files, models and classes, messages of libraries) as it may be shown: on one line, with
/// every control in it written out, "\x1b", "\n", "\u202e". Pure; any thread.
inline QString visibleText(const QString &text)
{
    QString shown;
    shown.reserve(text.size());
    for (const QChar character : text) {
        const char16_t code = character.unicode();
        if (!isInvisibleControl(code))
            shown += character;
        else if (code == u'\n')
            shown += QLatin1String("\\n");
        else if (code == u'\r')
            shown += QLatin1String("\\r");
        else if (code == u'\t')
            shown += QLatin1String("\\t");
        else if (code < 0x100)
            shown += QLatin1String("\\x") + QString::number(code, 16).rightJustified(2, QLatin1Char('0'));
        else
            shown += QLatin1String("\\u") + QString::number(code, 16).rightJustified(4, QLatin1Char('0'));
    }
    return shown;
}

/// The same of a text of several lines, which stay.
inline QString visibleLines(const QString &text)
{
    QStringList lines = text.split(QLatin1Char('\n'));
    for (QString &line : lines)
        line = visibleText(line);
    return lines.join(QLatin1Char('\n'));
}

/// What QJsonDocument wrote, with the controls that JSON allows in a string as they are (DEL, C1, U+2028 and the
/// bidirectional ones) escaped like the others: the values stay the same, and a terminal may show the text.
inline QByteArray visibleJson(const QByteArray &json)
{
    QString shown;
    for (const QChar character : QString::fromUtf8(json)) {
        const char16_t code = character.unicode();
        // Below U+0020 JSON has line ends between its values alone.
        if (code >= 0x20 && isInvisibleControl(code))
            shown += QLatin1String("\\u") + QString::number(code, 16).rightJustified(4, QLatin1Char('0'));
        else
            shown += character;
    }
    return shown.toUtf8();
}

} // namespace sightglass
