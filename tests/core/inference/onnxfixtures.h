// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/protobufmessage.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QFile>
#include <QString>

#include <vector>

namespace sightglass::test
{

/// ONNX models of a few nodes, put together field by field (onnx.proto).
namespace onnx
{

enum Type
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int64 = 7,
    Float16 = 10,
    Float64 = 11
};

inline QByteArray attribute(const char *name, const std::vector<qint64> &ints)
{
    QByteArray attribute;
    appendField(attribute, 1, QByteArrayView(name));
    for (const qint64 value : ints)
        appendField(attribute, 8, quint64(value));
    appendField(attribute, 20, 7);
    return attribute;
}

inline QByteArray attribute(const char *name, qint64 value)
{
    QByteArray attribute;
    appendField(attribute, 1, QByteArrayView(name));
    appendField(attribute, 3, quint64(value));
    appendField(attribute, 20, 2);
    return attribute;
}

inline QByteArray node(const char *type, const QByteArrayList &inputs, const QByteArrayList &outputs,
                       const QByteArrayList &attributes = {}, const char *domain = "")
{
    QByteArray node;
    for (const QByteArray &input : inputs)
        appendField(node, 1, QByteArrayView(input));
    for (const QByteArray &output : outputs)
        appendField(node, 2, QByteArrayView(output));
    appendField(node, 3, QByteArrayView(outputs.first()));
    appendField(node, 4, QByteArrayView(type));
    for (const QByteArray &attribute : attributes)
        appendField(node, 5, QByteArrayView(attribute));
    appendField(node, 7, QByteArrayView(domain));
    return node;
}

/// Raw data is little-endian, as machines that this runs on are.
template <typename T>
QByteArray tensor(const char *name, Type type, const std::vector<qint64> &shape, const std::vector<T> &values)
{
    QByteArray tensor;
    for (const qint64 size : shape)
        appendField(tensor, 1, quint64(size));
    appendField(tensor, 2, quint64(type));
    appendField(tensor, 8, QByteArrayView(name));
    appendField(tensor, 9,
                QByteArrayView(reinterpret_cast<const char *>(values.data()), qsizetype(values.size() * sizeof(T))));
    return tensor;
}

/// Sizes below 0 are left open.
inline QByteArray port(const char *name, Type type, const std::vector<qint64> &shape)
{
    QByteArray dimensions;
    for (const qint64 size : shape) {
        QByteArray dimension;
        if (size >= 0)
            appendField(dimension, 1, quint64(size));
        else
            appendField(dimension, 2, QByteArrayView("any"));
        appendField(dimensions, 1, QByteArrayView(dimension));
    }
    QByteArray tensor;
    appendField(tensor, 1, quint64(type));
    appendField(tensor, 2, QByteArrayView(dimensions));
    QByteArray typeProto;
    appendField(typeProto, 1, QByteArrayView(tensor));
    QByteArray port;
    appendField(port, 1, QByteArrayView(name));
    appendField(port, 2, QByteArrayView(typeProto));
    return port;
}

struct Model
{
    QByteArrayList nodes;
    QByteArrayList weights;
    QByteArrayList inputs;
    QByteArrayList outputs;
    int opset = 12;

    QByteArray bytes() const
    {
        QByteArray graph;
        const auto append = [&graph](quint64 number, const QByteArrayList &messages) {
            for (const QByteArray &message : messages)
                appendField(graph, number, QByteArrayView(message));
        };
        append(1, nodes);
        appendField(graph, 2, QByteArrayView("graph"));
        append(5, weights);
        append(11, inputs);
        append(12, outputs);
        QByteArray ownOpset;
        appendField(ownOpset, 1, QByteArrayView(""));
        appendField(ownOpset, 2, quint64(opset));
        QByteArray model;
        appendField(model, 1, 7);
        appendField(model, 2, QByteArrayView("test"));
        appendField(model, 7, QByteArrayView(graph));
        appendField(model, 8, QByteArrayView(ownOpset));
        return model;
    }
};

} // namespace onnx

inline void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qWarning("cannot write %s", qPrintable(path));
}

} // namespace sightglass::test
