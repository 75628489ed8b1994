// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/family.h"

#include "core/inference/coconames.h"
#include "core/inference/decoders/classification.h"
#include "core/inference/decoders/darknet.h"
#include "core/inference/decoders/detectron2.h"
#include "core/inference/decoders/fastestdet.h"
#include "core/inference/decoders/nanodet.h"
#include "core/inference/decoders/rtdetr.h"
#include "core/inference/decoders/rtdetrlists.h"
#include "core/inference/decoders/ssd.h"
#include "core/inference/decoders/torchvision.h"
#include "core/inference/decoders/ultralightface.h"
#include "core/inference/decoders/yoloend.h"
#include "core/inference/decoders/yolooriented.h"
#include "core/inference/decoders/yolopose.h"
#include "core/inference/decoders/yolosegment.h"
#include "core/inference/decoders/yolov5.h"
#include "core/inference/decoders/yolov6.h"
#include "core/inference/decoders/yolov8.h"
#include "core/inference/decoders/yolox.h"
#include "core/inference/decoders/yunet.h"
#include "core/values/words.h"

#include <algorithm>
#include <array>

namespace sightglass
{

std::span<const Family> families()
{
    static const std::array all{torchvisionFamily(), d2goFamily(),           yoloV5Family(),
                                yoloV8Family(),      yoloWithNmsFamily(),    yoloEndToEndFamily(),
                                rtDetrFamily(),      yoloXFamily(),          ssdFamily(),
                                darknetFamily(),     fastestDetFamily(),     nanoDetFamily(),
                                yuNetFamily(),       ultraLightFaceFamily(), rtDetrListsFamily(),
                                yoloSegmentFamily(), yoloPoseFamily(),       yoloOrientedFamily(),
                                detectron2Family(),  classificationFamily(), yoloV6Family()};
    return all;
}

const Family *findFamily(ModelFamily family)
{
    const auto all = families();
    const auto found = std::find_if(all.begin(), all.end(), [family](const Family &f) { return f.family == family; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<std::pair<const Family *, Reading>> readings(const Evidence &evidence)
{
    std::vector<std::pair<const Family *, Reading>> fitting;
    for (const Family &family : families())
        if (auto reading = family.recognise(evidence))
            fitting.emplace_back(&family, std::move(*reading));
    std::stable_partition(fitting.begin(), fitting.end(), [](const auto &fit) { return fit.second.sure; });
    return fitting;
}

Error unexpectedOutputs(std::span<const Tensor> outputs, ModelFamily family)
{
    const Family *traits = findFamily(family);
    return {Words::tr("The model's outputs changed their layout: it is not a %1 model.").arg(familyName(family)),
            Words::tr("Open the model again."),
            QStringLiteral("Outputs: %1. Expected: %2.")
                .arg(shapesText(outputs), QLatin1String(traits ? traits->layout : ""))};
}

QStringList assumedNames(int classes)
{
    return classes == cocoNamesDense().size() ? cocoNamesDense() : QStringList();
}

int classIdOf(float value)
{
    constexpr float most = 1e6f;
    return value >= 0.f && value < most ? static_cast<int>(value) : -1;
}

bool isScore(float value)
{
    constexpr float rounding = 0.01f;
    return value >= -rounding && value <= 1.f + rounding;
}

const Tensor *onlyOutput(std::span<const Tensor> outputs, int rank)
{
    return outputs.size() == 1 && outputs[0].rank() == rank && outputs[0].dim(0) == 1 ? &outputs[0] : nullptr;
}

int gridCells(QSize inputSize, std::span<const int> strides)
{
    int cells = 0;
    for (const int stride : strides)
        cells += (inputSize.width() / stride) * (inputSize.height() / stride);
    return cells;
}

bool isYoloGrid(int cells, QSize inputSize, int perCell)
{
    static constexpr std::array strides{4, 8, 16, 32, 64};
    const std::span<const int> all(strides);
    return cells > 0 && (cells == perCell * gridCells(inputSize, all.subspan(1, 3)) ||
                         cells == perCell * gridCells(inputSize, all.subspan(0, 4)) ||
                         cells == perCell * gridCells(inputSize, all.subspan(1, 4)));
}

} // namespace sightglass
