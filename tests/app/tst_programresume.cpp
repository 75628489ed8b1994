// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

using namespace sightglass;
using test::Outcome;

/// Exports that are killed, as by a power cut, and asked for again.
class ProgramResumeTest : public test::ProgramTestCase
{
    Q_OBJECT

private:
    QStringList command(const QString &clip, const char *video, const char *list) const
    {
        return {QStringLiteral("export"),       clip,
                QStringLiteral("--output"),     in(video),
                QStringLiteral("--detections"), in(list),
                QStringLiteral("--no-sidecar"), QStringLiteral("--quiet"),
                QStringLiteral("--resume"),     QStringLiteral("--summary"),
                QStringLiteral("json")};
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Each frame as FFmpeg decodes it, with its time; and each packet of sound.
    QByteArray readByOthers(const char *video) const
    {
        QByteArray read;
        for (const QStringList &what :
             {QStringList{QStringLiteral("0:v")},
              QStringList{QStringLiteral("0:a"), QStringLiteral("-c"), QStringLiteral("copy")}}) {
            QProcess ffmpeg;
            ffmpeg.start(QStringLiteral("ffmpeg"),
                         QStringList{QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-i"), in(video),
                                     QStringLiteral("-map")} +
                             what + QStringList{QStringLiteral("-f"), QStringLiteral("framemd5"), QStringLiteral("-")});
            if (ffmpeg.waitForFinished(120000) && ffmpeg.exitCode() == 0)
                read += ffmpeg.readAllStandardOutput();
        }
        return read;
    }
    /// Kills the command as soon as its journal is larger than this. Whether it was not done before.
    static bool killAt(const QStringList &arguments, const QString &journal, qint64 size)
    {
        QProcess process;
        prepare(process, arguments);
        process.start();
        while (process.state() != QProcess::NotRunning && QFileInfo(journal).size() <= size)
            process.waitForFinished(1);
        process.kill(); // SIGKILL
        process.waitForFinished();
        return process.exitStatus() == QProcess::CrashExit;
    }

private Q_SLOTS:
    void tenKillsChangeNothing()
    {
        // Half a minute at a variable rate, with sound.
        SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/vfr_ceiling_cam_960x544.mp4"));
        constexpr int frames = 387;
        const Outcome unbroken = run(command(path, "whole.mkv", "whole.csv"));
        QVERIFY2(unbroken.status == 0, qPrintable(unbroken.errors));
        const qint64 size = QFileInfo(in("whole.mkv")).size();

        const QStringList again = command(path, "killed.mkv", "killed.csv");
        constexpr int kills = 10;
        for (int i = 0; i < kills; ++i) {
            QVERIFY(killAt(again, in(".killed.mkv.unfinished"), size * i / (kills + 1)));
            // Nothing looks finished.
            for (const QString &file : files())
                QVERIFY2(file.startsWith(QLatin1Char('.')) || file.startsWith(QLatin1String("whole.")),
                         qPrintable(file));
        }
        const Outcome resumed = run(again);
        QVERIFY2(resumed.status == 0, qPrintable(resumed.errors));
        const QJsonObject summary = QJsonDocument::fromJson(resumed.output.toUtf8()).object();
        QCOMPARE(summary[QStringLiteral("written")].toInt(), frames);
        QVERIFY2(summary[QStringLiteral("resumed")].toInt() > frames / 2, qPrintable(resumed.output));
        QCOMPARE(files(), QStringList({QStringLiteral("killed.csv"), QStringLiteral("killed.mkv"),
                                       QStringLiteral("whole.csv"), QStringLiteral("whole.mkv")}));
        QCOMPARE(contentOf(in("killed.csv")), contentOf(in("whole.csv")));
        const QByteArray expected = readByOthers("whole.mkv");
        QVERIFY(expected.count('\n') > 2 * frames);
        QCOMPARE(readByOthers("killed.mkv"), expected);

        // What is done is passed over.
        const Outcome third = run(again);
        QCOMPARE(third.status, 0);
        QVERIFY2(third.output.contains(QLatin1String("passed_over")), qPrintable(third.output));
    }
};

QTEST_GUILESS_MAIN(ProgramResumeTest)
#include "tst_programresume.moc"
