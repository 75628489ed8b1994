// SPDX-License-Identifier: Apache-2.0
// Recognition and decoding of outputs of any shape that hold any numbers, for all families.
#include "core/inference/decoders/family.h"
#include "core/inference/letterbox.h"
#include "core/inference/networkdetector.h"
#include "tests/fuzz/fuzzbytes.h"
#include "tests/fuzz/fuzzseeds.h"

#include <array>
#include <cmath>
#include <cstdlib>

using namespace sightglass;
using test::FuzzBytes;

namespace
{

using Shapes = std::vector<std::pair<const char *, std::vector<int>>>;

/// Outputs as each family has them on an input of 64 x 64: 64 + 16 + 4 cells.
const std::vector<Shapes> &templates()
{
    static const std::vector<Shapes> all{
        {{"output", {1, 252, 7}}},
        {{"output", {1, 6, 84}}},
        {{"output", {1, 9, 6}}},
        {{"output", {1, 300, 6}}},
        {{"output", {1, 84, 7}}},
        {{"output", {1, 1, 5, 7}}},
        {{"yolo_1", {12, 7}}, {"yolo_2", {48, 7}}},
        {{"output", {1, 7, 4, 4}}},
        {{"a", {1, 64, 2}},
         {"b", {1, 64, 32}},
         {"c", {1, 16, 2}},
         {"d", {1, 16, 32}},
         {"e", {1, 4, 2}},
         {"f", {1, 4, 32}}},
        {{"cls_8", {1, 64, 1}},
         {"cls_16", {1, 16, 1}},
         {"cls_32", {1, 4, 1}},
         {"obj_8", {1, 64, 1}},
         {"obj_16", {1, 16, 1}},
         {"obj_32", {1, 4, 1}},
         {"bbox_8", {1, 64, 4}},
         {"bbox_16", {1, 16, 4}},
         {"bbox_32", {1, 4, 4}},
         {"kps_8", {1, 64, 10}},
         {"kps_16", {1, 16, 10}},
         {"kps_32", {1, 4, 10}}},
        {{"boxes", {1, 20, 4}}, {"scores", {1, 20, 2}}},
        {{"1.0.boxes", {3, 4}},
         {"1.0.labels", {3}},
         {"1.0.scores", {3}},
         {"1.0.masks", {3, 1, 8, 8}},
         {"1.0.keypoints", {3, 5, 3}}},
        {{"pred_boxes", {3, 4}},
         {"pred_classes", {3}},
         {"pred_keypoints", {3, 5, 3}},
         {"pred_masks", {3, 1, 8, 8}},
         {"scores", {3}},
         {"image_size", {2}}},
        {{"0", {3, 4}}, {"1", {3}}, {"2", {3, 1, 8, 8}}, {"3", {3}}, {"4", {2}}},
        {{"output0", {1, 14, 84}}, {"output1", {1, 8, 16, 16}}},
        {{"output0", {1, 252, 15}}, {"output1", {1, 8, 16, 16}}},
        {{"output0", {1, 9, 14}}, {"output1", {1, 8, 16, 16}}},
        {{"output", {1, 20, 84}}},
        {{"output", {1, 7, 84}}},
        {{"labels", {1, 9}}, {"boxes", {1, 9, 4}}, {"scores", {1, 9}}},
        {{"output", {1, 10}}},
        {{"output", {1, 10, 1, 1}}},
    };
    return all;
}

constexpr std::size_t mostNumbers = 20000;

float numberFrom(FuzzBytes &input)
{
    // Those that arithmetic and conversions trip over, and any bits at all.
    static constexpr std::array special{0.f,  1.f,    0.5f, -1.f,     1e30f,     -1e30f,
                                        3e9f, 1e-40f, 32.f, INFINITY, -INFINITY, NAN};
    const int choice = input.upTo(2 * static_cast<int>(special.size()));
    return choice < static_cast<int>(special.size()) ? special[static_cast<std::size_t>(choice)] : input.take<float>();
}

Tensor tensorFrom(FuzzBytes &input, const char *name, std::vector<int> shape)
{
    Tensor tensor{name, std::move(shape), nullptr};
    while (tensor.count() > mostNumbers)
        tensor.shape.pop_back();
    // The bytes fill a few numbers, which repeat.
    std::array<float, 13> pattern{};
    for (float &number : pattern)
        number = numberFrom(input);
    std::vector<float> numbers(tensor.count());
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = pattern[i % pattern.size()];
    return makeTensor(tensor.name, tensor.shape, std::move(numbers));
}

std::vector<Tensor> outputsFrom(FuzzBytes &input)
{
    const Shapes &shapes = templates()[static_cast<std::size_t>(input.upTo(static_cast<int>(templates().size()) - 1))];
    const int changes = input.upTo(3);
    std::vector<Tensor> outputs;
    for (auto [name, shape] : shapes) {
        if (changes > 0 && input.flag()) {
            const int where = input.upTo(static_cast<int>(shape.size()));
            const int size = input.upTo(300);
            if (where < static_cast<int>(shape.size()))
                shape[static_cast<std::size_t>(where)] = size;
            else if (input.flag())
                shape.pop_back();
            else
                shape.push_back(size);
        }
        outputs.push_back(tensorFrom(input, name, shape));
    }
    if (changes == 3)
        outputs.pop_back();
    return outputs;
}

ModelMetadata metadataFrom(FuzzBytes &input)
{
    static constexpr std::array tasks{"", "detect", "segment", "pose", "obb", "classify"};
    ModelMetadata metadata;
    metadata.task = QLatin1String(tasks[static_cast<std::size_t>(input.upTo(static_cast<int>(tasks.size()) - 1))]);
    for (int names = input.upTo(12); names > 0; --names)
        metadata.names << QString::number(names);
    if (input.flag())
        metadata.keypointShape = {1 + input.upTo(20), 2 + input.upTo(1)};
    metadata.ownSuppression = input.flag();
    return metadata;
}

NetworkInfo networkFrom(FuzzBytes &input)
{
    NetworkInfo network;
    network.call = static_cast<CallStyle>(input.upTo(3));
    static constexpr std::array formats{"TorchScript", "ONNX", "Darknet weights"};
    network.format = QLatin1String(formats[static_cast<std::size_t>(input.upTo(2))]);
    static constexpr std::array parts{"", "__torch__.detectron2.X", "__torch__.torchvision.X", "__torch__.d2go.X"};
    network.parts << QLatin1String(parts[static_cast<std::size_t>(input.upTo(3))]);
    for (int heads = input.upTo(3); heads > 0; --heads)
        network.classifierSizes.push_back(input.upTo(300));
    network.precision = input.flag() ? Precision::Quantised : Precision::Float32;
    return network;
}

/// What everybody beyond the decoders relies on.
void check(const std::vector<Candidate> &candidates, QSize picture)
{
    const auto width = static_cast<float>(picture.width());
    const auto height = static_cast<float>(picture.height());
    for (const Candidate &candidate : candidates) {
        const cv::Rect2f &box = candidate.box;
        const bool inside = box.x >= 0.f && box.y >= 0.f && box.width > 0.f && box.height > 0.f &&
                            box.x + box.width <= width * 1.001f && box.y + box.height <= height * 1.001f;
        if (!inside || !(candidate.score >= candidateFloor) || !(candidate.score <= 1.f))
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    // One for each template, with a plain call and zeros for numbers; the fuzzer finds the rest.
    QByteArrayList seeds;
    for (std::size_t i = 0; i < templates().size(); ++i)
        seeds << QByteArray(1, static_cast<char>(i)) + QByteArray(200, '\0');
    test::useSeeds(argc, argv, seeds);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    FuzzBytes input(data, size);
    const std::vector<Tensor> outputs = outputsFrom(input);
    const ModelMetadata metadata = metadataFrom(input);
    const NetworkInfo network = networkFrom(input);
    const QSize inputSize = input.flag() ? QSize(64, 64) : QSize(1 + input.upTo(700), 1 + input.upTo(700));
    const QSize picture = input.flag() ? inputSize : QSize(1 + input.upTo(2000), 1 + input.upTo(2000));
    const OutputLayout layout{input.upTo(12), input.upTo(20), 2 + input.upTo(1)};
    for (const Family &family : families()) {
        const auto reading = family.recognise({network, metadata, inputSize, outputs});
        // Outputs may change from one run to the next: a layout that was recognised on others must do no harm.
        auto candidates =
            family.decode(outputs, {inputSize, candidateFloor, reading && input.flag() ? reading->layout : layout});
        if (!candidates)
            continue;
        const Letterbox letterbox(picture, family.fit == InputFit::None ? picture : inputSize, family.fit);
        check(finishCandidates(*std::move(candidates), letterbox), picture);
    }
    return 0;
}
