// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/inference/tensor.h"
#include "core/values/result.h"
#include "core/values/words.h"

#include <QByteArray>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace sightglass
{

/// How a network wants to be called.
enum class CallStyle
{
    Batch,      ///< One tensor [B, C, H, W] (and further ones, where inputs says so).
    ImageList,  ///< A list of pictures [C, H, W] of any size, the way of torchvision's detectors.
    Image,      ///< One picture [C, H, W], the way of Detectron2's traced models.
    ImageDicts, ///< A list or tuple of dictionaries with a picture [C, H, W] as "image", Detectron2's way when
                ///< scripted.
};

/// An input or output as far as the file tells.
struct TensorInfo
{
    std::string name;
    std::vector<int> shape; ///< -1: any size. Empty: not told.
    std::string type = {};  ///< "float32"; empty: not told.
};

/// Something that a file tells, or a failed run has shown, which may be why a network does not do what is expected.
struct Obstacle
{
    QString what; ///< Goes on after a colon: "it is quantised (int8)".
    QString advice;
    bool ofOutputs = false; ///< It makes outputs other than they would be without it, too.
};

/// What a backend knows of a network without knowing any family.
struct NetworkInfo
{
    QString backend;                      ///< "LibTorch 1.13.1".
    Backend library = Backend::Automatic; ///< The same, where a person can choose.
    QString format;                       ///< "TorchScript".
    QString producer;                     ///< As the file tells it; may be empty.
    CallStyle call = CallStyle::Batch;
    std::vector<TensorInfo> inputs;
    std::vector<TensorInfo> outputs;  ///< Empty where only a run can tell.
    QByteArray metadata;              ///< What exporters embed as JSON (Ultralytics' config.txt); empty: none.
    QStringList parts;                ///< Type names of the program's modules, each once.
    QStringList attributes;           ///< Names of what the outermost module holds.
    std::vector<int> classifierSizes; ///< Lengths of the biases of what looks like classification heads.
    qint64 parameters = 0;            ///< How many numbers it was trained to; 0: not known.
    QString device{QStringLiteral("cpu")};
    Precision precision = Precision::Float32;
    QList<ComputeDevice> devices; ///< Where it could run, the processor first.
    int threads = 1;
    QStringList notes;                ///< What was noticed or done otherwise than asked.
    std::optional<Obstacle> obstacle; ///< To be told where the network fails or cannot be read; no harm else.
};

/// A network that turns tensors into tensors: the seam between backends and families. Pictures, letterboxes and boxes
/// are unknown here; see NetworkDetector.
///
/// Thread: as Detector, created on one and used and destroyed by another, never by two at once.
class Network
{
public:
    virtual ~Network() = default;
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;

    virtual const NetworkInfo &info() const = 0;

    /// One run. The inputs go in order of info().inputs; with CallStyle::ImageList and ImageDicts each is a picture of
    /// the list. Nested results come flattened, named by their path. Exceptions become Errors.
    virtual Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) = 0;

    /// Makes runs on inputs of this shape quick: optimises where the results stay the same, and warms up. What was
    /// tried in vain is added to info().notes.
    virtual Result<void> prepare(std::span<const Tensor> example) = 0;

    /// The same network, prepared as this one is, for another thread, with so many threads for a run; 0: as this one.
    /// While this one is not in use.
    virtual Result<std::unique_ptr<Network>> duplicate([[maybe_unused]] int threads) const
    {
        return Error{Words::tr("%1 runs on one thread alone.").arg(info().backend), {}, {}};
    }

protected:
    Network() = default;
};

/// Which network to load; `companion` is the second file where a format has two.
struct NetworkRequest
{
    QString path;
    QString companion;
    QString device{QStringLiteral("cpu")};
    Precision precision = Precision::Float32;
    int threads = 0;        ///< 0: chosen for this machine.
    float leastScore = 0.f; ///< Lower scores may be left out, where the network has a threshold of its own.
    QStringList notes = {}; ///< On how it came to this backend, for NetworkInfo::notes.
};

/// What a program's file tells without being loaded.
struct ProgramFile
{
    QString producer;
    QByteArray metadata;          ///< As NetworkInfo's.
    QStringList missingOperators; ///< That its code calls and nobody here has: "torchvision::roi_pool".
};

/// What a backend in a module of its own offers: the one symbol it exports, `sightglassBackend`, returns a pointer to
/// this, valid for as long as the process lives.
struct NetworkBackend
{
    static constexpr int currentInterface = 8;
    static constexpr auto symbol = "sightglassBackend";

    int interface = currentInterface;
    const char *name = "";
    const char *version = ""; ///< Of its library.
    Result<std::unique_ptr<Network>> (*load)(const NetworkRequest &) = nullptr;
    Result<ProgramFile> (*readFile)(const QString &path) = nullptr; ///< Null where files are no programs.
    /// Whether a thread that was given up still runs in it: the process may end by std::quick_exit() alone. Any thread.
    bool (*isBusy)() = nullptr;
};

using NetworkBackendFunction = const NetworkBackend *(*)();

} // namespace sightglass
