// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

#include <optional>

namespace sightglass
{

/// One field of a protocol buffer's message.
struct ProtobufField
{
    quint64 number = 0;
    quint64 value = 0;    ///< Of a varint.
    QByteArrayView bytes; ///< Of a field with a length.
};

/// Goes through the fields of one message in memory (protobuf.dev, "Encoding"); ends at its end or at what cannot be
/// read.
class ProtobufMessage
{
public:
    explicit ProtobufMessage(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    std::optional<ProtobufField> next()
    {
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
            return field;
        }
        case 1:
            return skip(8) ? std::optional(field) : std::nullopt;
        case 2: {
            const auto length = varint();
            if (!length || *length > quint64(m_bytes.size()))
                return std::nullopt;
            field.bytes = m_bytes.first(qsizetype(*length));
            m_bytes = m_bytes.sliced(qsizetype(*length));
            return field;
        }
        case 5:
            return skip(4) ? std::optional(field) : std::nullopt;
        default:
            return std::nullopt;
        }
    }

    /// The next number of a packed field.
    std::optional<quint64> varint()
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

private:
    bool skip(qsizetype count)
    {
        if (m_bytes.size() < count)
            return false;
        m_bytes = m_bytes.sliced(count);
        return true;
    }

    QByteArrayView m_bytes;
};

} // namespace sightglass
