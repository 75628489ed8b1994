// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torchoptimise.h"

#include "core/inference/torch/torchcall.h"
#include "tests/support/testcase.h"

#include <torch/script.h>

#include <future>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

/// Doubles a picture of four numbers.
torch::jit::Module doubling()
{
    torch::jit::Module module("doubling");
    module.define("def forward(self, x):\n    return x + x\n");
    module.eval();
    return module;
}

Tensor someTensor(float first)
{
    auto numbers = std::make_shared<std::array<float, 4>>(std::array<float, 4>{first, 2.f, 3.f, 4.f});
    const float *data = numbers->data();
    return {"x", {1, 1, 2, 2}, std::shared_ptr<const float>(std::move(numbers), data)};
}

std::vector<Tensor> run(torch::jit::Module &module)
{
    const std::vector<Tensor> inputs{someTensor(1.f)};
    return TorchCall()(module, inputs);
}

} // namespace

/// Optimising a program ends in time, whatever LibTorch does meanwhile.
class TorchOptimiseTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void aQuickOneIsTaken();
    void otherResultsAreRefused();
    void aSlowOneIsGivenUp();
};

void TorchOptimiseTest::aQuickOneIsTaken()
{
    torch::jit::Module module = doubling();
    auto quick = optimisedWithin(60s, module, run, run(module), 1e-3f);
    QVERIFY2(quick, quick ? "" : qPrintable(quick.error().message));
    QCOMPARE(run(*quick).front().values()[0], 2.f);
    QTRY_VERIFY(!isOptimising());
}

void TorchOptimiseTest::otherResultsAreRefused()
{
    const auto quick = optimisedWithin(60s, doubling(), run, {someTensor(7.f)}, 1e-3f);
    QVERIFY(!quick);
    QCOMPARE(quick.error().message, QStringLiteral("it gave other results"));
}

void TorchOptimiseTest::aSlowOneIsGivenUp()
{
    torch::jit::Module module = doubling();
    std::promise<void> release;
    const auto blocked = [gate = release.get_future().share()](torch::jit::Module &program) {
        gate.wait();
        return run(program);
    };
    const auto quick = optimisedWithin(100ms, module, blocked, run(module), 1e-3f);
    QVERIFY(!quick);
    QCOMPARE(quick.error().message, QStringLiteral("it took longer than 0.1 s"));
    QVERIFY(isOptimising());
    // The program itself is as good as before.
    QCOMPARE(run(module).front().values()[0], 2.f);
    release.set_value();
    QTRY_VERIFY(!isOptimising());
}

QTEST_GUILESS_MAIN(TorchOptimiseTest)
#include "tst_torchoptimise.moc"
