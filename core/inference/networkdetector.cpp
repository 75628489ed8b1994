// SPDX-License-Identifier: Apache-2.0
#include "core/inference/networkdetector.h"

#include "core/inference/letterbox.h"
#include "core/inference/preprocess.h"
#include "core/inference/shapemapping.h"
#include "core/values/frame.h"
#include "core/values/words.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sightglass
{

std::vector<Candidate> finishCandidates(std::vector<Candidate> candidates, const Letterbox &letterbox, float leastScore)
{
    const auto width = static_cast<float>(letterbox.sourceSize().width());
    const auto height = static_cast<float>(letterbox.sourceSize().height());
    const auto outside = [&](Candidate &candidate) {
        if (candidate.wholePicture) {
            candidate.box = {0.f, 0.f, width, height};
            return !(candidate.score >= leastScore);
        }
        const cv::Rect2f box = letterbox.toSource(candidate.box);
        const float left = std::clamp(box.x, 0.f, width);
        const float top = std::clamp(box.y, 0.f, height);
        candidate.box = {left, top, std::clamp(box.x + box.width, 0.f, width) - left,
                         std::clamp(box.y + box.height, 0.f, height) - top};
        // Written so that what is not a number fails too.
        return !(candidate.box.width > 0.f && candidate.box.height > 0.f && candidate.box.x >= 0.f &&
                 candidate.box.y >= 0.f && candidate.score >= leastScore);
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

NetworkDetector::NetworkDetector(std::unique_ptr<Network> network, ModelDescriptor descriptor, Batches batches)
    : m_network(std::move(network))
    , m_descriptor(std::move(descriptor))
    , m_batches(std::move(batches))
    , m_family(findFamily(m_descriptor.family))
{
    Q_ASSERT(m_family);
    m_descriptor.batch = m_batches.size;
}

std::size_t NetworkDetector::groupOf(std::span<const cv::Mat> images) const
{
    const auto size = static_cast<std::size_t>(m_batches.size);
    if (images.size() < size)
        return 1;
    const auto isAlike = [&images](const cv::Mat &image) { return image.size() == images.front().size(); };
    const bool stack = !m_descriptor.inputSize.isEmpty() || std::ranges::all_of(images.first(size), isAlike);
    return stack ? size : 1;
}

Result<void> NetworkDetector::detectGroup(std::span<const cv::Mat> images, DetectOutput &output)
{
    const auto begin = Clock::now();
    std::vector<Letterbox> letterboxes;
    std::vector<cv::Mat> pictures;
    for (const cv::Mat &image : images) {
        letterboxes.emplace_back(QSize(image.cols, image.rows), m_descriptor.inputSize, m_descriptor.fit);
        pictures.push_back(letterboxes.back().apply(image));
    }
    const std::vector<Tensor> inputs = networkInputs(m_network->info(), pictures, m_descriptor.input);
    const auto prepared = Clock::now();
    auto outputs = m_network->run(inputs);
    if (!outputs)
        return outputs.error();
    const auto inferred = Clock::now();
    std::vector<std::vector<Tensor>> parts;
    if (images.size() == 1) {
        parts.push_back(*std::move(outputs));
    } else {
        auto parted = partOutputs(*outputs, m_batches);
        if (!parted)
            return parted.error();
        parts = *std::move(parted);
    }
    std::vector<std::vector<Candidate>> found;
    for (std::size_t i = 0; i < images.size(); ++i) {
        auto candidates =
            m_family->decode(parts[i], {letterboxes[i].networkSize(), m_descriptor.leastScore, m_descriptor.layout});
        if (!candidates)
            return candidates.error();
        found.push_back(finishCandidates(*std::move(candidates), letterboxes[i], m_descriptor.leastScore));
    }
    std::ranges::move(found, std::back_inserter(output.items));
    output.times.preprocess += prepared - begin;
    output.times.inference += inferred - prepared;
    output.times.postprocess += Clock::now() - inferred;
    return {};
}

Result<DetectOutput> NetworkDetector::detect(std::span<const cv::Mat> images)
try {
    DetectOutput output;
    output.suppressed = m_family->suppresses;
    while (!images.empty()) {
        const auto group = images.first(groupOf(images));
        if (const auto together = detectGroup(group, output); !together) {
            if (group.size() == 1)
                return together.error();
            for (const cv::Mat &image : group)
                if (const auto alone = detectGroup({&image, 1}, output); !alone)
                    return alone.error();
        }
        images = images.subspan(group.size());
    }
    return output;
} catch (const std::exception &exception) {
    return Error{Words::tr("The model %1 failed on a picture.").arg(m_descriptor.name),
                 Words::tr("Open the model again or try another."), QString::fromUtf8(exception.what())};
}

Result<std::unique_ptr<Detector>> NetworkDetector::duplicate(int threads) const
{
    auto network = m_network->duplicate(threads);
    if (!network)
        return network.error();
    ModelDescriptor descriptor = m_descriptor;
    descriptor.threads = (*network)->info().threads;
    return std::unique_ptr<Detector>(
        std::make_unique<NetworkDetector>(*std::move(network), std::move(descriptor), m_batches));
}

} // namespace sightglass
