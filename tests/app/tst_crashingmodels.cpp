// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

using namespace sightglass;

/// The program on files that end libraries by signals: it says why it does not take them.
class TestCrashingModels : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void crashesAreTold();
    void wildModelsAreExamined();

private:
    struct Outcome
    {
        int status = -1;
        QByteArray output;
        QByteArray errors;
    };
    Outcome run(const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), m_folder.filePath(QStringLiteral("cache")));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(SIGHTGLASS_PROGRAM), arguments);
        if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    QTemporaryDir m_folder;
};

/// A convolution whose weights are nowhere, which some releases of OpenCV follow into the void.
void TestCrashingModels::crashesAreTold()
{
    SIGHTGLASS_TESTDATA(path, QStringLiteral("wild/crash/onnx/valid.onnx"));
    QFile valid(path);
    QVERIFY(valid.open(QIODevice::ReadOnly));
    QByteArray bytes = valid.readAll();
    const qsizetype name = bytes.indexOf("B\1wJ");
    QVERIFY(name > 0);
    bytes[name + 2] = 'v';
    QFile file(m_folder.filePath(QStringLiteral("nowhere.onnx")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    Outcome first;
    for (int i = 0; i < 2; ++i) {
        const Outcome outcome = run({QStringLiteral("inspect"), file.fileName()});
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.errors.startsWith("sightglass: "), outcome.errors.constData());
        QVERIFY2(outcome.errors.contains("nowhere.onnx"), outcome.errors.constData());
        if (i == 0)
            first = outcome;
        QCOMPARE(outcome.errors, first.errors);
    }
}

/// Each ends by itself, with a report.
void TestCrashingModels::wildModelsAreExamined()
{
    SIGHTGLASS_TESTDATA(folder, QStringLiteral("wild"));
    int count = 0;
    for (const char *part : {"crash", "models", "names", "darknet"}) {
        QDirIterator files(QDir(folder).filePath(QLatin1String(part)), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const Outcome outcome = run({QStringLiteral("inspect"), QStringLiteral("--json"),
                                         QStringLiteral("--threads"), QStringLiteral("1"), path});
            QVERIFY2(outcome.status == 0 || outcome.status == 1, qPrintable(path));
            const QJsonObject report = QJsonDocument::fromJson(outcome.output).object();
            QVERIFY2(!report.isEmpty(), qPrintable(path));
            QCOMPARE(report.contains(QStringLiteral("error")), outcome.status == 1);
            ++count;
        }
    }
    QVERIFY(count > 40);
}

QTEST_GUILESS_MAIN(TestCrashingModels)
#include "tst_crashingmodels.moc"
