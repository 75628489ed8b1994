// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"
#include "tests/support/streamprocess.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <signal.h>

using namespace sightglass;
using test::Outcome;

/// The program as a person starts it, without any display.
class ProgramTest : public test::ProgramTestCase
{
    Q_OBJECT

private Q_SLOTS:
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
        QCOMPARE(files(), (QStringList{QStringLiteral("out.csv"), QStringLiteral("out.csv.sightglass.json"),
                                       QStringLiteral("out.mp4")}));
        QFile list(in("out.csv"));
        QVERIFY(list.open(QIODevice::ReadOnly));
        QVERIFY(list.readAll().startsWith("frame,time,class_id,class,score,x,y,width,height,file\n"));
    }

    /// Neither success nor failure: what there is was written, and what is missing is named.
    void tellsOfWhatCouldNotBeRead()
    {
        const QString folder = pictures(4);
        QFile damaged(folder + QStringLiteral("/2.png"));
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        QCOMPARE(damaged.write("cut"), qint64{3});
        damaged.close();
        const Outcome outcome =
            run({QStringLiteral("export"), folder, QStringLiteral("--detections"), in("out.csv"),
                 QStringLiteral("--no-sidecar"), QStringLiteral("--model"), QStringLiteral("builtin:people-hog"),
                 QStringLiteral("--summary"), QStringLiteral("json")});
        QCOMPARE(outcome.status, 3);
        QVERIFY2(outcome.errors.contains(QStringLiteral("2.png")), qPrintable(outcome.errors));
        const QJsonObject summary = QJsonDocument::fromJson(outcome.output.toUtf8()).object();
        QCOMPARE(summary[QStringLiteral("written")].toInt(), 3);
        QCOMPARE(summary[QStringLiteral("unreadable")].toInt(), 1);
        QCOMPARE(summary[QStringLiteral("first_unreadable")].toInt(), 2);
        QCOMPARE(files(), QStringList{QStringLiteral("out.csv")});
        QVERIFY(run({QStringLiteral("export"), QStringLiteral("--help")})
                    .output.contains(QStringLiteral("3 when some frames could not be read")));
    }

    void replacesNothingUnasked()
    {
        pictures(1);
        QFile old(in("out.png"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        QCOMPARE(old.write("old"), qint64{3});
        old.close();
        const QStringList arguments{QStringLiteral("export"), in("pictures/0.png"), QStringLiteral("-o"),
                                    in("out.png")};
        // Before it is looked for, let alone loaded.
        const Outcome refused = run(arguments + QStringList{QStringLiteral("--model"), QStringLiteral("missing.onnx")});
        QCOMPARE(refused.status, 1);
        QVERIFY(refused.output.isEmpty());
        QVERIFY2(refused.errors.contains(in("out.png") + QStringLiteral(" exists.")), qPrintable(refused.errors));
        QVERIFY2(refused.errors.contains(QStringLiteral("Add --overwrite to replace it, or choose another name.")),
                 qPrintable(refused.errors));
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("old"));
        old.close();
        const Outcome asked = run(arguments + QStringList{QStringLiteral("-y"), QStringLiteral("--model"),
                                                          QStringLiteral("builtin:people-hog")});
        QVERIFY2(asked.status == 0, qPrintable(asked.errors));
        QCOMPARE(QImage(in("out.png")).size(), QSize(320, 240));
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

    void tellsThatItCouldNotTell_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("text") << QStringList();
        QTest::newRow("JSON") << QStringList{QStringLiteral("--json")};
    }

    void tellsThatItCouldNotTell()
    {
        QFETCH(QStringList, options);
        QProcess process;
        prepare(process, QStringList{QStringLiteral("inspect"), QStringLiteral("builtin:people-hog")} + options);
        // Takes nothing, as a full disk.
        process.setStandardOutputFile(QStringLiteral("/dev/full"));
        process.start();
        QVERIFY(process.waitForFinished(120000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("could not be written"));
    }

    /// Scripts read it; only what the window asks of another process is in the window's language.
    void speaksEnglishOnATerminal()
    {
        QFile file(in("net.pt"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no model") > 0);
        file.close();
        const auto said = [this](const QStringList &arguments) {
            QProcess process;
            prepare(process, arguments);
            QProcessEnvironment environment = process.processEnvironment();
            environment.insert(QStringLiteral("LANGUAGE"), QStringLiteral("de"));
            environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("de_DE.UTF-8"));
            process.setProcessEnvironment(environment);
            process.start();
            process.closeWriteChannel(); // A trial reads on it what is said of the model.
            const Outcome outcome = outcomeOf(process);
            return outcome.output + outcome.errors;
        };
        QVERIFY(said({QStringLiteral("--help")}).startsWith(QLatin1String("Usage: ")));
        const QString inspected = said({QStringLiteral("inspect"), in("net.pt")});
        QVERIFY2(inspected.contains(QLatin1String("net.pt is not a model: a text.")), qPrintable(inspected));
        const QStringList trial{QStringLiteral("--try-model"), in("net.pt")};
        QVERIFY(said(trial).contains(QLatin1String("net.pt is not a model: a text.")));
        if (SIGHTGLASS_TRANSLATED) {
            const QString german = said(trial + QStringList{QStringLiteral("--language"), QStringLiteral("de")});
            QVERIFY2(german.contains(QLatin1String("net.pt ist kein Modell: ein Text.")), qPrintable(german));
        }
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
        prepare(process,
                {QStringLiteral("export"), pictures(300, {1280, 960}), QStringLiteral("-o"), in("out.mp4"),
                 QStringLiteral("--overwrite"), QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
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

    void whatAKilledExportLeftIsSwept()
    {
        QProcess process;
        prepare(process, {QStringLiteral("export"), pictures(300, {1280, 960}), QStringLiteral("-o"), in("out.mp4"),
                          QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        process.start();
        QTRY_VERIFY_WITH_TIMEOUT(files().size() == 1, 30000);
        const QString left = files().constFirst();
        QVERIFY2(left.startsWith(QStringLiteral(".out.part-")), qPrintable(left));
        // As long as it runs, what it writes is its own.
        const QStringList another{QStringLiteral("export"),    in("pictures/0.png"),
                                  QStringLiteral("-yo"),       in("one.png"),
                                  QStringLiteral("--model"),   QStringLiteral("builtin:people-hog"),
                                  QStringLiteral("--summary"), QStringLiteral("json")};
        const auto removed = [&] {
            const Outcome outcome = run(another);
            const QJsonArray names =
                QJsonDocument::fromJson(outcome.output.toUtf8())[QStringLiteral("removed")].toArray();
            return outcome.status == 0 ? names.toVariantList() : QVariantList{outcome.errors};
        };
        QCOMPARE(removed(), QVariantList());
        const Outcome same = run({QStringLiteral("export"), in("pictures/0.png"), QStringLiteral("-o"), in("out.mp4"),
                                  QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
        QCOMPARE(same.status, 1);
        QVERIFY2(same.errors.contains(QStringLiteral("out.mp4 is being written by another export.")),
                 qPrintable(same.errors));
        QVERIFY(files().contains(left));
        process.kill();
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(removed(), QVariantList{left});
        QCOMPARE(removed(), QVariantList());
        QCOMPARE(files(), QStringList{QStringLiteral("one.png")});
    }
};

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    ProgramTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_program.moc"
