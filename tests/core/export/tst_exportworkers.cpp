// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"
#include "tests/core/export/barcode.h"
#include "tests/core/export/videofile.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QGuiApplication>
#include <QTemporaryDir>

#include <opencv2/core.hpp>

#include <thread>

using namespace sightglass;

namespace
{

constexpr QSize pictureSize{320, 192};
constexpr int codeHeight = 128; ///< The number stands above, the box is drawn below, on black.
constexpr int boxTop = 150;

int boxLeft(std::int64_t number)
{
    return 10 + static_cast<int>(number * 37 % 260);
}

/// Pictures that carry their number in their upper part.
class NumberedSource : public test::BarcodeSource
{
public:
    using BarcodeSource::BarcodeSource;

    Result<ReadStatus> read(Frame &frame) override
    {
        auto status = BarcodeSource::read(frame);
        if (status && *status == ReadStatus::Frame)
            frame.image.rowRange(codeHeight, frame.image.rows).setTo(cv::Scalar::all(0));
        return status;
    }
};

/// Reads the number out of a picture, and finds a thing whose place tells it, after another delay each time.
class ReadingDetector : public Detector
{
public:
    explicit ReadingDetector(int batch)
    {
        m_descriptor.name = QStringLiteral("Reading");
        m_descriptor.location = QStringLiteral("reading");
        m_descriptor.classNames = std::make_shared<const QStringList>(QStringList{QStringLiteral("thing")});
        m_descriptor.batch = batch;
    }

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override
    {
        DetectOutput output;
        for (const cv::Mat &image : images) {
            const std::int64_t number = test::barcodeNumber(image.rowRange(0, codeHeight));
            std::this_thread::sleep_for(std::chrono::microseconds(number * 2654435761 % 4000));
            output.items.push_back({{{static_cast<float>(boxLeft(number)), boxTop, 30.f, 20.f}, 0, 0.9f}});
        }
        return output;
    }
    Result<std::unique_ptr<Detector>> duplicate(int) const override
    {
        return std::unique_ptr<Detector>(std::make_unique<ReadingDetector>(m_descriptor.batch));
    }

private:
    ModelDescriptor m_descriptor;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Where the first box of a row of luma begins; -1: nowhere.
int firstBright(const cv::Mat &luma, int row)
{
    for (int x = 0; x < luma.cols; ++x)
        if (luma.at<uchar>(row, x) > 100)
            return x;
    return -1;
}

} // namespace

/// Every frame of an export has its own boxes, and the files are the same, whatever the number of workers and the size
/// of batches.
class ExportWorkersTest : public test::TestCase
{
    Q_OBJECT

private:
    const QTemporaryDir m_folder;
    QByteArray m_video;
    QByteArray m_list;

private Q_SLOTS:
    void everyFrameHasItsOwnBoxes_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("batch");
        for (const int workers : {1, 2, 3, 5})
            for (const int batch : {1, 2, 4})
                QTest::addRow("%d workers, batches of %d", workers, batch) << workers << batch;
    }

    void everyFrameHasItsOwnBoxes()
    {
        QFETCH(int, workers);
        QFETCH(int, batch);
        constexpr std::int64_t frames = 90;
        ExportRequest request;
        request.source.location = QStringLiteral("numbered.mp4");
        request.model.location = QStringLiteral("reading");
        request.model.workers = workers;
        request.model.batch = batch;
        const QString name = QStringLiteral("%1-%2").arg(QString::number(workers), QString::number(batch));
        request.videoPath = m_folder.filePath(name + QStringLiteral(".mp4"));
        request.results = {{m_folder.filePath(name + QStringLiteral(".csv")), {}}};
        request.style.labels = request.style.scores = false;
        request.style.colours.insert(QStringLiteral("thing"), Qt::white);
        Exporter exporter(
            [](const SourceSpec &) {
                return std::make_unique<NumberedSource>(
                    test::SyntheticScript{.size = pictureSize, .frames = frames, .frameRate = {25, 1}});
            },
            [](const ModelRequest &model) -> Result<std::unique_ptr<Detector>> {
                return std::unique_ptr<Detector>(std::make_unique<ReadingDetector>(model.batch));
            });
        const auto summary = exporter.run(request, {});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->workers, workers);
        QCOMPARE(summary->written, std::uint64_t(frames));

        const auto video = test::readVideo(request.videoPath);
        QCOMPARE(video.pictures.size(), std::size_t(frames));
        const QList<QByteArray> rows = contentOf(request.results.front().path).split('\n');
        QCOMPARE(rows.size(), 1 + frames + 1);
        for (std::int64_t i = 0; i < frames; ++i) {
            const cv::Mat &luma = video.pictures[std::size_t(i)].luma;
            QCOMPARE(test::barcodeNumber(luma.rowRange(0, codeHeight)), i);
            QVERIFY(std::abs(firstBright(luma, boxTop + 10) - boxLeft(i)) <= 2);
            const QByteArray start = QByteArray::number(qint64(i)) + ',';
            QVERIFY(rows[qsizetype(i) + 1].startsWith(start));
            QVERIFY(rows[qsizetype(i) + 1].contains(',' + QByteArray::number(boxLeft(i)) + '.'));
        }
        if (m_video.isEmpty()) {
            m_video = contentOf(request.videoPath);
            m_list = contentOf(request.results.front().path);
        }
        QVERIFY(contentOf(request.videoPath) == m_video);
        QCOMPARE(contentOf(request.results.front().path), m_list);
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    ExportWorkersTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exportworkers.moc"
