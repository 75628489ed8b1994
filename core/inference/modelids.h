// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modelterms.h"

#include <QStringList>

#include <optional>

namespace sightglass
{

/// Names that stand in files and on command lines: they never change, whatever people are shown (see modelterms.h).

/// "yolov8", "rt-detr", "yolo-segment"; "unknown" for those that no file is read as: Unknown, and HOG, which is built
/// in.
QString familyId(ModelFamily family);
/// Nothing for a name that no family has, and for "unknown".
std::optional<ModelFamily> familyFromId(const QString &id);
QStringList familyIds();

/// "letterbox", "letterbox-top-left", "stretch", "any-size".
QString inputFitId(InputFit fit);
std::optional<InputFit> inputFitFromId(const QString &id);
QStringList inputFitIds();

/// "rgb", "bgr", "gray".
QString channelOrderId(ChannelOrder order);
std::optional<ChannelOrder> channelOrderFromId(const QString &id);
QStringList channelOrderIds();

/// "auto", "opencv", "onnxruntime".
QString backendId(Backend backend);
std::optional<Backend> backendFromId(const QString &id);

} // namespace sightglass
