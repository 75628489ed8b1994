// SPDX-License-Identifier: Apache-2.0
#include "core/inference/modeltrial.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

using namespace sightglass;
using namespace std::chrono_literals;

/// What is made of a process that loads a model, however it ends. Shells stand for that process.
class TestModelTrial : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void contentIsTriedOnce();
    void contentThatCrashesIsTriedOnce_data();
    void contentThatCrashesIsTriedOnce();
    void whatPeopleEndIsTriedAgain();
    void errorsAreHandedOn();
    void endlessLoadsAreEnded();
    void bothFilesCount();
    void saysWhatIsAskedFor();
    void memoryIsBounded();
    void aMissingProgramIsNoObstacle();

private:
    QString in(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    void write(const QString &path, const QByteArray &content) const
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    /// A program of these commands, which counts how often it is called.
    ModelTrial trial(const QByteArray &commands, std::chrono::milliseconds longest = 60s) const
    {
        write(in("program"), "#!/bin/sh\necho x >>'" + in("calls").toUtf8() + "'\n" + commands + '\n');
        QFile::setPermissions(in("program"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return ModelTrial(in("program"), CacheFile(in("cache/models.json")), longest);
    }
    qsizetype calls() const
    {
        QFile file(in("calls"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().count('x') : 0;
    }
    ModelRequest request() const { return {.location = in("net.onnx")}; }
    ModelPair files() const { return {ModelFormat::Onnx, in("net.onnx"), {}}; }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestModelTrial::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write(in("net.onnx"), "content");
}

void TestModelTrial::contentIsTriedOnce()
{
    const ModelTrial trial = this->trial("exit 0");
    for (int i = 0; i < 3; ++i)
        QVERIFY(trial(request(), files()));
    QCOMPARE(calls(), 1);
    QFile::copy(in("net.onnx"), in("copy.onnx"));
    QVERIFY(trial({.location = in("copy.onnx")}, {ModelFormat::Onnx, in("copy.onnx"), {}}));
    QCOMPARE(calls(), 1);
    write(in("net.onnx"), "another");
    QVERIFY(trial(request(), files()));
    QCOMPARE(calls(), 2);
}

void TestModelTrial::contentThatCrashesIsTriedOnce_data()
{
    QTest::addColumn<QByteArray>("signal");
    for (const char *signal : {"SEGV", "FPE", "ABRT", "BUS", "ILL"})
        QTest::newRow(signal) << QByteArray(signal);
}

void TestModelTrial::contentThatCrashesIsTriedOnce()
{
    QFETCH(QByteArray, signal);
    const ModelTrial trial = this->trial("echo last words >&2; kill -" + signal + " $$");
    for (int i = 0; i < 2; ++i) {
        ModelRequest request = this->request();
        request.backend = Backend::OpenCv;
        const auto tried = trial(request, files());
        QVERIFY(!tried);
        QVERIFY2(tried.error().message.startsWith(QLatin1String("net.onnx is not loaded: OpenCV ")),
                 qPrintable(tried.error().message));
        QVERIFY(tried.error().message.endsWith(QLatin1String(" crashes on it.")));
        QVERIFY2(tried.error().detail.contains(QString::fromLatin1("(" + signal + ")")),
                 qPrintable(tried.error().detail));
        QVERIFY(tried.error().detail.contains(QLatin1String("last words")));
    }
    QCOMPARE(calls(), 1);
}

void TestModelTrial::whatPeopleEndIsTriedAgain()
{
    const ModelTrial trial = this->trial("kill -TERM $$");
    QVERIFY(!trial(request(), files()));
    QVERIFY(!trial(request(), files()));
    QCOMPARE(calls(), 2);
    QVERIFY(this->trial("exit 0")(request(), files()));
}

void TestModelTrial::errorsAreHandedOn()
{
    const ModelTrial trial =
        this->trial("echo a library says this\n"
                    R"(echo '{"message": "It is bad.", "suggestion": "Take another.", "detail": "d"}')"
                    "\nexit 1");
    const auto tried = trial(request(), files());
    QVERIFY(!tried);
    QCOMPARE(tried.error(),
             (Error{QStringLiteral("It is bad."), QStringLiteral("Take another."), QStringLiteral("d")}));
    QVERIFY(!this->trial("echo no words; exit 3")(request(), files()));
}

void TestModelTrial::endlessLoadsAreEnded()
{
    const ModelTrial trial = this->trial("exec sleep 100", 200ms);
    const auto tried = trial(request(), files());
    QVERIFY(!tried);
    QVERIFY2(tried.error().message.contains(QLatin1String("was not done with it after")),
             qPrintable(tried.error().message));
    QVERIFY(this->trial("exit 0")(request(), files())); // Not remembered.
}

void TestModelTrial::bothFilesCount()
{
    write(in("net.cfg"), "[net]");
    const ModelPair pair{ModelFormat::DarknetWeights, in("net.onnx"), in("net.cfg")};
    const ModelTrial trial = this->trial("kill -SEGV $$");
    const auto tried = trial(request(), pair);
    QVERIFY(!tried);
    QVERIFY(tried.error().suggestion.contains(QLatin1String("net.cfg")));
    write(in("net.cfg"), "[net]\nwidth=1");
    QVERIFY(this->trial("exit 0")(request(), pair));
}

void TestModelTrial::saysWhatIsAskedFor()
{
    ModelRequest request = this->request();
    request.device = QStringLiteral("cuda:0");
    request.precision = Precision::BFloat16;
    request.backend = Backend::OpenCv;
    request.overrides = ModelOverrides();
    request.overrides->name = QStringLiteral("näm");
    const ModelTrial trial =
        this->trial("echo \"$@\" >'" + in("said").toUtf8() + "'; cat >>'" + in("said").toUtf8() + "'");
    QVERIFY(trial(request, files()));
    QFile said(in("said"));
    QVERIFY(said.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(said.readLine()).trimmed(),
             QStringLiteral("--try-model %1 --precision bfloat16 --max-megapixels 134 --backend opencv")
                 .arg(in("net.onnx")));
    QVERIFY(said.readAll().contains("näm"));

    const ModelTrial german(in("program"), CacheFile(in("cache/other.json")), std::chrono::minutes(2),
                            QStringLiteral("de"));
    QVERIFY(german(request, files()));
    said.seek(0);
    QVERIFY(said.readLine().trimmed().endsWith(" --language de"));
}

void TestModelTrial::memoryIsBounded()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    QSKIP("Sanitizers map terabytes: the limit is left out");
#endif
    const ModelTrial trial =
        this->trial("ulimit -v >'" + in("limit").toUtf8() + "'; ulimit -c >>'" + in("limit").toUtf8() + "'");
    QVERIFY(trial(request(), files()));
    QFile limit(in("limit"));
    QVERIFY(limit.open(QIODevice::ReadOnly));
    QVERIFY(limit.readLine().trimmed().toLongLong() > 1'000'000); // KiB
    QCOMPARE(limit.readLine().trimmed(), QByteArray("0"));
}

void TestModelTrial::aMissingProgramIsNoObstacle()
{
    QVERIFY(ModelTrial(in("nothing"), CacheFile(in("cache/models.json")))(request(), files()));
}

QTEST_GUILESS_MAIN(TestModelTrial)
#include "tst_modeltrial.moc"
