// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"
#include "core/inference/detector.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace sightglass;

/// Exports of every good clip, against what FFmpeg's own programs read from the clip and from the export.
class ExportProofTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void framesAndTimesAreThoseOfTheSource_data() { addClips(); }
    void framesAndTimesAreThoseOfTheSource();
    void coloursAreThoseOfTheSource_data() { addClips(); }
    void coloursAreThoseOfTheSource();

private:
    /// How a clip is shown, by ffprobe.
    struct Shown
    {
        int width = 0; ///< Square pixels, turned upright.
        int height = 0;
        int turn = 0; ///< Degrees, counter-clockwise, that the stored picture is turned by.
        bool isSquare = true;
        bool usesBt709 = false;
        bool isFull = false;
        QString format;
        QString chroma; ///< Where its samples of colour lie.
    };

    static void addClips();
    static QByteArray read(const QString &program, const QStringList &arguments);
    static QList<QByteArray> probe(const QString &path, const QString &entries);
    static std::vector<double> timesOf(const QString &path);
    static Shown shownOf(const QString &path);
    Result<ExportSummary> exported(const QString &clip, const QString &name, const FrameRange &range,
                                   const QString &codec) const;

    QTemporaryDir m_folder;
};

void ExportProofTest::addClips()
{
    QTest::addColumn<QString>("clip");
    const QString folder = test::testData(QStringLiteral("clips"));
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files, QDir::Name)) {
        if (file.suffix() != QLatin1String("gif")) // Its pictures are made of parts, with colours that others dither.
            QTest::newRow(file.fileName().toUtf8().constData()) << file.filePath();
    }
    if (folder.isEmpty())
        QTest::newRow("none") << QString();
}

QByteArray ExportProofTest::read(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, QStringList{QStringLiteral("-v"), QStringLiteral("error")} + arguments);
    return process.waitForFinished(120000) ? process.readAllStandardOutput() : QByteArray();
}

/// Of the first stream of pictures, a line each.
QList<QByteArray> ExportProofTest::probe(const QString &path, const QString &entries)
{
    const QByteArray text =
        read(QStringLiteral("ffprobe"),
             {QStringLiteral("-select_streams"), QStringLiteral("v:0"), QStringLiteral("-show_entries"), entries,
              QStringLiteral("-of"), QStringLiteral("default=nokey=0:noprint_wrappers=1"), path});
    return text.split('\n');
}

/// Seconds of each picture, from the first, in the order in which they are shown.
std::vector<double> ExportProofTest::timesOf(const QString &path)
{
    std::vector<double> times;
    for (const QByteArray &line : probe(path, QStringLiteral("frame=best_effort_timestamp_time"))) {
        if (!line.contains('='))
            continue;
        bool isTime = false;
        double time = line.mid(line.indexOf('=') + 1).toDouble(&isTime);
        // A stream of MPEG-1 does not tell that of its last picture.
        if (!isTime && times.size() > 1)
            time = 2.0 * times.back() - times[times.size() - 2];
        times.push_back(time);
    }
    std::sort(times.begin(), times.end());
    const double first = times.empty() ? 0.0 : times.front();
    for (double &time : times)
        time -= first;
    return times;
}

ExportProofTest::Shown ExportProofTest::shownOf(const QString &path)
{
    QHash<QByteArray, QByteArray> fields;
    for (const QByteArray &line :
         probe(path, QStringLiteral("stream=width,height,sample_aspect_ratio,pix_fmt,"
                                    "color_space,color_range,chroma_location:stream_side_data=rotation"))) {
        if (const auto equals = line.indexOf('='); equals > 0)
            fields.insert(line.left(equals), line.mid(equals + 1).trimmed());
    }
    Shown shown;
    shown.width = fields["width"].toInt();
    shown.height = fields["height"].toInt();
    const QByteArray chroma = fields["chroma_location"];
    shown.chroma = QString::fromLatin1(chroma.isEmpty() || chroma == "unspecified" ? "left" : chroma);
    shown.format = QString::fromLatin1(fields["pix_fmt"]);
    shown.isFull = fields["color_range"] == "pc" || shown.format.startsWith(QLatin1String("yuvj"));
    const QByteArray space = fields["color_space"];
    const bool isLarge = shown.width >= 1280 || shown.height > 576;
    shown.usesBt709 = space == "bt709" || ((space.isEmpty() || space == "unknown") && isLarge);
    const QList<QByteArray> aspect = fields["sample_aspect_ratio"].split(':');
    if (aspect.size() == 2 && aspect[0].toInt() > 0 && aspect[0] != aspect[1]) {
        shown.isSquare = false;
        shown.width = static_cast<int>(std::lround(shown.width * aspect[0].toDouble() / aspect[1].toDouble()));
    }
    shown.turn = fields["rotation"].toInt();
    if (std::abs(shown.turn) == 90)
        std::swap(shown.width, shown.height);
    return shown;
}

Result<ExportSummary> ExportProofTest::exported(const QString &clip, const QString &name, const FrameRange &range,
                                                const QString &codec) const
{
    ExportRequest request;
    request.source = SourceSpec::fromPath(clip);
    request.range = range;
    request.videoPath = m_folder.filePath(name);
    request.video.codec = codec;
    request.overwrite = true;
    return Exporter(makeFrameSource, loadDetector).run(request, {});
}

void ExportProofTest::framesAndTimesAreThoseOfTheSource()
{
    QFETCH(QString, clip);
    SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/") + QFileInfo(clip).fileName());
    const std::vector<double> expected = timesOf(path);
    const Shown shown = shownOf(path);
    QVERIFY(!expected.empty());
    for (const char *name : {"out.mkv", "out.mp4"}) {
        const auto summary = exported(path, QLatin1String(name), {}, {});
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QVERIFY2(summary->isComplete(), name);
        const QString out = m_folder.filePath(QLatin1String(name));
        const std::vector<double> times = timesOf(out);
        QCOMPARE(times.size(), expected.size());
        QCOMPARE(summary->written, expected.size());
        // Matroska counts in milliseconds, and so does what some of the clips are in.
        for (std::size_t i = 0; i < times.size(); ++i)
            QVERIFY2(std::abs(times[i] - expected[i]) <= 0.0011,
                     qPrintable(QStringLiteral("%1, frame %2: %3 s for %4 s")
                                    .arg(QLatin1String(name), QString::number(i), QString::number(times[i]),
                                         QString::number(expected[i]))));
        const Shown made = shownOf(out);
        QVERIFY(made.isSquare && made.turn == 0);
        // H.264 halves colours: an odd side is one longer.
        QVERIFY(made.width == (shown.width + 1) / 2 * 2 || std::abs(made.width - shown.width) <= 1);
        QVERIFY(made.height == (shown.height + 1) / 2 * 2);
    }
}

/// Without loss, so that what differs is how colours were made of the source's numbers; zimg makes them of the same
/// numbers in floating point.
void ExportProofTest::coloursAreThoseOfTheSource()
{
    QFETCH(QString, clip);
    SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/") + QFileInfo(clip).fileName());
    const Shown shown = shownOf(path);
    if (!shown.isSquare || !shown.format.startsWith(QLatin1String("yuv")))
        QSKIP("It is scaled, or has colours of another kind: those have tests of their own.");
    constexpr int frames = 25;
    const std::int64_t last = std::min<std::int64_t>(frames, static_cast<std::int64_t>(timesOf(path).size())) - 1;
    const auto summary = exported(path, QStringLiteral("lossless.mkv"), {0, last}, QStringLiteral("ffv1"));
    QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
    const QString turned = shown.turn == -90   ? QStringLiteral(",transpose=clock")
                           : shown.turn == 90  ? QStringLiteral(",transpose=cclock")
                           : shown.turn == 180 ? QStringLiteral(",hflip,vflip")
                                               : QString();
    const QString conversion =
        QStringLiteral("[1:v:0]zscale=filter=bilinear:chromalin=%5:matrixin=%1:rangein=%2:matrix=gbr:range=full:"
                       "dither=none,format=gbrp%3,trim=end_frame=%4,setpts=N/(25*TB)[source];"
                       "[0:v:0]format=gbrp,setpts=N/(25*TB)[made];[made][source]blend=all_mode=difference")
            .arg(shown.usesBt709 ? QStringLiteral("709") : QStringLiteral("170m"),
                 shown.isFull ? QStringLiteral("full") : QStringLiteral("limited"), turned, QString::number(last + 1),
                 shown.chroma);
    const QByteArray differences =
        read(QStringLiteral("ffmpeg"),
             {QStringLiteral("-noautorotate"), QStringLiteral("-i"), m_folder.filePath(QStringLiteral("lossless.mkv")),
              QStringLiteral("-noautorotate"), QStringLiteral("-i"), path, QStringLiteral("-filter_complex"),
              conversion, QStringLiteral("-fps_mode"), QStringLiteral("passthrough"), QStringLiteral("-f"),
              QStringLiteral("rawvideo"), QStringLiteral("-pix_fmt"), QStringLiteral("gbrp"), QStringLiteral("-")});
    QCOMPARE(differences.size(), qsizetype(last + 1) * shown.width * shown.height * 3);
    const auto worst = *std::max_element(differences.begin(), differences.end(), [](char a, char b) {
        return static_cast<unsigned char>(a) < static_cast<unsigned char>(b);
    });
    QVERIFY2(static_cast<unsigned char>(worst) <= 4, qPrintable(QString::number(static_cast<unsigned char>(worst))));
}

QTEST_MAIN(ExportProofTest)
#include "tst_exportproof.moc"
