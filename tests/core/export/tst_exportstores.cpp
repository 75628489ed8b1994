// SPDX-License-Identifier: Apache-2.0
#include "core/store/storelimit.h"
#include "tests/core/export/exportertestcase.h"
#include "tests/core/store/storedcandidates.h"

#include <QGuiApplication>

#include <atomic>

using namespace sightglass;
using namespace sightglass::test;

namespace
{

constexpr int frames = 20;

/// Finds in a picture whatever its number says: boxes, turned boxes, keypoints and masks, none of it on a grid.
class ShapesDetector : public Detector
{
public:
    explicit ShapesDetector(std::atomic<int> &calls)
        : m_calls(calls)
    {
        m_descriptor.name = m_descriptor.location = QStringLiteral("shapes");
    }

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override
    {
        DetectOutput output;
        for (const cv::Mat &image : images) {
            ++m_calls;
            std::mt19937 random(static_cast<std::uint32_t>(frameNumberOf(image)));
            std::uniform_real_distribution<float> share(0.f, 1.f);
            auto &items = output.items.emplace_back(anyStored(random, Shapes::All, 12));
            for (Candidate &candidate : items) {
                candidate.box.x += share(random) * 0.05f;
                candidate.score *= 0.99f + share(random) * 0.01f;
            }
            std::stable_sort(items.begin(), items.end(),
                             [](const Candidate &a, const Candidate &b) { return a.score > b.score; });
        }
        return output;
    }

private:
    std::atomic<int> &m_calls;
    ModelDescriptor m_descriptor;
};

} // namespace

/// Exports of what is kept.
class ExportStoresTest : public ExporterTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setStoreLimit(defaultStoreLimit); }
    void filesAreTheSameByteForByte();
    void partsAreFilledIn();
    void nothingIsKeptWhereNothingMayBe();

private:
    Result<ExportSummary> exported(const char *name, bool stored, const FrameRange &range = {})
    {
        ExportRequest asked = request((name + std::string(".mp4")).c_str(), (name + std::string(".ndjson")).c_str());
        asked.results.push_back({in((name + std::string(".csv")).c_str()), {}});
        asked.model.location = QStringLiteral("shapes");
        asked.model.workers = 1;
        asked.thresholds.confidence = 0.1f;
        asked.range = range;
        asked.sound = false;
        const std::optional<StoreFolder> stores =
            stored ? std::optional(StoreFolder(in("results"))) : std::optional<StoreFolder>();
        if (!QFile::exists(asked.source.location))
            put(asked.source.location, "a clip");
        return Exporter(
                   SyntheticSource::factory({.size = storedFrame, .frames = frames}),
                   [this](const ModelRequest &) -> Result<std::unique_ptr<Detector>> {
                       return std::unique_ptr<Detector>(std::make_unique<ShapesDetector>(m_calls));
                   },
                   {}, stores)
            .run(asked, {});
    }
    void compare(const char *name, const char *with)
    {
        for (const char *ending : {".mp4", ".ndjson", ".csv"}) {
            const QByteArray expected = get(in((with + std::string(ending)).c_str()));
            QVERIFY2(expected.size() > 1000, ending);
            QVERIFY2(get(in((name + std::string(ending)).c_str())) == expected, ending);
        }
    }

    std::atomic<int> m_calls{0};
};

void ExportStoresTest::filesAreTheSameByteForByte()
{
    m_calls = 0;
    const auto without = exported("without", false);
    QVERIFY2(without, without ? "" : qPrintable(without.error().toText()));
    QCOMPARE(m_calls.load(), frames);
    QVERIFY(exported("first", true));
    QCOMPARE(m_calls.load(), 2 * frames);
    const auto second = exported("second", true);
    QVERIFY(second);
    QCOMPARE(m_calls.load(), 2 * frames);
    QCOMPARE(second->counts.stored, std::uint64_t{frames});
    QCOMPARE(second->counts.inferred, std::uint64_t{0});
    QCOMPARE(second->detections, without->detections);
    compare("first", "without");
    compare("second", "without");
    const QByteArray list = get(in("without.ndjson"));
    for (const char *what : {"keypoints", "corners", "mask"})
        QVERIFY2(list.contains(what), what);
}

void ExportStoresTest::partsAreFilledIn()
{
    QVERIFY(exported("part", true, {5, 9}));
    m_calls = 0;
    const auto whole = exported("whole", true);
    QVERIFY(whole);
    QCOMPARE(m_calls.load(), frames - 5);
    QCOMPARE(whole->counts.stored, std::uint64_t{5});
    QVERIFY(exported("without", false));
    compare("whole", "without");
}

void ExportStoresTest::nothingIsKeptWhereNothingMayBe()
{
    setStoreLimit(0);
    m_calls = 0;
    QVERIFY(exported("one", true));
    QVERIFY(exported("two", true));
    QCOMPARE(m_calls.load(), 2 * frames);
    QVERIFY(StoreFolder(in("results")).entries().isEmpty());
}

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    ExportStoresTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exportstores.moc"
