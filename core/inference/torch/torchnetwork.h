// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/torch/torchcall.h"

#include <torch/csrc/jit/api/module.h>

#include <thread>

namespace sightglass
{

/// A TorchScript program.
class TorchNetwork : public Network
{
public:
    static Result<std::unique_ptr<Network>> load(const NetworkRequest &request);

    const NetworkInfo &info() const override { return m_info; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) override;
    Result<void> prepare(std::span<const Tensor> example) override;
    /// Shares the module: a program may run on several threads at once, each with memory of its own for its values.
    Result<std::unique_ptr<Network>> duplicate(int threads) const override;

private:
    explicit TorchNetwork(const NetworkRequest &request);

    void loadProgram();
    /// Whether there was something to leave.
    bool leaveHalfPrecision();
    void chooseDevice();
    void choosePrecision();
    void useThreads();
    Error runError(const std::exception &exception);
    TorchCall call() const { return {m_info.call, m_device, m_type}; }

    NetworkRequest m_request;
    NetworkInfo m_info;
    torch::jit::Module m_module;
    c10::Device m_device{c10::kCPU};
    c10::ScalarType m_type = c10::kFloat;
    std::thread::id m_thread; ///< For which LibTorch's number of threads has been set.
    bool m_hasRun = false;
};
} // namespace sightglass
