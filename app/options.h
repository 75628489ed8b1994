// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportplan.h"
#include "core/media/decoderchoice.h"
#include "core/pipeline/flowoptions.h"
#include "core/values/pixellimit.h"
#include "core/values/result.h"

#include <optional>
#include <variant>

namespace sightglass
{

/// Ready-made arrangements of the window.
enum class StartLayout
{
    Tune,
    Monitor,
    Review
};

/// What the window starts with; what is not given comes from the settings.
struct ViewerOptions
{
    QList<SourceSpec> sources; ///< Each in a tile of its own, the first chosen.
    QString model;             ///< Empty: not given; so is device.
    QString device;            ///< "cpu", "opencl" or "cuda:N".
    std::optional<Backend> backend;
    std::optional<Precision> precision;
    std::optional<int> threads;
    std::optional<int> workers;
    std::optional<int> batch;
    std::optional<float> confidence;
    std::optional<float> iou;
    std::optional<int> maxDetections;
    std::optional<FlowPolicy> policy;
    std::optional<ViewMode> view;
    std::optional<StartLayout> layout;
    std::optional<DecoderChoice> decoder;
    qint64 pixelLimit = defaultPixelLimit; ///< See pixellimit.h.
    QString log;                           ///< Path of a file; empty: no log is written.
    bool store = true;                     ///< See storelimit.h.
    bool loop = false;
    bool together = false;
    bool paused = false;
    bool fullScreen = false;

    bool operator==(const ViewerOptions &) const = default;
};

enum class SummaryFormat
{
    Text,
    Json
};

/// An export without a window.
struct ExportOptions
{
    ExportRequest request; ///< An empty model location: the best built-in one. Without targets where there is a batch.
    /// Many inputs, each to files of its own; its `common` is the request.
    std::optional<ExportBatch> batch;
    int jobs = 1; ///< Inputs of the batch that are worked on beside each other.
    SummaryFormat summary = SummaryFormat::Text;
    qint64 pixelLimit = defaultPixelLimit;
    QString log;
    bool store = true;
    bool quiet = false; ///< No progress.
};

/// Files shown to a model, which is kept, without a window.
struct AnalyseOptions
{
    QList<SourceSpec> sources; ///< One at least; files.
    ModelRequest model;        ///< An empty location: the best built-in one.
    qint64 pixelLimit = defaultPixelLimit;
    QString log;
    bool quiet = false;
};

/// What is kept of models' results, told on the terminal or removed.
struct CacheOptions
{
    bool clear = false;
};

/// What a model is, told on the terminal.
struct InspectOptions
{
    ModelRequest model;
    qint64 pixelLimit = defaultPixelLimit;
    QString log;
    bool json = false;
};

/// The first load of a model's file, in a process of its own (see modeltrial.h): for the program's own use.
struct TrialOptions
{
    ModelRequest model;
    QString language; ///< That it tells its errors in; empty: English.
    qint64 pixelLimit = defaultPixelLimit;
};

/// A text to print, in place of any work.
struct PrintOptions
{
    QString text;
};

/// The video codecs of this machine, told on the terminal.
struct ListCodecsOptions
{};

using Options = std::variant<ViewerOptions, ExportOptions, InspectOptions, AnalyseOptions, CacheOptions, TrialOptions,
                             PrintOptions, ListCodecsOptions>;

/// Reads a command line; the first argument is the program's name. Pure; needs no application object.
///
/// An Error's message is a sentence that says what is wrong with it.
Result<Options> parseOptions(const QStringList &arguments, const QString &version);

} // namespace sightglass
