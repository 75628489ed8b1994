// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/infercandidates.h"

#include "core/inference/ongrid.h"
#include "core/values/words.h"

#include <exception>

namespace sightglass
{

Result<Inference> inferCandidates(Detector &detector, std::span<const Frame> frames, std::uint64_t model)
try {
    std::vector<cv::Mat> images;
    images.reserve(frames.size());
    for (const Frame &frame : frames)
        images.push_back(frame.image);
    auto output = detector.detect(images);
    if (!output)
        return output.error();
    const auto count = static_cast<std::int64_t>(frames.size());
    Inference inference{
        {}, {output->times.preprocess / count, output->times.inference / count, output->times.postprocess / count}};
    for (std::size_t i = 0; i < frames.size(); ++i) {
        auto candidates = std::make_shared<Candidates>();
        candidates->frame = frames[i].id;
        candidates->seconds = frames[i].seconds();
        candidates->captured = frames[i].captured;
        candidates->model = model;
        candidates->items = std::move(output->items.at(i));
        putOnGrid(candidates->items);
        candidates->suppressed = output->suppressed;
        candidates->classNames = detector.descriptor().classNames;
        candidates->keypoints = detector.descriptor().keypoints;
        inference.candidates.push_back(std::move(candidates));
    }
    return inference;
} catch (const std::exception &exception) {
    return Error{Words::tr("The model %1 failed on a frame.").arg(detector.descriptor().name),
                 Words::tr("Load the model again, or another one."), QString::fromUtf8(exception.what())};
}

} // namespace sightglass
