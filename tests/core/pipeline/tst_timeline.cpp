// SPDX-License-Identifier: Apache-2.0
#include "core/inference/selection.h"
#include "core/pipeline/timeline.h"
#include "tests/core/store/storedcandidates.h"
#include "tests/support/testcase.h"

#include <QTemporaryDir>

#include <array>
#include <map>
#include <thread>

using namespace sightglass;
using namespace sightglass::test;

/// The counts, events and spans of a clip, from its store.
class TimelineTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void countsWhatIsKept();
    void showsNothingWithoutAView();
    void countsUnderTheNewestThresholds();
    void suppressesAnew_data();
    void suppressesAnew();
    void takesTheNewestOverlap();
    void everyPictureIsTrue();
    void followsTheStore_data();
    void followsTheStore();
    void readsAllAgainAfterTooMuchAtOnce();
    void isNotBehindABusyThread();
    void answersAQuery();
    void marksTimeCuts();
    void findsEvents();
    void answersTheLastSearchAlone();
    void searchesWithoutAStore();
    void listsEvents();
    void forgetsAnotherStore();
    void saysThatAStoreCannotBeRead();
    void endsInTheMiddle();

private:
    std::shared_ptr<ClipStore> makeStore(const QString &name);
    void fill(ClipStore &store, std::int64_t first, int count, int candidates = 25);
    bool isTrue() const;
    bool isCounted(const Thresholds &thresholds, const ClipView &view) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Timeline> m_timeline;
    std::mt19937 m_random;
    std::map<std::int64_t, CandidatesPtr> m_kept;
    int m_changes = 0;
    std::vector<std::optional<std::int64_t>> m_found;
    std::vector<std::vector<ClipSpan>> m_lists;
    std::vector<Error> m_warnings;
};

namespace
{

constexpr int patience = 60'000; // Of machines that have much else to do.

} // namespace

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, patience)

void TimelineTest::init()
{
    TestCase::init();
    m_folder = std::make_unique<QTemporaryDir>();
    m_random.seed(4);
    m_kept.clear();
    m_changes = 0;
    m_found.clear();
    m_lists.clear();
    m_warnings.clear();
    m_timeline = std::make_unique<Timeline>();
    connect(m_timeline.get(), &Timeline::changed, this, [this] { ++m_changes; });
    connect(m_timeline.get(), &Timeline::eventFound, this,
            [this](const EventWish &, bool, const std::optional<std::int64_t> &frame) { m_found.push_back(frame); });
    connect(m_timeline.get(), &Timeline::eventsListed, this,
            [this](const EventWish &, const std::vector<ClipSpan> &spans) { m_lists.push_back(spans); });
    connect(m_timeline.get(), &Timeline::warned, this, [this](const Error &error) { m_warnings.push_back(error); });
}

void TimelineTest::cleanup()
{
    m_timeline.reset();
    QVERIFY(m_warnings.empty());
}

std::shared_ptr<ClipStore> TimelineTest::makeStore(const QString &name)
{
    auto store = std::make_shared<ClipStore>(m_folder->filePath(name), ClipStore::About{});
    if (const auto opened = store->open(); !opened)
        qWarning("%s", qPrintable(opened.error().toText()));
    return store;
}

/// Frames of overlapping boxes of four classes, written at once.
void TimelineTest::fill(ClipStore &store, std::int64_t first, int count, int candidates)
{
    std::uniform_real_distribution<float> share(0.f, 1.f);
    for (std::int64_t index = first; index < first + count; ++index) {
        std::vector<Candidate> items;
        for (int i = 0; i < candidates; ++i)
            items.push_back({{share(m_random) * 60.f, share(m_random) * 60.f, 20.f + share(m_random) * 20.f, 30.f},
                             int(m_random() % 4),
                             share(m_random)});
        std::sort(items.begin(), items.end(), [](const auto &a, const auto &b) { return a.score > b.score; });
        putOnGrid(items);
        m_kept[index] = candidatesOf(items, index);
        store.keep(m_kept[index], storedFrame);
    }
    if (const auto written = store.flush(); !written)
        qWarning("%s", qPrintable(written.error().toText()));
}

/// Whether the picture shows what select() finds under its thresholds, in a column for each frame.
bool TimelineTest::isTrue() const
{
    const TimelinePicture &picture = m_timeline->picture();
    for (std::size_t i = 0; i < picture.columns.columns.size(); ++i) {
        const auto &column = picture.columns.columns[i];
        if (column.known == 0)
            continue;
        const auto kept = m_kept.find(column.first);
        if (kept == m_kept.end() || column.first != column.last)
            return false;
        const Detections detections = select(*kept->second, picture.thresholds);
        if (column.total != static_cast<int>(detections.size()))
            return false;
        for (std::size_t place = 0; place < picture.columns.classes.size(); ++place) {
            const auto isOfClass = [&](const auto &each) { return each.classId == picture.columns.classes[place]; };
            if (picture.columns.count(i, place) != std::count_if(detections.begin(), detections.end(), isOfClass))
                return false;
        }
    }
    return true;
}

/// Whether it shows that of all frames which are kept, as it was asked to.
bool TimelineTest::isCounted(const Thresholds &thresholds, const ClipView &view) const
{
    const TimelinePicture &picture = m_timeline->picture();
    const auto isRight = [this](const ClipColumns::Column &column) {
        return (column.known > 0) == m_kept.contains(column.first);
    };
    return picture.thresholds == thresholds && picture.view == view && !picture.suppressing &&
           picture.known == static_cast<std::int64_t>(m_kept.size()) &&
           picture.columns.columns.size() == static_cast<std::size_t>(view.columns) &&
           std::all_of(picture.columns.columns.begin(), picture.columns.columns.end(), isRight) && isTrue();
}

void TimelineTest::countsWhatIsKept()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 10, 50);
    const ClipView view{0, 99, 100};
    m_timeline->setView(view);
    m_timeline->setStore(store, 100);
    EVENTUALLY(isCounted(Thresholds(), view));
    QCOMPARE(m_timeline->picture().frameCount, 100);
    m_timeline->setStore(store, 99);
    QVERIFY(isCounted(Thresholds(), view)); // Nothing is forgotten.
    EVENTUALLY(m_timeline->picture().frameCount == 99);
    Thresholds thresholds;
    thresholds.confidence = 0.6f;
    thresholds.classes[1].shown = false;
    thresholds.classes[2].confidence = 0.1f;
    thresholds.maxDetections = 4;
    m_timeline->setThresholds(thresholds);
    EVENTUALLY(isCounted(thresholds, view));
    const ClipView part{20, 39, 20};
    m_timeline->setView(part);
    EVENTUALLY(isCounted(thresholds, part));
}

void TimelineTest::showsNothingWithoutAView()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 20);
    const ClipView view{0, 19, 20};
    m_timeline->setStore(store, 20);
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
    m_timeline->setView({});
    QCOMPARE(m_timeline->picture().known, 0);
    QVERIFY(m_timeline->picture().columns.columns.empty());
    // The same one again, which the thread may not have seen to be gone.
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
    m_timeline->listEvents(EventWish());
    EVENTUALLY(m_lists.size() == 1);
    m_timeline->setView({});
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
}

void TimelineTest::countsUnderTheNewestThresholds()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 100);
    const ClipView view{0, 99, 100};
    m_timeline->setStore(store, 100);
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
    m_changes = 0;
    Thresholds thresholds;
    for (int i = 0; i < 200; ++i) {
        thresholds.confidence = 0.1f + 0.004f * float(i);
        m_timeline->setThresholds(thresholds);
    }
    EVENTUALLY(isCounted(thresholds, view));
    // One that was worked out meanwhile, and the newest.
    QVERIFY2(m_changes <= 2, qPrintable(QString::number(m_changes)));
}

void TimelineTest::suppressesAnew_data()
{
    QTest::addColumn<Thresholds>("thresholds");
    Thresholds thresholds;
    thresholds.iou = 0.2f;
    QTest::newRow("less overlap") << thresholds;
    thresholds.iou = 0.9f;
    QTest::newRow("more overlap") << thresholds;
    thresholds.classAgnostic = true;
    thresholds.maxDetections = 5;
    QTest::newRow("across classes") << thresholds;
    thresholds.iou = 0.45f;
    thresholds.classes[1].shown = false;
    QTest::newRow("across classes, one hidden") << thresholds;
    thresholds.classes[2].confidence = 0.8f;
    thresholds.classes[3].confidence = 0.05f;
    QTest::newRow("across classes, with thresholds of their own") << thresholds;
}

void TimelineTest::suppressesAnew()
{
    QFETCH(Thresholds, thresholds);
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 1500, 15);
    const ClipView view{0, 1499, 1500};
    m_timeline->setStore(store, 1500);
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
    const ClipColumns before = m_timeline->picture().columns;
    std::vector<TimelinePicture> between;
    connect(m_timeline.get(), &Timeline::changed, this, [&] {
        if (m_timeline->picture().suppressing)
            between.push_back(m_timeline->picture());
    });
    m_timeline->setThresholds(thresholds);
    EVENTUALLY(isCounted(thresholds, view));
    QVERIFY(!between.empty()); // As it is done a few frames at a time.
    for (const TimelinePicture &picture : between) {
        QVERIFY(picture.columns == before);
        QVERIFY(picture.thresholds == Thresholds());
        QVERIFY(*picture.suppressing >= 0.0 && *picture.suppressing <= 1.0);
    }
    disconnect(m_timeline.get(), &Timeline::changed, this, nullptr);
    m_timeline->setThresholds(Thresholds());
    EVENTUALLY(isCounted(Thresholds(), view));
}

void TimelineTest::takesTheNewestOverlap()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 300);
    const ClipView view{0, 299, 300};
    m_timeline->setStore(store, 300);
    m_timeline->setView(view);
    Thresholds thresholds;
    for (int i = 0; i < 30; ++i) {
        thresholds.iou = 0.1f + 0.02f * float(i);
        m_timeline->setThresholds(thresholds);
        QCoreApplication::processEvents();
    }
    EVENTUALLY(isCounted(thresholds, view));
    // Another view, while it is done.
    thresholds.iou = 0.12f;
    m_timeline->setThresholds(thresholds);
    m_timeline->setView({});
    m_timeline->setView(view);
    EVENTUALLY(isCounted(thresholds, view));
    // There and back, before it is done.
    thresholds.iou = 0.11f;
    m_timeline->setThresholds(thresholds);
    m_timeline->setThresholds(Thresholds());
    EVENTUALLY(isCounted(Thresholds(), view));
}

/// Whatever is asked for and added meanwhile, counts are those under the thresholds that the picture tells.
void TimelineTest::everyPictureIsTrue()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 800, 8);
    int pictures = 0;
    bool areTrue = true;
    connect(m_timeline.get(), &Timeline::changed, this, [&] {
        ++pictures;
        areTrue = areTrue && isTrue();
    });
    m_timeline->setStore(store, 1000);
    const std::array overlaps{0.45f, 0.2f, 0.7f};
    Thresholds thresholds;
    ClipView view;
    std::int64_t added = 800;
    for (int round = 0; round < 300; ++round) {
        switch (m_random() % 8) {
        case 0:
            view = m_random() % 4 == 0 ? ClipView() : ClipView{0, 999, 1000};
            m_timeline->setView(view);
            break;
        case 1:
            m_timeline->listEvents(m_random() % 2 ? std::optional(EventWish()) : std::nullopt);
            break;
        case 2:
            if (added < 990)
                fill(*store, added, 5, 8);
            added += 5;
            break;
        case 3:
            thresholds.iou = overlaps[m_random() % 3];
            break;
        case 4:
            thresholds.classAgnostic = m_random() % 2 == 0;
            break;
        case 5:
            thresholds.classes[1].shown = m_random() % 2 == 0;
            break;
        default:
            thresholds.confidence = 0.1f * float(m_random() % 8);
        }
        m_timeline->setThresholds(thresholds);
        // Sometimes the thread that counts comes to something, and sometimes not.
        for (int i = 0; i < 200 && m_random() % 20 != 0; ++i) {
            QCoreApplication::processEvents();
            std::this_thread::yield();
        }
        QVERIFY(areTrue);
    }
    view = {0, 999, 1000};
    m_timeline->setView(view);
    EVENTUALLY(isCounted(thresholds, view));
    QVERIFY(areTrue);
    QVERIFY(pictures > 10);
    disconnect(m_timeline.get(), &Timeline::changed, this, nullptr);
}

void TimelineTest::followsTheStore_data()
{
    QTest::addColumn<Thresholds>("thresholds");
    Thresholds thresholds;
    QTest::newRow("as it is kept") << thresholds;
    thresholds.iou = 0.2f;
    QTest::newRow("suppressed anew") << thresholds;
    thresholds.classAgnostic = true;
    thresholds.classes[0].shown = false;
    QTest::newRow("across classes, one hidden") << thresholds;
}

void TimelineTest::followsTheStore()
{
    QFETCH(Thresholds, thresholds);
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 40);
    const ClipView view{0, 199, 200};
    m_timeline->setThresholds(thresholds);
    m_timeline->setStore(store, 200);
    m_timeline->setView(view);
    fill(*store, 80, 40); // While it is read, or before.
    EVENTUALLY(isCounted(thresholds, view));
    fill(*store, 40, 40);
    EVENTUALLY(isCounted(thresholds, view));
    for (int i = 0; i < 20; ++i)
        fill(*store, 120 + 4 * i, 4);
    EVENTUALLY(isCounted(thresholds, view));
    // The same while NMS is done anew.
    Thresholds others = thresholds;
    others.iou = 0.3f;
    m_timeline->setThresholds(others);
    fill(*store, 205, 5);
    EVENTUALLY(isCounted(others, view));
}

void TimelineTest::readsAllAgainAfterTooMuchAtOnce()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 10);
    const ClipView view{0, 12999, 13000};
    Thresholds thresholds;
    thresholds.iou = 0.3f;
    m_timeline->setThresholds(thresholds);
    m_timeline->setStore(store, 13000);
    m_timeline->setView(view);
    EVENTUALLY(isCounted(thresholds, view));
    fill(*store, 10, 12990, 2);
    EVENTUALLY(isCounted(thresholds, view));
}

void TimelineTest::isNotBehindABusyThread()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 10);
    const ClipView view{0, 299, 300};
    m_timeline->setStore(store, 300);
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
    m_changes = 0;
    for (int i = 1; i < 30; ++i)
        fill(*store, 10 * i, 10); // Without a turn of this thread's events.
    EVENTUALLY(isCounted(Thresholds(), view));
    // One that waited, and the newest.
    QVERIFY2(m_changes <= 3, qPrintable(QString::number(m_changes)));
}

void TimelineTest::answersAQuery()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 60);
    m_timeline->setStore(store, 60);
    m_timeline->setView({0, 59, 10});
    const auto query = ClipQuery::parse(QStringLiteral("class 1 >= 2"), {});
    m_timeline->setQuery(*query);
    std::vector<std::int64_t> expected;
    const auto frames = [this] {
        std::vector<std::int64_t> found;
        for (const ClipSpan &span : m_timeline->picture().spans) {
            for (std::int64_t index = span.first; index <= span.last; ++index)
                found.push_back(index);
        }
        return found;
    };
    const auto isAnswered = [&](const Thresholds &thresholds) {
        expected.clear();
        for (const auto &[index, candidates] : m_kept) {
            const Detections detections = select(*candidates, thresholds);
            if (std::count_if(detections.begin(), detections.end(), [](const auto &e) { return e.classId == 1; }) >= 2)
                expected.push_back(index);
        }
        return m_timeline->picture().query == query->text() && m_timeline->picture().thresholds == thresholds &&
               frames() == expected;
    };
    EVENTUALLY(isAnswered(Thresholds()));
    QVERIFY(!expected.empty());
    Thresholds thresholds;
    thresholds.confidence = 0.7f;
    m_timeline->setThresholds(thresholds);
    EVENTUALLY(isAnswered(thresholds));
    m_timeline->setQuery(ClipQuery());
    EVENTUALLY(m_timeline->picture().query.isEmpty());
    QVERIFY(m_timeline->picture().spans.empty());
}

void TimelineTest::marksTimeCuts()
{
    const auto store = makeStore(QStringLiteral("clip"));
    for (int index = 0; index < 20; ++index) {
        auto candidates = std::make_shared<Candidates>();
        candidates->frame.index = index;
        candidates->seconds = 0.04 * index + (index >= 7 ? 0.2 : 0.0);
        store->keep(candidates, storedFrame);
    }
    QVERIFY(store->flush().ok());
    m_timeline->setStore(store, 20);
    m_timeline->setView({0, 19, 5});
    EVENTUALLY(m_timeline->picture().known == 20);
    QVERIFY(m_timeline->picture().marks == std::vector<ClipMark>{{7}});
}

void TimelineTest::findsEvents()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 10, 0);
    fill(*store, 10, 10);
    fill(*store, 20, 10, 0);
    fill(*store, 30, 1);
    // Before there is a view, and without one.
    m_timeline->findEvent({ClipEvent::Detection, {}}, 0, true);
    m_timeline->setStore(store, 31);
    EVENTUALLY(m_found.size() == 1);
    QVERIFY(m_found.back() == std::int64_t(10));
    m_timeline->setView({0, 30, 10});
    m_timeline->findEvent({ClipEvent::Detection, {}}, 30, false);
    EVENTUALLY(m_found.size() == 2);
    QVERIFY(m_found.back() == std::int64_t(10));
    m_timeline->findEvent({ClipEvent::Detection, {}}, 30, true);
    EVENTUALLY(m_found.size() == 3);
    QVERIFY(!m_found.back());
    // Under thresholds that NMS is done anew for.
    Thresholds thresholds;
    thresholds.confidence = 1.f;
    thresholds.iou = 0.3f;
    m_timeline->setThresholds(thresholds);
    m_timeline->findEvent({ClipEvent::Detection, {}}, 0, true);
    EVENTUALLY(m_found.size() == 4);
    QVERIFY(!m_found.back());
}

void TimelineTest::answersTheLastSearchAlone()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 5, 1);
    fill(*store, 0, 5, 0);
    fill(*store, 6, 5, 0);
    m_timeline->setStore(store, 11);
    for (int i = 0; i < 20; ++i)
        m_timeline->findEvent({ClipEvent::CountChange, {}}, 10, true);
    m_timeline->findEvent({ClipEvent::CountChange, {}}, 0, true);
    EVENTUALLY(!m_found.empty());
    m_timeline->findEvent({ClipEvent::CountChange, {}}, 5, true);
    EVENTUALLY(m_found.size() >= 2);
    QVERIFY(m_found == (std::vector<std::optional<std::int64_t>>{5, 6}));
}

void TimelineTest::searchesWithoutAStore()
{
    m_timeline->findEvent({ClipEvent::Gap, {}}, 0, true);
    EVENTUALLY(m_found.size() == 1);
    QVERIFY(!m_found.back());
    m_timeline->listEvents(EventWish());
    EVENTUALLY(m_lists.size() == 1);
    QVERIFY(m_lists.back().empty());
}

void TimelineTest::listsEvents()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 10, 0);
    fill(*store, 10, 10);
    m_timeline->setStore(store, 100);
    m_timeline->listEvents(EventWish{ClipEvent::Detection, {}});
    EVENTUALLY(m_lists.size() == 1);
    QCOMPARE(m_lists.back().size(), 1u);
    QCOMPARE(m_lists.back().front().first, 10);
    QCOMPARE(m_lists.back().front().last, 19);
    // Frames that change nothing of it, and then some that do.
    fill(*store, 20, 1, 0);
    fill(*store, 21, 4);
    EVENTUALLY(m_lists.back().size() == 2);
    Thresholds thresholds;
    thresholds.confidence = 1.f;
    m_timeline->setThresholds(thresholds);
    EVENTUALLY(m_lists.back().empty());
    m_timeline->listEvents(EventWish{ClipEvent::CountChange, {}}, 3);
    m_timeline->setThresholds(Thresholds());
    EVENTUALLY(m_lists.back().size() == 3);
    m_timeline->listEvents({});
    const auto lists = m_lists.size();
    m_timeline->setThresholds(thresholds);
    m_timeline->findEvent(EventWish(), 0, true);
    EVENTUALLY(m_found.size() == 1);
    QCOMPARE(m_lists.size(), lists);
}

void TimelineTest::forgetsAnotherStore()
{
    const auto first = makeStore(QStringLiteral("first"));
    fill(*first, 0, 50);
    const ClipView view{0, 49, 50};
    m_timeline->setStore(first, 50);
    m_timeline->setView(view);
    EVENTUALLY(isCounted(Thresholds(), view));
    m_kept.clear();
    const auto second = makeStore(QStringLiteral("second"));
    fill(*second, 20, 10);
    m_timeline->setStore(second, 40);
    QCOMPARE(m_timeline->picture().known, 0);
    QCOMPARE(m_timeline->picture().frameCount, 40);
    const auto sawTheOther = std::make_shared<bool>(false);
    connect(m_timeline.get(), &Timeline::changed, this,
            [=, this] { *sawTheOther = *sawTheOther || m_timeline->picture().known > 10; });
    EVENTUALLY(isCounted(Thresholds(), view));
    QVERIFY(!*sawTheOther);
    // What is added to the first one is none of this one's.
    const auto kept = m_kept;
    fill(*first, 50, 10);
    m_kept = kept;
    fill(*second, 30, 1);
    EVENTUALLY(isCounted(Thresholds(), view));
    m_timeline->setStore(nullptr, 0);
    QCOMPARE(m_timeline->picture().known, 0);
    // Somebody else may hold the store on; this object does not.
    EVENTUALLY(second.use_count() == 1);
    QCOMPARE(m_timeline->picture().known, 0);
}

void TimelineTest::saysThatAStoreCannotBeRead()
{
    const auto store =
        std::make_shared<ClipStore>(m_folder->filePath(QStringLiteral("nowhere/clip")), ClipStore::About{});
    m_timeline->setStore(store, 50);
    m_timeline->setView({0, 49, 50});
    EVENTUALLY(m_warnings.size() == 1);
    QVERIFY(!m_warnings.front().message.isEmpty());
    Thresholds thresholds;
    thresholds.iou = 0.2f;
    m_timeline->setThresholds(thresholds);
    EVENTUALLY(m_timeline->picture().thresholds == thresholds);
    QCOMPARE(m_timeline->picture().known, 0);
    m_timeline->findEvent(EventWish(), 0, true);
    EVENTUALLY(m_found.size() == 1);
    QCOMPARE(m_warnings.size(), 1u);
    m_warnings.clear();
}

void TimelineTest::endsInTheMiddle()
{
    const auto store = makeStore(QStringLiteral("clip"));
    fill(*store, 0, 2000);
    m_timeline->setStore(store, 2000);
    m_timeline->setView({0, 1999, 500});
    Thresholds thresholds;
    thresholds.iou = 0.2f;
    m_timeline->setThresholds(thresholds);
    EVENTUALLY(m_timeline->picture().suppressing || m_timeline->picture().known == 2000);
    std::thread writer([&] { fill(*store, 2000, 500); });
    m_timeline->quit();
    m_changes = 0;
    m_timeline->setThresholds(Thresholds());
    m_timeline->findEvent(EventWish(), 0, true);
    const bool ended = m_timeline->finish(QDeadlineTimer(patience));
    writer.join();
    QVERIFY(ended);
    QCoreApplication::processEvents();
    QCOMPARE(m_changes, 0);
    QVERIFY(m_found.empty());
}

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"
