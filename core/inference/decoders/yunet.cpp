// SPDX-License-Identifier: Apache-2.0
#include "core/inference/decoders/yunet.h"

#include "core/inference/decoders/shapes.h"
#include "core/inference/decoders/yunetpriors.h"
#include "core/values/words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightglass
{

namespace
{

constexpr std::array strides{8, 16, 32};

struct Level
{
    const Tensor *classes;
    const Tensor *objectness;
    const Tensor *boxes;
    const Tensor *landmarks; ///< May be null.
};

constexpr int landmarkCount = 5;

// Right and left are the person's (opencv/modules/objdetect, FaceDetectorYN::detect).
std::shared_ptr<const KeypointLayout> landmarkNames()
{
    static const auto names = std::make_shared<const KeypointLayout>(
        KeypointLayout{QStringLiteral("right eye,left eye,tip of the nose,right corner of the mouth,left corner of the "
                                      "mouth")
                           .split(QLatin1Char(',')),
                       {}});
    return names;
}

std::optional<Level> levelOf(std::span<const Tensor> outputs, QSize inputSize, int stride)
{
    std::string suffix = std::to_string(stride);
    suffix.insert(suffix.begin(), '_');
    const Level level{findTensor(outputs, "cls" + suffix), findTensor(outputs, "obj" + suffix),
                      findTensor(outputs, "bbox" + suffix), findTensor(outputs, "kps" + suffix)};
    const auto cells = static_cast<std::size_t>(gridCells(inputSize, {&stride, 1}));
    if (!level.classes || !level.objectness || !level.boxes || level.classes->count() != cells ||
        level.objectness->count() != cells || level.boxes->count() != 4 * cells ||
        (level.landmarks && level.landmarks->count() != 2 * landmarkCount * cells))
        return std::nullopt;
    return level;
}

std::optional<Reading> recognise(const Evidence &evidence)
{
    if (yuNetPriorOutputs(evidence.outputs, evidence.inputSize)) {
        Reading reading{Words::tr("Its outputs are named as those of YuNet's first form: loc, conf and iou."), true,
                        QStringList{QStringLiteral("face")}};
        reading.keypoints = landmarkNames();
        return reading;
    }
    for (const int stride : strides)
        if (!levelOf(evidence.outputs, evidence.inputSize, stride))
            return std::nullopt;
    Reading reading{Words::tr("Its outputs are named as YuNet's: cls, obj, bbox and kps for strides 8, 16, 32."), true,
                    QStringList{QStringLiteral("face")}};
    if (findTensor(evidence.outputs, "kps_8"))
        reading.keypoints = landmarkNames();
    return reading;
}

std::shared_ptr<const Shape> landmarksOf(const float *offsets, cv::Point2f cell, float scale)
{
    auto shape = std::make_shared<Shape>();
    shape->keypoints = keypointsFrom(offsets, 1, landmarkCount, 2);
    for (Keypoint &landmark : shape->keypoints)
        landmark.point = (landmark.point + cell) * scale;
    return shape;
}

Result<std::vector<Candidate>> decode(std::span<const Tensor> outputs, const DecodeSettings &settings)
{
    if (const auto first = yuNetPriorOutputs(outputs, settings.inputSize))
        return decodeYuNetPriors(*first, settings.inputSize, settings.floor);
    std::vector<Candidate> candidates;
    for (const int stride : strides) {
        const auto level = levelOf(outputs, settings.inputSize, stride);
        if (!level)
            return unexpectedOutputs(outputs, ModelFamily::YuNet);
        const int columns = settings.inputSize.width() / stride;
        const auto scale = static_cast<float>(stride);
        const auto classes = level->classes->values();
        for (std::size_t cell = 0; cell < classes.size(); ++cell) {
            const float product =
                std::clamp(classes[cell], 0.f, 1.f) * std::clamp(level->objectness->values()[cell], 0.f, 1.f);
            const float score = std::sqrt(product);
            if (!(score >= settings.floor))
                continue;
            const float *box = level->boxes->data.get() + 4 * cell;
            const auto index = static_cast<int>(cell);
            const float width = std::exp(box[2]) * scale;
            const float height = std::exp(box[3]) * scale;
            const cv::Point2f place(static_cast<float>(index % columns), static_cast<float>(index / columns));
            candidates.push_back(
                {{(place.x + box[0]) * scale - width / 2.f, (place.y + box[1]) * scale - height / 2.f, width, height},
                 0,
                 score});
            if (level->landmarks)
                candidates.back().shape =
                    landmarksOf(level->landmarks->data.get() + 2 * landmarkCount * cell, place, scale);
        }
    }
    return candidates;
}

} // namespace

Family yuNetFamily()
{
    Family family;
    family.family = ModelFamily::YuNet;
    family.layout = "cls_S, obj_S, bbox_S, kps_S for strides S = 8, 16, 32; or loc, conf, iou";
    family.fit = InputFit::LetterboxTopLeft;
    family.input.order = ChannelOrder::Bgr;
    family.input.divisor = 1.f;
    family.confidence = 0.6f;
    family.recognise = recognise;
    family.decode = decode;
    return family;
}

} // namespace sightglass
