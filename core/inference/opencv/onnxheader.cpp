// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/onnxheader.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

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

private:
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

    bool skip(qsizetype count)
    {
        if (m_bytes.size() < count)
            return false;
        m_bytes = m_bytes.sliced(count);
        return true;
    }

    QByteArrayView m_bytes;
};

QByteArrayView fieldOf(QByteArrayView message, quint64 number)
{
    Message fields(message);
    while (const auto field = fields.next())
        if (field->number == number)
            return field->bytes;
    return {};
}

// ValueInfoProto: 1 name, 2 type; TypeProto: 1 tensor_type; Tensor: 2 shape; TensorShapeProto: 1 dim; Dimension: 1
// value.
TensorInfo inputOf(QByteArrayView valueInfo)
{
    TensorInfo info;
    const QByteArrayView name = fieldOf(valueInfo, 1);
    info.name.assign(name.begin(), name.end());
    Message shape(fieldOf(fieldOf(fieldOf(valueInfo, 2), 1), 2));
    while (const auto dimension = shape.next()) {
        int size = -1;
        Message parts(dimension->bytes);
        while (const auto part = parts.next())
            if (part->number == 1 && part->value > 0 && part->value < 100000)
                size = static_cast<int>(part->value);
        info.shape.push_back(size);
    }
    return info;
}

// GraphProto: 5 initializer (TensorProto: 8 name), 11 input.
std::vector<TensorInfo> inputsOf(QByteArrayView graph)
{
    std::vector<TensorInfo> inputs;
    QSet<QByteArray> weights;
    Message fields(graph);
    while (const auto field = fields.next()) {
        if (field->number == 5)
            weights.insert(fieldOf(field->bytes, 8).toByteArray());
        else if (field->number == 11)
            inputs.push_back(inputOf(field->bytes));
    }
    std::erase_if(inputs, [&weights](const TensorInfo &input) {
        return weights.contains(QByteArray::fromStdString(input.name));
    });
    return inputs;
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

OnnxHeader readOnnxHeader(const QString &path)
{
    OnnxHeader header;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return header;
    const uchar *mapped = file.map(0, file.size());
    if (!mapped)
        return header;
    QByteArrayList properties;
    // ModelProto: 2 producer_name, 3 producer_version, 7 graph, 14 metadata_props (1 key, 2 value).
    Message model(QByteArrayView(mapped, file.size()));
    while (const auto field = model.next()) {
        if (field->number == 2)
            header.producer = QString::fromUtf8(field->bytes);
        else if (field->number == 3)
            header.producer += QLatin1Char(' ') + QString::fromUtf8(field->bytes);
        else if (field->number == 7)
            header.inputs = inputsOf(field->bytes);
        else if (field->number == 14)
            properties << jsonOfPythonLiteral(QLatin1Char('"') + QString::fromUtf8(fieldOf(field->bytes, 1)) +
                                              QLatin1Char('"')) +
                              ':' + jsonOfPythonLiteral(QString::fromUtf8(fieldOf(field->bytes, 2)));
    }
    if (!properties.isEmpty())
        header.metadata = '{' + properties.join(',') + '}';
    return header;
}

} // namespace sightglass
