// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace sightglass
{

/// One field of a protocol-buffer message, which its views look into.
struct ProtobufField
{
    quint64 number = 0;
    quint64 value = 0;    ///< Of a varint.
    QByteArrayView bytes; ///< Of a field with a length.
    QByteArrayView whole; ///< The field as it stands in the message, tag included.
};

/// Goes through the fields of one message; ends at its end or at what cannot be read.
class ProtobufMessage
{
public:
    explicit ProtobufMessage(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    std::optional<ProtobufField> next();
    /// The next number of a packed field.
    std::optional<quint64> varint();

private:
    bool skip(qsizetype count);

    QByteArrayView m_bytes;
};

/// The first of this number; of number 0 where there is none.
ProtobufField fieldOf(QByteArrayView message, quint64 number);

void appendField(QByteArray &message, quint64 number, quint64 value);
void appendField(QByteArray &message, quint64 number, QByteArrayView bytes);

} // namespace sightglass
