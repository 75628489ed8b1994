// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

#include <array>

namespace sightglass
{

/// How a model's outputs are read; named after the makers' terms.
enum class ModelFamily
{
    Unknown,
    HogPeople,         ///< OpenCV's built-in HOG people detector.
    YoloV5,            ///< [B, N, 5+nc]: cx cy w h objectness classes.
    YoloV8,            ///< [B, 4+nc, N]: cx cy w h classes; YOLOv8, 9, 11, 12.
    YoloEndToEnd,      ///< [B, N, 6]: x1 y1 x2 y2 score class, no NMS needed; YOLOv10, 26.
    YoloWithNms,       ///< [B, N, 6]: the same from a model exported with NMS inside.
    RtDetr,            ///< [B, 300, 4+nc]: cx cy w h normalised, classes.
    YoloX,             ///< [B, N, 5+nc]: grid offsets, or boxes where the export decodes.
    Ssd,               ///< [1, 1, N, 7]: image class score x1 y1 x2 y2 normalised.
    DarknetRegions,    ///< A [rows, 5+nc] for each scale; YOLOv3, v4.
    FastestDet,        ///< [1, 5+nc, H, W]: an anchor-free grid.
    NanoDet,           ///< Class scores and side distributions for each stride.
    YuNet,             ///< cls, obj, bbox and kps for each stride.
    UltraLightFace,    ///< boxes [1, N, 4] normalised and scores [1, N, 2].
    TorchvisionScript, ///< List[CHW] -> (losses, List[Dict(boxes, labels, scores)]).
    D2Go,              ///< As TorchvisionScript, BGR, COCO ids.
    Detectron2,        ///< Traced or scripted: one picture, 0 to 255 -> boxes, classes, scores, masks by field.
    YoloSegment,       ///< ([B, 4+nc+M, N], [B, M, H, W]): YOLOv8's columns with coefficients of M mask prototypes.
    YoloPose,          ///< [B, 4+nc+K*D, N]: YOLOv8's columns with K keypoints of D values.
    YoloOriented,      ///< [B, 4+nc+1, N]: YOLOv8's columns with an angle.
    RtDetrLists,       ///< labels [B, N], boxes [B, N, 4], scores [B, N], from images and orig_target_sizes.
    YoloV6,            ///< [B, N, 5+nc]: cx cy w h, objectness 1, classes.
    Classification,    ///< [B, nc]: a score for each class, of the picture as a whole.
};

QString familyName(ModelFamily family);

/// What a model tells of a picture.
enum class ModelTask
{
    Detect,
    Segment,
    Pose,
    OrientedBoxes,
    Classify
};

QString taskName(ModelTask task);

enum class Precision
{
    Float32,
    Float16,
    BFloat16,
    Quantised
};

QString precisionName(Precision precision);

/// The library that runs a model, where several read its format.
enum class Backend
{
    Automatic, ///< ONNX Runtime for ONNX files, where it is there; of other formats the one that reads them.
    OpenCv,
    OnnxRuntime
};

/// "ONNX Runtime"; of Automatic, nothing.
QString backendName(Backend backend);

/// Somewhere a model can run on this machine, as its backend tells when it is asked.
struct ComputeDevice
{
    QString id;                  ///< For ModelRequest::device: "cpu", "opencl", "cuda:0", "openvino", "tensorrt:0".
    QString name;                ///< As its maker calls it; may be empty.
    QList<Precision> precisions; ///< That it computes in, the usual one first.

    bool operator==(const ComputeDevice &) const = default;
};

/// How a picture is brought to the model's input size.
enum class InputFit
{
    Letterbox,        ///< Aspect kept, centred, padded with value 114.
    LetterboxTopLeft, ///< Aspect kept, at the top left, padded with value 114 (YOLOX).
    Stretch,          ///< Both sides scaled to fit; aspect lost.
    CentreCrop,       ///< Aspect kept, the shorter side fits; what is too long is cut at both ends (classifiers).
    None,             ///< The model takes any size.
};

QString inputFitName(InputFit fit);

enum class ChannelOrder
{
    Rgb,
    Bgr,
    Gray
};

QString channelOrderName(ChannelOrder order);

/// What a network's input values are made of: (pixel / divisor - mean) / deviation, pixel 0 to 255, channel by channel.
struct InputValues
{
    ChannelOrder order = ChannelOrder::Rgb;
    float divisor = 255.f;
    std::array<float, 3> mean{0.f, 0.f, 0.f}; ///< In `order`.
    std::array<float, 3> deviation{1.f, 1.f, 1.f};

    bool operator==(const InputValues &) const = default;
};

/// How many of what an output's rows or columns hold, where their length alone does not tell.
struct OutputLayout
{
    int classes = 0;        ///< 0: what is left over.
    int keypoints = 0;      ///< Of each thing.
    int keypointValues = 0; ///< Of each keypoint: 2 (x, y) or 3 (with visibility).

    bool operator==(const OutputLayout &) const = default;
};

} // namespace sightglass
