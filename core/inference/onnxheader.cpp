// SPDX-License-Identifier: Apache-2.0
#include "core/inference/onnxheader.h"

#include "core/inference/protobufmessage.h"
#include "core/inference/pythonliteral.h"
#include "core/values/visibletext.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <array>
#include <optional>

namespace sightglass
{

namespace
{

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
    ProtobufMessage shape(fieldOf(tensor, 2).bytes);
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
    std::string type;
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
    ProtobufMessage fields(tensor);
    while (const auto field = fields.next()) {
        if (field->number == 1 && field->bytes.isNull())
            multiply(field->value);
        else if (field->number == 1)
            for (ProtobufMessage sizes(field->bytes); const auto size = sizes.varint();)
                multiply(*size);
        else if (field->number == 2)
            type = field->value;
        else if (field->number == 8)
            weights.name = field->bytes.toByteArray();
    }
    weights.type = typeName(type);
    if (std::find(trained.begin(), trained.end(), type) != trained.end())
        weights.parameters = static_cast<qint64>(count);
    return weights;
}

// TensorProto: 13 external_data (StringStringEntryProto: 1 key, 2 value), 14 data_location (1: external).
QString externalFileOf(QByteArrayView tensor)
{
    if (fieldOf(tensor, 14).value != 1)
        return {};
    ProtobufMessage fields(tensor);
    while (const auto field = fields.next())
        if (field->number == 13 && fieldOf(field->bytes, 1).bytes == "location")
            return QString::fromUtf8(fieldOf(field->bytes, 2).bytes);
    return QStringLiteral("?");
}

// NodeProto: 5 attribute; AttributeProto: 5 t, a TensorProto, as constants have it.
QString externalFileOfNode(QByteArrayView node)
{
    ProtobufMessage fields(node);
    while (const auto field = fields.next())
        if (field->number == 5)
            if (const QString file = externalFileOf(fieldOf(field->bytes, 5).bytes); !file.isEmpty())
                return file;
    return {};
}

void addOnce(QStringList &list, const QString &text)
{
    if (!text.isEmpty() && !list.contains(text))
        list << text;
}

bool isOwnDomain(QByteArrayView domain)
{
    return domain.isEmpty() || domain == "ai.onnx";
}

// NodeProto: 4 op_type, 7 domain.
void addOperator(QByteArrayView node, OnnxHeader &header)
{
    const QString type = visibleText(QString::fromUtf8(fieldOf(node, 4).bytes));
    const QByteArrayView domain = fieldOf(node, 7).bytes;
    addOnce(isOwnDomain(domain) ? header.operators : header.foreignOperators, type);
    if (domain.startsWith("com.microsoft") || domain == "ai.onnx.ml")
        addOnce(header.runtimeOperators, type);
}

// NodeProto: 1 input, 2 output, 4 op_type. The sizes of a Split, which may be computed; else null.
QByteArrayView sizesOfSplit(QByteArrayView node)
{
    if (fieldOf(node, 4).bytes != "Split" || !isOwnDomain(fieldOf(node, 7).bytes))
        return {};
    int inputs = 0;
    ProtobufMessage fields(node);
    while (const auto field = fields.next())
        if (field->number == 1 && ++inputs == 2)
            return field->bytes;
    return {};
}

// GraphProto: 1 node, 5 initializer, 11 input, 12 output.
void readGraph(QByteArrayView graph, OnnxHeader &header)
{
    QSet<QByteArray> weights;
    QSet<QByteArray> constants;
    QByteArrayList splits;
    ProtobufMessage fields(graph);
    while (const auto field = fields.next()) {
        if (field->number == 5) {
            const Initializer initializer = initializerOf(field->bytes);
            weights.insert(initializer.name);
            addOnce(header.weightTypes, QString::fromStdString(initializer.type));
            header.parameters = std::min(header.parameters + initializer.parameters, qint64(1) << 62);
            if (header.externalData.isEmpty())
                header.externalData = externalFileOf(field->bytes);
        } else if (field->number == 1) {
            addOperator(field->bytes, header);
            if (fieldOf(field->bytes, 4).bytes == "Constant")
                constants.insert(fieldOf(field->bytes, 2).bytes.toByteArray());
            if (const QByteArrayView sizes = sizesOfSplit(field->bytes); !sizes.isEmpty())
                splits << sizes.toByteArray();
            if (header.externalData.isEmpty())
                header.externalData = externalFileOfNode(field->bytes);
        } else if (field->number == 11) {
            header.inputs.push_back(portOf(field->bytes));
        } else if (field->number == 12) {
            header.outputs.push_back(portOf(field->bytes));
        }
    }
    header.computedSplit = std::any_of(splits.begin(), splits.end(), [&](const QByteArray &sizes) {
        return !weights.contains(sizes) && !constants.contains(sizes);
    });
    std::erase_if(header.inputs, [&weights](const TensorInfo &input) {
        return weights.contains(QByteArray::fromStdString(input.name));
    });
}

// StringStringEntryProto: 1 key, 2 value.
void addProperty(QByteArrayView entry, QJsonObject &properties)
{
    const QString value = QString::fromUtf8(fieldOf(entry, 2).bytes);
    properties.insert(QString::fromUtf8(fieldOf(entry, 1).bytes), parsePythonLiteral(value).value_or(value));
}

} // namespace

OnnxHeader parseOnnxHeader(QByteArrayView bytes)
{
    OnnxHeader header;
    QJsonObject properties;
    // ModelProto: 2 producer_name, 3 producer_version, 7 graph, 8 opset_import (1 domain, 2 version), 14 metadata_props
    // (1 key, 2 value).
    ProtobufMessage model(bytes);
    while (const auto field = model.next()) {
        if (field->number == 2)
            header.producer = QString::fromUtf8(field->bytes);
        else if (field->number == 3)
            header.producer += QLatin1Char(' ') + QString::fromUtf8(field->bytes);
        else if (field->number == 7)
            readGraph(field->bytes, header);
        else if (field->number == 8 && isOwnDomain(fieldOf(field->bytes, 1).bytes))
            header.opset = static_cast<int>(std::min(fieldOf(field->bytes, 2).value, quint64(9999)));
        else if (field->number == 14)
            addProperty(field->bytes, properties);
    }
    if (!properties.isEmpty())
        header.metadata = QJsonDocument(properties).toJson(QJsonDocument::Compact);
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
