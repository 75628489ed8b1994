// SPDX-License-Identifier: Apache-2.0
#include "core/inference/structure.h"

#include "core/inference/protobufmessage.h"
#include "core/inference/ziplisting.h"
#include "core/values/words.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace sightglass
{

namespace
{

Error damaged(const QString &path, const QString &what, const QString &detail = {})
{
    return {Words::tr("%1 is damaged: %2.").arg(QFileInfo(path).fileName(), what),
            Words::tr("Copy or download it again, or export it anew."), detail};
}

Result<void> checkArchive(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto directory = zipDirectory(file);
    if (!directory)
        return {}; // identifyModelFile() has its own words for that.
    for (const ZipEntry &entry : *directory)
        if (const QString problem = zipEntryProblem(file, entry); !problem.isEmpty())
            return damaged(path, Words::tr("its part %1 is not what was saved").arg(QString::fromUtf8(entry.name)),
                           QStringLiteral("Of the archive's file: %1.").arg(problem));
    return {};
}

struct TensorSizes
{
    std::vector<quint64> dimensions;
    quint64 type = 0;
    QByteArray name;
    std::optional<quint64> rawBytes;
};

// TensorProto: 1 dims (one by one, or packed into a field with a length), 2 data_type, 8 name, 9 raw_data.
TensorSizes sizesOf(QByteArrayView tensor)
{
    TensorSizes sizes;
    ProtobufMessage fields(tensor);
    while (const auto field = fields.next()) {
        if (field->number == 1 && field->bytes.isNull())
            sizes.dimensions.push_back(field->value);
        else if (field->number == 1)
            for (ProtobufMessage packed(field->bytes); const auto size = packed.varint();)
                sizes.dimensions.push_back(*size);
        else if (field->number == 2)
            sizes.type = field->value;
        else if (field->number == 8)
            sizes.name = field->bytes.toByteArray();
        else if (field->number == 9)
            sizes.rawBytes = quint64(field->bytes.size());
    }
    return sizes;
}

// onnx.proto, TensorProto.DataType; 0 for what has no fixed size.
quint64 bytesOfType(quint64 type)
{
    static constexpr std::array<quint64, 17> bytes{0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2};
    return type < bytes.size() ? bytes[type] : 0;
}

QString problemOfTensor(QByteArrayView tensor)
{
    constexpr std::size_t mostDimensions = 32; // CV_MAX_DIM
    constexpr quint64 most = quint64(1) << 40;
    const TensorSizes sizes = sizesOf(tensor);
    const QString name = QString::fromUtf8(sizes.name);
    if (sizes.dimensions.size() > mostDimensions)
        return Words::tr("the tensor \"%1\" has %2 dimensions").arg(name, QString::number(sizes.dimensions.size()));
    quint64 count = 1;
    QStringList told;
    for (const quint64 size : sizes.dimensions) {
        count = size == 0 ? 0 : count > most / size ? most + 1 : count * size;
        told << QString::number(qint64(size));
    }
    const quint64 each = bytesOfType(sizes.type);
    if (count <= most && (!sizes.rawBytes || each == 0 || *sizes.rawBytes == count * each))
        return {};
    return Words::tr("the tensor \"%1\" is said to be %2 numbers large, and %3 bytes are there")
        .arg(name, told.join(QStringLiteral(" x ")), QString::number(sizes.rawBytes.value_or(0)));
}

QString problemOfGraph(QByteArrayView graph, int depth);

// NodeProto: 5 attribute; AttributeProto: 5 t, 6 g, 10 tensors, 11 graphs.
QString problemOfNode(QByteArrayView node, int depth)
{
    ProtobufMessage fields(node);
    while (const auto field = fields.next()) {
        if (field->number != 5)
            continue;
        ProtobufMessage attribute(field->bytes);
        while (const auto value = attribute.next()) {
            QString problem;
            if (value->number == 5 || value->number == 10)
                problem = problemOfTensor(value->bytes);
            else if (value->number == 6 || value->number == 11)
                problem = problemOfGraph(value->bytes, depth + 1);
            if (!problem.isEmpty())
                return problem;
        }
    }
    return {};
}

// GraphProto: 1 node, 5 initializer.
QString problemOfGraph(QByteArrayView graph, int depth)
{
    constexpr int deepest = 16;
    if (depth > deepest)
        return Words::tr("its graphs lie within each other without an end");
    ProtobufMessage fields(graph);
    while (const auto field = fields.next()) {
        const QString problem = field->number == 1   ? problemOfNode(field->bytes, depth)
                                : field->number == 5 ? problemOfTensor(field->bytes)
                                                     : QString();
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

Result<void> checkOnnx(const QString &path)
{
    QFile file(path);
    const uchar *mapped = file.open(QIODevice::ReadOnly) ? file.map(0, file.size()) : nullptr;
    const QString problem = mapped ? onnxTensorProblem(QByteArrayView(mapped, file.size())) : QString();
    return problem.isEmpty() ? Result<void>() : damaged(path, problem);
}

struct NumberRange
{
    const char *key;
    qlonglong least;
    qlonglong most;
};

constexpr qlonglong widest = 1 << 20;

// darknet's parser.c, what of it OpenCV reads.
constexpr std::array darknetNumbers{
    NumberRange{"width", 1, widest},    NumberRange{"height", 1, widest},   NumberRange{"channels", 1, widest},
    NumberRange{"filters", 1, widest},  NumberRange{"size", 1, 4096},       NumberRange{"stride", 1, 4096},
    NumberRange{"stride_x", 1, 4096},   NumberRange{"stride_y", 1, 4096},   NumberRange{"groups", 1, widest},
    NumberRange{"group_id", 0, widest}, NumberRange{"pad", 0, 4096},        NumberRange{"padding", 0, 4096},
    NumberRange{"dilation", 1, 4096},   NumberRange{"layers", -9999, 9999}, NumberRange{"from", -9999, 9999},
    NumberRange{"classes", 1, widest},  NumberRange{"num", 1, 9999},        NumberRange{"coords", 1, 64},
    NumberRange{"mask", 0, 9999},       NumberRange{"output", 1, 1 << 28},  NumberRange{"reverse", 0, 1},
};

// caffe.proto; a "dim" of 0 or -1 has a meaning in a reshape.
constexpr std::array prototxtNumbers{
    NumberRange{"dim", -1, 1 << 28},     NumberRange{"input_dim", 0, 1 << 28},   NumberRange{"num_output", 1, 1 << 24},
    NumberRange{"kernel_size", 0, 4096}, NumberRange{"kernel_h", 0, 4096},       NumberRange{"kernel_w", 0, 4096},
    NumberRange{"stride", 1, 4096},      NumberRange{"stride_h", 1, 4096},       NumberRange{"stride_w", 1, 4096},
    NumberRange{"pad", 0, 4096},         NumberRange{"pad_h", 0, 4096},          NumberRange{"pad_w", 0, 4096},
    NumberRange{"group", 1, widest},     NumberRange{"dilation", 1, 4096},       NumberRange{"num_classes", 1, widest},
    NumberRange{"local_size", 1, 4096},  NumberRange{"axis", -32, 32},           NumberRange{"num_axes", -1, 32},
    NumberRange{"top_k", -1, 1 << 24},   NumberRange{"keep_top_k", -1, 1 << 24},
};

/// `expression` captures a key and the whole numbers that stand after it, between commas.
template <std::size_t count>
QString numberProblem(const QString &text, const QRegularExpression &expression,
                      const std::array<NumberRange, count> &ranges)
{
    for (auto matches = expression.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        const auto range = std::find_if(ranges.begin(), ranges.end(), [key = match.capturedView(1)](const auto &each) {
            return key == QLatin1String(each.key);
        });
        if (range == ranges.end())
            continue;
        for (const QString &number : match.captured(2).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            bool isNumber = false;
            const qlonglong value = number.trimmed().toLongLong(&isNumber);
            if (isNumber && value >= range->least && value <= range->most)
                continue;
            const auto line = QStringView(text).left(match.capturedStart()).count(QLatin1Char('\n')) + 1;
            return Words::tr("%1 in line %2").arg(match.captured().simplified(), QString::number(line));
        }
    }
    return {};
}

Result<void> checkNumbers(const QString &path, QString (*problemOf)(const QString &))
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString problem = problemOf(QString::fromUtf8(file.readAll()));
    if (problem.isEmpty())
        return {};
    return Error{Words::tr("%1 asks for what no layer can have: %2.").arg(QFileInfo(path).fileName(), problem),
                 Words::tr("Take the file that its makers publish with the weights."),
                 {}};
}

} // namespace

QString onnxTensorProblem(QByteArrayView model)
{
    ProtobufMessage fields(model);
    while (const auto field = fields.next())
        if (field->number == 7) // graph
            if (const QString problem = problemOfGraph(field->bytes, 0); !problem.isEmpty())
                return problem;
    return {};
}

QString darknetNumberProblem(const QString &text)
{
    static const QRegularExpression line(
        QStringLiteral("^[ \\t]*([a-z_]+)[ \\t]*=[ \\t]*(-?\\d+(?:[ \\t]*,[ \\t]*-?\\d+)*)"),
        QRegularExpression::MultilineOption);
    return numberProblem(text, line, darknetNumbers);
}

QString prototxtNumberProblem(const QString &text)
{
    static const QRegularExpression field(QStringLiteral("\\b([a-z_]+)\\s*:\\s*(-?\\d+)"));
    return numberProblem(text, field, prototxtNumbers);
}

Result<void> checkStructure(const ModelPair &files)
{
    switch (files.format) {
    case ModelFormat::TorchScript:
        return checkArchive(files.weights);
    case ModelFormat::Onnx:
        return checkOnnx(files.weights);
    case ModelFormat::DarknetWeights:
        return checkNumbers(files.network, darknetNumberProblem);
    case ModelFormat::CaffeModel:
        return checkNumbers(files.network, prototxtNumberProblem);
    default:
        return {};
    }
}

} // namespace sightglass
