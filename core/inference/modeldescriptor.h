// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeloverrides.h"
#include "core/inference/modelterms.h"
#include "core/values/shape.h"

#include <QMetaType>
#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace sightglass
{

/// Candidates below this score are not kept, unless lower ones are asked for: low enough to tune down to, high enough
/// to stay quick.
inline constexpr float candidateFloor = 0.02f;

/// Which model to load and how to run it: a value for settings and command lines.
struct ModelRequest
{
    QString location;                      ///< Path of a file, or the id of a built-in model (see builtInModels()).
    QString device{QStringLiteral("cpu")}; ///< "cpu", "opencl", "cuda:N", "openvino" or "tensorrt:N".
    Precision precision = Precision::Float32;
    Backend backend = Backend::Automatic; ///< Of ONNX files; others have one alone.
    int threads = 0;                      ///< Threads of one inference; 0: chosen for this machine.
    int batch = 0;                        ///< Pictures of one run of the network; 0: chosen.
    int workers = 0;                      ///< Copies of the model that run beside each other; 0: chosen.
    /// What a person says of the model, in place of the sidecar beside the file; nothing: the sidecar is read.
    std::optional<ModelOverrides> overrides = std::nullopt;
    float leastScore = candidateFloor; ///< Lower candidates are not kept.

    bool operator==(const ModelRequest &) const = default;
};

/// One way in which a model's outputs can be read.
struct ModelReading
{
    ModelFamily family = ModelFamily::Unknown;
    QString reason;    ///< Why it fits, in a sentence.
    bool sure = false; ///< Metadata or structure say so, not shapes alone.

    bool operator==(const ModelReading &) const = default;
};

/// An input or output of a network, for people.
struct ModelPort
{
    QString name;
    std::vector<int> shape; ///< -1: any size. Empty: not told.
    QString type;           ///< "float32"; empty: not told.

    bool operator==(const ModelPort &) const = default;
};

/// What a model's file is, as far as it tells and one run shows. Everything may be missing.
struct ModelFacts
{
    QString format;        ///< "TorchScript", "ONNX".
    QString producer;      ///< As the file tells it.
    qint64 fileSize = 0;   ///< Bytes, of both files where there are two.
    qint64 parameters = 0; ///< How many numbers it was trained to; 0: not known.
    std::vector<ModelPort> inputs;
    std::vector<ModelPort> outputs;     ///< With the shapes of one run.
    std::chrono::nanoseconds oneRun{0}; ///< Of the network alone, once warm, on this machine; 0: not measured.
};

/// What is known of a model once it is loaded.
struct ModelDescriptor
{
    QString name;      ///< For people: from metadata, else the file's name.
    QString location;  ///< As in ModelRequest.
    QStringList files; ///< Paths of what was read, the weights first; empty: it is a part of the program.
    ModelFamily family = ModelFamily::Unknown;
    QString familyReason;               ///< Why this family was chosen, in a sentence.
    std::vector<ModelReading> readings; ///< All that fit, the one in use first.
    ModelTask task = ModelTask::Detect;
    OutputLayout layout;
    std::shared_ptr<const KeypointLayout> keypoints; ///< Null: none, or they have no names.
    QString backend;                                 ///< "LibTorch 1.13.1", "OpenCV 4.6 HOG".
    QList<Backend> backends; ///< That could run it, the one in use first; empty: there is no choice.
    std::shared_ptr<const QStringList> classNames; ///< By class id; null: unknown. Gaps are empty strings.
    QSize inputSize;                               ///< Of the network, in pixels; empty where it takes any size.
    bool inputSizeFixed = false;
    InputFit fit = InputFit::Letterbox;
    InputValues input;
    QString device{QStringLiteral("cpu")};
    Precision precision = Precision::Float32;
    QList<ComputeDevice> devices; ///< Where else this model could run, the processor first; empty: nowhere else.
    int threads = 1;
    int batch = 1;                     ///< Pictures that one run takes together, proven when the model was loaded.
    int workers = 1;                   ///< Copies that run beside each other.
    QString workersReason;             ///< How their number and that of threads was found; empty: as was asked.
    float defaultConfidence = 0.25f;   ///< The threshold its makers advise.
    float leastScore = candidateFloor; ///< Lower candidates are not kept.
    QString description;               ///< From metadata: author, version, licence, a line each.
    ModelFacts facts;
    ModelOverrides overrides; ///< Those in use.
    QString sidecar;          ///< Path of the file they were read from; empty: none was.
    QStringList notes; ///< What was noticed while loading ("optimisation skipped because ..."), for the messages.
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::ModelDescriptor)
Q_DECLARE_METATYPE(sightglass::ModelRequest)
