// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"
#include "core/inference/installation.h"
#include "tests/core/export/videofile.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QTemporaryDir>

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace sightglass;

namespace
{

/// Where two lists of detections differ by more than one in the last digit of a number; empty: nowhere.
QString otherThanRounded(const QByteArray &found, const QByteArray &expected)
{
    const QList<QByteArray> lines = found.split('\n');
    const QList<QByteArray> wanted = expected.split('\n');
    if (lines.size() != wanted.size())
        return QStringLiteral("%1 lines for %2").arg(QString::number(lines.size()), QString::number(wanted.size()));
    for (qsizetype row = 0; row < lines.size(); ++row) {
        const QList<QByteArray> fields = lines[row].split(',');
        const QList<QByteArray> others = wanted[row].split(',');
        for (qsizetype i = 0; i < std::max(fields.size(), others.size()); ++i) {
            const QByteArray field = fields.value(i);
            const double digit = std::pow(10.0, -double(field.size() - field.indexOf('.') - 1));
            if (field != others.value(i) && !(std::abs(field.toDouble() - others.value(i).toDouble()) < 1.5 * digit))
                return QString::fromUtf8(lines[row] + " for " + wanted[row]);
        }
    }
    return {};
}

} // namespace

/// Exports of real clips and pictures through the project's own sources and models.
class ExportClipTest : public test::TestCase
{
    Q_OBJECT

private:
    const QTemporaryDir m_folder;

private Q_SLOTS:
    void exportsAClipWhole()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/car-detection.mp4"));
        ExportRequest request;
        request.source = SourceSpec::fromUserInput(clip);
        request.model.location = QStringLiteral("builtin:people-hog");
        request.videoPath = m_folder.filePath(QStringLiteral("cars.mp4"));
        request.results = {{m_folder.filePath(QStringLiteral("cars.csv")), {}}};
        const auto summary = Exporter(makeFrameSource, loadDetector).run(request, {});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->counts.captured, 377u);
        QCOMPARE(summary->counts.inferred, 377u);
        QCOMPARE(summary->written, 377u);
        QCOMPARE(summary->counts.dropped, 0u);
        const auto written = test::readVideo(request.videoPath);
        const auto source = test::readVideo(clip);
        QCOMPARE(written.pictures.size(), std::size_t{377});
        QCOMPARE(written.size, QSize(768, 432));
        QCOMPARE(written.frameRate, source.frameRate);
        QCOMPARE(written.duration * written.timeBase.num * source.timeBase.den,
                 source.duration * source.timeBase.num * written.timeBase.den);
    }

    void workersWriteTheSame_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("LibTorch") << QStringLiteral("builtin:street");
        QTest::newRow("LibTorch, quantised") << QStringLiteral("models/torchscript/d2go.pt");
        QTest::newRow("ONNX") << QStringLiteral("models/onnx/yolox_nano_416.onnx");
    }

    /// Byte for byte, whatever the number of workers. A library may sum a batch in another order: then a last digit may
    /// be another.
    void workersWriteTheSame()
    {
        QFETCH(QString, model);
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/car-detection.mp4"));
        if (!isTorchBackendInstalled() && QByteArray(QTest::currentDataTag()).startsWith("LibTorch"))
            QSKIP("Built without LibTorch.");
        ExportRequest request;
        request.source = SourceSpec::fromPath(clip);
        request.range = {100, 119};
        request.overwrite = true; // Each model writes the names of the one before.
        request.model.location = model.startsWith(QLatin1String("builtin:")) ? model : test::testData(model);
        request.model.threads = 1;
        request.thresholds.confidence = 0.05f;
        const auto bytesOf = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QByteArray video;
        QByteArray list;
        const std::vector<std::pair<int, int>> ways{{1, 1}, {2, 1}, {3, 1}, {5, 1}, {1, 4}, {2, 2}};
        for (const auto &[workers, batch] : ways) {
            request.model.workers = workers;
            request.model.batch = batch;
            const QString name = QStringLiteral("%1-%2").arg(QString::number(workers), QString::number(batch));
            request.videoPath = m_folder.filePath(name + QStringLiteral(".mp4"));
            request.results = {{m_folder.filePath(name + QStringLiteral(".csv")), {}}};
            const auto summary = Exporter(makeFrameSource, loadDetector).run(request, {});
            QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
            QCOMPARE(summary->workers, workers);
            QCOMPARE(summary->written, 20u);
            if (video.isEmpty()) {
                video = bytesOf(request.videoPath);
                list = bytesOf(request.results.front().path);
                QVERIFY(video.size() > 1000 && list.count('\n') > 20);
            } else {
                if (batch == 1) {
                    QCOMPARE(bytesOf(request.results.front().path), list);
                    QVERIFY(bytesOf(request.videoPath) == video);
                }
                const QString other = otherThanRounded(bytesOf(request.results.front().path), list);
                QVERIFY2(other.isEmpty(), qPrintable(other));
            }
        }
    }

    void exportsARange()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/smpte_timecode_1080p25.mp4"));
        ExportRequest request;
        request.source = SourceSpec::fromUserInput(clip);
        request.range = {100, 109};
        request.videoPath = m_folder.filePath(QStringLiteral("part.mp4"));
        const auto summary = Exporter(makeFrameSource, loadDetector).run(request, {});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        const auto written = test::readVideo(request.videoPath);
        const auto source = test::readVideo(clip);
        QCOMPARE(written.pictures.size(), std::size_t{10});
        // Each picture is nearer to its own of the source than to the neighbours: the numbers burnt in differ.
        for (std::size_t i = 0; i < 10; ++i) {
            const auto distance = [&](std::size_t other) {
                return cv::norm(written.pictures[i].luma, source.pictures[other].luma, cv::NORM_L1);
            };
            QVERIFY(distance(100 + i) < distance(99 + i));
            QVERIFY(distance(100 + i) < distance(101 + i));
        }
    }

    void annotatesAPicture()
    {
        SIGHTGLASS_TESTDATA(picture, QStringLiteral("pictures/bus.jpg"));
        ExportRequest request;
        request.source = SourceSpec::fromUserInput(picture);
        request.model.location = QStringLiteral("builtin:people-hog");
        request.videoPath = m_folder.filePath(QStringLiteral("bus.jpg"));
        const auto summary = Exporter(makeFrameSource, loadDetector).run(request, {});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->written, 1u);
        QCOMPARE(QImage(request.videoPath).size(), QImage(picture).size());
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    ExportClipTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exportclip.moc"
