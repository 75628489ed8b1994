// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/pipeline/presentation.h"

namespace sightglass::test
{

/// A model of that many classes, "thing 0" and so on.
inline ModelDescriptor modelOf(int classes)
{
    auto names = std::make_shared<QStringList>();
    for (int i = 0; i < classes; ++i)
        names->append(QStringLiteral("thing %1").arg(i));
    ModelDescriptor model;
    model.name = QStringLiteral("Sample");
    model.location = QStringLiteral("/models/sample.torchscript");
    model.backend = QStringLiteral("LibTorch 1.13.1");
    model.family = ModelFamily::YoloV8;
    model.classNames = names;
    model.inputSize = {640, 384};
    return model;
}

/// A frame with these candidates, all of them detections.
inline Presentation presentationOf(std::int64_t index, const Detections &items, const ModelDescriptor &model)
{
    auto candidates = std::make_shared<Candidates>();
    candidates->items = items;
    candidates->classNames = model.classNames;
    candidates->frame.index = index;
    Presentation presentation;
    presentation.results.resize(1);
    presentation.frame.id.index = index;
    presentation.frame.image = cv::Mat(4, 4, CV_8UC3, cv::Scalar::all(0));
    presentation.frame.timeBase = {1, 25};
    presentation.frame.pts = index;
    presentation.results[0].candidates = candidates;
    presentation.results[0].detections = items;
    return presentation;
}

} // namespace sightglass::test
