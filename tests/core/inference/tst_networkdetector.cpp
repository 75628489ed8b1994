// SPDX-License-Identifier: Apache-2.0
#include "core/inference/networkdetector.h"

#include "core/inference/choosebatch.h"
#include "tests/core/inference/fakenetwork.h"
#include "tests/support/testcase.h"

using namespace sightglass;
using test::FakeNetwork;
using test::FakeState;
using test::Fault;
using test::noise;

/// From several pictures to what is found in each, in as few runs as the network takes.
class TestNetworkDetector : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void detects_data();
    void detects();
    void detectsOneByOneWhatIsNotProven_data();
    void detectsOneByOneWhatIsNotProven();
    void detectsPicturesOfAnySize();
    void duplicateKeepsTheBatch();
    void groupThatFailsIsRunOneByOne();
};

static ModelDescriptor descriptorOf(QSize size)
{
    ModelDescriptor descriptor;
    descriptor.name = QStringLiteral("fake");
    descriptor.family = ModelFamily::YoloV8;
    descriptor.inputSize = size;
    if (size.isEmpty())
        descriptor.fit = InputFit::None;
    return descriptor;
}

static std::vector<cv::Mat> differentPictures()
{
    return {noise(320, 240, 1), noise(100, 300, 2), noise(64, 64, 3), noise(500, 400, 4), noise(33, 77, 5)};
}

// What is found by a network that works, in one picture after another.
static std::vector<std::vector<Candidate>> foundAlone(std::span<const cv::Mat> pictures,
                                                      QSize size = test::fakeInputSize)
{
    NetworkDetector detector(std::make_unique<FakeNetwork>(std::make_shared<FakeState>()), descriptorOf(size));
    std::vector<std::vector<Candidate>> found;
    for (const cv::Mat &picture : pictures)
        found.push_back(detector.detect({&picture, 1})->items.front());
    return found;
}

// On a network that was asked to take `wanted`; state->runs is empty then.
static std::unique_ptr<NetworkDetector> chosen(int wanted, const std::shared_ptr<FakeState> &state,
                                               QSize size = test::fakeInputSize)
{
    std::unique_ptr<Network> network = std::make_unique<FakeNetwork>(state);
    const auto reload = [] { return Result<std::unique_ptr<Network>>(Error{}); };
    auto choice = chooseBatch(wanted, network, {test::fakeInputSize, {}}, reload);
    if (!choice)
        return nullptr;
    state->runs.clear();
    return std::make_unique<NetworkDetector>(std::move(network), descriptorOf(size), std::move(choice->batches));
}

void TestNetworkDetector::detects_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("pictures");
    QTest::addColumn<std::vector<int>>("runs");
    QTest::newRow("1 of 2") << 2 << 1 << std::vector{1};
    QTest::newRow("2 of 2") << 2 << 2 << std::vector{2};
    QTest::newRow("3 of 2") << 2 << 3 << std::vector{2, 1};
    QTest::newRow("5 of 2") << 2 << 5 << std::vector{2, 2, 1};
    QTest::newRow("3 of 4") << 4 << 3 << std::vector{1, 1, 1};
    QTest::newRow("5 of 4") << 4 << 5 << std::vector{4, 1};
    QTest::newRow("none") << 4 << 0 << std::vector<int>();
}

void TestNetworkDetector::detects()
{
    QFETCH(int, batch);
    QFETCH(int, pictures);
    QFETCH(std::vector<int>, runs);
    const auto state = std::make_shared<FakeState>();
    const auto detector = chosen(batch, state);
    QVERIFY(detector);
    QCOMPARE(detector->descriptor().batch, batch);
    auto given = differentPictures();
    given.resize(static_cast<std::size_t>(pictures));
    const auto output = detector->detect(given);
    QVERIFY(output.ok());
    const auto alone = foundAlone(given);
    QCOMPARE(output->items, alone);
    for (const auto &candidates : alone)
        QVERIFY(candidates.size() > 10);
    QCOMPARE(state->runs, runs);
    QVERIFY(given.empty() || output->times.preprocess.count() > 0);
}

void TestNetworkDetector::detectsOneByOneWhatIsNotProven_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::newRow("rows swapped") << Fault::SwapsRows;
    QTest::newRow("one row") << Fault::FirstRowOnly;
    QTest::newRow("fails") << Fault::Fails;
}

void TestNetworkDetector::detectsOneByOneWhatIsNotProven()
{
    QFETCH(Fault, fault);
    const auto state = std::make_shared<FakeState>();
    state->fault = fault;
    const auto detector = chosen(4, state);
    QVERIFY(detector);
    QCOMPARE(detector->descriptor().batch, 1);
    const auto pictures = differentPictures();
    const auto output = detector->detect(pictures);
    QVERIFY(output.ok());
    QCOMPARE(output->items, foundAlone(pictures));
    QCOMPARE(state->runs, std::vector(pictures.size(), 1));
}

// Two of one size stand together after one of another.
void TestNetworkDetector::detectsPicturesOfAnySize()
{
    const auto state = std::make_shared<FakeState>();
    const auto detector = chosen(2, state, QSize());
    QVERIFY(detector);
    const std::vector pictures{noise(64, 32, 1), noise(96, 64, 2), noise(96, 64, 3), noise(32, 96, 4)};
    const auto output = detector->detect(pictures);
    QVERIFY(output.ok());
    QCOMPARE(output->items, foundAlone(pictures, QSize()));
    QCOMPARE(state->runs, (std::vector{1, 2, 1}));
}

void TestNetworkDetector::duplicateKeepsTheBatch()
{
    const auto state = std::make_shared<FakeState>();
    const auto detector = chosen(2, state);
    QVERIFY(detector);
    const auto copy = detector->duplicate(0);
    QVERIFY(copy.ok());
    QCOMPARE((*copy)->descriptor().batch, 2);
    const auto pictures = differentPictures();
    QCOMPARE((*copy)->detect(pictures)->items, foundAlone(pictures));
    QCOMPARE(state->runs, (std::vector{2, 2, 1}));
}

void TestNetworkDetector::groupThatFailsIsRunOneByOne()
{
    const auto state = std::make_shared<FakeState>();
    const auto detector = chosen(2, state);
    QVERIFY(detector);
    const auto pictures = differentPictures();
    for (const Fault fault : {Fault::Fails, Fault::JoinsRows}) {
        state->fault = fault;
        state->runs.clear();
        const auto output = detector->detect(pictures);
        QVERIFY(output.ok());
        QCOMPARE(output->items, foundAlone(pictures));
        QCOMPARE(state->runs, (std::vector{2, 1, 1, 2, 1, 1, 1}));
    }
    state->fault = Fault::FailsForGood;
    QVERIFY(!detector->detect(pictures));
}

QTEST_GUILESS_MAIN(TestNetworkDetector)
#include "tst_networkdetector.moc"
