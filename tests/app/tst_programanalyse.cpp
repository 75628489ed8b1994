// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipstore.h"
#include "core/store/storefolder.h"
#include "tests/app/program.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <set>

using namespace sightglass;
using test::Outcome;

/// Analysing files without a window, what is kept of it, and what exports make of that.
class ProgramAnalyseTest : public test::ProgramTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void analysesWhatIsMissing();
    void listsAndClears();
    void exportsOfWhatIsKeptAreTheSame_data();
    void exportsOfWhatIsKeptAreTheSame();
    void exportsFillTheStore();
    void twentyKillsLoseSecondsAlone();
    void twoAtOnce();
    void refusesWhatDoesNotComeAgain();
    void tellsWhatCannotBeKept();
    void interruptsKeepWhatWasDone();

private:
    /// The program with a cache of this test's own.
    void prepareHere(QProcess &process, const QStringList &arguments) const
    {
        prepare(process, arguments);
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), in("cache"));
        process.setProcessEnvironment(environment);
    }
    Outcome runHere(const QStringList &arguments) const
    {
        QProcess process;
        prepareHere(process, arguments);
        process.start();
        return outcomeOf(process);
    }
    QStringList analysing(const QStringList &sources) const
    {
        return QStringList{QStringLiteral("analyse"), QStringLiteral("--quiet"), QStringLiteral("--model"),
                           QStringLiteral("builtin:people-hog")} +
               sources;
    }
    StoreFolder stores() const { return StoreFolder(in("cache/sightglass/sightglass/results")); }
    /// Frames of the only store.
    std::int64_t kept() const
    {
        const auto entries = stores().entries();
        return entries.size() == 1 ? entries.front().frames : -1;
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

void ProgramAnalyseTest::init()
{
    ProgramTestCase::init();
    QDir(m_folder->path()).mkdir(QStringLiteral("cache"));
}

void ProgramAnalyseTest::analysesWhatIsMissing()
{
    const QString source = pictures(6);
    Outcome outcome = runHere(analysing({source}));
    QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
    QVERIFY2(outcome.output.contains(QStringLiteral("pictures: 6 frames analysed, 0 were before")),
             qPrintable(outcome.output));
    QVERIFY2(outcome.errors.isEmpty(), qPrintable(outcome.errors));
    outcome = runHere(analysing({source}));
    QVERIFY2(outcome.output.contains(QStringLiteral("pictures: 0 frames analysed, 6 were before")),
             qPrintable(outcome.output));
    QCOMPARE(outcome.status, 0);
    QCOMPARE(kept(), 6);
}

void ProgramAnalyseTest::listsAndClears()
{
    QVERIFY(runHere({QStringLiteral("cache")}).output.contains(QStringLiteral("0 kept in ")));
    QCOMPARE(runHere(analysing({pictures(4)})).status, 0);
    const Outcome list = runHere({QStringLiteral("cache")});
    QCOMPARE(list.status, 0);
    QVERIFY2(list.output.contains(QStringLiteral("4 of 4 frames, ") + in("pictures")), qPrintable(list.output));
    QVERIFY2(list.output.contains(QStringLiteral("\n1 kept in ")), qPrintable(list.output));
    const Outcome cleared = runHere({QStringLiteral("cache"), QStringLiteral("--clear")});
    QCOMPARE(cleared.status, 0);
    QVERIFY2(cleared.output.startsWith(QStringLiteral("Removed 1, ")), qPrintable(cleared.output));
    QVERIFY(stores().entries().isEmpty());
    QCOMPARE(runHere({QStringLiteral("cache"), QStringLiteral("much")}).status, 2);
}

void ProgramAnalyseTest::exportsOfWhatIsKeptAreTheSame_data()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("boxes") << QString();
    QTest::newRow("NMS within") << QStringLiteral("models/torchscript/d2go.pt");
}

void ProgramAnalyseTest::exportsOfWhatIsKeptAreTheSame()
{
    QFETCH(QString, model);
    SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/street_london_TestV4.mp4"));
    QStringList common{QStringLiteral("--conf"), QStringLiteral("0.1")};
    if (!model.isEmpty()) {
        SIGHTGLASS_TESTDATA(file, model);
        common += {QStringLiteral("--model"), file};
    }
    const auto exported = [&](const char *name, const QStringList &more) {
        const QString base = in(name);
        return runHere(QStringList{QStringLiteral("export"), path, QStringLiteral("-o"), base + QStringLiteral(".mp4"),
                                   QStringLiteral("--detections"), base + QStringLiteral(".csv"),
                                   QStringLiteral("--detections"), base + QStringLiteral(".ndjson"),
                                   QStringLiteral("--no-sidecar"), QStringLiteral("--range"), QStringLiteral("0:39"),
                                   QStringLiteral("--summary"), QStringLiteral("json")} +
                       common + more);
    };
    const auto counted = [](const Outcome &outcome, const char *what) {
        return QJsonDocument::fromJson(outcome.output.toUtf8()).object()[QLatin1String(what)].toInt(-1);
    };
    const Outcome without = exported("without", {QStringLiteral("--no-store")});
    QVERIFY2(without.status == 0, qPrintable(without.errors));
    QVERIFY(stores().entries().isEmpty());
    const Outcome first = exported("first", {});
    QVERIFY2(first.status == 0, qPrintable(first.errors));
    QCOMPARE(counted(first, "inferred"), 40);
    const Outcome second = exported("second", {});
    QVERIFY2(second.status == 0, qPrintable(second.errors));
    QCOMPARE(counted(second, "inferred"), 0);
    QCOMPARE(counted(second, "stored"), 40);
    QCOMPARE(counted(second, "detections"), counted(without, "detections"));
    for (const char *ending : {".csv", ".ndjson", ".mp4"}) {
        const QByteArray expected = contentOf(in("without") + QLatin1String(ending));
        QVERIFY(expected.size() > 1000);
        QVERIFY2(contentOf(in("first") + QLatin1String(ending)) == expected, ending);
        QVERIFY2(contentOf(in("second") + QLatin1String(ending)) == expected, ending);
    }
}

void ProgramAnalyseTest::exportsFillTheStore()
{
    const QString source = pictures(5);
    const Outcome outcome = runHere({QStringLiteral("export"), source, QStringLiteral("--detections"), in("a.csv"),
                                     QStringLiteral("--model"), QStringLiteral("builtin:people-hog"),
                                     QStringLiteral("--range"), QStringLiteral("1:3")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
    QCOMPARE(kept(), 3);
    QVERIFY(runHere(analysing({source})).output.contains(QStringLiteral("2 frames analysed, 3 were before")));
}

void ProgramAnalyseTest::twentyKillsLoseSecondsAlone()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/street_london_TestV4.mp4"));
    const QStringList command{QStringLiteral("analyse"), path,
                              QStringLiteral("--quiet"), QStringLiteral("--workers"),
                              QStringLiteral("1"),       QStringLiteral("--threads"),
                              QStringLiteral("1")};
    std::int64_t before = 0;
    int grown = 0;
    for (int i = 0; i < 20; ++i) {
        QProcess process;
        prepareHere(process, command);
        process.start();
        QVERIFY(process.waitForStarted());
        // As soon as it has written more, or is done.
        const QString path = stores().path();
        const auto size = [&path] {
            qint64 bytes = 0;
            for (const QFileInfo &file : QDir(path).entryInfoList({QStringLiteral("*.sqlite*")}, QDir::Files))
                bytes += file.size();
            return bytes;
        };
        const qint64 from = size();
        while (process.state() != QProcess::NotRunning && size() <= from + 4096 * i)
            process.waitForFinished(1);
        process.kill(); // SIGKILL
        process.waitForFinished();
        const std::int64_t now = kept();
        QVERIFY2(now >= before, qPrintable(QString::number(now)));
        grown += now > before ? 1 : 0;
        before = now;
    }
    QVERIFY(grown > 0);
    const Outcome last = runHere(command);
    QVERIFY2(last.status == 0, qPrintable(last.errors));
    QVERIFY2(last.output.contains(QStringLiteral(", %1 were before").arg(before)), qPrintable(last.output));
    QCOMPARE(kept(), 151);
    // All that is kept is what an analysis that nothing befell keeps.
    const auto all = [this] {
        const auto entries = stores().entries();
        ClipStore store(entries.front().path, {});
        std::vector<std::vector<Survivor>> frames;
        if (store.open())
            (void)store.visitSurvivors([&frames](const FrameSurvivors &frame) {
                frames.push_back(frame.items);
                return true;
            });
        return frames;
    };
    const auto survived = all();
    QCOMPARE(survived.size(), std::size_t{151});
    QCOMPARE(runHere({QStringLiteral("cache"), QStringLiteral("--clear")}).status, 0);
    QCOMPARE(runHere(command).status, 0);
    QVERIFY(all() == survived);
}

void ProgramAnalyseTest::twoAtOnce()
{
    const QString source = pictures(40, {640, 480});
    QProcess one;
    QProcess other;
    prepareHere(one, analysing({source}));
    prepareHere(other, analysing({source}));
    one.start();
    other.start();
    const Outcome ofOne = outcomeOf(one);
    const Outcome ofOther = outcomeOf(other);
    QVERIFY2(ofOne.status == 0, qPrintable(ofOne.errors));
    QVERIFY2(ofOther.status == 0, qPrintable(ofOther.errors));
    QCOMPARE(kept(), 40);
}

void ProgramAnalyseTest::refusesWhatDoesNotComeAgain()
{
    for (const QString &source : {QStringLiteral("rtsp://example/stream"), QStringLiteral("screen")}) {
        const Outcome outcome = runHere(analysing({source}));
        QCOMPARE(outcome.status, 2);
        QVERIFY2(outcome.errors.contains(QStringLiteral("cannot be analysed")), qPrintable(outcome.errors));
    }
    QCOMPARE(runHere(analysing({})).status, 2);
    const Outcome missing = runHere(analysing({in("nothing.mp4")}));
    QCOMPARE(missing.status, 1);
    QVERIFY2(missing.errors.contains(QStringLiteral("does not exist")), qPrintable(missing.errors));
    // The others are analysed all the same.
    const Outcome some = runHere(analysing({in("nothing.mp4"), pictures(2)}));
    QCOMPARE(some.status, 3);
    QVERIFY2(some.output.contains(QStringLiteral("2 frames analysed")), qPrintable(some.output));
}

void ProgramAnalyseTest::tellsWhatCannotBeKept()
{
    QDir(in("cache")).mkpath(QStringLiteral("sightglass/sightglass"));
    QFile file(stores().path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QString source = pictures(3);
    const Outcome outcome = runHere(analysing({source}));
    QCOMPARE(outcome.status, 1);
    QVERIFY2(outcome.errors.contains(QStringLiteral("cannot be kept")), qPrintable(outcome.errors));
    // An export is whole without it, and says so.
    const Outcome exported = runHere({QStringLiteral("export"), source, QStringLiteral("--detections"), in("a.csv"),
                                      QStringLiteral("--model"), QStringLiteral("builtin:people-hog")});
    QVERIFY2(exported.status == 0, qPrintable(exported.errors));
    QVERIFY2(exported.output.contains(QStringLiteral("cannot be kept")), qPrintable(exported.output));
}

void ProgramAnalyseTest::interruptsKeepWhatWasDone()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("clips/street_london_TestV4.mp4"));
    QProcess process;
    prepareHere(process, {QStringLiteral("analyse"), path, QStringLiteral("--quiet"), QStringLiteral("--workers"),
                          QStringLiteral("1")});
    process.start();
    const auto isBegun = [this] {
        return !QDir(stores().path()).entryList({QStringLiteral("*.sqlite-wal")}, QDir::Files).isEmpty();
    };
    while (process.state() != QProcess::NotRunning && !isBegun())
        process.waitForFinished(1);
    process.terminate();
    const Outcome outcome = outcomeOf(process);
    QCOMPARE(outcome.status, 130);
    const QRegularExpression told(QStringLiteral(": (\\d+) frames analysed"));
    const auto match = told.match(outcome.output);
    QVERIFY2(match.hasMatch(), qPrintable(outcome.output));
    QVERIFY(kept() >= match.captured(1).toInt());
    QVERIFY(kept() < 151);
}

QTEST_GUILESS_MAIN(ProgramAnalyseTest)
#include "tst_programanalyse.moc"
