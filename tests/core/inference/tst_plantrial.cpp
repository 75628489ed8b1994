// SPDX-License-Identifier: Apache-2.0
#include "core/inference/plantrial.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QFile>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

/// One run takes a time that depends on its threads.
class TimedDetector : public Detector
{
public:
    TimedDetector(std::function<std::chrono::milliseconds(int threads)> time, int threads)
        : m_time(std::move(time))
    {
        m_descriptor.threads = threads;
    }

    void setOneRun(std::chrono::milliseconds time) { m_descriptor.facts.oneRun = time; }
    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override
    {
        std::this_thread::sleep_for(m_time(m_descriptor.threads));
        DetectOutput output;
        output.items.resize(images.size());
        return output;
    }
    Result<std::unique_ptr<Detector>> duplicate(int threads) const override
    {
        return std::unique_ptr<Detector>(
            std::make_unique<TimedDetector>(m_time, threads > 0 ? threads : m_descriptor.threads));
    }

private:
    std::function<std::chrono::milliseconds(int threads)> m_time;
    ModelDescriptor m_descriptor;
};

/// Runs on one thread alone.
class SingleDetector : public Detector
{
public:
    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat>) override { return DetectOutput(); }

private:
    ModelDescriptor m_descriptor;
};

const std::vector<WorkerPlan> twoPlans{{2, 1}, {1, 2}};

} // namespace

class PlanTrialTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void workersArePlanned()
    {
        const QString cpu = QStringLiteral("cpu");
        QCOMPARE(planWorkers(0, 0, cpu, 2), (WorkerPlan{2, 1}));
        QCOMPARE(planWorkers(0, 0, cpu, 16), (WorkerPlan{16, 1}));
        QCOMPARE(planWorkers(0, 4, cpu, 16), (WorkerPlan{4, 4}));
        QCOMPARE(planWorkers(0, 32, cpu, 16), (WorkerPlan{1, 32}));
        QCOMPARE(planWorkers(1, 0, cpu, 2), (WorkerPlan{1, 2}));
        QCOMPARE(planWorkers(3, 0, cpu, 2), (WorkerPlan{3, 1}));
        QCOMPARE(planWorkers(3, 5, cpu, 2), (WorkerPlan{3, 5}));
        QCOMPARE(planWorkers(0, 0, cpu, 0), (WorkerPlan{1, 1}));
        QCOMPARE(planWorkers(0, 0, QStringLiteral("cuda:0"), 16), (WorkerPlan{1, 0}));
        QCOMPARE(planWorkers(2, 0, QStringLiteral("opencl"), 16), (WorkerPlan{2, 0}));
    }

    void whatIsWorthATrial()
    {
        QCOMPARE(plansToTry(1), (std::vector<WorkerPlan>{{1, 1}}));
        QCOMPARE(plansToTry(2), (std::vector<WorkerPlan>{{2, 1}, {1, 2}}));
        QCOMPARE(plansToTry(8), (std::vector<WorkerPlan>{{8, 1}, {1, 8}, {4, 2}}));
    }

    void theQuickestIsFound_data()
    {
        QTest::addColumn<int>("oneThread");
        QTest::addColumn<int>("twoThreads");
        QTest::addColumn<int>("workers");
        QTest::newRow("copies are quicker") << 4 << 4 << 2;
        QTest::newRow("threads are quicker") << 20 << 2 << 1;
    }

    void theQuickestIsFound()
    {
        QFETCH(int, oneThread);
        QFETCH(int, twoThreads);
        QFETCH(int, workers);
        const TimedDetector model(
            [=](int threads) { return std::chrono::milliseconds(threads == 1 ? oneThread : twoThreads); }, 1);
        const auto begin = Clock::now();
        const auto trials = tryPlans(model, twoPlans, 400ms);
        QVERIFY(Clock::now() - begin < 2s);
        QCOMPARE(trials.size(), 2U);
        QCOMPARE(trials[0].plan, twoPlans[0]);
        QCOMPARE(trials[1].plan, twoPlans[1]);
        QCOMPARE(quickest(trials).plan.workers, workers);
        QVERIFY(trials[0].perSecond > 0.0 && trials[0].perSecond <= 2.0 * 1000.0 / oneThread);
        QVERIFY(trials[1].perSecond > 0.0 && trials[1].perSecond <= 1000.0 / twoThreads);
    }

    void copiesMustPay()
    {
        const std::vector<PlanTrial> equal{{{4, 1}, 100.0}, {{1, 4}, 96.0}, {{2, 2}, 99.0}};
        QCOMPARE(quickest(equal).plan, (WorkerPlan{1, 4}));
        const std::vector<PlanTrial> better{{{4, 1}, 100.0}, {{1, 4}, 90.0}, {{2, 2}, 96.0}};
        QCOMPARE(quickest(better).plan, (WorkerPlan{2, 2}));
    }

    void tooSlowToTell()
    {
        TimedDetector slow([](int) { return 1ms; }, 1);
        slow.setOneRun(30ms);
        QVERIFY(tryPlans(slow, twoPlans, 100ms).empty());
        slow.setOneRun(20ms);
        QCOMPARE(tryPlans(slow, twoPlans, 100ms).size(), 2U);
        QVERIFY(tryPlans(SingleDetector(), twoPlans, 100ms).empty());
    }

    void trialsAreGivenUp()
    {
        const TimedDetector model([](int) { return 1ms; }, 1);
        std::atomic<int> asked{0};
        const auto begin = Clock::now();
        QVERIFY(tryPlans(model, twoPlans, 20s, [&] { return ++asked > 10; }).empty());
        QVERIFY(Clock::now() - begin < 5s);
    }

    void trialsAreToldInWords()
    {
        const std::vector<PlanTrial> trials{{{2, 1}, 70.06}, {{1, 2}, 51.3}};
        QCOMPARE(trialsText(trials),
                 QStringLiteral("2 workers of 1 thread: 70.1 pictures a second; 1 worker of 2 threads: 51.3"));
    }

    void whatWasMeasuredIsRemembered()
    {
        const QTemporaryDir folder;
        const QString model = folder.filePath(QStringLiteral("model.pt"));
        const auto write = [&](const QByteArray &bytes) {
            QFile file(model);
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write("one"));
        const QString path = folder.filePath(QStringLiteral("cache/workers.json"));
        const MeasuredPlan plan{{3, 2}, {{{3, 2}, 41.25}, {{1, 6}, 30.5}}};
        ModelRequest request{.location = model};
        QVERIFY(!PlanMemory(CacheFile(path)).find(request));
        PlanMemory(CacheFile(path)).add(request, plan);
        QCOMPARE(PlanMemory(CacheFile(path)).find(request), std::optional(plan));
        PlanMemory(CacheFile(path)).add({.location = QStringLiteral("builtin:people-hog")}, {{1, 4}, {}});
        QCOMPARE(PlanMemory(CacheFile(path)).find(request), std::optional(plan));
        QCOMPARE(PlanMemory(CacheFile(path)).find({.location = QStringLiteral("builtin:people-hog")})->plan,
                 (WorkerPlan{1, 4}));

        ModelRequest other = request;
        other.device = QStringLiteral("opencl");
        QVERIFY(!PlanMemory(CacheFile(path)).find(other));
        other = request;
        other.precision = Precision::BFloat16;
        QVERIFY(!PlanMemory(CacheFile(path)).find(other));
        QVERIFY(write("another")); // What was measured is not of this file any more.
        QVERIFY(!PlanMemory(CacheFile(path)).find(request));
    }

    void aFileThatIsBrokenIsAsGoodAsNone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("workers.json"));
        const ModelRequest request{.location = QStringLiteral("m")};
        PlanMemory(CacheFile(path)).add(request, {{2, 1}, {}});
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray whole = file.readAll();
        file.close();
        for (QByteArray bytes :
             {QByteArray("{"), QByteArray("[]"), QByteArray(whole).replace("\"workers\": 2", "\"workers\": -7"),
              QByteArray(whole).replace("\"workers\": 2", "\"workers\": 100000")}) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(bytes);
            file.close();
            QVERIFY(!PlanMemory(CacheFile(path)).find(request));
        }
        PlanMemory(CacheFile(path)).add(request, {{2, 1}, {}});
        QVERIFY(PlanMemory(CacheFile(path)).find(request));
        const PlanMemory nowhere(CacheFile(QStringLiteral("/proc/nowhere/workers.json")));
        nowhere.add(request, {{2, 1}, {}});
        QVERIFY(!nowhere.find(request));
    }

    void onlyWhatIsLeftOpenIsMeasured()
    {
        const bool many = std::thread::hardware_concurrency() > 1;
        QCOMPARE(isPlanOpen({.location = QStringLiteral("m")}), many);
        QVERIFY(!isPlanOpen({.location = QStringLiteral("m"), .workers = 2}));
        QVERIFY(!isPlanOpen({.location = QStringLiteral("m"), .threads = 2}));
        QVERIFY(!isPlanOpen({.location = QStringLiteral("m"), .device = QStringLiteral("cuda:0")}));
    }
};

QTEST_GUILESS_MAIN(PlanTrialTest)
#include "tst_plantrial.moc"
