// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/batches.h"
#include "core/inference/decoders/family.h"
#include "core/inference/detector.h"
#include "core/inference/network.h"

namespace sightglass
{

/// A network with what makes a Detector of it: pictures to input, outputs to candidates, boxes back to the picture.
///
/// Pictures are run in groups of exactly as many as were proven, and what is left over one by one: two numbers of
/// pictures are ever in use, as for a new one LibTorch compiles and OpenCV allocates anew.
class NetworkDetector : public Detector
{
public:
    /// The descriptor's family is one of families(); fit, input and inputSize say how pictures are brought in. Its
    /// batch becomes that of `batches`.
    NetworkDetector(std::unique_ptr<Network> network, ModelDescriptor descriptor, Batches batches = {});

    const ModelDescriptor &descriptor() const override { return m_descriptor; }
    /// Where a group does not run as it was proven to, its pictures are run one by one.
    Result<DetectOutput> detect(std::span<const cv::Mat> images) override;
    Result<std::unique_ptr<Detector>> duplicate(int threads) const override;

private:
    /// How many of these, from the first, are run together.
    std::size_t groupOf(std::span<const cv::Mat> images) const;
    /// Adds candidates for each image, or nothing at all and an Error.
    Result<void> detectGroup(std::span<const cv::Mat> images, DetectOutput &output);

    std::unique_ptr<Network> m_network;
    ModelDescriptor m_descriptor;
    Batches m_batches;
    const Family *m_family;
};

/// Boxes and shapes brought from the network's pixels to the picture's, boxes cut at its edges, what is left of nothing
/// removed; best score first, none below `leastScore`, at most maxCandidates. Numbers that are not finite go.
std::vector<Candidate> finishCandidates(std::vector<Candidate> candidates, const class Letterbox &letterbox,
                                        float leastScore = candidateFloor);

} // namespace sightglass
