// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportjob.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>

using namespace sightglass;
using namespace std::chrono_literals;

class ExportJobTest : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<test::SyntheticModel> m_model;

    std::unique_ptr<ExportJob> job(const test::SyntheticScript &script) const
    {
        ExportRequest request;
        request.model.location = QStringLiteral("synthetic");
        request.videoPath = m_folder->filePath(QStringLiteral("out.mp4"));
        return std::make_unique<ExportJob>(request, test::SyntheticSource::factory(script),
                                           test::SyntheticDetector::factory(m_model));
    }
    QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden); }

private Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = std::make_shared<test::SyntheticModel>();
    }

    void tellsProgressAndTheEnd()
    {
        m_model->delayMs = 2;
        const auto export200 = job({.size = {320, 192}, .frames = 200});
        QSignalSpy progressed(export200.get(), &ExportJob::progressed);
        QSignalSpy finished(export200.get(), &ExportJob::finished);
        QSignalSpy failed(export200.get(), &ExportJob::failed);
        QSignalSpy cancelled(export200.get(), &ExportJob::cancelled);
        bool onThisThread = true;
        connect(export200.get(), &ExportJob::progressed, this,
                [&] { onThisThread = onThisThread && QThread::currentThread() == thread(); });
        QVERIFY(!export200->isRunning());
        export200->start();
        export200->start();
        QVERIFY(export200->isRunning());
        QVERIFY(finished.wait(20000));
        QVERIFY(!export200->isRunning());
        QVERIFY(onThisThread);
        QCOMPARE(finished.count(), 1);
        QCOMPARE(failed.count() + cancelled.count(), 0);
        QVERIFY(!progressed.isEmpty());
        QCOMPARE(progressed.last().first().value<ExportProgress>().written, 200u);
        QCOMPARE(finished.first().first().value<ExportSummary>().written, 200u);
        QCOMPARE(files(), QStringList{QStringLiteral("out.mp4")});
    }

    void doesNotFloodAWindowThatDoesNotListen()
    {
        m_model->delayMs = 4;
        const auto slow = job({.size = {320, 192}, .frames = 100000});
        QSignalSpy progressed(slow.get(), &ExportJob::progressed);
        QSignalSpy cancelled(slow.get(), &ExportJob::cancelled);
        slow->start();
        QVERIFY(progressed.wait(10000));
        const auto heard = progressed.count();
        // No event is handled for so long that several reports fall due.
        QThread::msleep(500);
        QCoreApplication::processEvents();
        QVERIFY(progressed.count() - heard <= 1);
        slow->cancel();
        QVERIFY(cancelled.wait(5000));
        QVERIFY(files().isEmpty());
    }

    void waitsNoLongerThanAskedForAModelThatLoads()
    {
        m_model->loadMs = 700;
        const auto loading = job({.frames = 100});
        loading->start();
        loading->cancel();
        QVERIFY(!loading->wait(QDeadlineTimer(50)));
        QVERIFY(files().isEmpty()); // Leaving now would leave nothing behind.
        QVERIFY(loading->wait(QDeadlineTimer(10000)));
    }

    void tellsFailure()
    {
        const auto failing = job({.frames = 100, .failAt = 50});
        QSignalSpy failed(failing.get(), &ExportJob::failed);
        failing->start();
        QVERIFY(failed.wait(10000));
        QCOMPARE(failed.first().first().value<Error>().message, QStringLiteral("The synthetic source failed."));
        QVERIFY(!failing->isRunning());
        QVERIFY(files().isEmpty());
    }

    void keepsWhatAStreamGave()
    {
        const auto broken = job({.size = {320, 192}, .frames = 100, .live = true, .failAt = 50});
        QSignalSpy finished(broken.get(), &ExportJob::finished);
        broken->start();
        QVERIFY(finished.wait(10000));
        const auto summary = finished.first().first().value<ExportSummary>();
        QCOMPARE(summary.written, 50u);
        QVERIFY(!summary.isComplete());
        QCOMPARE(summary.trouble->message, QStringLiteral("The synthetic source failed."));
        QVERIFY(summary.toText().contains(QStringLiteral("Ended early: The synthetic source failed.")));
        QCOMPARE(files(), QStringList{QStringLiteral("out.mp4")});
    }

    void isCancelledWhereverItIs_data()
    {
        QTest::addColumn<bool>("blockInOpen");
        QTest::addColumn<int>("blockAt");
        QTest::newRow("at once") << false << -1;
        QTest::newRow("opening") << true << -1;
        QTest::newRow("reading") << false << 10;
    }

    void isCancelledWhereverItIs()
    {
        QFETCH(bool, blockInOpen);
        QFETCH(int, blockAt);
        const auto blocked = job({.frames = 100000, .blockAt = blockAt, .blockInOpen = blockInOpen});
        QSignalSpy progressed(blocked.get(), &ExportJob::progressed);
        QSignalSpy cancelled(blocked.get(), &ExportJob::cancelled);
        blocked->start();
        if (blockAt > 0)
            QVERIFY(progressed.wait(5000));
        blocked->cancel();
        QVERIFY(cancelled.wait(5000));
        QVERIFY(!blocked->isRunning());
        QVERIFY(files().isEmpty());
    }

    void destructionCancelsAndWaits()
    {
        m_model->delayMs = 2;
        auto running = job({.size = {320, 192}, .frames = 100000});
        QSignalSpy progressed(running.get(), &ExportJob::progressed);
        running->start();
        QVERIFY(progressed.wait(10000));
        running.reset();
        QCOMPARE(m_model->alive.load(), 0);
        QVERIFY(files().isEmpty());
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    ExportJobTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exportjob.moc"
