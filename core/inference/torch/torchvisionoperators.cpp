// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/torchvisionoperators.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace sightglass
{

namespace
{

// One bilinear sample of a plane of height x width: four places and their shares.
struct Sample
{
    std::int64_t places[4];
    float shares[4];
};

// The two neighbours of a coordinate and the share of the further one. Samples up to a pixel outside count as the edge.
struct Neighbours
{
    std::int64_t low;
    std::int64_t high;
    float share;
};

Neighbours neighboursOf(float coordinate, std::int64_t size)
{
    coordinate = std::max(coordinate, 0.f);
    const auto low = static_cast<std::int64_t>(coordinate);
    if (low >= size - 1)
        return {size - 1, size - 1, 0.f};
    return {low, low + 1, coordinate - static_cast<float>(low)};
}

void addSample(std::vector<Sample> &samples, float y, float x, std::int64_t height, std::int64_t width)
{
    const auto outside = [](float coordinate, std::int64_t size) {
        return coordinate < -1.f || coordinate > static_cast<float>(size);
    };
    if (outside(y, height) || outside(x, width)) {
        samples.push_back({});
        return;
    }
    const Neighbours v = neighboursOf(y, height);
    const Neighbours h = neighboursOf(x, width);
    samples.push_back(
        {{v.low * width + h.low, v.low * width + h.high, v.high * width + h.low, v.high * width + h.high},
         {(1.f - v.share) * (1.f - h.share), (1.f - v.share) * h.share, v.share * (1.f - h.share), v.share * h.share}});
}

struct Pooling
{
    float scale;
    std::int64_t height;
    std::int64_t width;
    std::int64_t samplingRatio;
    bool aligned;
};

// The samples of one region, bin by bin; returns how many a bin has.
std::int64_t samplesOf(std::vector<Sample> &samples, const float *roi, const Pooling &pooling, std::int64_t height,
                       std::int64_t width)
{
    const float offset = pooling.aligned ? 0.5f : 0.f;
    const float left = roi[1] * pooling.scale - offset;
    const float top = roi[2] * pooling.scale - offset;
    float roiWidth = roi[3] * pooling.scale - offset - left;
    float roiHeight = roi[4] * pooling.scale - offset - top;
    if (!pooling.aligned) {
        roiWidth = std::max(roiWidth, 1.f);
        roiHeight = std::max(roiHeight, 1.f);
    }
    const float binHeight = roiHeight / static_cast<float>(pooling.height);
    const float binWidth = roiWidth / static_cast<float>(pooling.width);
    const auto along = [&pooling](float bin) {
        return pooling.samplingRatio > 0 ? pooling.samplingRatio
                                         : std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(bin)));
    };
    const std::int64_t rows = along(binHeight);
    const std::int64_t columns = along(binWidth);
    samples.clear();
    for (std::int64_t ph = 0; ph < pooling.height; ++ph)
        for (std::int64_t pw = 0; pw < pooling.width; ++pw)
            for (std::int64_t iy = 0; iy < rows; ++iy)
                for (std::int64_t ix = 0; ix < columns; ++ix)
                    addSample(samples,
                              top + static_cast<float>(ph) * binHeight +
                                  (static_cast<float>(iy) + 0.5f) * binHeight / static_cast<float>(rows),
                              left + static_cast<float>(pw) * binWidth +
                                  (static_cast<float>(ix) + 0.5f) * binWidth / static_cast<float>(columns),
                              height, width);
    return rows * columns;
}

at::Tensor roiAlignFloat(const at::Tensor &input, const at::Tensor &rois, const Pooling &pooling)
{
    const std::int64_t channels = input.size(1);
    const std::int64_t height = input.size(2);
    const std::int64_t width = input.size(3);
    const std::int64_t bins = pooling.height * pooling.width;
    at::Tensor output = at::zeros({rois.size(0), channels, pooling.height, pooling.width}, at::kFloat);
    const float *source = input.data_ptr<float>();
    const float *regions = rois.data_ptr<float>();
    float *pooled = output.data_ptr<float>();
    at::parallel_for(0, rois.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<Sample> samples;
        for (std::int64_t k = begin; k < end; ++k) {
            const float *roi = regions + k * 5;
            const auto item = static_cast<std::int64_t>(roi[0]);
            const std::int64_t perBin = samplesOf(samples, roi, pooling, height, width);
            const float count = static_cast<float>(std::max<std::int64_t>(perBin, 1));
            for (std::int64_t c = 0; c < channels; ++c) {
                const float *plane = source + (item * channels + c) * height * width;
                const Sample *sample = samples.data();
                for (std::int64_t bin = 0; bin < bins; ++bin) {
                    float sum = 0.f;
                    for (std::int64_t i = 0; i < perBin; ++i, ++sample)
                        for (int corner = 0; corner < 4; ++corner)
                            sum += sample->shares[corner] * plane[sample->places[corner]];
                    pooled[(k * channels + c) * bins + bin] = sum / count;
                }
            }
        }
    });
    return output;
}

at::Tensor asFloat(const at::Tensor &tensor)
{
    return (tensor.is_quantized() ? tensor.dequantize() : tensor).to(at::kCPU, at::kFloat).contiguous();
}

} // namespace

at::Tensor nms(const at::Tensor &dets, const at::Tensor &scores, double iouThreshold)
{
    TORCH_CHECK(dets.dim() == 2 && dets.size(1) == 4, "boxes should be [N, 4], got ", dets.sizes());
    TORCH_CHECK(scores.dim() == 1 && scores.size(0) == dets.size(0), "scores should be [N], got ", scores.sizes());
    const at::Tensor boxes = asFloat(dets);
    const at::Tensor order = std::get<1>(asFloat(scores).sort(/*stable=*/true, /*dim=*/0, /*descending=*/true));
    const auto box = boxes.accessor<float, 2>();
    const auto rank = order.accessor<std::int64_t, 1>();
    const std::int64_t count = boxes.size(0);
    const auto area = [&box](std::int64_t i) { return (box[i][2] - box[i][0]) * (box[i][3] - box[i][1]); };

    std::vector<char> dropped(static_cast<std::size_t>(count), 0);
    std::vector<std::int64_t> kept;
    for (std::int64_t a = 0; a < count; ++a) {
        const std::int64_t i = rank[a];
        if (dropped[static_cast<std::size_t>(i)])
            continue;
        kept.push_back(i);
        for (std::int64_t b = a + 1; b < count; ++b) {
            const std::int64_t j = rank[b];
            const float width = std::min(box[i][2], box[j][2]) - std::max(box[i][0], box[j][0]);
            const float height = std::min(box[i][3], box[j][3]) - std::max(box[i][1], box[j][1]);
            const float shared = std::max(width, 0.f) * std::max(height, 0.f);
            if (shared / (area(i) + area(j) - shared) > iouThreshold)
                dropped[static_cast<std::size_t>(j)] = 1;
        }
    }
    return at::tensor(kept, at::TensorOptions(at::kLong)).to(dets.device());
}

at::Tensor roiAlign(const at::Tensor &input, const at::Tensor &rois, double spatialScale, std::int64_t pooledHeight,
                    std::int64_t pooledWidth, std::int64_t samplingRatio, bool aligned)
{
    TORCH_CHECK(input.dim() == 4, "roi_align's input should be [B, C, H, W], got ", input.sizes());
    TORCH_CHECK(rois.dim() == 2 && rois.size(1) == 5, "roi_align's regions should be [K, 5], got ", rois.sizes());
    const at::Tensor regions = asFloat(rois);
    if (regions.size(0) > 0) {
        const at::Tensor items = regions.select(1, 0);
        TORCH_CHECK(items.min().item<float>() >= 0.f && items.max().item<float>() < static_cast<float>(input.size(0)),
                    "a region of roi_align names an item outside the batch");
    }
    const at::Tensor pooled = roiAlignFloat(
        asFloat(input), regions, {static_cast<float>(spatialScale), pooledHeight, pooledWidth, samplingRatio, aligned});
    if (input.is_quantized())
        return at::quantize_per_tensor(pooled, input.q_scale(), input.q_zero_point(), input.scalar_type());
    return pooled.to(input.device(), input.scalar_type());
}

void registerTorchvisionOperators()
{
    static const bool registered = [] {
        const auto absent = [](const char *name) {
            return !c10::Dispatcher::singleton().findSchema({name, ""}).has_value();
        };
        // Lives as long as the process: leaving it would take the operators away from programs that use them.
        static auto *library =
            new torch::Library(torch::Library::FRAGMENT, "torchvision", c10::nullopt, __FILE__, __LINE__);
        if (absent("torchvision::nms"))
            library->def("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor", &nms);
        if (absent("torchvision::roi_align"))
            library->def("roi_align(Tensor input, Tensor rois, float spatial_scale, int pooled_height, "
                         "int pooled_width, int sampling_ratio, bool aligned) -> Tensor",
                         &roiAlign);
        return true;
    }();
    static_cast<void>(registered);
}

} // namespace sightglass
