// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/onnxheader.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <optional>

namespace sightglass
{

namespace
{

struct Field
{
    quint64 number = 0;
    quint64 value = 0;    ///< Of a varint.
    QByteArrayView bytes; ///< Of a field with a length.
};

// Goes through the fields of one message; ends at its end or at what cannot be read.
class Message
{
public:
    explicit Message(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    std::optional<Field> next()
    {
        const auto tag = varint();
        if (!tag || (*tag >> 3) == 0)
            return std::nullopt;
        Field field;
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

// The first of this number; of number 0 where there is none.
Field fieldOf(QByteArrayView message, quint64 number)
{
    Message fields(message);
    while (const auto field = fields.next())
        if (field->number == number)
            return *field;
    return {};
}

// onnx.proto, TensorProto.DataType.
std::string typeName(quint64 type)
{
    static constexpr std::array names{"",       "float32", "uint8",     "int8",       "uint16",  "int16",
                                      "int32",  "int64",   "string",    "bool",       "float16", "float64",
                                      "uint32", "uint64",  "complex64", "complex128", "bfloat16"};
    return type < names.size() ? names[type] : "";
}

// ValueInfoProto: 1 name, 2 type; TypeProto: 1 tensor_type; Tensor: 1 elem_type, 2 shape; TensorShapeProto: 1 dim;
// Dimension: 1 value.
TensorInfo portOf(QByteArrayView valueInfo)
{
    constexpr quint64 longest = 100000;
    TensorInfo info;
    const QByteArrayView name = fieldOf(valueInfo, 1).bytes;
    info.name.assign(name.begin(), name.end());
    const QByteArrayView tensor = fieldOf(fieldOf(valueInfo, 2).bytes, 1).bytes;
    info.type = typeName(fieldOf(tensor, 1).value);
    Message shape(fieldOf(tensor, 2).bytes);
    while (const auto dimension = shape.next()) {
        const quint64 size = fieldOf(dimension->bytes, 1).value;
        info.shape.push_back(size > 0 && size < longest ? static_cast<int>(size) : -1);
    }
    return info;
}

/// Weights.
struct Initializer
{
    QByteArray name;
    qint64 parameters = 0;
};

// TensorProto: 1 dims (one by one, or packed into a field with a length), 2 data_type, 8 name.
Initializer initializerOf(QByteArrayView tensor)
{
    static constexpr std::array<quint64, 6> trained{1, 2, 3, 10, 11, 16};
    constexpr quint64 most = quint64(1) << 40;
    Initializer weights;
    quint64 count = 1;
    const auto multiply = [&count](quint64 size) { count = size > 0 && count <= most / size ? count * size : 0; };
    quint64 type = 0;
    Message fields(tensor);
    while (const auto field = fields.next()) {
        if (field->number == 1 && field->bytes.isNull())
            multiply(field->value);
        else if (field->number == 1)
            for (Message sizes(field->bytes); const auto size = sizes.varint();)
                multiply(*size);
        else if (field->number == 2)
            type = field->value;
        else if (field->number == 8)
            weights.name = field->bytes.toByteArray();
    }
    if (std::find(trained.begin(), trained.end(), type) != trained.end())
        weights.parameters = static_cast<qint64>(count);
    return weights;
}

// TensorProto: 13 external_data (StringStringEntryProto: 1 key, 2 value), 14 data_location (1: external).
QString externalFileOf(QByteArrayView tensor)
{
    if (fieldOf(tensor, 14).value != 1)
        return {};
    Message fields(tensor);
    while (const auto field = fields.next())
        if (field->number == 13 && fieldOf(field->bytes, 1).bytes == "location")
            return QString::fromUtf8(fieldOf(field->bytes, 2).bytes);
    return QStringLiteral("?");
}

// NodeProto: 5 attribute; AttributeProto: 5 t, a TensorProto, as constants have it.
QString externalFileOfNode(QByteArrayView node)
{
    Message fields(node);
    while (const auto field = fields.next())
        if (field->number == 5)
            if (const QString file = externalFileOf(fieldOf(field->bytes, 5).bytes); !file.isEmpty())
                return file;
    return {};
}

// GraphProto: 1 node, 5 initializer, 11 input, 12 output.
void readGraph(QByteArrayView graph, OnnxHeader &header)
{
    QSet<QByteArray> weights;
    Message fields(graph);
    while (const auto field = fields.next()) {
        if (field->number == 5) {
            const Initializer initializer = initializerOf(field->bytes);
            weights.insert(initializer.name);
            header.parameters = std::min(header.parameters + initializer.parameters, qint64(1) << 62);
            if (header.externalData.isEmpty())
                header.externalData = externalFileOf(field->bytes);
        } else if (field->number == 1 && header.externalData.isEmpty()) {
            header.externalData = externalFileOfNode(field->bytes);
        } else if (field->number == 11) {
            header.inputs.push_back(portOf(field->bytes));
        } else if (field->number == 12) {
            header.outputs.push_back(portOf(field->bytes));
        }
    }
    std::erase_if(header.inputs, [&weights](const TensorInfo &input) {
        return weights.contains(QByteArray::fromStdString(input.name));
    });
}

} // namespace

QByteArray jsonOfPythonLiteral(const QString &text)
{
    const auto isJson = [](const QString &candidate) {
        return QJsonDocument::fromJson("[" + candidate.toUtf8() + "]").array().size() == 1;
    };
    if (isJson(text))
        return text.toUtf8();
    static const QRegularExpression numberKey(QStringLiteral("([{,]\\s*)(\\d+)\\s*:"));
    static const QRegularExpression quoted(QStringLiteral("'([^'\"\\\\]*)'"));
    QString json = text;
    json.replace(quoted, QStringLiteral("\"\\1\"")).replace(numberKey, QStringLiteral("\\1\"\\2\":"));
    json.replace(QRegularExpression(QStringLiteral("\\bTrue\\b")), QStringLiteral("true"))
        .replace(QRegularExpression(QStringLiteral("\\bFalse\\b")), QStringLiteral("false"))
        .replace(QRegularExpression(QStringLiteral("\\bNone\\b")), QStringLiteral("null"));
    if (isJson(json))
        return json.toUtf8();
    const QByteArray wrapped = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return wrapped.sliced(1, wrapped.size() - 2);
}

OnnxHeader parseOnnxHeader(QByteArrayView bytes)
{
    OnnxHeader header;
    QByteArrayList properties;
    // ModelProto: 2 producer_name, 3 producer_version, 7 graph, 14 metadata_props (1 key, 2 value).
    Message model(bytes);
    while (const auto field = model.next()) {
        if (field->number == 2)
            header.producer = QString::fromUtf8(field->bytes);
        else if (field->number == 3)
            header.producer += QLatin1Char(' ') + QString::fromUtf8(field->bytes);
        else if (field->number == 7)
            readGraph(field->bytes, header);
        else if (field->number == 14)
            properties << jsonOfPythonLiteral(QLatin1Char('"') + QString::fromUtf8(fieldOf(field->bytes, 1).bytes) +
                                              QLatin1Char('"')) +
                              ':' + jsonOfPythonLiteral(QString::fromUtf8(fieldOf(field->bytes, 2).bytes));
    }
    if (!properties.isEmpty())
        header.metadata = '{' + properties.join(',') + '}';
    return header;
}

OnnxHeader readOnnxHeader(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const uchar *mapped = file.map(0, file.size());
    return mapped ? parseOnnxHeader(QByteArrayView(mapped, file.size())) : OnnxHeader();
}

} // namespace sightglass
