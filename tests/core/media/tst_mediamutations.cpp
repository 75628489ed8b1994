// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "tests/core/media/damage.h"
#include "tests/core/media/madeclip.h"

#include <QFileInfo>
#include <QTemporaryDir>

#include <chrono>

using namespace sightglass;

/// Damaged copies of good clips: none ends the process or hangs, what can be shown is, and what cannot is said in a
/// line.
///
/// Of each of eight clips 64 copies are tried, or as many as SIGHTGLASS_MUTATIONS in the environment says.
class MediaMutationsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void nothingBreaks_data();
    void nothingBreaks();
};

namespace
{

/// A line of its own, without what a person can't read.
bool isSentence(const Error &error)
{
    return !error.message.isEmpty() && !error.message.contains(QLatin1Char('\n'));
}

} // namespace

void MediaMutationsTest::nothingBreaks_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"clips/bikes_640x272.mp4", "clips/asl_hungry.mkv", "wild/clips/jumpback.ts",
                             "clips/edge/container.avi", "clips/flv_vp6_112x80.flv", "clips/edge/colors.ogv",
                             "clips/edge/duration_issues.webm", "clips/edge/container.wmv"})
        QTest::newRow(path) << QString::fromUtf8(path);
}

void MediaMutationsTest::nothingBreaks()
{
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(whole, path);
    const QByteArray content = test::contentOf(whole);
    const QTemporaryDir folder;
    const QString mutated = folder.filePath(QStringLiteral("mutated.") + QFileInfo(path).suffix());
    test::Damage damage(7);
    const int wanted = qEnvironmentVariableIntValue("SIGHTGLASS_MUTATIONS");
    int shown = 0;
    int refused = 0;
    for (int i = 0; i < (wanted > 0 ? wanted : 64); ++i) {
        QVERIFY(test::write(mutated, damage.of(content)));
        const auto begin = std::chrono::steady_clock::now();
        const auto source = makeFrameSource({SourceKind::VideoFile, mutated});
        const auto info = source->open();
        if (!info) {
            QVERIFY(isSentence(info.error()));
            ++refused;
            continue;
        }
        ++shown;
        Frame frame;
        std::int64_t last = -1;
        auto status = source->read(frame);
        for (; status && *status == FrameSource::ReadStatus::Frame; status = source->read(frame)) {
            QVERIFY(frame.id.index > last);
            QVERIFY(frame.id.index < info->frameCount.value());
            QCOMPARE(QSize(frame.image.cols, frame.image.rows), info->size);
            last = frame.id.index;
        }
        QVERIFY(status || isSentence(status.error()));
        for (const std::int64_t place : {*info->frameCount / 2, std::int64_t{0}, *info->frameCount - 1}) {
            if (const auto sought = source->seek(place); !sought)
                QVERIFY(isSentence(sought.error()));
            else if (const auto read = source->read(frame); !read)
                QVERIFY(isSentence(read.error()));
        }
        QVERIFY2(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30), qPrintable(QString::number(i)));
    }
    qInfo("%d shown, %d refused", shown, refused);
}

QTEST_GUILESS_MAIN(MediaMutationsTest)
#include "tst_mediamutations.moc"
