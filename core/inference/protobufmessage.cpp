// SPDX-License-Identifier: Apache-2.0
#include "core/inference/protobufmessage.h"

namespace sightglass
{

namespace
{

void appendVarint(QByteArray &message, quint64 value)
{
    for (; value > 0x7f; value >>= 7)
        message += static_cast<char>((value & 0x7f) | 0x80);
    message += static_cast<char>(value);
}

} // namespace

std::optional<ProtobufField> ProtobufMessage::next()
{
    const QByteArrayView before = m_bytes;
    const auto tag = varint();
    if (!tag || (*tag >> 3) == 0)
        return std::nullopt;
    ProtobufField field;
    field.number = *tag >> 3;
    switch (*tag & 7) {
    case 0: {
        const auto value = varint();
        if (!value)
            return std::nullopt;
        field.value = *value;
        break;
    }
    case 1:
        if (!skip(8))
            return std::nullopt;
        break;
    case 2: {
        const auto length = varint();
        if (!length || *length > quint64(m_bytes.size()))
            return std::nullopt;
        field.bytes = m_bytes.first(qsizetype(*length));
        m_bytes = m_bytes.sliced(qsizetype(*length));
        break;
    }
    case 5:
        if (!skip(4))
            return std::nullopt;
        break;
    default:
        return std::nullopt;
    }
    field.whole = before.first(before.size() - m_bytes.size());
    return field;
}

std::optional<quint64> ProtobufMessage::varint()
{
    quint64 value = 0;
    for (int shift = 0; shift < 64 && !m_bytes.isEmpty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(m_bytes.front());
        m_bytes = m_bytes.sliced(1);
        value |= quint64(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    return std::nullopt;
}

bool ProtobufMessage::skip(qsizetype count)
{
    if (m_bytes.size() < count)
        return false;
    m_bytes = m_bytes.sliced(count);
    return true;
}

ProtobufField fieldOf(QByteArrayView message, quint64 number)
{
    ProtobufMessage fields(message);
    while (const auto field = fields.next())
        if (field->number == number)
            return *field;
    return {};
}

void appendField(QByteArray &message, quint64 number, quint64 value)
{
    appendVarint(message, number << 3);
    appendVarint(message, value);
}

void appendField(QByteArray &message, quint64 number, QByteArrayView bytes)
{
    appendVarint(message, number << 3 | 2);
    appendVarint(message, quint64(bytes.size()));
    message.append(bytes.data(), bytes.size());
}

} // namespace sightglass
