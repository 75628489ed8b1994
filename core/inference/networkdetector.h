// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/decoders/family.h"
#include "core/inference/detector.h"
#include "core/inference/network.h"

namespace sightglass
{

/// A network with what makes a Detector of it: pictures to input, outputs to candidates, boxes back to the picture.
///
/// Pictures are run one after another: exported models are mostly fixed to a batch of one.
class NetworkDetector : public Detector
{
public:
    /// The descriptor's family is one of families(); fit, input and inputSize say how pictures are brought in.
    NetworkDetector(std::unique_ptr<Network> network, ModelDescriptor descriptor);

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override;
    Result<std::unique_ptr<Detector>> duplicate() const override;

private:
    Result<std::vector<Candidate>> detectOne(const cv::Mat &image, DetectTimes &times);

    std::unique_ptr<Network> m_network;
    ModelDescriptor m_descriptor;
    const Family *m_family;
};

/// Boxes and shapes brought from the network's pixels to the picture's, boxes cut at its edges, what is left of nothing
/// removed; best score first, at most maxCandidates. Numbers that are not finite go.
std::vector<Candidate> finishCandidates(std::vector<Candidate> candidates, const class Letterbox &letterbox);

} // namespace sightglass
