// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportjournal.h"
#include "core/export/exportqueue.h"
#include "tests/core/export/exportertestcase.h"

#include <QGuiApplication>
#include <QSignalSpy>

#include <atomic>
#include <semaphore>

using namespace sightglass;
using namespace sightglass::test;
using Fate = QueuedExport::Fate;

class ExportQueueTest : public ExporterTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void oneAfterAnother();
    void oneThatFailsLeavesTheOthersAlone();
    void oneThatIsPausedLetsTheNextBegin();
    void whatIsCancelledCanBeTriedAgain();
    void twoWithOneTargetAreRefused();
    void manyAreAddedAtOnce();
    void theListComesBack();
    void whatWasKilledGoesOn();
    void recordingsAreNotKept();
    void whatIsNoListIsTold();

private:
    std::unique_ptr<ExportQueue> queue(const SyntheticScript &script = {.size = {320, 128}, .frames = 40}) const;
    static Fate fateOf(const ExportQueue &queue, int id) { return queue.find(id)->fate; }
    QString store() const { return in("exports.json"); }
};

std::unique_ptr<ExportQueue> ExportQueueTest::queue(const SyntheticScript &script) const
{
    auto queue = std::make_unique<ExportQueue>();
    queue->setBackends(SyntheticSource::factory(script), SyntheticDetector::factory(m_model));
    return queue;
}

void ExportQueueTest::oneAfterAnother()
{
    const auto exports = queue();
    QSignalSpy finished(exports.get(), &ExportQueue::finished);
    int most = 0;
    connect(exports.get(), &ExportQueue::changed, this, [&] {
        int running = 0;
        for (const QueuedExport &each : exports->exports())
            running += each.fate == Fate::Running ? 1 : 0;
        most = std::max(most, running);
    });
    QList<int> ids;
    for (const char *name : {"a.csv", "b.csv", "c.csv"})
        ids.append(exports->add(request("", name)).value());
    QCOMPARE(exports->pending(), 3);
    QCOMPARE(fateOf(*exports, ids[0]), Fate::Running);
    QCOMPARE(fateOf(*exports, ids[1]), Fate::Waiting);
    QTRY_COMPARE(exports->pending(), 0);
    QCOMPARE(most, 1);
    QCOMPARE(finished.count(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(finished[i][0].toInt(), ids[i]);
        QCOMPARE(fateOf(*exports, ids[i]), Fate::Whole);
        QVERIFY(exports->find(ids[i])->outcome.message.contains(QLatin1String("40 frames")));
    }
    QCOMPARE(files(), QStringList({QStringLiteral("a.csv"), QStringLiteral("b.csv"), QStringLiteral("c.csv")}));
}

void ExportQueueTest::oneThatFailsLeavesTheOthersAlone()
{
    const auto exports = queue();
    QSignalSpy failed(exports.get(), &ExportQueue::failed);
    const int bad = exports->add(request("", "nowhere/a.csv")).value();
    const int good = exports->add(request("", "b.csv")).value();
    QTRY_COMPARE(exports->pending(), 0);
    QCOMPARE(fateOf(*exports, bad), Fate::Failed);
    QVERIFY(!exports->find(bad)->outcome.message.isEmpty());
    QCOMPARE(fateOf(*exports, good), Fate::Whole);
    QCOMPARE(failed.count(), 1);
    exports->remove(bad);
    QCOMPARE(exports->exports().size(), 1U);
}

void ExportQueueTest::oneThatIsPausedLetsTheNextBegin()
{
    const auto exports = queue();
    std::counting_semaphore<> begun(0);
    std::counting_semaphore<> held(0);
    // The first export alone waits, at its tenth picture.
    std::atomic<bool> isFirst{true};
    m_model->onPicture = [&](std::int64_t number) {
        if (number == 10 && isFirst.exchange(false)) {
            begun.release();
            held.acquire();
        }
    };
    const int first = exports->add(request("", "a.csv")).value();
    const int second = exports->add(request("", "b.csv")).value();
    begun.acquire();
    exports->pause(first);
    held.release();
    QCOMPARE(fateOf(*exports, first), Fate::Paused);
    QTRY_COMPARE(fateOf(*exports, second), Fate::Whole);
    QCOMPARE(fateOf(*exports, first), Fate::Paused);
    QVERIFY(!QFile::exists(in("a.csv")));
    QCOMPARE(exports->active()->id, first);
    exports->goOn(first);
    QTRY_COMPARE(fateOf(*exports, first), Fate::Whole);
    QCOMPARE(get(in("a.csv")), get(in("b.csv")));

    const int third = exports->add(request("", "c.csv")).value();
    exports->pause(third);
    exports->cancel(third);
    QTRY_COMPARE(fateOf(*exports, third), Fate::Cancelled);
}

void ExportQueueTest::whatIsCancelledCanBeTriedAgain()
{
    const auto exports = queue({.size = {320, 128}, .frames = 100000});
    const int first = exports->add(request("", "a.csv")).value();
    const int second = exports->add(request("", "b.csv")).value();
    exports->cancel(second);
    QCOMPARE(fateOf(*exports, second), Fate::Cancelled);
    exports->cancel(first);
    QTRY_COMPARE(fateOf(*exports, first), Fate::Cancelled);
    QCOMPARE(files(), QStringList());
    exports->setBackends(SyntheticSource::factory({.frames = 40}), SyntheticDetector::factory(m_model));
    exports->retry(first);
    exports->retry(second);
    QTRY_COMPARE(exports->pending(), 0);
    QCOMPARE(fateOf(*exports, first), Fate::Whole);
    QCOMPARE(fateOf(*exports, second), Fate::Whole);
    exports->retry(first); // There is nothing to try.
    QCOMPARE(fateOf(*exports, first), Fate::Whole);
}

void ExportQueueTest::twoWithOneTargetAreRefused()
{
    const auto exports = queue();
    const int first = exports->add(request("", "a.csv")).value();
    const auto second = exports->add(request("b.mp4", "a.csv"));
    QVERIFY(!second.ok());
    QVERIFY(second.error().message.contains(QLatin1String("a.csv")));
    QTRY_COMPARE(fateOf(*exports, first), Fate::Whole);
    QVERIFY(exports->add(request("b.mp4", "a.csv")).ok());
}

/// A thousand at once take no time that a window would miss.
void ExportQueueTest::manyAreAddedAtOnce()
{
    const auto exports = queue({.size = {320, 128}, .frames = 100000});
    QVERIFY(exports->setStore(store()).ok());
    QSignalSpy changed(exports.get(), &ExportQueue::listChanged);
    std::vector<ExportRequest> requests;
    for (int i = 0; i < 1000; ++i)
        requests.push_back(request("", QStringLiteral("%1.csv").arg(i).toUtf8().constData()));
    requests.push_back(requests.front());
    QCOMPARE(exports->addAll(requests).size(), std::size_t(1));
    QCOMPARE(exports->pending(), 1000);
    QCOMPARE(changed.count(), 1);
}

void ExportQueueTest::theListComesBack()
{
    {
        const auto exports = queue();
        QVERIFY(exports->setStore(store()).ok());
        QVERIFY(exports->add(request("", "a.csv")).ok());
        QVERIFY(exports->add(request("", "nowhere/b.csv")).ok());
        QTRY_COMPARE(exports->pending(), 0);
    }
    QCOMPARE(QFile::permissions(store()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    const auto exports = queue();
    QVERIFY(exports->setStore(store()).ok());
    QCOMPARE(exports->exports().size(), 2U);
    const QueuedExport &whole = exports->exports()[0];
    QCOMPARE(whole.fate, Fate::Whole);
    QVERIFY(whole.request == request("", "a.csv"));
    QVERIFY(whole.outcome.message.contains(QLatin1String("40 frames")));
    QCOMPARE(exports->exports()[1].fate, Fate::Failed);
    QVERIFY(!exports->exports()[1].canGoOn);
    QCOMPARE(exports->pending(), 0);
}

/// Or ended by the person who quits.
void ExportQueueTest::whatWasKilledGoesOn()
{
    put(in("source.mp4"), "made up");
    const SyntheticScript script{.size = {320, 128}, .frames = 600};
    {
        std::atomic<bool> isUnderWay{false};
        m_model->onPicture = [&](std::int64_t number) {
            if (number == 400)
                isUnderWay = true;
        };
        const auto exports = queue(script);
        QVERIFY(exports->setStore(store()).ok());
        QVERIFY(exports->add(request("a.mp4", "a.csv")).ok());
        QVERIFY(exports->add(request("", "b.csv")).ok());
        QTRY_VERIFY_WITH_TIMEOUT(isUnderWay, 30000);
        exports->interrupt();
        QVERIFY(exports->wait(QDeadlineTimer(10000)));
        m_model->onPicture = {};
    }
    const auto exports = queue(script);
    QVERIFY(exports->setStore(store()).ok());
    QCOMPARE(exports->exports().size(), 2U);
    const int first = exports->exports()[0].id;
    const int second = exports->exports()[1].id;
    QCOMPARE(fateOf(*exports, first), Fate::Interrupted);
    QCOMPARE(fateOf(*exports, second), Fate::Interrupted);
    QVERIFY(exports->find(first)->canGoOn);
    QVERIFY(!exports->find(second)->canGoOn);
    QCOMPARE(exports->pending(), 0);
    QSignalSpy finished(exports.get(), &ExportQueue::finished);
    exports->retry(first);
    QTRY_COMPARE_WITH_TIMEOUT(fateOf(*exports, first), Fate::Whole, 30000);
    QVERIFY(finished[0][1].value<ExportSummary>().resumed >= 150);
    exports->remove(second);
    QCOMPARE(files(), QStringList({QStringLiteral("a.csv"), QStringLiteral("a.mp4"), QStringLiteral("exports.json"),
                                   QStringLiteral("source.mp4")}));
}

void ExportQueueTest::recordingsAreNotKept()
{
    const auto exports = queue();
    QVERIFY(exports->setStore(store()).ok());
    ExportRequest recording = request("", "a.csv");
    recording.source = {SourceKind::Url, QStringLiteral("rtsp://user:secret@camera/1")};
    QVERIFY(exports->add(recording).ok());
    QTRY_COMPARE(exports->pending(), 0);
    QCOMPARE(exports->exports().size(), 1U);
    QVERIFY(!get(store()).contains("secret"));
    const auto again = queue();
    QVERIFY(again->setStore(store()).ok());
    QVERIFY(again->exports().empty());
}

void ExportQueueTest::whatIsNoListIsTold()
{
    put(store(), "{\"exports\": [");
    auto exports = queue();
    const auto read = exports->setStore(store());
    QVERIFY(!read.ok());
    QVERIFY(read.error().message.contains(QLatin1String("exports.json")));
    QVERIFY(exports->add(request("", "a.csv")).ok());
    QTRY_COMPARE(exports->pending(), 0);
    exports.reset(); // It is written then at the latest.
    QVERIFY(queue()->setStore(store()).ok());
}

QTEST_MAIN(ExportQueueTest)
#include "tst_exportqueue.moc"
