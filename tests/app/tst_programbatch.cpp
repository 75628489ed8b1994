// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <signal.h>

using namespace sightglass;
using test::Outcome;

/// Many inputs in one command.
class ProgramBatchTest : public test::ProgramTestCase
{
    Q_OBJECT

private:
    QStringList written() const { return QDir(in("out")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); }
    /// Pictures a.png, b.png and c.png, each a source of its own, and the command that exports them.
    QStringList threePictures(const QStringList &more) const
    {
        QStringList arguments{QStringLiteral("export")};
        QImage picture(320, 240, QImage::Format_RGB32);
        picture.fill(Qt::darkCyan);
        for (const char *name : {"a.png", "b.png", "c.png"}) {
            picture.save(in(name));
            arguments.append(in(name));
        }
        return arguments + inBatch() + more;
    }
    QStringList inBatch() const
    {
        return {QStringLiteral("--output-dir"), in("out"),
                QStringLiteral("--model"),      QStringLiteral("builtin:people-hog"),
                QStringLiteral("--summary"),    QStringLiteral("json")};
    }
    static QJsonObject summaryOf(const Outcome &outcome)
    {
        return QJsonDocument::fromJson(outcome.output.toUtf8()).object();
    }

private Q_SLOTS:
    void eachInputGetsItsFiles()
    {
        const Outcome outcome =
            run(threePictures({QStringLiteral("--format"), QStringLiteral("csv,yolo"), QStringLiteral("--no-sidecar"),
                               QStringLiteral("--jobs"), QStringLiteral("2")}));
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QCOMPARE(summaryOf(outcome)[QStringLiteral("exported")].toInt(), 3);
        const QJsonArray inputs = summaryOf(outcome)[QStringLiteral("inputs")].toArray();
        QCOMPARE(inputs.size(), 3);
        QCOMPARE(inputs.at(1)[QStringLiteral("source")].toString(), QStringLiteral("b.png"));
        QCOMPARE(inputs.at(1)[QStringLiteral("written")].toInt(), 1);
        QCOMPARE(written(), (QStringList{QStringLiteral("a.csv"), QStringLiteral("a.png"), QStringLiteral("a.yolo"),
                                         QStringLiteral("b.csv"), QStringLiteral("b.png"), QStringLiteral("b.yolo"),
                                         QStringLiteral("c.csv"), QStringLiteral("c.png"), QStringLiteral("c.yolo")}));
        // A line for each, plain where there is no terminal.
        QCOMPARE(outcome.errors.count(QLatin1Char('\n')), 3);
        QVERIFY2(outcome.errors.contains(QStringLiteral("[3/3] ")), qPrintable(outcome.errors));
        QVERIFY(!outcome.errors.contains(QLatin1Char('\r')));
    }

    void oneThatFailsLeavesTheOthersAlone()
    {
        QStringList arguments = threePictures({QStringLiteral("--quiet")});
        QFile damaged(in("b.png"));
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.close();
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.status, 3);
        QVERIFY2(outcome.errors.startsWith(QStringLiteral("sightglass: b.png: ")), qPrintable(outcome.errors));
        QCOMPARE(summaryOf(outcome)[QStringLiteral("exported")].toInt(), 2);
        QCOMPARE(summaryOf(outcome)[QStringLiteral("failed")].toInt(), 1);
        QVERIFY(!summaryOf(outcome)[QStringLiteral("inputs")]
                     .toArray()
                     .at(1)[QStringLiteral("error")][QStringLiteral("message")]
                     .toString()
                     .isEmpty());
        QCOMPARE(written(), (QStringList{QStringLiteral("a.png"), QStringLiteral("c.png")}));
        // All of them: the same status as one that fails alone.
        const Outcome all = run(QStringList{QStringLiteral("export"), in("b.png")} + inBatch());
        QCOMPARE(all.status, 1);
    }

    void resumingPassesOverWhatIsThere()
    {
        QVERIFY(QDir().mkdir(in("out")));
        QFile there(in("out/b.png"));
        QVERIFY(there.open(QIODevice::WriteOnly) && there.write("there") == 5);
        there.close();
        const QStringList arguments = threePictures({});
        const Outcome refused = run(arguments);
        QCOMPARE(refused.status, 3);
        QVERIFY2(refused.errors.contains(QStringLiteral("b.png exists")), qPrintable(refused.errors));
        for (const char *name : {"out/a.png", "out/c.png"})
            QVERIFY(QFile::remove(in(name)));
        const Outcome resumed = run(arguments + QStringList{QStringLiteral("--resume")});
        QVERIFY2(resumed.status == 0, qPrintable(resumed.errors));
        QCOMPARE(summaryOf(resumed)[QStringLiteral("exported")].toInt(), 2);
        QCOMPARE(summaryOf(resumed)[QStringLiteral("passed_over")].toInt(), 1);
        QVERIFY(there.open(QIODevice::ReadOnly));
        QCOMPARE(there.readAll(), QByteArray("there"));
    }

    void shardsShareTheInputs()
    {
        for (const char *shard : {"1/2", "2/2"}) {
            const Outcome outcome = run(threePictures({QStringLiteral("--shard"), QLatin1String(shard)}));
            QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
            QCOMPARE(summaryOf(outcome)[QStringLiteral("inputs")].toArray().size(), *shard == '1' ? 2 : 1);
        }
        QCOMPARE(written().size(), 3);
        // A machine more than there are inputs has nothing to do, and that is well.
        const Outcome none = run(threePictures({QStringLiteral("--shard"), QStringLiteral("4/4")}));
        QVERIFY2(none.status == 0, qPrintable(none.errors));
        QCOMPARE(summaryOf(none)[QStringLiteral("inputs")].toArray().size(), 0);
    }

    void signalsEndAll()
    {
        const QString folder = pictures(300, {1280, 960});
        QProcess process;
        prepare(process, QStringList{QStringLiteral("export"), folder} + threePictures({}).mid(1));
        process.start();
        const auto underWay = [this] { return QDir(in("out")).entryList(QDir::Files | QDir::Hidden).size() == 1; };
        QTRY_VERIFY_WITH_TIMEOUT(underWay(), 30000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGTERM), 0);
        const Outcome outcome = outcomeOf(process);
        QCOMPARE(outcome.status, 130);
        QCOMPARE(summaryOf(outcome)[QStringLiteral("cancelled")].toInt(), 4);
        QVERIFY(QDir(in("out")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void refusesWhatCannotBe()
    {
        const auto refused = [this](const QStringList &more, const char *word) {
            const Outcome outcome = run(threePictures(more));
            return outcome.status == 2 && outcome.errors.contains(QLatin1String(word)) && written().isEmpty();
        };
        QVERIFY(refused({QStringLiteral("--format"), QStringLiteral("csv,nonsense")}, "nonsense"));
        QVERIFY(refused({QStringLiteral("-o"), in("x.mp4")}, "--output-dir"));
        QVERIFY(refused({QStringLiteral("--shard"), QStringLiteral("3/2")}, "--shard"));
        QVERIFY(refused({QStringLiteral("--no-video")}, "nothing to export"));
        const Outcome several =
            run({QStringLiteral("export"), in("a.png"), in("b.png"), QStringLiteral("-o"), in("x.png")});
        QCOMPARE(several.status, 2);
        QVERIFY(several.errors.contains(QStringLiteral("--output-dir")));
    }

    void saysThatTheFolderCannotBeMade()
    {
        QStringList arguments = threePictures({});
        arguments.replace(arguments.indexOf(in("out")), in("a.png/out"));
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.errors.contains(QStringLiteral("cannot be made")), qPrintable(outcome.errors));
    }

    void oneInputThatFailsIsToldAsJson()
    {
        const Outcome outcome = run({QStringLiteral("export"), in("nowhere.mp4"), QStringLiteral("-o"), in("out.mp4"),
                                     QStringLiteral("--model"), QStringLiteral("builtin:people-hog"),
                                     QStringLiteral("--summary"), QStringLiteral("json")});
        QCOMPARE(outcome.status, 1);
        QCOMPARE(summaryOf(outcome)[QStringLiteral("source")].toString(), QStringLiteral("nowhere.mp4"));
        QVERIFY(!summaryOf(outcome)[QStringLiteral("error")][QStringLiteral("message")].toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(ProgramBatchTest)
#include "tst_programbatch.moc"
