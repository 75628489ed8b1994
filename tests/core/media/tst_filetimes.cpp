// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "tests/core/media/madeclip.h"

#include <QCryptographicHash>
#include <QTemporaryDir>

using namespace sightglass;

/// Clocks that jump: time goes on by a picture's length, and seeking stays exact.
class FileTimesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void closesJumps_data();
    void closesJumps();
    void closesTheJumpOfAClip();
    void knowsTheRate();
};

namespace
{

struct Seen
{
    QList<double> seconds;
    QList<QByteArray> hashes;
};

QByteArray hashOf(const cv::Mat &image)
{
    return QCryptographicHash::hash(
        QByteArrayView(image.data, static_cast<qsizetype>(image.total() * image.elemSize())), QCryptographicHash::Md5);
}

Seen readAll(FrameSource &source)
{
    Seen seen;
    Frame frame;
    for (auto status = source.read(frame); status && *status == FrameSource::ReadStatus::Frame;
         status = source.read(frame)) {
        if (frame.id.index != seen.seconds.size())
            return {};
        seen.seconds.append(frame.seconds());
        seen.hashes.append(hashOf(frame.image));
    }
    return seen;
}

/// 25 pictures a second without a gap, and every one of them found again.
void checkSteady(const QString &path, int count)
{
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->frameCount.value(), count);
    QCOMPARE(info->frameRate, (Rational{25, 1}));
    QVERIFY2(std::abs(info->duration - count / 25.0) < 0.1, qPrintable(QString::number(info->duration)));
    const Seen seen = readAll(*source);
    QCOMPARE(seen.seconds.size(), count);
    for (int i = 1; i < count; ++i)
        QVERIFY2(std::abs(seen.seconds[i] - seen.seconds[i - 1] - 0.04) < 0.03,
                 qPrintable(QStringLiteral("%1: %2 s")
                                .arg(QString::number(i), QString::number(seen.seconds[i] - seen.seconds[i - 1]))));
    Frame frame;
    for (const int index : {count - 1, 0, count / 2, count / 2 - 1, count / 2 + 1, 7}) {
        QVERIFY(source->seek(index));
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.id.index, index);
        QCOMPARE(hashOf(frame.image), seen.hashes[index]);
    }
}

} // namespace

void FileTimesTest::closesJumps_data()
{
    QTest::addColumn<QList<QByteArray>>("starts"); // Of the clock of each part, in seconds.
    QTest::newRow("far back") << QList<QByteArray>{"500", "0"};
    QTest::newRow("a little back") << QList<QByteArray>{"20", "0"};
    QTest::newRow("forward") << QList<QByteArray>{"0", "4000"};
    QTest::newRow("forward and back") << QList<QByteArray>{"100", "4000", "30"};
    QTest::newRow("wraps") << QList<QByteArray>{"95441.2"}; // 2^33 / 90000 = 95443.7 s, with the 1.4 s of the muxer.
}

void FileTimesTest::closesJumps()
{
    QFETCH(QList<QByteArray>, starts);
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    constexpr int part = 50;
    QByteArray joined;
    for (const QByteArray &start : starts) {
        const QString path = folder.filePath(QStringLiteral("part.ts"));
        QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 50 -c:v libx264 -preset ultrafast "
                               "-bf 2 -g 10 -output_ts_offset " +
                                   start,
                               path));
        joined += test::contentOf(path);
    }
    const QString path = folder.filePath(QStringLiteral("joined.ts"));
    QVERIFY(test::write(path, joined));
    checkSteady(path, part * static_cast<int>(starts.size()));
}

void FileTimesTest::closesTheJumpOfAClip()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("wild/clips/jumpback.ts"));
    checkSteady(clip, 150);
}

void FileTimesTest::knowsTheRate()
{
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("wild/clips/sample_last_cluster.mkv"));
    const auto source = makeFrameSource({SourceKind::VideoFile, clip});
    const auto info = source->open();
    QVERIFY(info);
    QCOMPARE(info->frameCount.value(), 30);
    QCOMPARE(info->frameRate, (Rational{30, 1}));
    QVERIFY(std::abs(info->duration - 1.0) < 0.05);
}

QTEST_GUILESS_MAIN(FileTimesTest)
#include "tst_filetimes.moc"
