// SPDX-License-Identifier: Apache-2.0
// The file of settings: whatever stands in it is read without harm, and is the same once it was written and read again.
#include "tests/fuzz/fuzzseeds.h"
#include "ui/settingsfile.h"

#include <QGuiApplication>

#include <cstdint>
#include <cstdlib>

using namespace sightglass;

namespace
{

/// Never one that was used before: QSettings keeps what it has read of a file for whoever asks for one of that name.
QString newPath()
{
    static const QTemporaryDir folder;
    static int count = 0;
    return folder.filePath(QString::number(++count));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        std::abort();
}

QByteArray written(const Settings &settings)
{
    const QString path = newPath();
    {
        QSettings store(path, QSettings::IniFormat);
        saveSettings(settings, store);
        store.sync();
        if (store.status() != QSettings::NoError)
            std::abort();
    }
    const QByteArray content = contentOf(path);
    QFile::remove(path);
    return content;
}

struct Reading
{
    Settings settings;
    bool hasProblem = false;
};

Reading readFrom(const QByteArray &content)
{
    const QString path = newPath();
    write(path, content);
    SettingsFile file = openSettings(path);
    Reading reading{loadSettings(*file.store), file.problem.has_value()};
    keepSettings(reading.settings, {}, *file.store);
    file.store.reset();
    QFile::remove(path);
    QFile::remove(path + QStringLiteral(".unusable"));
    return reading;
}

/// Every key that is written, none with the value that it has where nothing is written.
Settings everything()
{
    Settings all;
    all.window = {.geometry = QByteArray("\0\1\xff", 3),
                  .state = QByteArray("s"),
                  .drawer = {QStringLiteral("tuning"), QStringLiteral("model")},
                  .narrow = true,
                  .statisticsOverlay = true,
                  .fullScreenStatistics = false,
                  .largeSeekBar = true,
                  .appearance = Appearance::Dark,
                  .units = BoxUnits::Percent,
                  .language = QStringLiteral("de"),
                  .keys = {{QStringLiteral("quit"), {}}, {QStringLiteral("loop"), {QStringLiteral(",")}}}};
    all.playback = {{FlowPolicy::EveryFrame, ViewMode::Smooth, 17}, true};
    all.tuning.common.confidence = 0.61f;
    all.tuning.common.iou = 0.3f;
    all.tuning.common.maxDetections = 42;
    all.tuning.common.classAgnostic = true;
    all.tuning.models[QStringLiteral("/a b.pt")] = {
        0.4f, {{QStringLiteral("cat"), {false, 0.7f}}, {QStringLiteral("Bär/1"), {true, std::nullopt}}}};
    all.tuning.presets[QStringLiteral("a/b = c")] = {all.tuning.common,
                                                     {{QStringLiteral("car"), {false, std::nullopt}}}};
    all.tuning.moreShown = true;
    all.tuning.style = {.boxes = false,
                        .labels = false,
                        .scores = false,
                        .masks = false,
                        .keypoints = false,
                        .lineWidth = 3.1,
                        .fontSize = 13.5,
                        .fill = 0.4,
                        .fontFamily = QStringLiteral("Some Font"),
                        .colours = {{QStringLiteral("dog"), QColor(1, 2, 3)}}};
    all.model.request = {
        QStringLiteral("/a b.pt"), QStringLiteral("cuda:1"), Precision::Float16, Backend::OpenCv, 3, 2, 4};
    all.model.recent = {QStringLiteral("/a b.pt"), QStringLiteral("@,\"")};
    all.model.trusted.add({QByteArray(64, 'e'), QStringLiteral("/t.pt")});
    all.source.recent = {{SourceKind::Camera, QStringLiteral("/dev/video2")},
                         {SourceKind::Url, QStringLiteral("rtsp://c/?channel=1"), false, true},
                         {SourceKind::GStreamer, QStringLiteral("a pw=… ! b"), true}};
    all.source.folder = QStringLiteral("/v");
    all.source.cameraModes = {{QStringLiteral("/dev/v4l/by-id/c"), QStringLiteral("640x480@15/2,mjpeg")}};
    all.exporting = {QStringLiteral("/x"), true, QStringLiteral("coco"), false};
    return all;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    // What QSettings reads may be anything that a QVariant holds, pictures included, as long as there is a program.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static QGuiApplication application(*argc, *argv);
    test::useSeeds(argc, argv,
                   {written(everything()), written({}), "[tuning]\nconfidence=0.5\n[overlay]\nlineWidth=1e3\n",
                    "[model]\nrecent=@Invalid()\ntrusted=a, @@b, \"c;\", \\x4f60\\0\n",
                    "[source]\nrecent\\size=9\nrecent\\1\\kind=4\nrecent\\1\\location=http://a:b@c/d?e=f&size=1#g\n",
                    "[source]\nrecent\\size=1\nrecent\\1\\kind=5\nrecent\\1\\location=a pw='b c' ! http://d:e@f\n"});
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Reading before = readFrom(QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    QByteArray content = written(before.settings);
    // QSettings cannot keep what UTF-8 cannot, halves of surrogate pairs, nor a byte order mark where a text begins.
    if (content.contains("\xef\xbf\xbd") || content.contains("\xef\xbb\xbf")) {
        before = readFrom(content);
        content = written(before.settings);
    }
    const Reading after = readFrom(content);
    if (after.hasProblem || !(after.settings == before.settings))
        std::abort();
    return 0;
}
