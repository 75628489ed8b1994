// SPDX-License-Identifier: Apache-2.0
#include "core/log/categories.h"
#include "core/log/logfile.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <thread>
#include <vector>

using namespace sightglass;

namespace
{

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

struct Fixture
{
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("a.log"));
};

} // namespace

class LogFileTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatIsSaidWhileItIsThere()
    {
        Fixture f;
        qCInfo(sourceLog) << "before";
        {
            const auto log = LogFile::begin(f.path);
            QVERIFY(log);
            QVERIFY(sourceLog().isDebugEnabled());
            qCInfo(sourceLog).noquote() << "opened" << QStringLiteral("straße\nof two lines");
            qCDebug(modelLog) << 42;
        }
        QVERIFY(!sourceLog().isInfoEnabled());
        qCInfo(sourceLog) << "after";
        const QStringList lines = linesOf(f.path);
        QCOMPARE(lines.size(), 2);
        static const QRegularExpression form(
            QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z sightglass\\.source info: (.*)$"));
        QCOMPARE(form.match(lines[0]).captured(1), QStringLiteral("opened straße | of two lines"));
        QVERIFY2(lines[1].endsWith(QLatin1String("sightglass.model debug: 42")), qPrintable(lines[1]));
    }

    void goesOnWhereItEnded()
    {
        Fixture f;
        for (int i = 0; i < 2; ++i) {
            const auto log = LogFile::begin(f.path);
            QVERIFY(log);
            qCInfo(exportLog) << i;
        }
        QCOMPARE(linesOf(f.path).size(), 2);
    }

    void saysWhereItCannotBeWritten()
    {
        const auto log = LogFile::begin(QStringLiteral("/nowhere/at/all.log"));
        QVERIFY(!log);
        QVERIFY(log.error().message.contains(QLatin1String("/nowhere/at/all.log")));
        QVERIFY(!log.error().suggestion.isEmpty());
    }

    void thereIsOneAtATime()
    {
        Fixture f;
        const auto first = LogFile::begin(f.path);
        QVERIFY(first);
        const auto second = LogFile::begin(f.folder.filePath(QStringLiteral("b.log")));
        QVERIFY(!second);
        QVERIFY(second.error().message.contains(QLatin1String("a.log")));
    }

    void linesOfThreadsStayWhole()
    {
        Fixture f;
        {
            const auto log = LogFile::begin(f.path);
            QVERIFY(log);
            std::vector<std::thread> threads;
            for (int i = 0; i < 4; ++i) {
                threads.emplace_back([] {
                    for (int n = 0; n < 50; ++n)
                        qCInfo(pipelineLog) << "whole line";
                });
            }
            for (std::thread &thread : threads)
                thread.join();
        }
        const QStringList lines = linesOf(f.path);
        QCOMPARE(lines.size(), 200);
        for (const QString &line : lines)
            QVERIFY2(line.endsWith(QLatin1String("sightglass.pipeline info: whole line")), qPrintable(line));
    }
};

QTEST_GUILESS_MAIN(LogFileTest)
#include "tst_logfile.moc"
