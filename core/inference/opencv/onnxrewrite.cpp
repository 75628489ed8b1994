// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/onnxrewrite.h"

#include "core/inference/protobufmessage.h"

#include <QHash>
#include <QtEndian>

namespace sightglass
{

namespace
{

// onnx.proto's numbers of fields.
constexpr quint64 graphOfModel = 7;
constexpr quint64 nodeOfGraph = 1;
constexpr quint64 initializerOfGraph = 5;
constexpr quint64 inputOfNode = 1;
constexpr quint64 outputOfNode = 2;
constexpr quint64 typeOfNode = 4;
constexpr quint64 attributeOfNode = 5;
constexpr quint64 domainOfNode = 7;
constexpr quint64 wholeNumbers64 = 7; // TensorProto.DataType.INT64

/// A constant's numbers as an AttributeProto holds them: a field 8, ints, for each.
using Constants = QHash<QByteArray, QByteArray>;

// TensorProto: 2 data_type, 7 int64_data (one by one, or packed), 9 raw_data. Null for other types.
QByteArray numbersOf(QByteArrayView tensor)
{
    if (fieldOf(tensor, 2).value != wholeNumbers64)
        return {};
    QByteArray numbers("");
    const auto append = [&numbers](quint64 number) { appendField(numbers, 8, number); };
    ProtobufMessage fields(tensor);
    while (const auto field = fields.next()) {
        if (field->number == 7 && field->bytes.isNull())
            append(field->value);
        else if (field->number == 7)
            for (ProtobufMessage packed(field->bytes); const auto number = packed.varint();)
                append(*number);
        else if (field->number == 9)
            for (qsizetype i = 0; i + 8 <= field->bytes.size(); i += 8)
                append(qFromLittleEndian<quint64>(field->bytes.data() + i));
    }
    return numbers;
}

// TensorProto: 8 name; NodeProto of a Constant: its attribute (AttributeProto: 5 t) has the tensor.
Constants constantsOf(QByteArrayView graph)
{
    Constants constants;
    ProtobufMessage fields(graph);
    while (const auto field = fields.next()) {
        QByteArrayView name;
        QByteArray numbers;
        if (field->number == initializerOfGraph) {
            name = fieldOf(field->bytes, 8).bytes;
            numbers = numbersOf(field->bytes);
        } else if (field->number == nodeOfGraph && fieldOf(field->bytes, typeOfNode).bytes == "Constant") {
            name = fieldOf(field->bytes, outputOfNode).bytes;
            numbers = numbersOf(fieldOf(fieldOf(field->bytes, attributeOfNode).bytes, 5).bytes);
        }
        if (!numbers.isNull())
            constants.insert(name.toByteArray(), numbers);
    }
    return constants;
}

// What the second input was as an attribute; null where there was none.
const char *attributeFor(QByteArrayView node)
{
    const QByteArrayView domain = fieldOf(node, domainOfNode).bytes;
    if (!domain.isEmpty() && domain != "ai.onnx")
        return nullptr;
    const QByteArrayView type = fieldOf(node, typeOfNode).bytes;
    if (type == "Split")
        return "split";
    return type == "Squeeze" || type == "Unsqueeze" || type.startsWith("Reduce") ? "axes" : nullptr;
}

// AttributeProto: 1 name, 8 ints, 20 type (7: INTS).
QByteArray attribute(const char *name, const QByteArray &ints)
{
    QByteArray attribute;
    appendField(attribute, 1, QByteArrayView(name));
    attribute += ints;
    appendField(attribute, 20, 7);
    return attribute;
}

std::optional<QByteArray> rewritten(QByteArrayView node, const Constants &constants)
{
    const char *name = attributeFor(node);
    if (!name)
        return std::nullopt;
    QByteArray changed;
    QByteArray ints;
    int inputs = 0;
    ProtobufMessage fields(node);
    while (const auto field = fields.next()) {
        if (field->number == inputOfNode && ++inputs == 2)
            ints = constants.value(field->bytes.toByteArray());
        else
            changed.append(field->whole.data(), field->whole.size());
    }
    if (ints.isEmpty())
        return std::nullopt;
    appendField(changed, attributeOfNode, attribute(name, ints));
    return changed;
}

std::optional<QByteArray> rewrittenGraph(QByteArrayView graph)
{
    const Constants constants = constantsOf(graph);
    QByteArray changed;
    bool any = false;
    ProtobufMessage fields(graph);
    while (const auto field = fields.next()) {
        const auto node = field->number == nodeOfGraph ? rewritten(field->bytes, constants) : std::nullopt;
        any |= node.has_value();
        if (node)
            appendField(changed, nodeOfGraph, *node);
        else
            changed.append(field->whole.data(), field->whole.size());
    }
    return any ? std::optional(changed) : std::nullopt;
}

} // namespace

std::optional<QByteArray> withAttributesForInputs(QByteArrayView model)
{
    const auto graph = rewrittenGraph(fieldOf(model, graphOfModel).bytes);
    if (!graph)
        return std::nullopt;
    QByteArray changed;
    ProtobufMessage fields(model);
    while (const auto field = fields.next()) {
        if (field->number == graphOfModel)
            appendField(changed, graphOfModel, *graph);
        else
            changed.append(field->whole.data(), field->whole.size());
    }
    return changed;
}

} // namespace sightglass
