// SPDX-License-Identifier: Apache-2.0
#include "core/inference/applyoverrides.h"

#include <utility>

namespace sightglass
{

namespace
{

// Ultralytics' words.
QString taskWord(ModelTask task)
{
    switch (task) {
    case ModelTask::Detect:
        break;
    case ModelTask::Segment:
        return QStringLiteral("segment");
    case ModelTask::Pose:
        return QStringLiteral("pose");
    case ModelTask::OrientedBoxes:
        return QStringLiteral("obb");
    case ModelTask::Classify:
        return QStringLiteral("classify");
    }
    return QStringLiteral("detect");
}

} // namespace

std::vector<ModelMetadata> overriddenMetadata(const ModelMetadata &metadata, const ModelOverrides &overrides)
{
    constexpr std::array usualKeypoint{0, 3};
    ModelMetadata ours = metadata;
    ours.inputSize = overrides.inputSize.value_or(metadata.inputSize);
    if (overrides.keypoints || (overrides.keypointValues && metadata.keypointShape)) {
        const auto [keypoints, values] = metadata.keypointShape.value_or(usualKeypoint);
        ours.keypointShape = {overrides.keypoints.value_or(keypoints), overrides.keypointValues.value_or(values)};
    }
    if (!overrides.classNames)
        return {ours};
    ModelMetadata named = ours;
    named.names = *overrides.classNames;
    return {named, ours};
}

ModelMetadata metadataOf(const Family &family, ModelMetadata metadata)
{
    metadata.task = taskWord(family.task);
    metadata.ownSuppression = family.family == ModelFamily::YoloWithNms;
    return metadata;
}

InputValues overridden(InputValues values, const ModelOverrides &overrides)
{
    const ChannelOrder order = overrides.channelOrder.value_or(values.order);
    if (order != values.order && order != ChannelOrder::Gray && values.order != ChannelOrder::Gray) {
        std::swap(values.mean[0], values.mean[2]);
        std::swap(values.deviation[0], values.deviation[2]);
    }
    return {order, overrides.divisor.value_or(values.divisor), overrides.mean.value_or(values.mean),
            overrides.deviation.value_or(values.deviation)};
}

} // namespace sightglass
