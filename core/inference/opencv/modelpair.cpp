// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/modelpair.h"

#include "core/values/words.h"

#include <QDir>
#include <QFileInfo>

#include <optional>

namespace sightglass
{

namespace
{

struct Kind
{
    ModelFormat weights;
    ModelFormat network;
    QStringList weightsFilters;
    QStringList networkFilters;
    bool networkNeeded;
};

std::optional<Kind> kindOf(ModelFormat format)
{
    const auto list = [](const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
    switch (format) {
    case ModelFormat::CaffeModel:
    case ModelFormat::CaffePrototxt:
        return Kind{ModelFormat::CaffeModel, ModelFormat::CaffePrototxt, list("*.caffemodel"), list("*.prototxt *.txt"),
                    true};
    case ModelFormat::TensorFlowGraph:
    case ModelFormat::TensorFlowText:
        return Kind{ModelFormat::TensorFlowGraph, ModelFormat::TensorFlowText, list("*.pb"), list("*.pbtxt"), false};
    case ModelFormat::DarknetConfig:
    case ModelFormat::DarknetWeights:
        return Kind{ModelFormat::DarknetWeights, ModelFormat::DarknetConfig, list("*.weights"), list("*.cfg"), true};
    case ModelFormat::TorchScript:
    case ModelFormat::Onnx:
        break;
    }
    return std::nullopt;
}

/// One, or those that fit alike.
QStringList filesBeside(const QFileInfo &given, const QStringList &filters, ModelFormat wanted)
{
    const QString base = given.completeBaseName();
    QStringList alike;
    QStringList all;
    for (const QFileInfo &file : given.dir().entryInfoList(filters, QDir::Files | QDir::Readable)) {
        const auto format = identifyModelFile(file.filePath());
        if (!format || *format != wanted)
            continue;
        const QString other = file.completeBaseName();
        if (other == base)
            return {file.filePath()};
        all << file.filePath();
        if (other.startsWith(base) || base.startsWith(other))
            alike << file.filePath();
    }
    return alike.isEmpty() ? all : alike;
}

QString fileNames(const QStringList &paths)
{
    QStringList names;
    for (const QString &path : paths)
        names << QFileInfo(path).fileName();
    return names.join(QLatin1String(", "));
}

} // namespace

Result<ModelPair> findModelPair(const QString &path, ModelFormat format, const QString &other)
{
    const auto kind = kindOf(format);
    if (!kind)
        return ModelPair{format, path, {}};
    const bool isWeights = format == kind->weights;
    const ModelFormat wanted = isWeights ? kind->network : kind->weights;
    const QStringList &filters = isWeights ? kind->networkFilters : kind->weightsFilters;
    const QFileInfo given(path);
    const auto pairWith = [&](const QString &found) {
        return isWeights ? ModelPair{kind->weights, path, found} : ModelPair{kind->weights, found, path};
    };
    if (!other.isEmpty()) {
        const QString named = given.dir().absoluteFilePath(other);
        const auto found = identifyModelFile(named);
        if (found && *found == wanted)
            return pairWith(named);
        return Error{Words::tr("%1 cannot be the other file of %2.").arg(other, given.fileName()),
                     Words::tr("Choose its %1 (%2).").arg(formatName(wanted), filters.join(QLatin1String(", "))),
                     found ? QStringLiteral("It is: %1.").arg(formatName(*found)) : found.error().toText()};
    }
    const QStringList beside = filesBeside(given, filters, wanted);
    const bool needed = !isWeights || kind->networkNeeded;
    if (beside.size() > 1 && needed)
        return Error{Words::tr("%1 has several files beside it that may be its %2: %3.")
                         .arg(given.fileName(), formatName(wanted), fileNames(beside)),
                     Words::tr("Open the one that is meant, or name it in \"otherFile\" of %1.sightglass.json.")
                         .arg(given.fileName()),
                     {}};
    if (beside.isEmpty() && needed)
        return Error{Words::tr("%1 is one of two files of a model; the other (%2) is not beside it.")
                         .arg(given.fileName(), formatName(wanted)),
                     Words::tr("Put %1 with the same name (%2) into the same folder, or name it in \"otherFile\" of "
                               "%3.sightglass.json.")
                         .arg(formatName(wanted), filters.join(QLatin1String(", ")), given.fileName()),
                     {}};
    return pairWith(beside.size() == 1 ? beside.first() : QString());
}

QStringList missingFileFilters(const QString &path)
{
    const auto format = identifyModelFile(path);
    const auto kind = format ? kindOf(*format) : std::nullopt;
    if (!kind || findModelPair(path, *format))
        return {};
    return *format == kind->weights ? kind->networkFilters : kind->weightsFilters;
}

qint64 fileSize(const ModelPair &files)
{
    return QFileInfo(files.weights).size() + (files.network.isEmpty() ? 0 : QFileInfo(files.network).size());
}

} // namespace sightglass
