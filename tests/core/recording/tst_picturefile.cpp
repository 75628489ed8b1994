// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/recording/picturefile.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

#include <opencv2/core.hpp>

using namespace sightglass;

class PictureFileTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void isPlayedAsItWasWritten();
    void canBePlayedWhereItBreaksOff();
    void leavesWhatIsThereAlone();
    void saysWhatItCannotWrite_data();
    void saysWhatItCannotWrite();
};

namespace
{

CompressedPicture picture(int grey, std::int64_t milliseconds, QSize size = {320, 240})
{
    const cv::Mat image(size.height(), size.width(), CV_8UC3, cv::Scalar::all(grey));
    return *CompressedPicture::of(image, milliseconds);
}

struct Played
{
    std::vector<int> greys;
    std::vector<double> seconds;
};

Played play(const QString &path)
{
    Played played;
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    if (const auto info = source->open(); !info) {
        qWarning("%s", qPrintable(info.error().toText()));
        return played;
    }
    Frame frame;
    for (auto status = source->read(frame); status && *status == FrameSource::ReadStatus::Frame;
         status = source->read(frame)) {
        played.greys.push_back(frame.image.at<cv::Vec3b>(10, 10)[1]);
        played.seconds.push_back(frame.seconds());
    }
    return played;
}

} // namespace

void PictureFileTest::isPlayedAsItWasWritten()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a: strange, name.mkv"));
    auto file = PictureFile::create(path, {320, 240});
    QVERIFY(file);
    // An uneven rate, a gap, and a picture that is no later than the one before.
    const std::vector<std::int64_t> times{5000, 5033, 5066, 5140, 9000, 9000, 9040};
    for (std::size_t i = 0; i < times.size(); ++i)
        QVERIFY((*file)->add(picture(20 + static_cast<int>(i) * 30, times[i])));
    QCOMPARE((*file)->count(), 7);
    QCOMPARE((*file)->seconds(), 4.04);
    QVERIFY((*file)->close());

    const Played played = play(path);
    QCOMPARE(played.greys.size(), times.size());
    const std::vector<double> expected{0.0, 0.033, 0.066, 0.14, 4.0, 4.001, 4.04};
    for (std::size_t i = 0; i < times.size(); ++i) {
        QVERIFY(std::abs(played.greys[i] - (20 + static_cast<int>(i) * 30)) <= 2);
        QVERIFY(std::abs(played.seconds[i] - expected[i]) < 1e-9);
    }
}

void PictureFileTest::canBePlayedWhereItBreaksOff()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("whole.mkv"));
    auto file = PictureFile::create(path, {320, 240});
    QVERIFY(file);
    for (int i = 0; i < 250; ++i)
        QVERIFY((*file)->add(picture(i, i * 40)));
    // As it lies there when the program is killed at this moment.
    const QString copy = dir.filePath(QStringLiteral("copy.mkv"));
    QVERIFY(QFile::copy(path, copy));
    const Played played = play(copy);
    QVERIFY2(played.greys.size() >= 220, qPrintable(QString::number(played.greys.size())));
    for (std::size_t i = 0; i < played.greys.size(); ++i)
        QVERIFY(std::abs(played.greys[i] - static_cast<int>(i)) <= 2);
}

void PictureFileTest::leavesWhatIsThereAlone()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("mine.mkv"));
    QFile mine(path);
    QVERIFY(mine.open(QIODevice::WriteOnly));
    mine.write("mine");
    mine.close();
    const auto file = PictureFile::create(path, {320, 240});
    QVERIFY(!file);
    QVERIFY(file.error().message.contains(QLatin1String("mine.mkv")));
    QCOMPARE(QFile(path).size(), 4);
}

void PictureFileTest::saysWhatItCannotWrite_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("no such folder") << QStringLiteral("missing");
    QTest::newRow("no folder") << QStringLiteral("file");
}

void PictureFileTest::saysWhatItCannotWrite()
{
    QFETCH(QString, folder);
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto made = PictureFile::create(dir.filePath(folder + QStringLiteral("/clip.mkv")), {320, 240});
    QVERIFY(!made);
    QVERIFY(made.error().message.contains(QLatin1String("clip.mkv")));
    QVERIFY(!made.error().suggestion.isEmpty());
    QVERIFY(!made.error().detail.isEmpty());
}

QTEST_GUILESS_MAIN(PictureFileTest)
#include "tst_picturefile.moc"
