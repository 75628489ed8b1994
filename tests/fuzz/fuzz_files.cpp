// SPDX-License-Identifier: Apache-2.0
// What reads the texts and headers of files that come from anywhere. The first byte chooses which.
#include "core/inference/externaldata.h"
#include "core/inference/modelfile.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/namelist.h"
#include "core/inference/onnxfacts.h"
#include "core/inference/opencv/darknetfile.h"
#include "core/inference/opencv/fileheader.h"
#include "core/inference/opencv/onnxobstacle.h"
#include "core/inference/opencv/onnxrewrite.h"
#include "core/inference/pythonliteral.h"
#include "core/inference/sidecar.h"
#include "core/inference/structure.h"
#include "core/inference/ziplisting.h"
#include "tests/fuzz/fuzzbytes.h"
#include "tests/fuzz/fuzzseeds.h"

#include <QBuffer>
#include <QTemporaryFile>

#include <cstdlib>

using namespace sightglass;

namespace
{

/// What was read is written so that it is read as the same again.
void sidecar(const QByteArray &bytes)
{
    const auto overrides = parseSidecar(bytes);
    if (!overrides)
        return;
    const auto again = parseSidecar(sidecarJson(*overrides));
    if (!again || !(*again == *overrides))
        std::abort();
}

void identify(const QByteArray &bytes)
{
    static QTemporaryFile file;
    if (!file.open() || !file.resize(0) || !file.seek(0) || file.write(bytes) != bytes.size() || !file.flush())
        std::abort();
    (void)identifyModelFile(file.fileName());
}

void literal(const QByteArray &bytes)
{
    (void)parseModelMetadata("{\"names\": " + jsonOfPythonLiteral(QString::fromUtf8(bytes)) + '}');
    (void)namesOfYaml(decodedText(bytes));
}

void zip(QByteArray bytes)
{
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::ReadOnly))
        std::abort();
    const auto directory = zipDirectory(buffer);
    for (const ZipEntry &entry : directory.value_or(std::vector<ZipEntry>()))
        (void)zipEntryProblem(buffer, entry);
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    // Two bytes, little-endian, choose; then what is read. A zip's directory and its end: APPNOTE.TXT 4.3.12, 4.3.16.
    const auto seed = [](char kind, const QByteArray &content) { return QByteArray(1, kind) + '\0' + content; };
    const QByteArray local = "PK\3\4" + QByteArray(22, '\0') + QByteArray("\1\0\0\0", 4) + 'n';
    const QByteArray entry = "PK\1\2" + QByteArray(24, '\0') + QByteArray("\1\0", 2) + QByteArray(16, '\0') + 'n';
    const QByteArray end = "PK\5\6" + QByteArray(8, '\0') + char(entry.size()) + QByteArray(9, '\0');
    // onnx.proto: 2 producer, 7 graph {5 weights {1 dims, 2 type, 8 name}, 11 input {1 name, 2 type}}, 14 metadata.
    static constexpr char onnxBytes[] = "\x08\x08\x12\x01p\x3a\x1e\x2a\x09\x08\x02\x08\x03\x10\x01\x42\x01w"
                                        "\x5a\x11\x0a\x01x\x12\x0c\x0a\x0a\x08\x01\x12\x06\x0a\x04\x08\x01\x08\x03"
                                        "\x72\x0b\x0a\x05imgsz\x12\x02[]";
    const QByteArray onnx(onnxBytes, sizeof(onnxBytes) - 1);
    ModelOverrides overrides;
    overrides.family = ModelFamily::YoloPose;
    overrides.classNames = QStringList{QStringLiteral("a")};
    overrides.inputSize = QSize(64, 32);
    overrides.mean = {1.f, 2.f, 0.5f};
    overrides.keypoints = 3;
    test::useSeeds(argc, argv,
                   {seed(0, R"({"names": {"0": "a"}, "imgsz": [32, 64], "kpt_shape": [17, 3], "args": {"conf": 0.3}})"),
                    seed(0, R"({"names": ["a", "b"], "shape": [1, 3, 64, 32], "stride": 32, "task": "pose"})"),
                    seed(1, sidecarJson(overrides)), seed(2, onnx), seed(3, entry + end),
                    seed(3, local + entry + end.left(16) + char(local.size()) + end.mid(17)), seed(4, onnx),
                    seed(4, "PK\3\4" + entry + end), seed(4, "[net]\nwidth=1"),
                    seed(5, "layer { type: \"Input\" shape { dim: 1 dim: 3 dim: 4 dim: 5 } }"),
                    seed(5, "[net]\nwidth=1\nheight=2\nchannels=3\n"), seed(6, "{0: 'a', 1: 'b', 'c': True}")});
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    test::FuzzBytes input(data, size);
    const int kind = input.upTo(6);
    const QByteArray bytes(reinterpret_cast<const char *>(input.rest().data()),
                           static_cast<qsizetype>(input.rest().size()));
    switch (kind) {
    case 0:
        (void)parseModelMetadata(bytes);
        break;
    case 1:
        sidecar(bytes);
        break;
    case 2:
        (void)parseModelMetadata(parseOnnxHeader(bytes).metadata);
        (void)onnxObstacle(parseOnnxHeader(bytes));
        (void)precisionOf(parseOnnxHeader(bytes));
        (void)externalDataFiles(bytes);
        (void)unknownOperators(QString::fromUtf8(bytes));
        (void)onnxTensorProblem(bytes);
        (void)withAttributesForInputs(bytes);
        break;
    case 3:
        zip(bytes);
        break;
    case 4:
        identify(bytes);
        break;
    case 5:
        (void)caffeInputShape(QString::fromUtf8(bytes));
        (void)darknetInputShape(QString::fromUtf8(bytes));
        (void)darknetNumberProblem(QString::fromUtf8(bytes));
        (void)prototxtNumberProblem(QString::fromUtf8(bytes));
        (void)darknetWeightCount(QString::fromUtf8(bytes));
        (void)withThreshold(bytes, 0.02f);
        break;
    default:
        literal(bytes);
        break;
    }
    return 0;
}
