// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/infercandidates.h"

#include <exception>

namespace sightglass
{

Result<Inference> inferCandidates(Detector &detector, const Frame &frame, std::uint64_t model)
try {
    auto output = detector.detect({&frame.image, 1});
    if (!output)
        return output.error();
    auto candidates = std::make_shared<Candidates>();
    candidates->frame = frame.id;
    candidates->seconds = frame.seconds();
    candidates->captured = frame.captured;
    candidates->model = model;
    candidates->items = std::move(output->items.at(0));
    candidates->suppressed = output->suppressed;
    candidates->classNames = detector.descriptor().classNames;
    candidates->keypoints = detector.descriptor().keypoints;
    return Inference{std::move(candidates), output->times};
} catch (const std::exception &exception) {
    return Error{QStringLiteral("The model %1 failed on a frame.").arg(detector.descriptor().name),
                 QStringLiteral("Load the model again, or another one."), QString::fromUtf8(exception.what())};
}

} // namespace sightglass
