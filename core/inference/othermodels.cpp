// SPDX-License-Identifier: Apache-2.0
#include "core/inference/othermodels.h"

#include "core/values/words.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sightglass
{

namespace
{

QString exportAnew()
{
    return Words::tr("Export the network that it was made from as TorchScript or ONNX (\"yolo export "
                     "format=torchscript\", or \"format=onnx opset=12\").");
}

QString fromTensorFlow()
{
    return Words::tr("Convert it to ONNX: \"python -m tf2onnx.convert --opset 12 ...\" (--saved-model, --keras "
                     "or --tflite).");
}

bool isModelName(const QString &name)
{
    static constexpr std::array endings{".onnx",       ".pt", ".pth",    ".ptl",    ".torchscript", ".weights",
                                        ".caffemodel", ".pb", ".tflite", ".engine", ".safetensors", ".mlmodel"};
    return std::any_of(endings.begin(), endings.end(), [&name](const char *ending) {
        return name.endsWith(QLatin1String(ending), Qt::CaseInsensitive);
    });
}

std::optional<OtherModel> archiveOf(const QStringList &entries, const QString &archive)
{
    const QStringList models = [&entries] {
        QStringList found;
        std::copy_if(entries.begin(), entries.end(), std::back_inserter(found), isModelName);
        return found;
    }();
    if (models.isEmpty())
        return std::nullopt;
    constexpr qsizetype shown = 3;
    return OtherModel{Words::tr("%1 with %2 in it%3")
                          .arg(archive, models.mid(0, shown).join(QLatin1String(", ")),
                               models.size() > shown ? Words::tr(" and others") : QString()),
                      Words::tr("Unpack it, and open the model's own file.")};
}

// An Ultralytics engine has the length of its JSON and the JSON before what TensorRT wrote.
bool isTensorRt(const QByteArray &head)
{
    const auto isEngine = [&head](qint64 at) { return head.mid(at, 4) == "ftrt" || head.mid(at, 4) == "ptrt"; };
    if (head.size() < 8)
        return false;
    return isEngine(0) || (head[4] == '{' && isEngine(4 + qint64(qFromLittleEndian<quint32>(head.constData()))));
}

// 64 bits of length, then that much JSON that tells of tensors (huggingface/safetensors, README.md).
bool isSafetensors(const QByteArray &head)
{
    return head.size() > 10 && head[8] == '{' && qFromLittleEndian<quint64>(head.constData()) < (quint64(1) << 28) &&
           (head.contains("\"data_offsets\"") || head.contains("\"__metadata__\""));
}

std::optional<OtherModel> otherText(const QByteArray &head)
{
    const QByteArray text = head.trimmed();
    if (text.startsWith("7767517"))
        return OtherModel{Words::tr("the text of an ncnn network (.param)"), exportAnew()};
    if (text.startsWith('<')) {
        if (text.contains("<opencv_storage") && text.contains("cascade"))
            return OtherModel{
                Words::tr("a Haar or LBP cascade of OpenCV (XML)"),
                Words::tr("Cascades are no networks. For faces, open OpenCV's YuNet or an ultra-light face detector "
                          "(ONNX).")};
        if (text.contains("<net ") || text.contains("<net>"))
            return OtherModel{
                Words::tr("an OpenVINO network (XML)"),
                Words::tr("Open the ONNX file that it was made from, or export that anew (\"yolo export format=onnx "
                          "opset=12\").")};
    }
    if (text.startsWith('{')) {
        if (text.contains("\"modelTopology\"") || text.contains("\"weightsManifest\""))
            return OtherModel{
                Words::tr("a TensorFlow.js model"),
                Words::tr("Open or export the network that it was converted from, as ONNX (\"yolo export format=onnx "
                          "opset=12\"; tf2onnx for a SavedModel).")};
        if (text.contains("\"architectures\"") && text.contains("\"model_type\""))
            return OtherModel{Words::tr("the configuration of a Hugging Face model"),
                              Words::tr("Export the model as ONNX: \"optimum-cli export onnx --model FOLDER OUT\".")};
    }
    return std::nullopt;
}

// Weights without a header: nearly all are numbers as networks have them.
bool areBareNumbers(const QByteArray &head)
{
    const qsizetype count = std::min<qsizetype>(head.size() / 4, 4096);
    qsizetype usual = 0;
    for (qsizetype i = 0; i < count; ++i) {
        const quint32 bits = qFromLittleEndian<quint32>(head.constData() + 4 * i);
        float number = 0.f;
        std::memcpy(&number, &bits, sizeof number);
        const float magnitude = std::abs(number);
        usual += bits == 0 || (magnitude > 1e-12f && magnitude < 1e5f);
    }
    return count >= 16 && usual * 20 >= count * 19;
}

QStringList tarEntries(QFile &file)
{
    constexpr qint64 block = 512;
    constexpr int most = 1000;
    QStringList names;
    for (int i = 0; i < most; ++i) {
        const QByteArray header = file.read(block);
        if (header.size() < block || header.mid(257, 5) != "ustar")
            break;
        names << QString::fromUtf8(header.left(100).constData()); // To the first zero, where there is one.
        const qint64 size = header.mid(124, 11).trimmed().toLongLong(nullptr, 8);
        if (size < 0 || !file.seek(file.pos() + (size + block - 1) / block * block))
            break;
    }
    return names;
}

} // namespace

OtherModel tensorFlowSavedModel()
{
    return OtherModel{Words::tr("a TensorFlow SavedModel"), fromTensorFlow()};
}

OtherModel coreMlModel()
{
    return OtherModel{Words::tr("a Core ML model"), exportAnew()};
}

std::optional<OtherModel> otherModel(const QByteArray &head)
{
    if (auto text = otherText(head))
        return text;
    if (isTensorRt(head))
        return OtherModel{Words::tr("a TensorRT engine, which runs on the kind of GPU that it was built on alone"),
                          exportAnew()};
    if (isSafetensors(head))
        return OtherModel{
            Words::tr("a safetensors file, which holds weights without the network's code"),
            Words::tr("Load it in the program that made it, and export from there as TorchScript or ONNX.")};
    if (head.mid(4, 4) == "TFL3")
        return OtherModel{Words::tr("a TensorFlow Lite model"), fromTensorFlow()};
    if (head.mid(4, 4) == "ORTM")
        return OtherModel{Words::tr("a model in ONNX Runtime's own form (.ort)"),
                          Words::tr("Open the ONNX file that it was made from.")};
    if (head.startsWith("\x89HDF\r\n"))
        return OtherModel{Words::tr("a Keras model (HDF5)"), fromTensorFlow()};
    if (head.startsWith("GGUF") || head.startsWith("lmgg") || head.startsWith("tjgg"))
        return OtherModel{Words::tr("a GGUF file, as language models are kept"),
                          Words::tr("Open a model that finds things in pictures.")};
    if (head.startsWith("RKNN") || head.startsWith("CYPTRKNN"))
        return OtherModel{Words::tr("an RKNN model, for Rockchip's processors"), exportAnew()};
    if (head.startsWith("\x01HEF"))
        return OtherModel{Words::tr("a Hailo model (HEF)"), exportAnew()};
    if (head.startsWith(QByteArray::fromHex("dd857600")))
        return OtherModel{Words::tr("an ncnn network (binary .param)"), exportAnew()};
    if (head.startsWith("\x93NUMPY"))
        return OtherModel{Words::tr("a NumPy array"), exportAnew()};
    return std::nullopt;
}

std::optional<OtherModel> weightsAlone(const QByteArray &head, const QFileInfo &file)
{
    const QString base = file.dir().filePath(file.completeBaseName());
    const auto startsWith = [](const QString &path, const char *words) {
        QFile other(path);
        return other.open(QIODevice::ReadOnly) && other.read(4096).contains(words);
    };
    if (startsWith(base + QLatin1String(".param"), "7767517"))
        return OtherModel{Words::tr("the weights of an ncnn network"), exportAnew()};
    if (startsWith(base + QLatin1String(".xml"), "<net"))
        return OtherModel{Words::tr("the weights of an OpenVINO network"),
                          Words::tr("Open the ONNX file that it was made from, or export that anew.")};
    if (areBareNumbers(head))
        return OtherModel{
            Words::tr("bare numbers, as weights are kept without their network"),
            Words::tr("Open the file that holds the network too: TorchScript, ONNX, or a pair of files.")};
    return std::nullopt;
}

std::optional<OtherModel> otherModelInZip(const QStringList &entries)
{
    const auto has = [&entries](const char *ending) {
        return std::any_of(entries.begin(), entries.end(),
                           [ending](const QString &name) { return name.endsWith(QLatin1String(ending)); });
    };
    if (has("archive_format") || has("serialized_exported_program.json"))
        return OtherModel{
            Words::tr("a torch.export archive (.pt2)"),
            Words::tr(
                "Export the model as TorchScript (torch.jit.trace, then save; \"yolo export format=torchscript\") or "
                "as ONNX.")};
    if (has("model.weights.h5") && has("config.json"))
        return OtherModel{Words::tr("a Keras 3 model"),
                          Words::tr("Export it as ONNX: model.export(\"model.onnx\", format=\"onnx\").")};
    if (has("saved_model.pb"))
        return OtherModel{Words::tr("a zip archive with a TensorFlow SavedModel in it"), fromTensorFlow()};
    if (has("MAR-INF/MANIFEST.json"))
        return OtherModel{Words::tr("a TorchServe archive"), Words::tr("Unpack it, and open the model's own file.")};
    return archiveOf(entries, Words::tr("a zip archive"));
}

std::optional<OtherModel> otherModelInTar(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QStringList entries = tarEntries(file);
    if (entries.isEmpty())
        return std::nullopt;
    if (const auto models = archiveOf(entries, Words::tr("a tar archive")))
        return models;
    return OtherModel{Words::tr("a tar archive"), Words::tr("Unpack it, and open the model's own file.")};
}

std::optional<OtherModel> otherModelInFolder(const QDir &folder)
{
    const auto has = [&folder](const char *pattern) {
        return !folder.entryList({QLatin1String(pattern)}, QDir::Files).isEmpty();
    };
    if (has("saved_model.pb"))
        return tensorFlowSavedModel();
    if ((has("Manifest.json") && folder.exists(QStringLiteral("Data/com.apple.CoreML"))) || has("coremldata.bin"))
        return coreMlModel();
    if (has("*.param") && has("*.bin"))
        return OtherModel{Words::tr("an ncnn network"), exportAnew()};
    if (has("*.rknn"))
        return OtherModel{Words::tr("an RKNN model, for Rockchip's processors"), exportAnew()};
    for (const QFileInfo &xml : folder.entryInfoList({QStringLiteral("*.xml")}, QDir::Files)) {
        QFile file(xml.filePath());
        if (file.open(QIODevice::ReadOnly))
            if (auto network = otherText(file.read(4096)))
                return network;
    }
    QFile json(folder.filePath(QStringLiteral("model.json")));
    return json.open(QIODevice::ReadOnly) ? otherText(json.read(1 << 20)) : std::nullopt;
}

} // namespace sightglass
