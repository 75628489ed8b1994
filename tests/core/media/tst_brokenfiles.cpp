// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/media/pluginpicture.h"
#include "tests/support/testcase.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <unistd.h>

using namespace sightglass;

/// Files that are not what they should be: a clear sentence, or the pictures that there are; never a crash or a hang.
class BrokenFilesTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatWildFilesAre_data();
    void saysWhatWildFilesAre();
    void blamesNoDisk();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void playsWhatThereIs_data();
    void playsWhatThereIs();
    void saysWhatIsWrongWithAccess();
    void namesWhatTextFilesAre_data();
    void namesWhatTextFilesAre();
    void survivesTruncation();
    void survivesDamage();
    void opensHostileNames_data();
    void opensHostileNames();
};

namespace
{

Error errorOfOpening(const QString &file)
{
    const auto info = makeFrameSource({SourceKind::VideoFile, file})->open();
    return info ? Error{} : info.error();
}

/// Reads to the end; -1 on an error.
int picturesIn(FrameSource &source)
{
    Frame frame;
    std::int64_t lastIndex = -1;
    for (int count = 0;; ++count) {
        const auto status = source.read(frame);
        if (!status)
            return -1;
        if (*status == FrameSource::ReadStatus::End)
            return count;
        if (frame.id.index <= lastIndex)
            return -1;
        lastIndex = frame.id.index;
    }
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// No plugins of Qt are found that read more formats.
void BrokenFilesTest::initTestCase()
{
    QCoreApplication::setLibraryPaths({});
}

void BrokenFilesTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("sentence");
    const auto add = [](const char *path, const char *sentence) {
        QTest::newRow(path) << QStringLiteral("clips/") + QString::fromUtf8(path) << QString::fromUtf8(sentence);
    };
    add("broken/audio_unknown_codec.avi", "holds only sound");
    add("broken/broken.mp4", "its recording was not finished");
    add("broken/empty.flv", "not a video in any format");
    add("broken/bipbop_nonfragment_header.mp4", "holds no pictures");
    add("broken/test_case_1185230.mp4", "can be decoded");
    add("edge/nokia-tune.mkv", "holds only sound (vorbis)");
}

void BrokenFilesTest::saysWhatWildFilesAre_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("cut Matroska") << QStringLiteral("wild/damaged/cut600.mkv") << QStringLiteral("is cut off");
    // Where there is a plugin for it, it is read.
    if (!hasPluginFor(PluginFormat::Heif))
        QTest::newRow("HEIF") << QStringLiteral("wild/pictures/hopper.heif") << QStringLiteral("is a HEIF picture");
}

void BrokenFilesTest::saysWhatWildFilesAre()
{
    QFETCH(QString, path);
    QFETCH(QString, sentence);
    SIGHTGLASS_TESTDATA(file, path);
    for (const SourceKind kind : {SourceKind::VideoFile, SourceSpec::fromPath(file).kind}) {
        const auto info = makeFrameSource({kind, file})->open();
        QVERIFY(!info);
        QVERIFY2(info.error().message.contains(sentence), qPrintable(info.error().toText()));
        QVERIFY(!info.error().suggestion.isEmpty());
    }
}

/// However short, a file that is cut is no disk that fails.
void BrokenFilesTest::blamesNoDisk()
{
    SIGHTGLASS_TESTDATA(whole, QStringLiteral("clips/webm_vp8_bbb30s.webm"));
    const QByteArray content = contentOf(whole).left(5000);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("cut.webm"));
    for (const qsizetype length : {5, 40, 100, 200, 300, 600, 1000, 5000}) {
        QVERIFY(write(path, content.left(length)));
        const Error error = errorOfOpening(path);
        QVERIFY2(!error.message.contains(QLatin1String("disk")) && !error.suggestion.contains(QLatin1String("disk")),
                 qPrintable(error.toText()));
    }
}

void BrokenFilesTest::saysWhatIsWrong()
{
    QFETCH(QString, path);
    QFETCH(QString, sentence);
    SIGHTGLASS_TESTDATA(file, path);
    const Error error = errorOfOpening(file);
    QVERIFY2(error.message.contains(sentence), qPrintable(error.toText()));
    QVERIFY2(error.message.contains(file), qPrintable(error.toText()));
    QVERIFY(!error.suggestion.isEmpty());
}

void BrokenFilesTest::playsWhatThereIs_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QSize>("size");
    QTest::newRow("hevc") << QStringLiteral("clips/broken/hevc_white_frame.mp4") << QSize(640, 480);
    QTest::newRow("minimal") << QStringLiteral("clips/broken/minimal.mp4") << QSize(320, 240);
    QTest::newRow("av1") << QStringLiteral("clips/broken/tiny_av1.mp4") << QSize(64, 64);
    QTest::newRow("turned") << QStringLiteral("clips/broken/video_rotation_90.mp4") << QSize(60, 100);
}

void BrokenFilesTest::playsWhatThereIs()
{
    QFETCH(QString, path);
    QFETCH(QSize, size);
    SIGHTGLASS_TESTDATA(file, path);
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->size, size);
    QCOMPARE(info->frameCount.value(), 1);
    QCOMPARE(picturesIn(*source), 1);
    QVERIFY(source->seek(0));
    QCOMPARE(picturesIn(*source), 1);
}

void BrokenFilesTest::saysWhatIsWrongWithAccess()
{
    const QTemporaryDir folder;
    QVERIFY(errorOfOpening(folder.filePath(QStringLiteral("absent.mp4")))
                .message.contains(QLatin1String("does not exist")));
    QVERIFY(errorOfOpening(folder.path()).message.contains(QLatin1String("is a folder")));
    QVERIFY(write(folder.filePath(QStringLiteral("empty.mp4")), {}));
    QVERIFY(errorOfOpening(folder.filePath(QStringLiteral("empty.mp4"))).message.contains(QLatin1String("is empty")));
    const QString link = folder.filePath(QStringLiteral("link.mp4"));
    QVERIFY(QFile::link(folder.filePath(QStringLiteral("absent.mp4")), link));
    QVERIFY(errorOfOpening(link).message.contains(QLatin1String("is a link")));
    QVERIFY(errorOfOpening(QStringLiteral("/dev/null")).message.contains(QLatin1String("pipe or a device")));
    if (::geteuid() == 0)
        return; // Root may read everything.
    const QString closed = folder.filePath(QStringLiteral("closed.mp4"));
    QVERIFY(write(closed, "x"));
    QVERIFY(QFile::setPermissions(closed, {}));
    QVERIFY(errorOfOpening(closed).message.contains(QLatin1String("permission denied")));
}

void BrokenFilesTest::namesWhatTextFilesAre_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("page") << QStringLiteral("clip.mp4")
                          << QByteArray("\n<!DOCTYPE html>\n<html><body>Sign in</body></html>")
                          << QStringLiteral("HTML page");
    QTest::newRow("pointer") << QStringLiteral("clip.mkv")
                             << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
                             << QStringLiteral("Git LFS pointer");
    QTest::newRow("notes") << QStringLiteral("notes.txt") << QByteArray("Milk, eggs,\nand a loaf of bread.\n")
                           << QStringLiteral("text file");
    QTest::newRow("list of clips") << QStringLiteral("list.ffconcat")
                                   << QByteArray("ffconcat version 1.0\nfile /etc/hostname\n")
                                   << QStringLiteral("list of clips (ffconcat)");
    QTest::newRow("list of clips that are not there")
        << QStringLiteral("list.txt") << QByteArray("ffconcat version 1.0\nfile a.mp4\nfile b.mp4\n")
        << QStringLiteral("list of clips (ffconcat)");
    QTest::newRow("playlist") << QStringLiteral("list.m3u") << QByteArray("#EXTM3U\n#EXTINF:3,A\na.mp3\n")
                              << QStringLiteral("playlist");
    QTest::newRow("HEIC") << QStringLiteral("photo.jpg")
                          << QByteArray("\0\0\0\x18"
                                        "ftypheic\0\0\0\0mif1heic",
                                        24) +
                                 QByteArray(200, '\1')
                          << QStringLiteral("HEIF picture");
    QTest::newRow("AVIF") << QStringLiteral("photo.mp4")
                          << QByteArray("\0\0\0\x18"
                                        "ftypavif\0\0\0\0mif1avif",
                                        24) +
                                 QByteArray(200, '\1')
                          << QStringLiteral("AVIF picture");
    QTest::newRow("archive") << QStringLiteral("clip.mp4") << QByteArray("PK\3\4") + QByteArray(500, '\7')
                             << QStringLiteral("archive");
    QTest::newRow("noise") << QStringLiteral("noise.mp4") << QByteArray(5000, '\x9d')
                           << QStringLiteral("not a video in any format");
}

void BrokenFilesTest::namesWhatTextFilesAre()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, sentence);
    const QTemporaryDir folder;
    QVERIFY(write(folder.filePath(name), content));
    const Error error = errorOfOpening(folder.filePath(name));
    QVERIFY2(error.message.contains(sentence), qPrintable(error.toText()));
}

void BrokenFilesTest::survivesTruncation()
{
    SIGHTGLASS_TESTDATA(whole, QStringLiteral("clips/webm_vp8_bbb30s.webm"));
    const QTemporaryDir folder;
    const QString half = folder.filePath(QStringLiteral("half.webm"));
    const QByteArray content = contentOf(whole);
    QVERIFY(write(half, content.left(content.size() / 2)));
    const auto source = makeFrameSource({SourceKind::VideoFile, half});
    const auto info = source->open();
    QVERIFY(info);
    QVERIFY(*info->frameCount > 100 && *info->frameCount < 720);
    const int count = picturesIn(*source);
    QVERIFY(count > 100 && count <= *info->frameCount);
    // Beyond what decodes lies the last picture that does.
    QVERIFY(source->seek(719));
    QCOMPARE(picturesIn(*source), 1);
}

void BrokenFilesTest::survivesDamage()
{
    SIGHTGLASS_TESTDATA(whole, QStringLiteral("clips/car-detection.mp4"));
    const QTemporaryDir folder;
    const QString damaged = folder.filePath(QStringLiteral("damaged.mp4"));
    QByteArray content = contentOf(whole);
    for (qsizetype at = content.size() / 3; at < content.size() / 2; at += 97)
        content[at] = static_cast<char>(at);
    QVERIFY(write(damaged, content));
    const auto source = makeFrameSource({SourceKind::VideoFile, damaged});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(picturesIn(*source) > 150);
    Frame frame;
    for (const int index : {376, 150, 0, 180, 130}) {
        QVERIFY(source->seek(index));
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
    }
}

void BrokenFilesTest::opensHostileNames_data()
{
    QTest::addColumn<QString>("name");
    int row = 0;
    for (const char *name :
         {"-i.avi", "100%d%s.avi", "new\nline.avi", "quote'\".avi", "http:clip.avi", "Fußgänger 歩行者.avi",
          "a ! b.avi", "pipe|echo.avi", "concat:a|b.avi", "[x]*?.avi", " blank .avi", "noending"})
        QTest::addRow("%d", row++) << QString::fromUtf8(name);
}

void BrokenFilesTest::opensHostileNames()
{
    QFETCH(QString, name);
    SIGHTGLASS_TESTDATA(clip, QStringLiteral("clips/edge/container.avi"));
    const QTemporaryDir folder;
    const QString path = folder.filePath(name);
    QVERIFY(QFile::copy(clip, path));
    const SourceSpec spec = SourceSpec::fromUserInput(path);
    QCOMPARE(spec.kind, SourceKind::VideoFile);
    QCOMPARE(spec.displayName(), name);
    const auto source = makeFrameSource(spec);
    QVERIFY(source->open());
    QCOMPARE(picturesIn(*source), 5);
}

QTEST_GUILESS_MAIN(BrokenFilesTest)
#include "tst_brokenfiles.moc"
