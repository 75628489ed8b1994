// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionformat.h"
#include "core/export/framefileswriter.h"
#include "core/export/framenames.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

Frame frameAt(std::int64_t index)
{
    Frame frame;
    frame.id.index = index;
    frame.pts = index;
    frame.timeBase = {1, 25};
    frame.image = cv::Mat(100, 200, CV_8UC3, cv::Scalar::all(0));
    return frame;
}

SourceInfo sourceOf(const QString &name, const QStringList &files = {})
{
    SourceInfo source;
    source.name = name;
    source.files = files;
    return source;
}

QString nameOf(const SourceInfo &source, std::int64_t index)
{
    return FrameNames(source).of(frameAt(index));
}

/// Python's own reader of XML, by what the development kit asks for.
constexpr auto readVoc = R"(
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == 'annotation'
size = [int(root.find('size').find(x).text) for x in ('width', 'height', 'depth')]
assert size == [200, 100, 3], size
for item in root.findall('object'):
    box = [int(item.find('bndbox').find(x).text) for x in ('xmin', 'ymin', 'xmax', 'ymax')]
    assert 1 <= box[0] <= box[2] <= 200 and 1 <= box[1] <= box[3] <= 100, box
    print(item.find('name').text, *box, item.find('truncated').text, item.find('difficult').text)
)";

/// Columns as trainers and the development kit read them.
constexpr auto readColumns = R"(
import sys
for line in open(sys.argv[1], encoding='utf-8'):
    words = line.split()
    print(words[0], *[float(word) for word in words[1:]])
)";

QByteArray readByPython(const char *program, const QString &path)
{
    QProcess python;
    python.setProcessEnvironment([] {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PYTHONIOENCODING"), QStringLiteral("utf-8"));
        return environment;
    }());
    python.start(QStringLiteral("python3"), {QStringLiteral("-c"), QLatin1String(program), path});
    python.waitForFinished();
    return python.exitCode() == 0 ? python.readAllStandardOutput() : python.readAllStandardError();
}

} // namespace

/// Formats of a file for each frame, read back by a program that is not ours.
class FrameFilesTest : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString in(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    QByteArray get(const char *name) const
    {
        QFile file(in(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    /// Nothing on frame 0, two on frame 7, one of them beyond the edge.
    void write(const char *id, const Candidates &candidates) const
    {
        FrameFilesWriter writer(m_folder->path(), QStringLiteral("results"),
                                detectionFormat({}, QLatin1String(id))->makeFiles());
        QVERIFY(writer.open());
        writer.setSource(sourceOf(QStringLiteral("clip.mp4")));
        QVERIFY(writer.write(frameAt(0), candidates, {}));
        QVERIFY(writer.write(frameAt(7), candidates,
                             {{{10.f, 20.f, 30.f, 40.f}, 0, 0.91234f},
                              {{-10.f, 70.f, 30.f, 50.f}, 2, 0.5f},
                              {{0.f, 0.f, 200.f, 100.f}, 1, 0.4f, true},
                              {{300.f, 20.f, 30.f, 40.f}, 0, 0.3f}}));
        QVERIFY(writer.finish());
    }
    static Candidates named()
    {
        Candidates candidates;
        candidates.classNames = std::make_shared<const QStringList>(
            QStringList{QStringLiteral("person"), QStringLiteral("car"), QStringLiteral("B\u00e4r: <&> x")});
        return candidates;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void namesAreApartAndInOrder()
    {
        QCOMPARE(nameOf(sourceOf(QStringLiteral("clip.mp4")), 7), QStringLiteral("clip-000007"));
        QCOMPARE(nameOf(sourceOf(QStringLiteral("rtsp://host/a b?c")), 1234567), QStringLiteral("a-b-c-1234567"));
        QCOMPARE(nameOf(sourceOf(QStringLiteral("...")), 0), QStringLiteral("sightglass-000000"));
        const SourceInfo pictures =
            sourceOf(QStringLiteral("x"), {QStringLiteral("a.png"), QStringLiteral("b.png"), QStringLiteral("b.jpg"),
                                           QStringLiteral("1/c.png"), QStringLiteral("2/c.png")});
        QStringList names;
        for (int i = 0; i < 5; ++i)
            names.append(nameOf(pictures, i));
        QCOMPARE(names, (QStringList{QStringLiteral("a"), QStringLiteral("b.png"), QStringLiteral("b.jpg"),
                                     QStringLiteral("1_c.png"), QStringLiteral("2_c.png")}));
        const SourceInfo odd = sourceOf(
            QStringLiteral("x"), {QStringLiteral("1/c.png"), QStringLiteral("2/c.png"), QStringLiteral("1_c.png.jpg")});
        QCOMPARE(QSet<QString>({nameOf(odd, 0), nameOf(odd, 1), nameOf(odd, 2)}).size(), 3);
    }

    void yolo()
    {
        write("yolo", named());
        QCOMPARE(get("labels/clip-000000.txt"), QByteArray());
        // Beyond the edge: 0 to 20 of 200, 70 to 100 of 100; wholly outside: left out.
        QCOMPARE(get("labels/clip-000007.txt"), QByteArray("0 0.125000 0.400000 0.150000 0.400000\n"
                                                           "2 0.050000 0.850000 0.100000 0.300000\n"));
        QCOMPARE(readByPython(readColumns, in("labels/clip-000007.txt")),
                 QByteArray("0 0.125 0.4 0.15 0.4\n2 0.05 0.85 0.1 0.3\n"));
        QCOMPARE(get("classes.txt"), QByteArray("person\ncar\nB\u00e4r: <&> x\n"));
        QVERIFY(get("data.yaml").contains("names:\n  0: \"person\"\n  1: \"car\"\n  2: \"B\u00e4r: <&> x\"\n"));
    }

    void yoloWithConfidence()
    {
        write("yolo-conf", Candidates());
        QCOMPARE(get("labels/clip-000007.txt"), QByteArray("0 0.125000 0.400000 0.150000 0.400000 0.912340\n"
                                                           "2 0.050000 0.850000 0.100000 0.300000 0.500000\n"));
        // Numbers keep their lines.
        QCOMPARE(get("classes.txt"), QByteArray("class 0\nclass 1\nclass 2\n"));
    }

    void yoloTurnedAndKeypoints()
    {
        const auto format = detectionFormat({}, QStringLiteral("yolo"))->makeFiles();
        format->setSource(sourceOf(QStringLiteral("clip.mp4")));
        auto turned = std::make_shared<Shape>();
        turned->oriented = OrientedBox{{100.f, 50.f}, {40.f, 20.f}, 0.f};
        auto posed = std::make_shared<Shape>();
        posed->keypoints = {{{20.f, 30.f}, 0.9f}, {{30.f, 40.f}, 0.1f}};
        QCOMPARE(format->textOf(frameAt(0), {}, {{{80.f, 40.f, 40.f, 20.f}, 0, 0.9f, false, turned}}),
                 QByteArray("0 0.400000 0.400000 0.600000 0.400000 0.600000 0.600000 0.400000 0.600000\n"));
        QCOMPARE(format->textOf(frameAt(1), {}, {{{10.f, 20.f, 30.f, 40.f}, 0, 0.9f, false, posed}}),
                 QByteArray("0 0.125000 0.400000 0.150000 0.400000 0.100000 0.300000 2 0 0 0\n"));
        QVERIFY(format->others().back().second.contains("kpt_shape: [2, 3]"));
    }

    void voc()
    {
        write("voc", named());
        QCOMPARE(readByPython(readVoc, in("clip-000000.xml")), QByteArray());
        // The first pixel is 1: 10 to 40 are the pixels 11 to 40.
        QCOMPARE(readByPython(readVoc, in("clip-000007.xml")), QByteArray("person 11 21 40 60 0 0\n"
                                                                          "B\u00e4r: <&> x 1 71 20 100 1 0\n"));
        QVERIFY(get("clip-000007.xml").contains("<filename>clip-000007.png</filename>"));
        QVERIFY(get("clip-000007.xml").contains("<frame>7</frame><time>0.280000</time>"));
    }

    void kitti()
    {
        write("kitti", named());
        QCOMPARE(get("000000.txt"), QByteArray());
        QCOMPARE(readByPython(readColumns, in("000007.txt")),
                 QByteArray("person -1.0 -1.0 -10.0 10.0 20.0 40.0 60.0 -1.0 -1.0 -1.0 -1000.0 -1000.0 -1000.0 -10.0 "
                            "0.9123\n"
                            "B\u00e4r:_<&>_x -1.0 -1.0 -10.0 0.0 70.0 20.0 100.0 -1.0 -1.0 -1.0 -1000.0 -1000.0 "
                            "-1000.0 -10.0 0.5\n"));
    }

    void saysWhyItCouldNotWrite()
    {
        FrameFilesWriter writer(in("nowhere"), QStringLiteral("results"),
                                detectionFormat({}, QStringLiteral("yolo"))->makeFiles());
        const auto opened = writer.open();
        QVERIFY(!opened);
        QVERIFY(opened.error().message.contains(QStringLiteral("results")));
    }
};

QTEST_GUILESS_MAIN(FrameFilesTest)
#include "tst_framefiles.moc"
