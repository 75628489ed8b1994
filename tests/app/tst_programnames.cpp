// SPDX-License-Identifier: Apache-2.0
// Names and messages from outside, as the program tells them on a terminal.
#include "core/values/visibletext.h"
#include "tests/app/program.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

using namespace sightglass;
using test::Outcome;

namespace
{

bool isVisible(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar character) {
        return character != QLatin1Char('\n') && isInvisibleControl(character.unicode());
    });
}

QString toText(const Outcome &outcome)
{
    return QStringLiteral("%1\n%2\n%3").arg(QString::number(outcome.status), outcome.output, outcome.errors);
}

} // namespace

class ProgramNamesTest : public test::ProgramTestCase
{
    Q_OBJECT

private:
    static QStringList hog() { return {QStringLiteral("--model"), QStringLiteral("builtin:people-hog")}; }
    /// A run with arguments that are bytes, which QProcess cannot pass.
    Outcome runBytes(const QByteArray &command) const
    {
        QProcess process;
        prepare(process, {});
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), in("cache"));
        process.setProcessEnvironment(environment);
        QFile script(in("script"));
        if (!script.open(QIODevice::WriteOnly) || script.write("cd '" + QFile::encodeName(m_folder->path()) +
                                                               "' && exec '" SIGHTGLASS_PROGRAM "' " + command) < 0)
            return {};
        script.close();
        process.setProgram(QStringLiteral("/bin/sh"));
        process.setArguments({in("script")});
        process.start();
        return outcomeOf(process);
    }

private Q_SLOTS:
    void cleanup()
    {
        // Qt cannot remove what it cannot name.
        m_folder->setAutoRemove(false);
        std::filesystem::remove_all(QFile::encodeName(m_folder->path()).toStdString());
    }

    void aModelsNameHasNoPowerOverATerminal()
    {
        SIGHTGLASS_TESTDATA(model, QStringLiteral("wild/names/escapes/m.onnx"));
        const Outcome text = run({QStringLiteral("inspect"), model});
        QVERIFY2(isVisible(text.output) && isVisible(text.errors), qPrintable(visibleLines(toText(text))));
        QVERIFY2(text.output.startsWith(QStringLiteral("\\x1b[31mred\\x07\\x1b]0;title\\x07\\n\\u202e\n")),
                 qPrintable(text.output));
        const Outcome json = run({QStringLiteral("inspect"), QStringLiteral("--json"), model});
        QVERIFY(isVisible(json.output));
        QCOMPARE(QJsonDocument::fromJson(json.output.toUtf8())[QStringLiteral("name")].toString(),
                 QStringLiteral("\x1b[31mred\x07\x1b]0;title\x07\n\u202e"));
        const Outcome summary = run({QStringLiteral("export"), pictures(1) + QStringLiteral("/0.png"),
                                     QStringLiteral("-o"), in("out.png"), QStringLiteral("--model"), model});
        QCOMPARE(summary.status, 0);
        QVERIFY2(isVisible(summary.output) && isVisible(summary.errors), qPrintable(visibleLines(toText(summary))));
    }

    void argumentsHaveNoPowerOverATerminal_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString bad = QStringLiteral("bad\x1b]0;x\x07\u202e\nsightglass: fine");
        QTest::newRow("option") << QStringList{QStringLiteral("--") + bad};
        QTest::newRow("value") << QStringList{QStringLiteral("--conf"), bad};
        QTest::newRow("choice") << QStringList{QStringLiteral("--policy"), bad};
        QTest::newRow("source") << QStringList{QStringLiteral("export"), bad, QStringLiteral("-o"),
                                               QStringLiteral("x.mp4")};
        QTest::newRow("output") << QStringList{QStringLiteral("export"), QStringLiteral("x"), QStringLiteral("-o"),
                                               bad + QStringLiteral(".mp4/x.mp4")};
        QTest::newRow("ending") << QStringList{QStringLiteral("export"), QStringLiteral("x"), QStringLiteral("-o"),
                                               QStringLiteral("x.") + bad};
        QTest::newRow("model") << QStringList{QStringLiteral("inspect"), bad};
        QTest::newRow("classes") << QStringList{QStringLiteral("export"),    QStringLiteral("x"),
                                                QStringLiteral("-o"),        QStringLiteral("x.mp4"),
                                                QStringLiteral("--classes"), bad} +
                                        hog();
    }

    void argumentsHaveNoPowerOverATerminal()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QVERIFY(outcome.status == 1 || outcome.status == 2);
        QVERIFY2(isVisible(outcome.output) && isVisible(outcome.errors), qPrintable(visibleLines(toText(outcome))));
        QVERIFY(!outcome.errors.contains(QStringLiteral("\nsightglass: fine")));
        QVERIFY(!outcome.output.contains(QStringLiteral("\nsightglass: fine")));
    }

    void percentSignsStay_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"%03d", "%1 %2", "%d%d", "100 %", "%L1%n%%"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void percentSignsStay()
    {
        QFETCH(QString, name);
        const QString source = m_folder->filePath(name + QStringLiteral(".png"));
        QVERIFY(QFile::rename(pictures(1) + QStringLiteral("/0.png"), source));
        const QString video = m_folder->filePath(name + QStringLiteral(".mp4"));
        const QString list = m_folder->filePath(name + QStringLiteral(".csv"));
        const Outcome outcome = run(QStringList{QStringLiteral("export"), source, QStringLiteral("-o"), video,
                                                QStringLiteral("--detections"), list} +
                                    hog());
        QCOMPARE(outcome.status, 0);
        const QString begin = QStringLiteral("Wrote ") + video + QStringLiteral("\nWrote ") + list + QLatin1Char('\n') +
                              name + QStringLiteral(".png, 320 x 240 pixels");
        QVERIFY2(outcome.output.startsWith(begin), qPrintable(outcome.output));
        QVERIFY(QFileInfo(video).size() > 0 && QFileInfo(list).size() > 0);
        QCOMPARE(files().size(), 4);
        // The video that was written is a source by its name, too, and a range it does not have is said with it.
        const QString again = m_folder->filePath(QStringLiteral("again.mp4"));
        const Outcome none = run(QStringList{QStringLiteral("export"), video, QStringLiteral("-o"), again,
                                             QStringLiteral("--range"), QStringLiteral("7:9")} +
                                 hog());
        QCOMPARE(none.status, 1);
        QVERIFY2(none.errors.contains(name + QStringLiteral(".mp4")) && none.errors.contains(QLatin1Char('7')),
                 qPrintable(none.errors));
        const Outcome model = run({QStringLiteral("inspect"), video});
        QVERIFY2(model.errors.contains(name + QStringLiteral(".mp4")), qPrintable(toText(model)));
    }

    void aClipWithAPattern()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("wild/clips/%03d.mp4"));
        const Outcome outcome = run(QStringList{QStringLiteral("export"), clip, QStringLiteral("-o"), in("out%03d.mkv"),
                                                QStringLiteral("--range"), QStringLiteral("0:1")} +
                                    hog());
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QVERIFY2(outcome.output.contains(QStringLiteral("\n%03d.mp4, ")), qPrintable(outcome.output));
        QCOMPARE(files(), QStringList{QStringLiteral("out%03d.mkv")});
    }

    void namesThatAreNotUtf8()
    {
        pictures(2);
        const QByteArray folder = QFile::encodeName(m_folder->path());
        QCOMPARE(std::rename((folder + "/pictures/0.png").constData(), (folder + "/caf\xe9.png").constData()), 0);
        const Outcome picture =
            runBytes("export caf\xe9.png -o out.png --detections=out.csv --model builtin:people-hog");
        QVERIFY2(picture.status == 0, qPrintable(toText(picture)));
        QVERIFY2(picture.output.contains(QStringLiteral("\ncaf\\xe9.png, 320 x 240")), qPrintable(picture.output));
        QCOMPARE(std::rename((folder + "/pictures").constData(), (folder + "/\xfc").constData()), 0);
        const Outcome sequence = runBytes("export \xfc -o \xfc/out.mp4 --model builtin:people-hog");
        QVERIFY2(sequence.status == 0, qPrintable(toText(sequence)));
        QVERIFY2(sequence.output.contains(QStringLiteral("\\xfc/out.mp4\n\\xfc, ")), qPrintable(sequence.output));
        QCOMPARE(::access((folder + "/\xfc/out.mp4").constData(), R_OK), 0);
        const Outcome made = runBytes("export caf\xe9.png -o new\xe9.png --model builtin:people-hog");
        QCOMPARE(made.status, 2);
        QVERIFY2(made.errors.contains(QStringLiteral("new\\xe9.png")), qPrintable(made.errors));
        const Outcome replaced = runBytes("export pictures/1.png -y -o caf\xe9.png --model builtin:people-hog");
        QCOMPARE(replaced.status, 1);
        QVERIFY2(replaced.errors.contains(QStringLiteral("is not a file that can be replaced")),
                 qPrintable(replaced.errors));
    }

    void modelsThatAreNotNamedInUtf8()
    {
        SIGHTGLASS_TESTDATA(model, QStringLiteral("wild/names/gaps.onnx"));
        const QByteArray link = QFile::encodeName(m_folder->path()) + "/r\xe9seau.onnx";
        QCOMPARE(::symlink(QFile::encodeName(model).constData(), link.constData()), 0);
        const Outcome outcome = runBytes("inspect r\xe9seau.onnx --json");
        const QJsonObject report = QJsonDocument::fromJson(outcome.output.toUtf8()).object();
        QVERIFY2(report[QStringLiteral("bytes")].toInt() > 0, qPrintable(toText(outcome)));
        QVERIFY2(report[QStringLiteral("name")].toString().contains(QStringLiteral("r\\xe9seau")),
                 qPrintable(toText(outcome)));
    }

    void aFileThatIsCalledAsACamera()
    {
        pictures(1);
        QVERIFY(QFile::rename(in("pictures/0.png"), in("0")));
        const Outcome camera = runBytes("export 0 -o out.png --model builtin:people-hog");
        if (QFileInfo::exists(QStringLiteral("/dev/video0")))
            QSKIP("There is a camera");
        QCOMPARE(camera.status, 1);
        QVERIFY2(camera.errors.contains(QStringLiteral("opened as ./0")), qPrintable(camera.errors));
        // It is taken for a video, as it has no ending; a picture's decoder is found all the same.
        const Outcome file = runBytes("export ./0 -o out.png --model builtin:people-hog");
        QVERIFY2(file.status == 0, qPrintable(toText(file)));
    }

    void librariesDoNotSpeak_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::newRow("JPEG") << QStringLiteral("jpg");
        QTest::newRow("PNG") << QStringLiteral("png");
        QTest::newRow("TIFF") << QStringLiteral("tif");
    }

    void librariesDoNotSpeak()
    {
        QFETCH(QString, ending);
        QImage noise(320, 240, QImage::Format_RGB32);
        for (int y = 0; y < noise.height(); ++y) {
            for (int x = 0; x < noise.width(); ++x)
                noise.setPixel(x, y, qRgb(x * 7 ^ y, x * y, y * 13));
        }
        const QString path = m_folder->filePath(QStringLiteral("cut.") + ending);
        if (!noise.save(path))
            QSKIP("Qt writes no such pictures here");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 size = file.size();
        QVERIFY(file.seek(size / 2));
        QVERIFY(file.write(QByteArray(200, '\x55')) == 200);
        QVERIFY(file.resize(size * 3 / 4));
        file.close();
        const Outcome outcome =
            run(QStringList{QStringLiteral("export"), path, QStringLiteral("-o"), in("out.png")} + hog());
        // What is told begins with the program's own sentence; what libraries said may follow as details.
        if (outcome.status == 0)
            QCOMPARE(outcome.errors, QString());
        else
            QVERIFY2(outcome.errors.startsWith(QStringLiteral("sightglass: ")), qPrintable(outcome.errors));
    }
};

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    ProgramNamesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_programnames.moc"
