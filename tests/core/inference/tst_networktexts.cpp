// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "tests/core/inference/onnxfixtures.h"
#include "tests/support/testcase.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTemporaryFile>

#include <unistd.h>

using namespace sightglass;

/// Models of two files whose text is at fault: that is named, not the weights, and nothing is said on the terminal.
class TestNetworkTexts : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheText_data();
    void namesTheText();
};

/// What is written to the terminal's errors while this lives.
class StandardError
{
public:
    StandardError()
        : m_before(::dup(STDERR_FILENO))
    {
        if (m_file.open())
            ::dup2(m_file.handle(), STDERR_FILENO);
    }
    ~StandardError() { restore(); }
    StandardError(const StandardError &) = delete;
    StandardError &operator=(const StandardError &) = delete;

    QByteArray takeText()
    {
        restore();
        m_file.seek(0);
        return m_file.readAll();
    }

private:
    void restore()
    {
        if (m_before < 0)
            return;
        ::dup2(m_before, STDERR_FILENO);
        ::close(m_before);
        m_before = -1;
    }

    QTemporaryFile m_file;
    int m_before;
};

void TestNetworkTexts::namesTheText_data()
{
    QTest::addColumn<QString>("weights");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *weights, const char *text, const char *content,
                        const char *words) {
        QTest::newRow(name) << QString::fromLatin1(weights) << QString::fromLatin1(text) << QByteArray(content)
                            << QString::fromLatin1(words);
    };
    row("prototxt, a brace too many", "caffe/face_RFB-320.caffemodel", "net.prototxt",
        "name: \"n\"\nlayer {\n  name: \"data\"\n  type: \"Input\"\n}\n}\n",
        "net.prototxt, the network of net.caffemodel");
    row("prototxt, an unknown field", "caffe/face_RFB-320.caffemodel", "net.prototxt",
        "name: \"n\"\nlayer {\n  name: \"a\"\n  type: \"ReLU\"\n  new_param { x: 1 }\n}\n",
        "net.prototxt, the network of net.caffemodel");
    row("prototxt, another's layer", "caffe/face_RFB-320.caffemodel", "net.prototxt",
        "name: \"n\"\nlayer {\n  name: \"a\"\n  type: \"ShuffleChannels\"\n  shuffle_param { group: 2 }\n}\n",
        "does not know (ShuffleChannels)");
    row("cfg, a layer without a meaning", "darknet/yolo-fastest-1.1-xl.weights", "net.cfg",
        "[net]\nwidth=32\nheight=32\nchannels=3\n[mystery]\nfilters=1\n", "net.cfg");
    row("pbtxt, an input that is not there", "tensorflow/opencv_face_detector_uint8.pb", "net.pbtxt",
        "node {\n  name: \"data\"\n  op: \"Placeholder\"\n}\nnode {\n  name: \"a\"\n  op: \"Relu\"\n  input: "
        "\"gone\"\n}\n",
        "net.pbtxt, the network of net.pb");
    row("pbtxt, cut short", "tensorflow/opencv_face_detector_uint8.pb", "net.pbtxt",
        "node {\n  name: \"data\"\n  op: \"Placeholder\"\n  attr {\n    key: \"dtype\"\n",
        "net.pbtxt, the network of net.pb");
}

void TestNetworkTexts::namesTheText()
{
    QFETCH(QString, weights);
    QFETCH(QString, text);
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    SIGHTGLASS_TESTDATA(source, QStringLiteral("models/") + weights);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("net.") + QFileInfo(weights).suffix());
    QVERIFY(QFile::copy(source, path));
    test::writeFile(folder.filePath(text), content);
    StandardError terminal;
    const auto detector = loadDetector({path});
    QCOMPARE(terminal.takeText(), QByteArray());
    QVERIFY(!detector.ok());
    QVERIFY2(detector.error().message.contains(words), qPrintable(detector.error().toText()));
}

QTEST_GUILESS_MAIN(TestNetworkTexts)
#include "tst_networktexts.moc"
