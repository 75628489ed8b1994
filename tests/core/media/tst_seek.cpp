// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/media/picturereader.h"
#include "tests/core/media/madeclip.h"

#include <QCryptographicHash>

#include <algorithm>
#include <map>
#include <random>

using namespace sightglass;

/// A picture got by seeking is bit for bit the one that plays at its place: for every clip, damaged ones too.
///
/// Of each clip 15 places are sought at random, or as many as SIGHTGLASS_SEEKS in the environment says.
class SeekTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void seeksExactly_data();
    void seeksExactly();
    void clampsIndices();
    void steppingIsCheap();
};

namespace
{

QByteArray hashOf(const cv::Mat &image)
{
    QCryptographicHash hash(QCryptographicHash::Md5);
    hash.addData(QByteArrayView(image.data, static_cast<qsizetype>(image.total() * image.elemSize())));
    return hash.result();
}

int seekCount()
{
    bool given = false;
    const int count = qEnvironmentVariableIntValue("SIGHTGLASS_SEEKS", &given);
    return given ? count : 15;
}

struct Seen
{
    QByteArray hash;
    std::int64_t pts = 0;
};

} // namespace

void SeekTest::seeksExactly_data()
{
    test::addClips({"clips", "clips/edge", "clips/broken", "wild/clips", "wild/damaged"});
}

void SeekTest::seeksExactly()
{
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(file, path);
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    const auto info = source->open();
    if (!info)
        return; // No video; that it says why: tst_brokenfiles.

    std::map<std::int64_t, Seen> played;
    Frame frame;
    while (true) {
        const auto status = source->read(frame);
        QVERIFY(status);
        if (*status == FrameSource::ReadStatus::End)
            break;
        played[frame.id.index] = {hashOf(frame.image), frame.pts};
        QCOMPARE(source->indexAt(frame.seconds()), std::optional(frame.id.index));
        const double almostOver = static_cast<double>(frame.pts) + 0.9 * static_cast<double>(frame.duration);
        QCOMPARE(source->indexAt(almostOver * frame.timeBase.toDouble()), std::optional(frame.id.index));
    }

    std::mt19937 random(20);
    std::uniform_int_distribution<std::int64_t> anyIndex(0, *info->frameCount - 1);
    for (int i = 0; i < seekCount(); ++i) {
        const std::int64_t index = anyIndex(random);
        QVERIFY(source->seek(index));
        // Some pictures after the target too: decoding goes on from there without a gap.
        for (int step = 0; step < 3; ++step) {
            const auto status = source->read(frame);
            QVERIFY(status);
            if (*status == FrameSource::ReadStatus::End)
                break;
            if (step == 0 && played.contains(index))
                QCOMPARE(frame.id.index, index);
            const auto expected = played.find(frame.id.index);
            QVERIFY(expected != played.end());
            QCOMPARE(frame.pts, expected->second.pts);
            QVERIFY2(hashOf(frame.image) == expected->second.hash,
                     qPrintable(QStringLiteral("index %1 after a seek to %2")
                                    .arg(QString::number(frame.id.index), QString::number(index))));
        }
    }
    // Backwards, picture by picture, from the last.
    for (std::int64_t index = *info->frameCount - 1; index >= std::max<std::int64_t>(0, *info->frameCount - 12);
         --index) {
        QVERIFY(source->seek(index));
        QVERIFY(source->read(frame));
        if (played.contains(index))
            QCOMPARE(frame.id.index, index);
        QCOMPARE(hashOf(frame.image), played.at(frame.id.index).hash);
    }
}

void SeekTest::clampsIndices()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/edge/container.mkv"));
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    QVERIFY(source->open());
    Frame frame;
    QVERIFY(source->seek(1000));
    QVERIFY(source->read(frame));
    QCOMPARE(frame.id.index, 4);
    QVERIFY(source->seek(-3));
    QVERIFY(source->read(frame));
    QCOMPARE(frame.id.index, 0);
}

void SeekTest::steppingIsCheap()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("clips/car-detection.mp4"));
    Interruption interruption;
    VideoInput input({SourceKind::VideoFile, file}, interruption);
    QVERIFY(input.open());
    IndexReader index(input.spec(), interruption);
    QVERIFY(index.open());
    QVERIFY(index.readAll());
    PictureReader reader(input, interruption, index);
    QVERIFY(reader.open());

    QVERIFY(*reader.at(200));
    const std::int64_t atTarget = reader.decodedCount();
    // The pictures before it came by on the way.
    for (std::int64_t index = 199; index > 180; --index)
        QCOMPARE((*reader.at(index))->index, index);
    QCOMPARE(reader.decodedCount(), atTarget);
    // A few forward are decoded, and only those.
    QCOMPARE((*reader.at(205))->index, 205);
    QCOMPARE(reader.decodedCount(), atTarget + 5);
}

QTEST_GUILESS_MAIN(SeekTest)
#include "tst_seek.moc"
