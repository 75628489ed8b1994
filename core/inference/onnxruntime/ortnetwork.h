// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/onnxruntime/ortsessions.h"

#include <memory>

namespace sightglass
{

/// An ONNX model that ONNX Runtime runs. Numbers of any type go in and come out as float32.
///
/// Where its file tells a batch of several, so many pictures are run together, fewer filled up with copies of the last.
class OrtNetwork : public Network
{
public:
    static Result<std::unique_ptr<Network>> load(const NetworkRequest &request);

    const NetworkInfo &info() const override { return m_info; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) override;
    /// Compares the results of a device other than the processor with the processor's, and leaves it where they differ.
    Result<void> prepare(std::span<const Tensor> example) override;
    /// Shares the session.
    Result<std::unique_ptr<Network>> duplicate(int threads) const override;

private:
    OrtNetwork() = default;

    void describe(const NetworkRequest &request);
    void chooseDevice(const NetworkRequest &request);
    /// Opens the session on the processor, with the reason why it is no longer elsewhere.
    void leaveDevice(const QString &why);
    void open();
    /// With the session of this one.
    std::unique_ptr<OrtNetwork> copied() const;
    /// Throws what ONNX Runtime throws.
    std::vector<Tensor> forward(std::span<const Tensor> inputs);

    QString m_path;
    NetworkInfo m_info;
    Precision m_ownPrecision = Precision::Float32; ///< The file's.
    std::shared_ptr<OrtSessions> m_sessions;
    std::shared_ptr<Ort::Session> m_session;
    std::vector<ONNXTensorElementDataType> m_types; ///< Of the inputs.
    bool m_channelsLast = false;                    ///< The first input, which info() tells as [B, C, H, W].
    int m_batch = 1;                                ///< Pictures that each run takes, where the file leaves no choice.
    std::vector<std::vector<int>> m_lastShapes;     ///< Of the inputs of the last run.
};

} // namespace sightglass
