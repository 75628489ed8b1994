// SPDX-License-Identifier: Apache-2.0
#include "core/inference/networkdetector.h"

#include "core/inference/letterbox.h"
#include "core/inference/preprocess.h"
#include "core/inference/shapemapping.h"
#include "core/values/frame.h"

#include <algorithm>
#include <cmath>

namespace sightglass
{

std::vector<Candidate> finishCandidates(std::vector<Candidate> candidates, const Letterbox &letterbox)
{
    const auto width = static_cast<float>(letterbox.sourceSize().width());
    const auto height = static_cast<float>(letterbox.sourceSize().height());
    const auto outside = [&](Candidate &candidate) {
        if (candidate.wholePicture) {
            candidate.box = {0.f, 0.f, width, height};
            return !(candidate.score >= candidateFloor);
        }
        const cv::Rect2f box = letterbox.toSource(candidate.box);
        const float left = std::clamp(box.x, 0.f, width);
        const float top = std::clamp(box.y, 0.f, height);
        candidate.box = {left, top, std::clamp(box.x + box.width, 0.f, width) - left,
                         std::clamp(box.y + box.height, 0.f, height) - top};
        // Written so that what is not a number fails too.
        return !(candidate.box.width > 0.f && candidate.box.height > 0.f && candidate.box.x >= 0.f &&
                 candidate.box.y >= 0.f && candidate.score >= candidateFloor);
    };
    std::erase_if(candidates, outside);
    const auto better = [](const Candidate &a, const Candidate &b) { return a.score > b.score; };
    if (candidates.size() > maxCandidates) {
        std::nth_element(candidates.begin(), candidates.begin() + maxCandidates, candidates.end(), better);
        candidates.resize(maxCandidates);
    }
    std::stable_sort(candidates.begin(), candidates.end(), better);
    ShapeMapping shapes(letterbox);
    for (Candidate &candidate : candidates) {
        candidate.score = std::min(candidate.score, 1.f);
        if (candidate.shape)
            candidate.shape = shapes.toSource(*candidate.shape);
    }
    return candidates;
}

NetworkDetector::NetworkDetector(std::unique_ptr<Network> network, ModelDescriptor descriptor)
    : m_network(std::move(network))
    , m_descriptor(std::move(descriptor))
    , m_family(findFamily(m_descriptor.family))
{
    Q_ASSERT(m_family);
}

Result<std::vector<Candidate>> NetworkDetector::detectOne(const cv::Mat &image, DetectTimes &times)
{
    const auto begin = Clock::now();
    const Letterbox letterbox({image.cols, image.rows}, m_descriptor.inputSize, m_descriptor.fit);
    const cv::Mat picture = letterbox.apply(image);
    const std::vector<Tensor> inputs = networkInputs(m_network->info(), {&picture, 1}, m_descriptor.input);
    const auto prepared = Clock::now();
    const auto outputs = m_network->run(inputs);
    if (!outputs)
        return outputs.error();
    const auto inferred = Clock::now();
    auto candidates = m_family->decode(*outputs, {letterbox.networkSize(), candidateFloor, m_descriptor.layout});
    if (!candidates)
        return candidates.error();
    auto finished = finishCandidates(*std::move(candidates), letterbox);
    times.preprocess += prepared - begin;
    times.inference += inferred - prepared;
    times.postprocess += Clock::now() - inferred;
    return finished;
}

Result<DetectOutput> NetworkDetector::detect(std::span<const cv::Mat> images)
try {
    DetectOutput output;
    output.suppressed = m_family->suppresses;
    for (const cv::Mat &image : images) {
        auto candidates = detectOne(image, output.times);
        if (!candidates)
            return candidates.error();
        output.items.push_back(*std::move(candidates));
    }
    return output;
} catch (const std::exception &exception) {
    return Error{QStringLiteral("The model %1 failed on a picture.").arg(m_descriptor.name),
                 QStringLiteral("Open the model again or try another."), QString::fromUtf8(exception.what())};
}

Result<std::unique_ptr<Detector>> NetworkDetector::duplicate() const
{
    auto network = m_network->duplicate();
    if (!network)
        return network.error();
    return std::unique_ptr<Detector>(std::make_unique<NetworkDetector>(*std::move(network), m_descriptor));
}

} // namespace sightglass
