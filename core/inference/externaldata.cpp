// SPDX-License-Identifier: Apache-2.0
#include "core/inference/externaldata.h"

#include "core/inference/protobufmessage.h"
#include "core/values/visibletext.h"
#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace sightglass
{

namespace
{

// As deep as structure.cpp lets graphs lie within each other.
constexpr int deepest = 16;

// TensorProto: 13 external_data (StringStringEntryProto: 1 key, 2 value), 14 data_location (1: external).
void addFileOf(QByteArrayView tensor, QStringList &files)
{
    if (fieldOf(tensor, 14).value != 1)
        return;
    ProtobufMessage fields(tensor);
    while (const auto field = fields.next()) {
        if (field->number != 13 || fieldOf(field->bytes, 1).bytes != "location")
            continue;
        const QString file = QString::fromUtf8(fieldOf(field->bytes, 2).bytes);
        if (!files.contains(file))
            files << file;
    }
}

// GraphProto: 1 node, 5 initializer; NodeProto: 5 attribute; AttributeProto: 5 t, 6 g, 10 tensors, 11 graphs.
void addFilesOf(QByteArrayView graph, int depth, QStringList &files)
{
    if (depth > deepest)
        return;
    ProtobufMessage fields(graph);
    while (const auto field = fields.next()) {
        if (field->number == 5)
            addFileOf(field->bytes, files);
        if (field->number != 1)
            continue;
        ProtobufMessage node(field->bytes);
        while (const auto part = node.next()) {
            if (part->number != 5)
                continue;
            ProtobufMessage attribute(part->bytes);
            while (const auto value = attribute.next()) {
                if (value->number == 5 || value->number == 10)
                    addFileOf(value->bytes, files);
                else if (value->number == 6 || value->number == 11)
                    addFilesOf(value->bytes, depth + 1, files);
            }
        }
    }
}

bool isWithin(const QString &canonicalPath, const QDir &folder)
{
    const QString canonicalFolder = folder.canonicalPath();
    return !canonicalFolder.isEmpty() && canonicalPath.startsWith(canonicalFolder + QLatin1Char('/'));
}

} // namespace

QStringList externalDataFiles(QByteArrayView model)
{
    QStringList files;
    ProtobufMessage fields(model);
    while (const auto field = fields.next())
        if (field->number == 7) // graph
            addFilesOf(field->bytes, 0, files);
    return files;
}

Result<QStringList> externalDataPaths(const QString &modelPath)
{
    QFile file(modelPath);
    const uchar *mapped = file.open(QIODevice::ReadOnly) ? file.map(0, file.size()) : nullptr;
    if (!mapped)
        return QStringList();
    const QFileInfo model(modelPath);
    QStringList paths;
    for (const QString &name : externalDataFiles(QByteArrayView(mapped, file.size()))) {
        const QString shown = visibleText(name);
        const bool leads = QDir::isAbsolutePath(name) || QDir::cleanPath(name).startsWith(QLatin1String(".."));
        const QFileInfo data(model.absoluteDir(), name);
        const QString canonical = data.canonicalFilePath();
        if (!leads && !name.isEmpty() && canonical.isEmpty())
            return Error{
                Words::tr("%1 keeps its weights in another file, %2, which is not there.").arg(model.fileName(), shown),
                Words::tr("Put %1 beside it, under that name: it belongs to the model.").arg(shown),
                {}};
        // Caches of downloads keep both as links, side by side.
        const bool beside = isWithin(canonical, model.absoluteDir()) ||
                            isWithin(canonical, QFileInfo(model.canonicalFilePath()).absoluteDir());
        if (leads || !beside || !QFileInfo(canonical).isFile())
            return Error{Words::tr("%1 wants its weights from %2, outside of its own folder, which is not read.")
                             .arg(model.fileName(), shown),
                         Words::tr("Put the file beside the model and save the model anew, in Python: "
                                   "onnx.save(onnx.load(\"in.onnx\"), \"out.onnx\")."),
                         {}};
        paths << data.absoluteFilePath();
    }
    return paths;
}

} // namespace sightglass
