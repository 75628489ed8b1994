// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/modeltrial.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <random>

using namespace sightglass;

/// Models of every kind, damaged at random: whatever a library does with them, this process stays, as the window's
/// does. Always the same damage; SIGHTGLASS_MUTATIONS in the environment says how many of each kind.
class TestModelMutations : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void noneEndsTheProcess_data();
    void noneEndsTheProcess();

private:
    QTemporaryDir m_folder;
};

namespace
{

constexpr auto countVariable = "SIGHTGLASS_MUTATIONS";
constexpr int fewMutations = 5;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeTo(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

class Damage
{
public:
    explicit Damage(unsigned seed)
        : m_random(seed)
    {}

    /// Some bytes, or some numbers of a text, are others now.
    QByteArray of(QByteArray content, bool isText)
    {
        for (int i = upTo(3); i >= 0; --i)
            content = isText ? withAnotherNumber(std::move(content)) : withOtherBytes(std::move(content));
        return content;
    }

private:
    int upTo(int most) { return std::uniform_int_distribution(0, most)(m_random); }

    // The beginning tells of the rest, so it is hit as often.
    QByteArray withOtherBytes(QByteArray content)
    {
        const qsizetype most = upTo(1) ? content.size() : std::min<qsizetype>(content.size(), 2000);
        const qsizetype place = std::uniform_int_distribution<qsizetype>(0, most - 1)(m_random);
        switch (upTo(3)) {
        case 0:
            content[place] = char(upTo(255));
            break;
        case 1:
            content[place] = char(content[place] ^ (1 << upTo(7)));
            break;
        case 2:
            content.remove(place, 1 + upTo(7));
            break;
        default:
            content.insert(place, QByteArray(1 + upTo(7), char(upTo(255))));
        }
        return content;
    }

    QByteArray withAnotherNumber(QByteArray content)
    {
        static const QByteArrayList numbers{"0",    "-1",    "1",          "2",          "3",   "7",
                                            "4096", "65536", "2147483647", "4294967296", "1e9", ""};
        qsizetype place = std::uniform_int_distribution<qsizetype>(0, content.size() - 1)(m_random);
        while (place < content.size() && !(content[place] >= '0' && content[place] <= '9'))
            ++place;
        qsizetype end = place;
        while (end < content.size() && content[end] >= '0' && content[end] <= '9')
            ++end;
        if (place == end)
            return withOtherBytes(std::move(content));
        return content.replace(place, end - place, numbers[upTo(int(numbers.size()) - 1)]);
    }

    std::mt19937 m_random;
};

} // namespace

void TestModelMutations::initTestCase()
{
    setModelTrial(
        ModelTrial(QStringLiteral(SIGHTGLASS_PROGRAM), CacheFile(m_folder.filePath(QStringLiteral("models.json")))));
}

void TestModelMutations::noneEndsTheProcess_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("beside"); ///< Of a model of two files the one that stays whole.
    const auto row = [](const char *name, const char *file, const char *beside = "") {
        QTest::newRow(name) << QString::fromLatin1(file) << QString::fromLatin1(beside);
    };
    row("onnx", "wild/models/yolov5_tiny_opset12.onnx");
    row("small onnx", "wild/crash/onnx/valid.onnx");
    row("torchscript", "wild/models/yolov5_tiny.torchscript");
    row("cfg", "models/darknet/yolo-fastest-1.1-xl.cfg", "models/darknet/yolo-fastest-1.1-xl.weights");
    row("weights", "models/darknet/yolo-fastest-1.1-xl.weights", "models/darknet/yolo-fastest-1.1-xl.cfg");
    row("prototxt", "models/caffe/face_RFB-320.prototxt", "models/caffe/face_RFB-320.caffemodel");
    row("caffemodel", "models/caffe/face_RFB-320.caffemodel", "models/caffe/face_RFB-320.prototxt");
    row("pb", "models/tensorflow/opencv_face_detector_uint8.pb", "models/tensorflow/opencv_face_detector.pbtxt");
    row("pbtxt", "models/tensorflow/opencv_face_detector.pbtxt", "models/tensorflow/opencv_face_detector_uint8.pb");
}

void TestModelMutations::noneEndsTheProcess()
{
    QFETCH(QString, file);
    QFETCH(QString, beside);
    SIGHTGLASS_TESTDATA(path, file);
    const QFileInfo original(path);
    const QByteArray content = contentOf(path);
    if (!beside.isEmpty()) {
        SIGHTGLASS_TESTDATA(other, beside);
        const QString copy =
            m_folder.filePath(original.completeBaseName() + QLatin1Char('.') + QFileInfo(other).suffix());
        QFile::remove(copy);
        QVERIFY(QFile::copy(other, copy));
    }
    const bool isText =
        QStringList{QStringLiteral("cfg"), QStringLiteral("prototxt"), QStringLiteral("pbtxt")}.contains(
            original.suffix());
    const QString mutated = m_folder.filePath(original.fileName());
    Damage damage(1);
    const int count = qEnvironmentVariableIntValue(countVariable);
    int loaded = 0;
    int refused = 0;
    for (int i = 0; i < (count > 0 ? count : fewMutations); ++i) {
        QVERIFY(writeTo(mutated, damage.of(content, isText)));
        const auto detector = loadDetector({.location = mutated});
        ++(detector ? loaded : refused);
        if (!detector)
            QVERIFY(!detector.error().message.isEmpty());
    }
    qInfo("%d loaded, %d refused", loaded, refused);
}

QTEST_GUILESS_MAIN(TestModelMutations)
#include "tst_modelmutations.moc"
