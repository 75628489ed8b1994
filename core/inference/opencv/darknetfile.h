// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace sightglass
{

/// How many numbers the weights of a Darknet network (the text of a .cfg) are, in darknet's order of counting
/// (github.com/AlexeyAB/darknet, parser.c, load_weights_upto). Nothing where it has layers whose numbers are not
/// counted here, or what cannot be.
std::optional<qint64> darknetWeightCount(const QString &network);

/// An Error with both counts where the weights' file does not hold as many numbers as the network's file needs.
Result<void> checkDarknetWeights(const QString &weightsPath, const QString &networkPath);

/// The same network with this least score in its [yolo] and [region] layers, in place of theirs or of OpenCV's 0.2.
QByteArray withThreshold(const QByteArray &network, float threshold);

} // namespace sightglass
