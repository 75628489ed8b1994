// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torchoptimise.h"

#include "core/inference/torch/torcherrors.h"
#include "core/values/words.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <thread>

namespace sightglass
{

namespace
{

std::atomic<int> leftBehind{0};

bool isSame(const Tensor &a, const Tensor &b, float tolerance)
{
    if (a.shape != b.shape)
        return false;
    const auto first = a.values();
    const auto second = b.values();
    return std::equal(first.begin(), first.end(), second.begin(), [tolerance](float x, float y) {
        return std::abs(x - y) <= tolerance * (1.f + std::abs(x)) || (std::isnan(x) && std::isnan(y)) || x == y;
    });
}

} // namespace

Result<torch::jit::Module> optimised(const torch::jit::Module &module, const RunProgram &run,
                                     std::span<const Tensor> expected, float tolerance)
try {
    torch::jit::Module frozen = torch::jit::freeze(module);
    torch::jit::Module quick = torch::jit::optimize_for_inference(frozen);
    // The profiling executor compiles anew after its first runs, so that only later ones show what will be run.
    constexpr int warmUps = 2;
    for (int i = 0; i < warmUps; ++i)
        run(quick);
    const std::vector<Tensor> results = run(quick);
    const bool same = std::equal(results.begin(), results.end(), expected.begin(), expected.end(),
                                 [tolerance](const Tensor &a, const Tensor &b) { return isSame(a, b, tolerance); });
    if (!same)
        return Error{Words::tr("it gave other results"), {}, {}};
    return quick;
} catch (const std::exception &exception) {
    return Error{torchDetail(exception).section(QLatin1Char('\n'), 0, 0), {}, torchDetail(exception)};
}

Result<torch::jit::Module> optimisedWithin(std::chrono::milliseconds patience, const torch::jit::Module &module,
                                           RunProgram run, std::vector<Tensor> expected, float tolerance)
{
    std::packaged_task<Result<torch::jit::Module>()> task(
        [module, run = std::move(run), expected = std::move(expected), tolerance] {
            return optimised(module, run, expected, tolerance);
        });
    auto result = task.get_future();
    ++leftBehind;
    std::thread([task = std::move(task)]() mutable {
        task();
        // Its tensors go before it is said to be over.
        task = {};
        --leftBehind;
    }).detach();
    if (result.wait_for(patience) != std::future_status::ready)
        return Error{
            Words::tr("it took longer than %1 s").arg(std::chrono::duration<double>(patience).count()), {}, {}};
    return result.get();
}

bool isOptimising()
{
    return leftBehind > 0;
}

} // namespace sightglass
