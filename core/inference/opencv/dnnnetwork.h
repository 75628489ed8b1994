// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/inference/opencv/dnndevices.h"
#include "core/inference/opencv/modelpair.h"

#include <opencv2/dnn.hpp>

namespace sightglass
{

/// A network that OpenCV's dnn module runs: ONNX, Caffe, TensorFlow, Darknet.
///
/// It runs on the processor until prepare() has seen that the device asked for gives the same results; where it does
/// not, or is not there, the processor stays in use and info().notes says so.
class DnnNetwork : public Network
{
public:
    static Result<std::unique_ptr<Network>> load(const ModelPair &files, const NetworkRequest &request);

    const NetworkInfo &info() const override { return m_info; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) override;
    Result<void> prepare(std::span<const Tensor> example) override;
    /// Reads the files once more: OpenCV's networks hold the values of their run. On the processor alone.
    Result<std::unique_ptr<Network>> duplicate(int threads) const override;

private:
    DnnNetwork(const ModelPair &files, const NetworkRequest &request);

    void chooseTarget(const NetworkRequest &request);
    void use(const DnnTarget &target);
    /// Why not, if not.
    std::optional<QString> moveTo(const DnnTarget &target, std::span<const Tensor> example);
    std::vector<Tensor> forward(std::span<const Tensor> inputs);

    ModelPair m_files;
    NetworkRequest m_request;
    cv::dnn::Net m_net;
    std::optional<DnnTarget> m_wanted; ///< To be moved to by prepare().
    QString m_wantedDevice;
    Precision m_wantedPrecision = Precision::Float32;
    bool m_channelsLast = false; ///< The first input, which info() tells as [B, C, H, W].
    std::vector<std::string> m_outputs;
    std::vector<Tensor> m_example; ///< Of prepare(), for copies.
    NetworkInfo m_info;
};

} // namespace sightglass
