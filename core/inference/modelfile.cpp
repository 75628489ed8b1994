// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modelfile.h"

#include "core/inference/othermodels.h"
#include "core/inference/protobuf.h"
#include "core/inference/ziplisting.h"
#include "core/values/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <algorithm>
#include <array>

namespace sightglass
{

namespace
{

constexpr qint64 headSize = 1 << 20;

QString nameOf(const QFile &file)
{
    return QFileInfo(file).fileName();
}

Error notAModel(const QFile &file, const QString &found, const QString &suggestion)
{
    return {
        Words::tr("%1 is not a model: %2.").arg(nameOf(file), found), suggestion,
        QStringLiteral("Expected TorchScript, ONNX, Caffe, a TensorFlow frozen graph or Darknet. File: %1, %2 bytes.")
            .arg(QDir::toNativeSeparators(file.fileName()), QString::number(file.size()))};
}

Error otherKind(const QFileInfo &file, const OtherModel &kind)
{
    return {
        Words::tr("%1 is %2. Sightglass does not read it.").arg(file.fileName(), kind.what), kind.advice,
        QStringLiteral("Expected TorchScript, ONNX, Caffe, a TensorFlow frozen graph or Darknet. File: %1, %2 bytes.")
            .arg(QDir::toNativeSeparators(file.filePath()), QString::number(file.size()))};
}

QString exportAdvice()
{
    return Words::tr("Export it as TorchScript (torch.jit.trace or torch.jit.script, then save; in Ultralytics "
                     "\"yolo export format=torchscript\") or as ONNX.");
}

QString downloadAdvice()
{
    return Words::tr("Download the file again, whole and in binary form.");
}

// Things that people take for models, by their first bytes.
struct Signature
{
    int offset;
    QByteArray bytes;
    const char *found; ///< See Words.
};

const Signature *knownOther(const QByteArray &head)
{
    static const std::array signatures{
        Signature{0, "\x1f\x8b", QT_TRANSLATE_NOOP("sightglass", "compressed with gzip")},
        Signature{0,
                  "\xfd"
                  "7zXZ",
                  QT_TRANSLATE_NOOP("sightglass", "compressed with xz")},
        Signature{0, "7z\xbc\xaf", QT_TRANSLATE_NOOP("sightglass", "a 7-Zip archive")},
        Signature{0, "Rar!", QT_TRANSLATE_NOOP("sightglass", "a RAR archive")},
        Signature{0, "\x89PNG", QT_TRANSLATE_NOOP("sightglass", "a PNG picture")},
        Signature{0, "\xff\xd8\xff", QT_TRANSLATE_NOOP("sightglass", "a JPEG picture")},
        Signature{4, "ftyp", QT_TRANSLATE_NOOP("sightglass", "a video")},
        Signature{0, "\x1a\x45\xdf\xa3", QT_TRANSLATE_NOOP("sightglass", "a Matroska video")},
        Signature{0, "RIFF", QT_TRANSLATE_NOOP("sightglass", "a RIFF file (video, sound or picture)")},
        Signature{0, "%PDF", QT_TRANSLATE_NOOP("sightglass", "a PDF document")},
        Signature{0,
                  "\x7f"
                  "ELF",
                  QT_TRANSLATE_NOOP("sightglass", "a program")},
    };
    const auto found = std::find_if(signatures.begin(), signatures.end(), [&head](const Signature &signature) {
        return head.mid(signature.offset, signature.bytes.size()) == signature.bytes;
    });
    return found == signatures.end() ? nullptr : &*found;
}

Result<ModelFormat> identifyZip(QFile &file)
{
    const auto names = zipEntries(file);
    if (!names)
        return Error{Words::tr("%1 is cut short: a zip archive without its end.").arg(nameOf(file)), downloadAdvice(),
                     QStringLiteral("No whole central directory in %1 bytes; TorchScript files are zip archives.")
                         .arg(file.size())};
    const auto has = [&names](const auto &test) { return std::any_of(names->begin(), names->end(), test); };
    const bool code = has([](const QString &name) { return name.contains(QLatin1String("/code/")); });
    const bool constants = has([](const QString &name) { return name.endsWith(QLatin1String("/constants.pkl")); });
    if (code && constants)
        return ModelFormat::TorchScript;
    if (has([](const QString &name) { return name.endsWith(QLatin1String("/data.pkl")); }))
        return notAModel(file, Words::tr("a PyTorch checkpoint, which holds weights without the network's code"),
                         exportAdvice());
    if (const auto other = otherModelInZip(*names))
        return otherKind(QFileInfo(file), *other);
    return notAModel(file, Words::tr("a zip archive without a TorchScript program in it"),
                     Words::tr("If it is a compressed model, unpack it first."));
}

Result<ModelFormat> identifyText(const QFile &file, const QByteArray &head)
{
    const QByteArray text = head.trimmed();
    const QByteArray lower = text.left(4096).toLower();
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html"))
        return notAModel(file, Words::tr("a web page (HTML)"),
                         Words::tr("The download saved the page about the file and not the file: use its \"raw\" or "
                                   "\"download\" link."));
    if (text.startsWith("version https://git-lfs"))
        return notAModel(file, Words::tr("a Git LFS pointer, which only names the real file"),
                         Words::tr("Run \"git lfs pull\" in its repository, or download the file itself."));
    if (lower.contains("[net]") || lower.contains("[network]"))
        return ModelFormat::DarknetConfig;
    if (lower.startsWith("<?xml") || lower.startsWith("<net"))
        return notAModel(file, Words::tr("an XML file"), Words::tr("Open the model's own file."));
    if (head.contains("node {") || head.contains("node{"))
        return ModelFormat::TensorFlowText;
    if (head.contains("layer {") || head.contains("layer{") || head.contains("layers {") || head.contains("input_dim"))
        return ModelFormat::CaffePrototxt;
    if (lower.startsWith("classes") && lower.contains("train"))
        return notAModel(file, Words::tr("a Darknet data file, which lists training files"),
                         Words::tr("Open the network's .cfg or .weights file."));
    if (text.startsWith('{') || text.startsWith('['))
        return notAModel(file, Words::tr("a JSON text"), Words::tr("Open the model's own file."));
    return notAModel(file, Words::tr("a text"), Words::tr("Open the model's own file."));
}

// Darknet's header: int32 major, minor, revision, then the count of pictures seen (parser.c, load_weights_upto).
bool isDarknetWeights(const QByteArray &head)
{
    if (head.size() < 16)
        return false;
    const auto number = [&head](int index) { return qFromLittleEndian<qint32>(head.constData() + 4 * index); };
    return number(0) == 0 && number(1) >= 1 && number(1) <= 2 && number(2) >= 0 && number(2) <= 5;
}

bool isText(const QByteArray &head)
{
    constexpr char space = 0x20;
    return std::none_of(head.begin(), head.end(),
                        [](char c) { return c >= 0 && c < space && c != '\t' && c != '\n' && c != '\r' && c != '\f'; });
}

// Binary numbers are never valid UTF-8 for long: a file that is, although it holds zeros, was rewritten as text.
bool isMangledByText(QByteArray head)
{
    // The last character may be cut: its bytes are 11xxxxxx 10xxxxxx ...
    while (!head.isEmpty() && (head.back() & '\xc0') == '\x80')
        head.chop(1);
    if (!head.isEmpty() && (head.back() & '\x80'))
        head.chop(1);
    constexpr qsizetype fewest = 64;
    const auto beyondAscii = std::count_if(head.begin(), head.end(), [](char c) { return (c & '\x80') != 0; });
    return beyondAscii >= fewest && head.contains('\0') && head.isValidUtf8();
}

Result<ModelFormat> identifyBinary(QFile &file, const QByteArray &head)
{
    if (const Signature *other = knownOther(head))
        return notAModel(file, Words::tr(other->found),
                         Words::tr("Unpack or export it first, as TorchScript or ONNX."));
    // Pickle protocol 2 to 5, as torch.save wrote before it used zip archives.
    if (head.size() > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5)
        return notAModel(file,
                         Words::tr("a Python pickle (an older PyTorch checkpoint), which holds weights "
                                   "without the network's code"),
                         exportAdvice());
    if (isMangledByText(head))
        return Error{Words::tr("%1 is damaged: a text conversion has replaced its bytes.").arg(nameOf(file)),
                     downloadAdvice(),
                     QStringLiteral("It holds binary data and yet is valid UTF-8 throughout, as when it was opened and "
                                    "saved as text.")};
    switch (identifyProtobuf(file)) {
    case ProtobufModel::Onnx:
        return ModelFormat::Onnx;
    case ProtobufModel::TensorFlow:
        return ModelFormat::TensorFlowGraph;
    case ProtobufModel::Caffe:
        return ModelFormat::CaffeModel;
    case ProtobufModel::SavedModel:
        return otherKind(QFileInfo(file), tensorFlowSavedModel());
    case ProtobufModel::CoreMl:
        return otherKind(QFileInfo(file), coreMlModel());
    case ProtobufModel::OnnxCutShort:
        return Error{Words::tr("%1 is cut short: an ONNX model without its end.").arg(nameOf(file)), downloadAdvice(),
                     QStringLiteral("%1 bytes.").arg(file.size())};
    case ProtobufModel::None:
        break;
    }
    if (isDarknetWeights(head))
        return ModelFormat::DarknetWeights;
    if (const auto weights = weightsAlone(head, QFileInfo(file)))
        return otherKind(QFileInfo(file), *weights);
    return notAModel(file, Words::tr("its content is of no kind known here"),
                     Words::tr("Check that it is the right file, whole and unpacked. %1").arg(exportAdvice()));
}

} // namespace

QString formatName(ModelFormat format)
{
    switch (format) {
    case ModelFormat::TorchScript:
        return QStringLiteral("TorchScript");
    case ModelFormat::Onnx:
        return QStringLiteral("ONNX");
    case ModelFormat::CaffeModel:
        return Words::tr("Caffe weights");
    case ModelFormat::CaffePrototxt:
        return Words::tr("Caffe network");
    case ModelFormat::TensorFlowGraph:
        return Words::tr("TensorFlow frozen graph");
    case ModelFormat::TensorFlowText:
        return Words::tr("TensorFlow text graph");
    case ModelFormat::DarknetConfig:
        return Words::tr("Darknet network");
    case ModelFormat::DarknetWeights:
        break;
    }
    return Words::tr("Darknet weights");
}

Result<ModelFormat> identifyModelFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{Words::tr("There is no file %1.").arg(QDir::toNativeSeparators(path)),
                     Words::tr("Check the path; the file may have been moved or renamed."),
                     {}};
    if (info.isDir())
        if (const auto other = otherModelInFolder(QDir(path)))
            return Error{Words::tr("%1 is a folder with %2. Sightglass does not read it.")
                             .arg(QDir(path).dirName(), other->what),
                         other->advice,
                         {}};
    if (info.isDir())
        return Error{Words::tr("%1 is a folder, not a model's file.").arg(QDir::toNativeSeparators(path)),
                     Words::tr("Choose the file within it."),
                     {}};
    QFile file(path);
    if (!info.isFile() || !file.open(QIODevice::ReadOnly))
        return Error{Words::tr("%1 cannot be read.").arg(QDir::toNativeSeparators(path)),
                     Words::tr("Check its permissions."), file.errorString()};
    const QByteArray head = file.read(headSize);
    if (head.isEmpty())
        return notAModel(file, Words::tr("the file is empty"), downloadAdvice());
    if (head.startsWith(QByteArray("PK\3\4", 4)))
        return identifyZip(file);
    if (const auto other = otherModel(head))
        return otherKind(info, *other);
    if (const auto other = otherModelInTar(path))
        return otherKind(info, *other);
    if (isText(head))
        return identifyText(file, head);
    return identifyBinary(file, head);
}

} // namespace sightglass
