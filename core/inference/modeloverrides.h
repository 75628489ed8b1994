// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelterms.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace sightglass
{

/// What a person says of a model, field by field. What is said here stands above what the file, its metadata or a probe
/// tell; what is not said is found out as ever. Kept in a sidecar file (see sidecar.h).
struct ModelOverrides
{
    std::optional<QString> name;
    /// Of a model in two files that do not lie side by side: the one that is not opened, seen from the folder of the
    /// one that is.
    std::optional<QString> otherFile;
    std::optional<ModelFamily> family;
    std::optional<QStringList> classNames; ///< By class id; gaps are empty strings.
    std::optional<QSize> inputSize;        ///< Pixels.
    std::optional<InputFit> fit;
    std::optional<ChannelOrder> channelOrder;
    std::optional<float> divisor; ///< See InputValues; so are mean and deviation.
    std::optional<std::array<float, 3>> mean;
    std::optional<std::array<float, 3>> deviation;
    std::optional<float> confidence;   ///< The threshold to start with, 0 to 1.
    std::optional<int> keypoints;      ///< Of each thing.
    std::optional<int> keypointValues; ///< 2 or 3, see OutputLayout.

    bool isEmpty() const { return *this == ModelOverrides(); }
    bool operator==(const ModelOverrides &) const = default;
};

} // namespace sightglass
