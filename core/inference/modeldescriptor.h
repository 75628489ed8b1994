// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QSize>
#include <QString>
#include <QStringList>

#include <array>
#include <memory>

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
};

QString familyName(ModelFamily family);

enum class Precision
{
    Float32,
    Float16,
    BFloat16,
    Quantised
};

QString precisionName(Precision precision);

/// How a picture is brought to the model's input size.
enum class InputFit
{
    Letterbox,        ///< Aspect kept, centred, padded with value 114.
    LetterboxTopLeft, ///< Aspect kept, at the top left, padded with value 114 (YOLOX).
    Stretch,          ///< Both sides scaled to fit; aspect lost.
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

/// Which model to load and how to run it: a value for settings and command lines.
struct ModelRequest
{
    QString location;                      ///< Path of a file, or the id of a built-in model (see builtInModels()).
    QString device{QStringLiteral("cpu")}; ///< "cpu" or "cuda:N".
    Precision precision = Precision::Float32;
    int threads = 0; ///< Threads of one inference; 0: chosen for this machine.

    bool operator==(const ModelRequest &) const = default;
};

/// What is known of a model once it is loaded.
struct ModelDescriptor
{
    QString name;     ///< For people: from metadata, else the file's name.
    QString location; ///< As in ModelRequest.
    ModelFamily family = ModelFamily::Unknown;
    QString familyReason;                          ///< Why this family was chosen, in a sentence.
    QString backend;                               ///< "LibTorch 1.13.1", "OpenCV 4.6 HOG".
    std::shared_ptr<const QStringList> classNames; ///< By class id; null: unknown. Gaps are empty strings.
    QSize inputSize;                               ///< Of the network, in pixels; empty where it takes any size.
    bool inputSizeFixed = false;
    InputFit fit = InputFit::Letterbox;
    InputValues input;
    QString device{QStringLiteral("cpu")};
    Precision precision = Precision::Float32;
    int threads = 1;
    float defaultConfidence = 0.25f; ///< The threshold its makers advise.
    QString description;             ///< From metadata: author, version, licence, a line each.
    QStringList notes; ///< What was noticed while loading ("optimisation skipped because ..."), for the messages.
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::ModelDescriptor)
Q_DECLARE_METATYPE(sightglass::ModelRequest)
