// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/offlinerun.h"
#include "tests/core/pipeline/numbers.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QSemaphore>

#include <thread>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

/// A run on synthetic parts, and what its sink was given.
class Fixture
{
public:
    explicit Fixture(const test::SyntheticScript &script, int workers = 1)
        : run(std::make_unique<test::SyntheticSource>(script), copies(model, workers))
    {}

    Result<void> go(const FrameRange &range = {})
    {
        return run.run(
            range,
            [this](const SourceInfo &info) -> Result<void> {
                ++opened;
                name = info.name;
                return {};
            },
            [this](const Frame &frame, const CandidatesPtr &candidates) -> Result<void> {
                indices.push_back(frame.id.index);
                // The boxes carry the number that is in the pixels they were computed on.
                own = own && test::frameNumberOf(frame.image) == frame.id.index;
                if (candidates)
                    own = own && candidates->frame == frame.id &&
                          candidates->items.at(0).box.x == static_cast<float>(frame.id.index);
                delivered.release();
                return sink ? sink(frame) : Result<void>();
            });
    }

    /// None: pictures alone.
    static std::vector<std::unique_ptr<Detector>> copies(const std::shared_ptr<test::SyntheticModel> &model,
                                                         int workers)
    {
        std::vector<std::unique_ptr<Detector>> detectors;
        for (int i = 0; i < workers; ++i)
            detectors.push_back(std::make_unique<test::SyntheticDetector>(model, ModelRequest{}));
        if (detectors.empty())
            detectors.emplace_back();
        return detectors;
    }

    std::shared_ptr<test::SyntheticModel> model = std::make_shared<test::SyntheticModel>();
    OfflineRun run;
    int opened = 0;
    QString name;
    std::vector<std::int64_t> indices;
    bool own = true;
    QSemaphore delivered;
    std::function<Result<void>(const Frame &)> sink;
};

} // namespace

class OfflineRunTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void deliversEveryFrameInOrder_data()
    {
        QTest::addColumn<int>("modelDelayMs");
        QTest::addColumn<int>("sinkDelayMs");
        QTest::newRow("as fast as it goes") << 0 << 0;
        QTest::newRow("slow model") << 2 << 0;
        QTest::newRow("slow sink") << 0 << 2;
    }

    void deliversEveryFrameInOrder()
    {
        QFETCH(int, modelDelayMs);
        QFETCH(int, sinkDelayMs);
        Fixture fixture({.frames = 120});
        fixture.model->delayMs = modelDelayMs;
        fixture.sink = [&](const Frame &) -> Result<void> {
            std::this_thread::sleep_for(std::chrono::milliseconds(sinkDelayMs));
            const OfflineCounts counts = fixture.run.counts();
            if (counts.captured < counts.inferred || counts.inferred < counts.delivered)
                return Error{QStringLiteral("counts out of order"), {}, {}};
            return {};
        };
        const auto result = fixture.go();
        QVERIFY2(result, result ? "" : qPrintable(result.error().toText()));
        QCOMPARE(fixture.opened, 1);
        QCOMPARE(fixture.name, QStringLiteral("synthetic"));
        QCOMPARE(fixture.indices, test::numbers(0, 119));
        QVERIFY(fixture.own);
        const OfflineCounts counts = fixture.run.counts();
        QCOMPARE(counts.captured, 120u);
        QCOMPARE(counts.inferred, 120u);
        QCOMPARE(counts.delivered, 120u);
        QCOMPARE(counts.dropped, 0u);
        QCOMPARE(fixture.model->calls.load(), 120);
        QCOMPARE(fixture.model->alive.load(), 0);
        QVERIFY(!fixture.run.wasCancelled());
    }

    void countsWhatCannotBeRead_data()
    {
        QTest::addColumn<FrameRange>("range");
        QTest::addColumn<QList<int>>("unreadable");
        QTest::newRow("all") << FrameRange{} << QList<int>{0, 4, 5, 9, 20, 21, 22};
        QTest::newRow("from within a gap") << FrameRange{5, {}} << QList<int>{5, 9, 20, 21, 22};
        QTest::newRow("into a gap") << FrameRange{1, 4} << QList<int>{4};
        QTest::newRow("between") << FrameRange{6, 8} << QList<int>{};
        QTest::newRow("to its end") << FrameRange{10, 19} << QList<int>{};
    }

    void countsWhatCannotBeRead()
    {
        QFETCH(FrameRange, range);
        QFETCH(QList<int>, unreadable);
        Fixture fixture({.frames = 20, .damaged = {0, 4, 5, 9}, .missingAtEnd = 3});
        const auto result = fixture.go(range);
        QVERIFY2(result, result ? "" : qPrintable(result.error().toText()));
        const UnreadableFrames found = fixture.run.unreadable();
        const auto indices = found.indices(100);
        QCOMPARE(QList<int>(indices.begin(), indices.end()), unreadable);
        QCOMPARE(found.count(), static_cast<std::uint64_t>(unreadable.size()));
        QCOMPARE(found.first().value_or(-1), unreadable.value(0, -1));
        QCOMPARE(fixture.run.counts().dropped, 0u);
    }

    void workersKeepTheOrder_data()
    {
        QTest::addColumn<int>("workers");
        for (const int workers : {1, 2, 3, 5, 8})
            QTest::addRow("%d", workers) << workers;
    }

    /// However long each takes, every frame is delivered once, in order, with the boxes that were computed on it.
    void workersKeepTheOrder()
    {
        QFETCH(int, workers);
        Fixture fixture({.frames = 300}, workers);
        fixture.model->unevenMs = 4;
        fixture.sink = [&](const Frame &) -> Result<void> {
            const OfflineCounts counts = fixture.run.counts();
            if (counts.captured < counts.inferred || counts.inferred < counts.delivered)
                return Error{QStringLiteral("counts out of order"), {}, {}};
            return {};
        };
        const auto result = fixture.go();
        QVERIFY2(result, result ? "" : qPrintable(result.error().toText()));
        QCOMPARE(fixture.indices, test::numbers(0, 299));
        QVERIFY(fixture.own);
        const OfflineCounts counts = fixture.run.counts();
        QCOMPARE(counts.captured, 300u);
        QCOMPARE(counts.inferred, 300u);
        QCOMPARE(counts.delivered, 300u);
        QCOMPARE(counts.dropped, 0u);
        QCOMPARE(fixture.model->alive.load(), 0);
    }

    void workersEndTogether_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"cancelled", "failed", "sink failed", "finished"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void workersEndTogether()
    {
        QFETCH(QString, how);
        const bool endless = how != QLatin1String("finished");
        Fixture fixture({.frames = 100000, .live = !endless, .interval = endless ? 0ms : 1ms}, 4);
        fixture.model->unevenMs = 6;
        fixture.sink = [&](const Frame &frame) -> Result<void> {
            if (frame.id.index != 20)
                return {};
            if (how == QLatin1String("cancelled"))
                fixture.run.cancel();
            else if (how == QLatin1String("failed"))
                fixture.model->failing = true;
            else if (how == QLatin1String("finished"))
                fixture.run.finish();
            else
                return Error{QStringLiteral("No room."), {}, {}};
            return {};
        };
        const auto result = fixture.go();
        QCOMPARE(result.ok(), how == QLatin1String("finished"));
        QVERIFY(fixture.own);
        QCOMPARE(fixture.indices, test::numbers(0, static_cast<std::int64_t>(fixture.indices.size()) - 1));
        QVERIFY(fixture.indices.size() > 20);
        const OfflineCounts counts = fixture.run.counts();
        QCOMPARE(counts.captured, counts.delivered + counts.dropped);
        QCOMPARE(counts.dropped == 0, how == QLatin1String("finished"));
        QCOMPARE(fixture.model->alive.load(), 0);
    }

    void boundsWhatWaits_data()
    {
        QTest::addColumn<int>("workers");
        QTest::newRow("one") << 1;
        QTest::newRow("four") << 4;
    }

    void boundsWhatWaits()
    {
        QFETCH(int, workers);
        Fixture fixture({.frames = 60}, workers);
        // One frame that takes long must not let the others pile up behind it.
        fixture.model->unevenMs = 10;
        std::uint64_t most = 0;
        fixture.sink = [&](const Frame &) -> Result<void> {
            std::this_thread::sleep_for(1ms);
            const OfflineCounts counts = fixture.run.counts();
            most = std::max(most, counts.captured - counts.delivered);
            return {};
        };
        QVERIFY(fixture.go());
        QVERIFY2(most <= std::uint64_t(8 + 2 * workers), qPrintable(QString::number(most)));
    }

    void worksWithoutAModel()
    {
        Fixture fixture({.frames = 20}, 0);
        QVERIFY(fixture.go());
        QCOMPARE(fixture.indices, test::numbers(0, 19));
        QCOMPARE(fixture.run.counts().inferred, 0u);
        QCOMPARE(fixture.run.counts().delivered, 20u);
    }

    void keepsToTheRange_data()
    {
        QTest::addColumn<std::int64_t>("first");
        QTest::addColumn<std::int64_t>("last");
        QTest::addColumn<bool>("live");
        QTest::newRow("middle") << std::int64_t{10} << std::int64_t{19} << false;
        QTest::newRow("one") << std::int64_t{49} << std::int64_t{49} << false;
        QTest::newRow("all") << std::int64_t{0} << std::int64_t{49} << false;
        QTest::newRow("live") << std::int64_t{5} << std::int64_t{9} << true;
    }

    void keepsToTheRange()
    {
        QFETCH(std::int64_t, first);
        QFETCH(std::int64_t, last);
        QFETCH(bool, live);
        Fixture fixture({.frames = 50, .live = live});
        QVERIFY(fixture.go({first, last}));
        QCOMPARE(fixture.indices, test::numbers(first, last));
        QCOMPARE(fixture.run.counts().captured, static_cast<std::uint64_t>(last - first + 1));
    }

    void refusesARangeBeyondTheEnd_data()
    {
        QTest::addColumn<std::int64_t>("first");
        QTest::addColumn<std::int64_t>("last");
        QTest::newRow("begin") << std::int64_t{50} << std::int64_t{60};
        QTest::newRow("end") << std::int64_t{40} << std::int64_t{50};
    }

    void refusesARangeBeyondTheEnd()
    {
        QFETCH(std::int64_t, first);
        QFETCH(std::int64_t, last);
        Fixture fixture({.frames = 50});
        const auto result = fixture.go({first, last});
        QVERIFY(!result);
        QVERIFY(result.error().message.contains(QStringLiteral("has 50 frames")));
        QVERIFY(result.error().suggestion.contains(QStringLiteral("0 to 49")));
        QVERIFY(fixture.indices.empty());
    }

    void failureEndsTheRun_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("message");
        QTest::newRow("open") << QStringLiteral("open") << QStringLiteral("The synthetic source cannot be opened.");
        QTest::newRow("read") << QStringLiteral("read") << QStringLiteral("The synthetic source failed.");
        QTest::newRow("model") << QStringLiteral("model") << QStringLiteral("The synthetic model failed.");
        QTest::newRow("sink") << QStringLiteral("sink") << QStringLiteral("No room.");
        // The sink fails while the reader waits for a picture that never comes.
        QTest::newRow("sink, blocked read") << QStringLiteral("sink blocked") << QStringLiteral("No room.");
    }

    void failureEndsTheRun()
    {
        QFETCH(QString, where);
        QFETCH(QString, message);
        test::SyntheticScript script{.frames = 1000};
        script.failInOpen = where == QLatin1String("open");
        script.failAt = where == QLatin1String("read") ? 30 : -1;
        script.blockAt = where == QLatin1String("sink blocked") ? 12 : -1;
        Fixture fixture(script);
        fixture.model->failing = where == QLatin1String("model");
        if (where.startsWith(QLatin1String("sink"))) {
            fixture.sink = [](const Frame &frame) -> Result<void> {
                if (frame.id.index == 10)
                    return Error{QStringLiteral("No room."), {}, {}};
                return {};
            };
        }
        const auto result = fixture.go();
        QVERIFY(!result);
        QCOMPARE(result.error().message, message);
        QVERIFY(!fixture.run.wasCancelled());
        const OfflineCounts counts = fixture.run.counts();
        QCOMPARE(counts.captured, counts.delivered + counts.dropped);
        QCOMPARE(fixture.model->alive.load(), 0);
    }

    void keepsWhatAStreamGave_data()
    {
        QTest::addColumn<bool>("silent");
        QTest::addColumn<bool>("ranged");
        QTest::newRow("broken") << false << false;
        QTest::newRow("broken, range") << false << true;
        QTest::newRow("silent") << true << false;
        QTest::newRow("silent, range") << true << true;
    }

    void keepsWhatAStreamGave()
    {
        QFETCH(bool, silent);
        QFETCH(bool, ranged);
        Fixture fixture({.frames = silent ? 30 : 1000, .live = true, .failAt = silent ? -1 : 30}, 2);
        fixture.run.setPatience(100ms);
        const auto result = fixture.go({5, ranged ? std::optional<std::int64_t>(104) : std::nullopt});
        QVERIFY2(result, result ? "" : qPrintable(result.error().toText()));
        QCOMPARE(fixture.indices, test::numbers(5, 29));
        QVERIFY(fixture.run.trouble());
        QCOMPARE(fixture.run.trouble()->message, silent ? QStringLiteral("synthetic sent no picture for a long time.")
                                                        : QStringLiteral("The synthetic source failed."));
        QCOMPARE(fixture.run.missing(), ranged ? 75u : 0u);
        QCOMPARE(fixture.run.counts().delivered, 25u);
        QCOMPARE(fixture.run.counts().dropped, 0u);
    }

    void aStreamThatGaveNothingIsAFailure()
    {
        Fixture fixture({.frames = 1000, .live = true, .failAt = 30});
        const auto result = fixture.go({50, {}});
        QVERIFY(!result);
        QCOMPARE(result.error().message, QStringLiteral("The synthetic source failed."));
    }

    void openedMayRefuse()
    {
        Fixture fixture({.frames = 10});
        const auto result = fixture.run.run(
            {},
            [](const SourceInfo &) -> Result<void> {
                return Error{QStringLiteral("Not this one."), {}, {}};
            },
            [](const Frame &, const CandidatesPtr &) -> Result<void> { return {}; });
        QVERIFY(!result);
        QCOMPARE(result.error().message, QStringLiteral("Not this one."));
        QCOMPARE(fixture.run.counts().delivered, 0u);
    }

    void exceptionsOfTheSinkReachTheCaller()
    {
        Fixture fixture({.frames = 1000});
        fixture.sink = [](const Frame &) -> Result<void> { throw std::runtime_error("out of ideas"); };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, (void)fixture.go());
    }

    void cancelEndsTheRun_data()
    {
        QTest::addColumn<QString>("when");
        for (const char *when :
             {"before", "blocked open", "blocked read", "first frame", "mid-way", "live", "slow model"})
            QTest::newRow(when) << QString::fromLatin1(when);
    }

    void cancelEndsTheRun()
    {
        QFETCH(QString, when);
        test::SyntheticScript script{.frames = 100000};
        script.blockInOpen = when == QLatin1String("blocked open");
        script.blockAt = when == QLatin1String("blocked read") ? 3 : -1;
        script.live = when == QLatin1String("live");
        if (script.live)
            script.interval = 5ms;
        Fixture fixture(script);
        if (when == QLatin1String("slow model"))
            fixture.model->delayMs = 100;
        const int framesBefore = when == QLatin1String("mid-way")                        ? 40
                                 : when == QLatin1String("blocked read")                 ? 3
                                 : when == QLatin1String("before") || script.blockInOpen ? 0
                                                                                         : 1;
        std::jthread canceller;
        Clock::time_point asked = Clock::now();
        if (when == QLatin1String("before")) {
            fixture.run.cancel();
        } else {
            canceller = std::jthread([&] {
                fixture.delivered.acquire(framesBefore);
                if (script.blockInOpen)
                    script.blocked->acquire();
                asked = Clock::now();
                fixture.run.cancel();
            });
        }
        const auto result = fixture.go();
        const auto ended = Clock::now();
        if (canceller.joinable())
            canceller.join();
        QVERIFY(!result);
        QVERIFY(fixture.run.wasCancelled());
        QVERIFY(ended - asked < 500ms);
        QVERIFY(fixture.indices.size() >= static_cast<std::size_t>(framesBefore));
        QVERIFY(fixture.own);
        const OfflineCounts counts = fixture.run.counts();
        QCOMPARE(counts.captured, counts.delivered + counts.dropped);
        QCOMPARE(fixture.model->alive.load(), 0);
    }

    void finishDeliversWhatWasRead()
    {
        Fixture fixture({.frames = 100000, .live = true, .interval = 1ms});
        fixture.model->delayMs = 3;
        std::jthread finisher([&] {
            fixture.delivered.acquire(10);
            fixture.run.finish();
        });
        const auto result = fixture.go();
        QVERIFY(result);
        QVERIFY(!fixture.run.wasCancelled());
        const OfflineCounts counts = fixture.run.counts();
        QVERIFY(counts.captured >= 10);
        QCOMPARE(counts.delivered, counts.captured);
        QCOMPARE(counts.dropped, 0u);
        QCOMPARE(fixture.indices, test::numbers(0, static_cast<std::int64_t>(counts.captured) - 1));
    }
};

QTEST_GUILESS_MAIN(OfflineRunTest)
#include "tst_offlinerun.moc"
