// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/darknetfile.h"
#include "tests/core/inference/onnxfixtures.h"
#include "tests/support/testcase.h"

#include <QFileInfo>
#include <QTemporaryDir>

using namespace sightglass;

/// What a Darknet network's text tells of its weights, and what it is given in place of OpenCV's threshold.
class TestDarknetFile : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void countsWeights_data();
    void countsWeights();
    void comparesCounts_data();
    void comparesCounts();
    void realFiles();
    void threshold();
};

static const QString start = QStringLiteral("[net]\nwidth=32\nheight=32\nchannels=3\n");
static const QString convolution = QStringLiteral("[convolutional]\nfilters=8\nsize=3\nstride=1\npad=1\n");

void TestDarknetFile::countsWeights_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<qint64>("count"); // -1: not counted
    const auto row = [](const char *name, const QString &network, qint64 count) {
        QTest::newRow(name) << start + network << count;
    };
    row("biases and 8 x 3 x 3 x 3", convolution, 8 + 216);
    row("with normalisation", convolution + QStringLiteral("batch_normalize=1\n"), 4 * 8 + 216);
    row("in groups", convolution + QStringLiteral("# groups of 4\n[convolutional]\n filters = 8\nsize=3\ngroups = 4\n"),
        8 + 216 + 8 + 8 * 2 * 9);
    row("pooled, routed, split",
        convolution + QStringLiteral("[maxpool]\nsize=2\n[route]\nlayers=-1,-2\n[route]\nlayers=-1\n"
                                     "groups=2\ngroup_id=1\n[convolutional]\nfilters=2\nsize=1\n"),
        8 + 216 + 2 + 2 * 8);
    row("reorganised", convolution + QStringLiteral("[reorg]\nstride=2\n[convolutional]\nfilters=1\n"),
        8 + 216 + 1 + 32);
    row("added", convolution + convolution + QStringLiteral("[shortcut]\nfrom=-2\n[yolo]\nclasses=1\n"),
        2 * 8 + 216 + 8 * 8 * 9);
    row("a layer that is not counted", convolution + QStringLiteral("[connected]\noutput=10\n"), -1);
    row("a route to nowhere", convolution + QStringLiteral("[route]\nlayers=-5\n"), -1);
    row("more groups than channels", QStringLiteral("[convolutional]\nfilters=8\ngroups=4\n"), -1);
    row("no groups", QStringLiteral("[convolutional]\nfilters=8\ngroups=0\n"), -1);
    row("filters beyond reason", QStringLiteral("[convolutional]\nfilters=99999999999\n"), -1);
}

void TestDarknetFile::countsWeights()
{
    QFETCH(QString, network);
    QFETCH(qint64, count);
    QCOMPARE(darknetWeightCount(network).value_or(-1), count);
}

void TestDarknetFile::comparesCounts_data()
{
    QTest::addColumn<int>("minor");
    QTest::addColumn<int>("numbers");
    QTest::addColumn<QString>("words");
    QTest::newRow("as many") << 2 << 224 << QString();
    QTest::newRow("as many, the older header") << 1 << 224 << QString();
    QTest::newRow("fewer") << 2 << 223
                           << QStringLiteral("holds 223 numbers, but the network in net.cfg needs 224: the "
                                             "weights are cut short");
    QTest::newRow("none") << 2 << 0 << QStringLiteral("holds 0 numbers");
    QTest::newRow("more") << 2 << 300 << QStringLiteral("needs 224: the weights are another network's");
}

void TestDarknetFile::comparesCounts()
{
    QFETCH(int, minor);
    QFETCH(int, numbers);
    QFETCH(QString, words);
    QTemporaryDir folder;
    const QString network = folder.filePath(QStringLiteral("net.cfg"));
    const QString weights = folder.filePath(QStringLiteral("net.weights"));
    test::writeFile(network, (start + convolution).toLatin1());
    QByteArray header(minor >= 2 ? 20 : 16, '\0');
    header[4] = static_cast<char>(minor);
    test::writeFile(weights, header + QByteArray(4 * numbers, '\0'));
    const auto fit = checkDarknetWeights(weights, network);
    QCOMPARE(fit.ok(), words.isEmpty());
    if (!fit)
        QVERIFY2(fit.error().message.contains(words), qPrintable(fit.error().toText()));
}

void TestDarknetFile::realFiles()
{
    SIGHTGLASS_TESTDATA(network, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.cfg"));
    SIGHTGLASS_TESTDATA(weights, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights"));
    QFile file(network);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto count = darknetWeightCount(QString::fromUtf8(file.readAll()));
    QVERIFY(count);
    QCOMPARE(*count * 4 + 20, QFileInfo(weights).size());
    QVERIFY(checkDarknetWeights(weights, network).ok());
}

void TestDarknetFile::threshold()
{
    QCOMPARE(withThreshold("[net]\nthresh=1\n[yolo]\nclasses=1\nthresh = .6\n[ region ]\r\nthresh=.5\r\nnum=5", 0.02f),
             QByteArray("[net]\nthresh=1\n[yolo]\nthresh=0.0199999996\nclasses=1\n[ region ]\r\nthresh=0.0199999996\n"
                        "num=5"));
    QCOMPARE(withThreshold("[net]\n", 0.f), QByteArray("[net]\n"));
}

QTEST_GUILESS_MAIN(TestDarknetFile)
#include "tst_darknetfile.moc"
