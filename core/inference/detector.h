// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/values/candidates.h"
#include "core/values/result.h"
#include "core/values/words.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace sightglass
{

/// At most so many candidates are kept for a frame, the best ones.
inline constexpr int maxCandidates = 3000;

/// How long the parts of one call took.
struct DetectTimes
{
    std::chrono::nanoseconds preprocess{0};
    std::chrono::nanoseconds inference{0};
    std::chrono::nanoseconds postprocess{0};
};

struct DetectOutput
{
    std::vector<std::vector<Candidate>> items; ///< For each image given, best score first, at or above
                                               ///< descriptor().leastScore.
    bool suppressed = false;                   ///< See Candidates::suppressed.
    DetectTimes times;
};

/// A loaded model that finds things in pictures.
///
/// Thread: created on one thread (the loader's), then used and destroyed by one other; never by two at once.
class Detector
{
public:
    virtual ~Detector() = default;
    Detector(const Detector &) = delete;
    Detector &operator=(const Detector &) = delete;

    virtual const ModelDescriptor &descriptor() const = 0;

    /// Runs on pictures (CV_8UC3, BGR, any size, not empty), one or several, and answers for each in order. Given
    /// descriptor().batch of them, or a multiple, none is run alone that can be run with others. Boxes are in pixels of
    /// the picture given. Exceptions of the libraries underneath become Errors.
    virtual Result<DetectOutput> detect(std::span<const cv::Mat> images) = 0;

    /// Another detector of the same model, for another thread, with the same results; weights are shared where the
    /// backend can. Each run of it takes so many threads; 0: as many as one of this. An Error where this model runs on
    /// one thread alone. While this one is not in use.
    virtual Result<std::unique_ptr<Detector>> duplicate([[maybe_unused]] int threads) const
    {
        return Error{Words::tr("The model %1 runs on one thread alone.").arg(descriptor().name), {}, {}};
    }

protected:
    Detector() = default;
};

/// Loads and warms up a model; blocks for as long as that takes. Callable from any thread.
using DetectorFactory = std::function<Result<std::unique_ptr<Detector>>(const ModelRequest &)>;

/// The project's own models: by file content first, never by file name alone.
Result<std::unique_ptr<Detector>> loadDetector(const ModelRequest &request);

/// A model that needs no file of the user's.
struct BuiltInModel
{
    QString id;   ///< For ModelRequest::location, "builtin:people-hog".
    QString name; ///< "People (HOG, built in)", in English, as results tell it; see modelTitle().
};

/// Those present in this installation, the best first: that one is loaded by default.
QList<BuiltInModel> builtInModels();
/// Whether a ModelRequest::location is the id of one of those, and no file.
bool isBuiltInModel(const QString &location);

/// A model's name as a window shows it: of a built-in one, in the language of the window.
QString modelTitle(const QString &location, const QString &name);

} // namespace sightglass
