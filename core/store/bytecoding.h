// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <cstddef>
#include <cstdint>

namespace sightglass
{

/// Numbers one after another in few bytes: LEB128, with a sign as zigzag (protobuf.dev/programming-guides/encoding).
class ByteWriter
{
public:
    explicit ByteWriter(QByteArray &bytes)
        : m_bytes(bytes)
    {}

    void byte(std::uint8_t value) { m_bytes.append(static_cast<char>(value)); }
    /// The lower one first.
    void twoBytes(std::uint16_t value)
    {
        byte(static_cast<std::uint8_t>(value));
        byte(static_cast<std::uint8_t>(value >> 8));
    }
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            byte(static_cast<std::uint8_t>(value | 0x80));
        byte(static_cast<std::uint8_t>(value));
    }
    void withSign(std::int64_t value)
    {
        number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }

private:
    QByteArray &m_bytes;
};

/// The other way, for bytes that may be anything: what cannot be read, or is beyond what it may be, is 0, and told by
/// failed().
class ByteReader
{
public:
    /// Of any number.
    static constexpr std::int64_t most = std::int64_t(1) << 40;

    explicit ByteReader(const QByteArray &bytes)
        : m_next(bytes.cbegin())
        , m_end(bytes.cend())
    {}

    bool atEnd() const { return m_next == m_end; }
    bool failed() const { return m_failed; }
    /// Bytes.
    std::int64_t left() const { return m_end - m_next; }

    std::uint8_t byte()
    {
        if (atEnd()) {
            m_failed = true;
            return 0;
        }
        return static_cast<std::uint8_t>(*m_next++);
    }
    std::uint16_t twoBytes()
    {
        const unsigned low = byte();
        return static_cast<std::uint16_t>(low | unsigned(byte()) << 8);
    }
    /// 0 to `limit`, inclusive.
    std::int64_t number(std::int64_t limit)
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            const std::uint8_t part = byte();
            value |= std::uint64_t(part & 0x7f) << shift;
            if (part < 0x80)
                return checked(static_cast<std::int64_t>(value), limit);
        }
        m_failed = true;
        return 0;
    }
    std::int64_t withSign()
    {
        const auto value = static_cast<std::uint64_t>(number(2 * most));
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    std::int64_t checked(std::int64_t value, std::int64_t limit)
    {
        if (value >= 0 && value <= limit)
            return value;
        m_failed = true;
        return 0;
    }

private:
    QByteArray::const_iterator m_next;
    const QByteArray::const_iterator m_end;
    bool m_failed = false;
};

} // namespace sightglass
