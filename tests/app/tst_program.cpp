// SPDX-License-Identifier: Apache-2.0
#include "tests/support/streamprocess.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <signal.h>

using namespace sightglass;

namespace
{

struct Outcome
{
    int status = -1;
    QString output;
    QString errors;
};

} // namespace

/// The program as a person starts it, without any display.
class ProgramTest : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString in(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }
    /// A folder of pictures: a source that needs no test data.
    QString pictures(int count, QSize size = {320, 240}) const
    {
        QDir(m_folder->path()).mkdir(QStringLiteral("pictures"));
        QImage picture(size, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        picture.save(in("pictures/0.png"));
        for (int i = 1; i < count; ++i)
            QFile::copy(in("pictures/0.png"), m_folder->filePath(QStringLiteral("pictures/%1.png").arg(i)));
        return in("pictures");
    }

    static void prepare(QProcess &process, const QStringList &arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"})
            environment.remove(QLatin1String(name));
        process.setProcessEnvironment(environment);
        process.setProgram(QStringLiteral(SIGHTGLASS_PROGRAM));
        process.setArguments(arguments);
    }
    static Outcome run(const QStringList &arguments)
    {
        QProcess process;
        prepare(process, arguments);
        process.start();
        if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
            return {-1, {}, process.errorString() + QString::fromLocal8Bit(process.readAllStandardError())};
        return {process.exitCode(), QString::fromLocal8Bit(process.readAllStandardOutput()),
                QString::fromLocal8Bit(process.readAllStandardError())};
    }

private Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void printsHelpAndVersion()
    {
        const Outcome help = run({QStringLiteral("--help")});
        QCOMPARE(help.status, 0);
        QVERIFY(help.output.startsWith(QStringLiteral("Usage: sightglass ")));
        QVERIFY(help.errors.isEmpty());
        const Outcome version = run({QStringLiteral("--version")});
        QCOMPARE(version.status, 0);
        QVERIFY(version.output.startsWith(QStringLiteral("sightglass ")));
    }

    void refusesBadUsageInASentence()
    {
        for (const QStringList &arguments :
             {QStringList{QStringLiteral("--conf"), QStringLiteral("2")}, QStringList{QStringLiteral("export")}}) {
            const Outcome outcome = run(arguments);
            QCOMPARE(outcome.status, 2);
            QVERIFY(outcome.output.isEmpty());
            QVERIFY(outcome.errors.startsWith(QStringLiteral("sightglass: ")));
            QCOMPARE(outcome.errors.count(QLatin1Char('\n')), 1);
        }
    }

    void exportsWithoutADisplay()
    {
        const Outcome outcome =
            run({QStringLiteral("export"), pictures(6), QStringLiteral("-o"), in("out.mp4"),
                 QStringLiteral("--detections"), in("out.csv"), QStringLiteral("--model"),
                 QStringLiteral("builtin:people-hog"), QStringLiteral("--summary"), QStringLiteral("json")});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QVERIFY2(outcome.errors.isEmpty(), qPrintable(outcome.errors));
        const QJsonObject summary = QJsonDocument::fromJson(outcome.output.toUtf8()).object();
        for (const char *key : {"captured", "inferred", "written"})
            QCOMPARE(summary[QLatin1String(key)].toInt(), 6);
        QCOMPARE(summary[QStringLiteral("dropped")].toInt(-1), 0);
        QCOMPARE(files(), (QStringList{QStringLiteral("out.csv"), QStringLiteral("out.mp4")}));
        QFile list(in("out.csv"));
        QVERIFY(list.open(QIODevice::ReadOnly));
        QVERIFY(list.readAll().startsWith("frame,time,class_id,class,score,x,y,width,height\n"));
    }

    void annotatesAPicture()
    {
        pictures(1);
        const Outcome outcome = run({QStringLiteral("export"), in("pictures/0.png"), QStringLiteral("-o"),
                                     in("out.png"), QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QVERIFY(outcome.output.contains(QStringLiteral("captured 1, inferred 1, written 1, dropped 0")));
        QCOMPARE(QImage(in("out.png")).size(), QSize(320, 240));
    }

    void keepsWhatAKilledStreamGave()
    {
        test::StreamProcess server(QStringLiteral("mjpeg"));
        QProcess process;
        prepare(process, {QStringLiteral("export"), server.url(), QStringLiteral("-o"), in("out.mp4"),
                          QStringLiteral("--range"), QStringLiteral("0:999"), QStringLiteral("--summary"),
                          QStringLiteral("json"), QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        process.start();
        // Encoded pictures have come to the file.
        QTRY_VERIFY_WITH_TIMEOUT(files().size() == 1 && QFileInfo(m_folder->filePath(files().constFirst())).size() > 0,
                                 30000);
        server.kill();
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 3);
        QVERIFY(process.readAllStandardError().contains("127.0.0.1"));
        const QJsonObject summary = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        const int written = summary[QStringLiteral("written")].toInt();
        QVERIFY(written > 0);
        QCOMPARE(summary[QStringLiteral("missing")].toInt(), 1000 - written);
        QVERIFY(!summary[QStringLiteral("ended_by")].toString().isEmpty());
        const Outcome again = run({QStringLiteral("export"), in("out.mp4"), QStringLiteral("--detections"),
                                   in("out.csv"), QStringLiteral("--summary"), QStringLiteral("json"),
                                   QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        QCOMPARE(again.status, 0);
        QCOMPARE(QJsonDocument::fromJson(again.output.toUtf8())[QStringLiteral("written")].toInt(), written);
    }

    void saysWhatFailed_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<QString>("message");
        QTest::newRow("no folder") << QStringLiteral("missing/out.mp4") << QStringList()
                                   << QStringLiteral("There is no folder");
        QTest::newRow("ending") << QStringLiteral("out.xyz") << QStringList() << QStringLiteral("Videos: mp4");
        QTest::newRow("class") << QStringLiteral("out.mp4")
                               << QStringList{QStringLiteral("--classes"), QStringLiteral("unicorn")}
                               << QStringLiteral("Its classes are: person.");
        QTest::newRow("range") << QStringLiteral("out.mp4")
                               << QStringList{QStringLiteral("--range"), QStringLiteral("2:9")}
                               << QStringLiteral("0 to 2");
        QTest::newRow("model") << QStringLiteral("out.mp4")
                               << QStringList{QStringLiteral("--model"), QStringLiteral("missing.onnx")}
                               << QStringLiteral("missing.onnx");
    }

    void saysWhatFailed()
    {
        QFETCH(QString, output);
        QFETCH(QStringList, more);
        QFETCH(QString, message);
        QStringList arguments{QStringLiteral("export"), pictures(3), QStringLiteral("-o"), m_folder->filePath(output)};
        if (!more.contains(QStringLiteral("--model")))
            arguments << QStringLiteral("--model") << QStringLiteral("builtin:people-hog");
        const Outcome outcome = run(arguments + more);
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.output.isEmpty());
        QVERIFY2(outcome.errors.startsWith(QStringLiteral("sightglass: ")), qPrintable(outcome.errors));
        QVERIFY2(outcome.errors.contains(message), qPrintable(outcome.errors));
        QVERIFY(files().isEmpty());
    }

    void inspectsWithoutADisplay()
    {
        const Outcome text = run({QStringLiteral("inspect"), QStringLiteral("builtin:people-hog")});
        QVERIFY2(text.status == 0, qPrintable(text.errors));
        QVERIFY(text.errors.isEmpty());
        QVERIFY2(text.output.contains(QStringLiteral("classes      1: person")), qPrintable(text.output));
        const Outcome json =
            run({QStringLiteral("inspect"), QStringLiteral("builtin:people-hog"), QStringLiteral("--json")});
        QCOMPARE(json.status, 0);
        QVERIFY(QJsonDocument::fromJson(json.output.toUtf8())[QStringLiteral("usable")].toBool());
    }

    void inspectsWhatIsNoModel()
    {
        QFile file(in("net.pt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("version https://git-lfs.github.com/spec/v1\n");
        file.close();
        const Outcome text = run({QStringLiteral("inspect"), in("net.pt")});
        QCOMPARE(text.status, 1);
        QVERIFY2(text.output.contains(QStringLiteral("size         43 bytes")), qPrintable(text.output));
        QVERIFY2(text.errors.startsWith(QStringLiteral("sightglass: net.pt is not a model")), qPrintable(text.errors));
        const Outcome json = run({QStringLiteral("inspect"), QStringLiteral("--json"), in("net.pt")});
        QCOMPARE(json.status, 1);
        const QJsonObject report = QJsonDocument::fromJson(json.output.toUtf8()).object();
        QVERIFY(!report[QStringLiteral("usable")].toBool(true));
        QCOMPARE(report[QStringLiteral("bytes")].toInt(), 43);
        QVERIFY(
            report[QStringLiteral("error")][QStringLiteral("message")].toString().contains(QStringLiteral("Git LFS")));
    }

    void signalsCancelCleanly_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }

    void signalsCancelCleanly()
    {
        QFETCH(int, signal);
        QFile old(in("out.mp4"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        QCOMPARE(old.write("old"), qint64{3});
        old.close();
        QProcess process;
        prepare(process, {QStringLiteral("export"), pictures(300, {1280, 960}), QStringLiteral("-o"), in("out.mp4"),
                          QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        process.start();
        // The temporary file says that the export is under way.
        QTRY_VERIFY_WITH_TIMEOUT(files().size() == 2, 30000);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        QVERIFY(process.readAllStandardError().contains("cancelled"));
        QCOMPARE(files(), QStringList{QStringLiteral("out.mp4")});
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("old"));
    }

    void aKilledExportLeavesTheTemporaryNameAlone()
    {
        QProcess process;
        prepare(process, {QStringLiteral("export"), pictures(300, {1280, 960}), QStringLiteral("-o"), in("out.mp4"),
                          QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        process.start();
        QTRY_VERIFY_WITH_TIMEOUT(files().size() == 1, 30000);
        process.kill();
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(files().size(), 1);
        QVERIFY(files().constFirst().startsWith(QStringLiteral(".out.part-")));
    }
};

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    ProgramTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_program.moc"
