// SPDX-License-Identifier: Apache-2.0
#include "core/inference/protobuf.h"

#include <optional>
#include <set>

namespace sightglass
{

namespace
{

enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Length = 2,
    Fixed32 = 5
};

std::optional<quint64> readVarint(QFile &file)
{
    quint64 value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        char byte = 0;
        if (!file.getChar(&byte))
            return std::nullopt;
        value |= quint64(static_cast<unsigned char>(byte) & 0x7f) << shift;
        if (!(static_cast<unsigned char>(byte) & 0x80))
            return value;
    }
    return std::nullopt;
}

struct Walk
{
    std::set<quint64> messages; ///< Field numbers with a length.
    std::set<quint64> numbers;  ///< Field numbers with a varint.
    quint64 firstField = 0;
    QByteArray firstMessage; ///< The first bytes of the first field with a length.
    bool whole = false;      ///< Every field fits, up to the end of the file.
};

Walk walkFields(QFile &file)
{
    Walk walk;
    const qint64 end = file.size();
    file.seek(0);
    while (file.pos() < end) {
        const auto tag = readVarint(file);
        if (!tag || (*tag >> 3) == 0)
            return walk;
        const quint64 field = *tag >> 3;
        if (walk.firstField == 0)
            walk.firstField = field;
        qint64 skip = 0;
        switch (*tag & 7) {
        case Varint:
            if (!readVarint(file))
                return walk;
            walk.numbers.insert(field);
            break;
        case Length: {
            const auto length = readVarint(file);
            if (!length)
                return walk;
            walk.messages.insert(field);
            if (*length > quint64(end - file.pos()))
                return walk;
            skip = qint64(*length);
            if (walk.firstMessage.isEmpty())
                walk.firstMessage = file.peek(std::min<qint64>(skip, 256));
            break;
        }
        case Fixed64:
            skip = 8;
            break;
        case Fixed32:
            skip = 4;
            break;
        default:
            return walk;
        }
        if (skip > end - file.pos() || !file.seek(file.pos() + skip))
            return walk;
    }
    walk.whole = true;
    return walk;
}

// graph.proto: GraphDef's field 1 is a NodeDef, which begins with its name (field 1) and its operation (field 2).
bool isTensorFlowNode(const QByteArray &message)
{
    if (message.size() < 4 || message[0] != '\x0a')
        return false;
    const int operation = 2 + static_cast<unsigned char>(message[1]);
    return operation < message.size() && message[operation] == '\x12';
}

} // namespace

ProtobufModel identifyProtobuf(QFile &file)
{
    // onnx.proto: 1 ir_version (a number), 2 producer_name, 7 graph, 8 opset_import.
    constexpr quint64 onnxGraph = 7;
    // caffe.proto: 1 name, 2 layers (the older form), 100 layer.
    constexpr quint64 caffeLayers = 2;
    constexpr quint64 caffeLayer = 100;
    const Walk walk = walkFields(file);
    if (walk.numbers.contains(1) && walk.messages.contains(onnxGraph))
        return walk.whole ? ProtobufModel::Onnx : ProtobufModel::OnnxCutShort;
    // Model.proto: 1 specificationVersion, 2 description, from 200 on one of many kinds of models.
    constexpr quint64 coreMlKinds = 200;
    // saved_model.proto: 1 saved_model_schema_version, 2 meta_graphs.
    constexpr quint64 metaGraphs = 2;
    if (walk.whole && walk.numbers.contains(1) && walk.messages.contains(metaGraphs)) {
        if (*walk.messages.rbegin() >= coreMlKinds)
            return ProtobufModel::CoreMl;
        if (walk.messages.size() == 1)
            return ProtobufModel::SavedModel;
    }
    if (walk.messages.contains(caffeLayer))
        return ProtobufModel::Caffe;
    if (walk.firstField == 1 && walk.messages.contains(1) && isTensorFlowNode(walk.firstMessage))
        return ProtobufModel::TensorFlow;
    if (walk.whole && walk.messages.contains(caffeLayers))
        return ProtobufModel::Caffe;
    return ProtobufModel::None;
}

} // namespace sightglass
