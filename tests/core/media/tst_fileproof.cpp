// SPDX-License-Identifier: Apache-2.0
#include "core/media/filesource.h"
#include "tests/core/media/madeclip.h"

#include <opencv2/imgproc.hpp>

#include <QFileInfo>
#include <QHash>
#include <QTemporaryDir>

#include <cmath>
#include <limits>

using namespace sightglass;

/// Every clip that is whole: the pictures that the program ffmpeg decodes, as many of them, in their order, at their
/// times. Ours are within 45 dB of its own, which zimg makes BGR in floating point, and equal where they are RGB.
class FileProofTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void equalsFfmpeg_data();
    void equalsFfmpeg();
    void equalsFfmpegInAllFormats_data();
    void equalsFfmpegInAllFormats();

private:
    static void compareWithFfmpeg(const QString &path);
};

namespace
{

/// What the program ffmpeg says of a file's pictures.
class Reference
{
public:
    explicit Reference(const QString &path)
        : m_path(path)
    {}
    ~Reference()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Reference(const Reference &) = delete;
    Reference &operator=(const Reference &) = delete;

    /// Seconds of each picture, from the first one; no number where ffmpeg knows none.
    QList<double> times() const
    {
        QList<double> times;
        for (const QByteArray &line : probe(QStringLiteral("frame=best_effort_timestamp_time"), {})) {
            const QByteArray time = line.mid(line.indexOf('=') + 1);
            times.append(time == "N/A" ? std::nan("") : time.toDouble());
        }
        const double first = times.isEmpty() ? 0.0 : times.first();
        for (double &time : times)
            time -= first;
        return times;
    }

    /// Begins to decode; false where ffmpeg sees no video.
    bool start()
    {
        QHash<QByteArray, QByteArray> told;
        for (const QByteArray &line :
             probe(QStringLiteral("frame=width,height,pix_fmt,color_space,color_range,chroma_location"),
                   {QStringLiteral("-read_intervals"), QStringLiteral("%+#1")})) {
            const qsizetype at = line.indexOf('=');
            if (!told.contains(line.left(at)))
                told.insert(line.left(at), line.mid(at + 1));
        }
        m_size = {told["width"].toInt(), told["height"].toInt()};
        if (m_size.empty())
            return false;
        const QByteArray format = told["pix_fmt"];
        const bool isYuv = format.startsWith("yuv") || format == "uyvy422" || format == "nv12";
        m_isExact = !isYuv && !format.contains("1"); // rgb24 and gray, not gbrp10le and gray12le.
        const bool large = m_size.width >= 1280 || m_size.height > 576;
        const QString matrix = QString::fromLatin1(told["color_space"]);
        const QString filter =
            QStringLiteral(
                "zscale=filter=bilinear:dither=none:range=full:matrixin=%1:rangein=%2:chromalin=%3,format=gbrp")
                .arg(matrix.startsWith(u"bt") ? matrix.mid(2)
                     : matrix == u"smpte170m" ? QStringLiteral("170m")
                     : large                  ? QStringLiteral("709")
                                              : QStringLiteral("170m"),
                     told["color_range"] == "pc" ? QStringLiteral("full") : QStringLiteral("limited"),
                     told["chroma_location"] == "unspecified" ? QStringLiteral("left")
                                                              : QString::fromLatin1(told["chroma_location"]));
        m_process.start(QStringLiteral("ffmpeg"),
                        {QStringLiteral("-v"), QStringLiteral("quiet"), QStringLiteral("-nostdin"),
                         QStringLiteral("-noautorotate"), QStringLiteral("-i"), QStringLiteral("file:") + m_path,
                         QStringLiteral("-map"), QStringLiteral("0:V:0"), QStringLiteral("-fps_mode"),
                         QStringLiteral("passthrough"), QStringLiteral("-vf"), isYuv ? filter : QStringLiteral("null"),
                         QStringLiteral("-pix_fmt"), QStringLiteral("bgr24"), QStringLiteral("-f"),
                         QStringLiteral("rawvideo"), QStringLiteral("-")});
        return m_process.waitForStarted();
    }

    /// Whether pictures need no conversion of colours.
    bool isExact() const { return m_isExact; }

    /// The next picture, as stored; empty at the end.
    cv::Mat next()
    {
        cv::Mat picture(m_size, CV_8UC3);
        auto *at = reinterpret_cast<char *>(picture.data);
        for (auto left = static_cast<qint64>(picture.total() * picture.elemSize()); left > 0;) {
            const qint64 got = m_process.read(at, left);
            if (got < 0 || (got == 0 && !m_process.waitForReadyRead(20000)))
                return {};
            at += got;
            left -= got;
        }
        return picture;
    }

private:
    /// KEY=VALUE lines.
    QList<QByteArray> probe(const QString &entries, const QStringList &options) const
    {
        QProcess process;
        process.start(QStringLiteral("ffprobe"),
                      QStringList{QStringLiteral("-v"), QStringLiteral("quiet"), QStringLiteral("-select_streams"),
                                  QStringLiteral("V:0"), QStringLiteral("-show_entries"), entries,
                                  QStringLiteral("-of"), QStringLiteral("default=noprint_wrappers=1"),
                                  QStringLiteral("file:") + m_path} +
                          options);
        if (!process.waitForFinished(60000))
            return {};
        QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
        lines.removeIf([](const QByteArray &line) { return !line.contains('='); });
        return lines;
    }

    QString m_path;
    cv::Size m_size; ///< As stored.
    bool m_isExact = false;
    QProcess m_process;
};

/// As a person sees it, in the size that it is delivered in.
cv::Mat displayed(const cv::Mat &stored, const QString &name, cv::Size size)
{
    static const QHash<QString, int> turned{
        {QStringLiteral("color_matrix_90_deg_clockwise.mp4"), cv::ROTATE_90_CLOCKWISE},
        {QStringLiteral("color_matrix_180_deg_clockwise.mp4"), cv::ROTATE_180},
        {QStringLiteral("portrait_ios9_rot90.mov"), cv::ROTATE_90_CLOCKWISE},
        {QStringLiteral("video_rotation_90.mp4"), cv::ROTATE_90_CLOCKWISE},
    };
    cv::Mat picture = stored;
    if (turned.contains(name))
        cv::rotate(stored, picture, turned[name]);
    else if (name == QLatin1String("color_matrix_mirrored.mp4"))
        cv::flip(stored, picture, 1);
    if (picture.size() == size)
        return picture;
    cv::Mat scaled;
    const bool smaller = size.width < picture.cols || size.height < picture.rows;
    cv::resize(picture, scaled, size, 0.0, 0.0, smaller ? cv::INTER_AREA : cv::INTER_CUBIC);
    return scaled;
}

constexpr double exact = std::numeric_limits<double>::infinity();

/// Peak signal-to-noise ratio.
double decibels(const cv::Mat &a, const cv::Mat &b)
{
    const double squares = cv::norm(a, b, cv::NORM_L2SQR);
    if (squares == 0.0)
        return exact;
    return 10.0 * std::log10(255.0 * 255.0 * static_cast<double>(a.total() * 3) / squares);
}

} // namespace

void FileProofTest::equalsFfmpeg_data()
{
    test::addClips({"clips", "clips/edge", "clips/broken", "wild/clips"});
}

void FileProofTest::equalsFfmpeg()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    QFETCH(QString, path);
    SIGHTGLASS_TESTDATA(file, path);
    compareWithFfmpeg(file);
}

void FileProofTest::equalsFfmpegInAllFormats_data()
{
    QTest::addColumn<QByteArray>("words"); // For ffmpeg.
    QTest::addColumn<QString>("ending");
    const auto format = [](const char *name, const char *further = "") {
        QTest::newRow(qPrintable(QString::fromUtf8(name) + QString::fromUtf8(further)))
            << QByteArray("-c:v ffv1 -frames:v 5 -pix_fmt ") + name + further << QStringLiteral("mkv");
    };
    for (const char *name : {"yuv420p", "yuv422p", "yuv444p", "yuv440p", "yuv420p10", "yuv422p10", "yuv444p12",
                             "yuva420p", "yuva444p", "gray", "gray10", "bgr0", "bgra", "gbrp", "gbrp10"})
        format(name);
    format("yuv420p", " -colorspace bt709 -color_range tv");
    format("yuv422p", " -colorspace bt709 -color_range pc");
    format("yuv420p", " -colorspace smpte170m -color_range pc");
    format("yuv420p", " -colorspace fcc -color_range tv");
    const auto made = [](const char *name, const char *words, const char *ending) {
        QTest::newRow(name) << QByteArray(words) << QString::fromUtf8(ending);
    };
    made("packed 4:2:2", "-c:v rawvideo -frames:v 5 -pix_fmt uyvy422", "nut");
    made("semi-planar", "-c:v rawvideo -frames:v 5 -pix_fmt nv12", "nut");
    made("palette", "-c:v qtrle -frames:v 5 -pix_fmt rgb24", "mov");
    made("edit list", "-c:v libx264 -bf 3 -frames:v 60 -pix_fmt yuv420p", "mp4");
    made("variable rate", "-c:v libx264 -vf setpts=N*N/40/TB/25 -fps_mode vfr -frames:v 30 -pix_fmt yuv420p", "mp4");
    made("interlaced", "-c:v mpeg2video -flags +ildct+ilme -frames:v 20 -pix_fmt yuv420p", "ts");
    made("fragmented", "-c:v libx264 -frames:v 60 -pix_fmt yuv420p -movflags frag_keyframe+empty_moov", "mp4");
    made("odd size", "-c:v ffv1 -vf crop=317:239 -frames:v 5 -pix_fmt yuv420p", "mkv");
}

void FileProofTest::equalsFfmpegInAllFormats()
{
    SIGHTGLASS_NEEDS_FFMPEG();
    QFETCH(QByteArray, words);
    QFETCH(QString, ending);
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("made.") + ending);
    QVERIFY(test::makeClip("-f lavfi -i testsrc2=size=320x240:rate=25 " + words, path));
    compareWithFfmpeg(path);
}

void FileProofTest::compareWithFfmpeg(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    Reference reference(path);
    const QList<double> times = reference.times();
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    QCOMPARE(bool(info), !times.isEmpty());
    if (!info)
        return;

    QVERIFY(reference.start());
    QCOMPARE(info->frameCount.value(), times.size());
    const bool clockJumps = name == QLatin1String("jumpback.ts"); // Closed by us: tst_filetimes.
    Frame frame;
    for (qsizetype i = 0; i < times.size(); ++i) {
        const auto status = source->read(frame);
        QVERIFY(status);
        QCOMPARE(*status, FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.id.index, i);
        QVERIFY2(clockJumps || std::isnan(times[i]) || std::abs(frame.seconds() - times[i]) < 1e-6,
                 qPrintable(QStringLiteral("picture %1 at %2 s, not %3")
                                .arg(QString::number(i), QString::number(frame.seconds()), QString::number(times[i]))));
        const cv::Mat theirs = reference.next();
        QVERIFY(!theirs.empty());
        const double equality = decibels(frame.image, displayed(theirs, name, frame.image.size()));
        QVERIFY2(equality >= (reference.isExact() ? exact : 45.0),
                 qPrintable(QStringLiteral("picture %1: %2 dB").arg(QString::number(i), QString::number(equality))));
    }
    QVERIFY(reference.next().empty());
    const auto end = source->read(frame);
    QVERIFY(end);
    QCOMPARE(*end, FrameSource::ReadStatus::End);
}

QTEST_GUILESS_MAIN(FileProofTest)
#include "tst_fileproof.moc"
