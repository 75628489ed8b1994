// SPDX-License-Identifier: Apache-2.0
#include "core/inference/batches.h"

#include "core/inference/choosebatch.h"
#include "core/inference/preprocess.h"
#include "tests/core/inference/fakenetwork.h"
#include "tests/support/testcase.h"

#include <limits>

using namespace sightglass;
using test::fakeInputSize;
using test::FakeNetwork;
using test::FakeState;
using test::fakeTime;
using test::Fault;
using test::noise;

/// Several pictures in one run of a network: proven before it is used, or not used, and why.
class TestBatches : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void partsShareTheNumbers();
    void partsOfNoRows_data();
    void partsOfNoRows();
    void inputsOfSeveral();
    void refuses_data();
    void refuses();
    void refusesLists();
    void refusesWhatTakesTooMuchMemory();
    void loadsAnewWhatIsBroken_data();
    void loadsAnewWhatIsBroken();
    void takesRoundingIn16Bits();
    void runsNothingUnasked_data();
    void runsNothingUnasked();
    void choosesWhatIsQuicker_data();
    void choosesWhatIsQuicker();
};

static Result<std::unique_ptr<Network>> noReload()
{
    return Error{QStringLiteral("Nobody should load the network again."), {}, {}};
}

void TestBatches::partsShareTheNumbers()
{
    std::vector<Tensor> outputs{makeTensor("a", {2, 3}, {1, 2, 3, 4, 5, 6}), makeTensor("b", {2, 1}, {7, 8})};
    const float *numbers = outputs[0].data.get();
    // The first output has a batch's dimension for one picture, the second has none.
    auto parts = partOutputs(outputs, {2, {2, 1}});
    QVERIFY(parts.ok());
    outputs.clear();
    QCOMPARE(parts->size(), std::size_t(2));
    const Tensor &second = (*parts)[1][0];
    QCOMPARE(second.name, std::string("a"));
    QCOMPARE(second.shape, (std::vector{1, 3}));
    QCOMPARE(second.data.get(), numbers + 3);
    QCOMPARE((*parts)[0][1].shape, std::vector{1});
    QCOMPARE((*parts)[1][1].values()[0], 8.f);
    const Tensor kept = second;
    *parts = {};
    QCOMPARE(kept.values()[2], 6.f);
}

void TestBatches::partsOfNoRows_data()
{
    QTest::addColumn<std::vector<int>>("shape");
    QTest::addColumn<int>("rank");
    QTest::newRow("one row") << std::vector{1, 12} << 2;
    QTest::newRow("a row too many") << std::vector{3, 4} << 2;
    QTest::newRow("a number") << std::vector<int>() << 0;
    QTest::newRow("dimensions lost") << std::vector{2, 6} << 3;
    QTest::newRow("dimensions won") << std::vector{2, 1, 6} << 1;
}

void TestBatches::partsOfNoRows()
{
    QFETCH(std::vector<int>, shape);
    QFETCH(int, rank);
    Tensor output = makeTensor("rows", {12}, std::vector<float>(12));
    output.shape = shape;
    const auto parts = partOutputs({&output, 1}, {2, {rank}});
    QVERIFY(!parts);
    QVERIFY2(parts.error().message.contains(QLatin1String("rows")), qPrintable(parts.error().message));
}

void TestBatches::inputsOfSeveral()
{
    NetworkInfo network;
    network.inputs = {{"images", {-1, 3, 2, 4}}, {"orig_target_sizes", {-1, 2}}};
    const std::vector<cv::Mat> pictures{noise(4, 2, 1), noise(4, 2, 2), noise(4, 2, 3)};
    const auto inputs = networkInputs(network, pictures, {});
    QCOMPARE(inputs.size(), std::size_t(2));
    QCOMPARE(inputs[0].shape, (std::vector{3, 3, 2, 4}));
    QCOMPARE(inputs[0].values()[24], static_cast<float>(pictures[1].at<cv::Vec3b>(0, 0)[2]) / 255.f);
    QCOMPARE(inputs[1].shape, (std::vector{3, 2}));
    const auto sizes = inputs[1].values();
    QCOMPARE(std::vector(sizes.begin(), sizes.end()), (std::vector<float>{4, 2, 4, 2, 4, 2}));
}

void TestBatches::refuses_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, Fault fault, const char *reason) {
        QTest::newRow(name) << fault << QString::fromLatin1(reason);
    };
    row("rows swapped", Fault::SwapsRows, "results are others");
    row("one row", Fault::FirstRowOnly, "\"output0\" becomes [1, 6, 84], which has no row");
    row("rows joined", Fault::JoinsRows, "\"output0\" becomes [1, 6, 336], which has no row");
    row("no output", Fault::ForgetsOutput, "1 for one picture and 0 for 4");
    row("rounded", Fault::Rounds, "results are others");
    row("mixed", Fault::Mixes, "results are others");
    row("fails", Fault::Fails, "a run on so many fails");
    row("the same for all", Fault::SeesNothing, "which results are which picture's");
}

void TestBatches::refuses()
{
    QFETCH(Fault, fault);
    QFETCH(QString, reason);
    const auto state = std::make_shared<FakeState>();
    state->fault = fault;
    std::unique_ptr<Network> network = std::make_unique<FakeNetwork>(state);
    const auto choice = chooseBatch(4, network, {fakeInputSize, {}}, noReload);
    QVERIFY(choice.ok());
    QCOMPARE(choice->batches, Batches());
    const QStringList &notes = choice->notes;
    QCOMPARE(notes.size(), 1);
    QVERIFY2(notes[0].startsWith(QLatin1String("The model takes one picture at a time: batches of 4 are not used, ")),
             qPrintable(notes[0]));
    QVERIFY2(notes[0].contains(reason), qPrintable(notes[0]));
    QVERIFY(network->run(trialInputs(network->info(), 1, {fakeInputSize, {}})).ok());
}

void TestBatches::refusesLists()
{
    const auto state = std::make_shared<FakeState>();
    NetworkInfo info;
    info.call = CallStyle::ImageList;
    std::unique_ptr<Network> network = std::make_unique<FakeNetwork>(state, info);
    const auto choice = chooseBatch(2, network, {fakeInputSize, {}}, noReload);
    QVERIFY(choice.ok());
    QCOMPARE(choice->batches, Batches());
    QVERIFY2(choice->notes.value(0).contains(QLatin1String("pictures of any size")),
             qPrintable(choice->notes.value(0)));
    QCOMPARE(state->runs, std::vector<int>());
}

void TestBatches::refusesWhatTakesTooMuchMemory()
{
    const auto state = std::make_shared<FakeState>();
    std::unique_ptr<Network> network = std::make_unique<FakeNetwork>(state);
    for (const int wanted : {100'000, std::numeric_limits<int>::max()}) {
        const auto choice = chooseBatch(wanted, network, {fakeInputSize, {}}, noReload);
        QVERIFY(choice.ok());
        QCOMPARE(choice->batches, Batches());
        QVERIFY2(choice->notes.value(0).contains(QLatin1String("64 x 64 pixels may take more memory")),
                 qPrintable(choice->notes.value(0)));
    }
    QCOMPARE(state->runs, std::vector<int>());
}

void TestBatches::loadsAnewWhatIsBroken_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("reason");
    QTest::newRow("throws") << Fault::Throws << QStringLiteral("a run on so many fails");
    QTest::newRow("fails for good") << Fault::FailsForGood << QStringLiteral("a run on so many fails");
    QTest::newRow("forgets") << Fault::ForgetsForGood << QStringLiteral("results for one picture are others");
}

void TestBatches::loadsAnewWhatIsBroken()
{
    QFETCH(Fault, fault);
    QFETCH(QString, reason);
    const auto state = std::make_shared<FakeState>();
    state->fault = fault;
    std::unique_ptr<Network> network = std::make_unique<FakeNetwork>(state);
    const auto fresh = std::make_shared<FakeState>();
    const auto choice = chooseBatch(2, network, {fakeInputSize, {}}, [&] {
        return Result<std::unique_ptr<Network>>(std::make_unique<FakeNetwork>(fresh));
    });
    QVERIFY(choice.ok());
    QCOMPARE(choice->batches, Batches());
    QVERIFY2(choice->notes.value(0).contains(reason), qPrintable(choice->notes.value(0)));
    const std::size_t before = state->runs.size();
    QVERIFY(network->run(trialInputs({}, 1, {fakeInputSize, {}})).ok());
    QCOMPARE(fresh->runs, std::vector{1});
    QCOMPARE(state->runs.size(), before);

    state->broken = false;
    network = std::make_unique<FakeNetwork>(state);
    const auto failed = chooseBatch(2, network, {fakeInputSize, {}}, noReload);
    QVERIFY(!failed);
    QCOMPARE(failed.error(), noReload().error());
}

void TestBatches::takesRoundingIn16Bits()
{
    const auto state = std::make_shared<FakeState>();
    state->fault = Fault::Rounds;
    NetworkInfo info;
    info.precision = Precision::BFloat16;
    FakeNetwork network(state, info);
    QCOMPARE(proveBatch(network, 2, {fakeInputSize, {}}).batches.size, 2);
    state->fault = Fault::SwapsRows;
    QCOMPARE(proveBatch(network, 2, {fakeInputSize, {}}).batches.size, 1);
}

void TestBatches::runsNothingUnasked_data()
{
    QTest::addColumn<int>("wanted");
    QTest::addColumn<QString>("device");
    QTest::newRow("chosen, processor") << 0 << QStringLiteral("cpu");
    QTest::newRow("one, processor") << 1 << QStringLiteral("cpu");
    QTest::newRow("one, other device") << 1 << QStringLiteral("cuda:0");
    QTest::newRow("nonsense") << -4 << QStringLiteral("cuda:0");
}

void TestBatches::runsNothingUnasked()
{
    QFETCH(int, wanted);
    QFETCH(QString, device);
    const auto state = std::make_shared<FakeState>();
    NetworkInfo info;
    info.device = device;
    std::unique_ptr<Network> network = std::make_unique<FakeNetwork>(state, info);
    const auto choice = chooseBatch(wanted, network, {fakeInputSize, {}}, noReload);
    QVERIFY(choice.ok());
    QCOMPARE(choice->batches, Batches());
    QCOMPARE(choice->notes, QStringList());
    QCOMPARE(state->runs, std::vector<int>());
}

// A run takes 10 ms and so much for each picture: 4 take 10 + 4 * n in place of 4 * (10 + n).
void TestBatches::choosesWhatIsQuicker_data()
{
    QTest::addColumn<int>("millisecondsForAPicture");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("batch");
    QTest::newRow("much quicker") << 1 << Fault::None << 4;
    QTest::newRow("a tenth quicker") << 65 << Fault::None << 4;
    QTest::newRow("hardly quicker") << 66 << Fault::None << 1;
    QTest::newRow("not proven") << 1 << Fault::SwapsRows << 1;
}

void TestBatches::choosesWhatIsQuicker()
{
    QFETCH(int, millisecondsForAPicture);
    QFETCH(Fault, fault);
    QFETCH(int, batch);
    const auto state = std::make_shared<FakeState>();
    state->fault = fault;
    NetworkInfo info;
    info.device = QStringLiteral("cuda:0");
    std::unique_ptr<Network> network =
        std::make_unique<FakeNetwork>(state, info, std::chrono::milliseconds(millisecondsForAPicture));
    const auto choice = chooseBatch(0, network, {fakeInputSize, {}}, noReload, fakeTime);
    QVERIFY(choice.ok());
    QCOMPARE(choice->batches.size, batch);
    QCOMPARE(choice->notes, QStringList());
    QCOMPARE(state->runs.back(), 1);
}

QTEST_GUILESS_MAIN(TestBatches)
#include "tst_batches.moc"
