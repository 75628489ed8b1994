// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace sightglass
{

/// Gives LibTorch the operators torchvision::nms and torchvision::roi_align, which detectors of torchvision, Detectron2
/// and D2Go call, where the real library has not done so. Once per process.
///
/// Both are written anew after the definitions in torchvision 0.14 (BSD 3-clause; torchvision/ops/boxes.py and
/// roi_align.py, torchvision/csrc/ops/cpu/), roi_align after He et al., "Mask R-CNN" (ICCV 2017), section 3. They
/// compute on the processor; tensors on other devices are brought there and back.
void registerTorchvisionOperators();

/// Greedy suppression. dets [N, 4] x1 y1 x2 y2, scores [N]. Indices (int64) of the kept boxes, best score first; a box
/// goes if its IoU with a better kept one is above the threshold.
at::Tensor nms(const at::Tensor &dets, const at::Tensor &scores, double iouThreshold);

/// Average of bilinear samples in pooledHeight x pooledWidth bins of each region. input [B, C, H, W]; rois [K, 5] (item
/// of the batch, x1 y1 x2 y2 in the picture's pixels, times spatialScale those of the input). samplingRatio samples
/// along each side of a bin, 0 or less: as many as it covers pixels. aligned: pixel centres at .5, and regions may be
/// smaller than a pixel. Result [K, C, pooledHeight, pooledWidth]. Quantised input gives a result quantised alike.
at::Tensor roiAlign(const at::Tensor &input, const at::Tensor &rois, double spatialScale, std::int64_t pooledHeight,
                    std::int64_t pooledWidth, std::int64_t samplingRatio, bool aligned);

} // namespace sightglass
