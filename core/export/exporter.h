// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportrequest.h"
#include "core/export/exportsummary.h"
#include "core/inference/detector.h"
#include "core/inference/planmemory.h"
#include "core/media/framesource.h"
#include "core/store/storefolder.h"

#include <functional>
#include <memory>
#include <optional>

namespace sightglass
{

struct ExportProgress
{
    std::uint64_t written = 0;
    std::optional<std::int64_t> total; ///< Frames of the range, where known.
    double perSecond = 0.0;
    std::optional<double> secondsLeft;
    std::optional<std::int64_t> videoBytes; ///< How large the video will be, about; unknown in the first seconds.
};

/// The export itself, without threads or signals: runs on the calling thread, for the command line and ExportJob. Needs
/// a QGuiApplication, for the fonts of the labels.
///
/// Files are written under a temporary name beside their target and renamed when all are whole; what was there before
/// stays untouched until then, and nothing is left behind on cancel. What an export of a file has done when it is
/// stopped, fails or is killed is kept in a hidden journal (see ExportJournal), from the first whole part on, and
/// ExportRequest::resume goes on from there. The recording of a stream that breaks
/// off is whole up to there, and no failure: see ExportSummary::isComplete().
class Exporter
{
public:
    /// Without `plans`, the number of workers that nobody asked for is not measured (see loadWorkers()). With `stores`,
    /// no frame of a file is asked of the model that is kept there, and the others are kept; the files are the same.
    Exporter(FrameSourceFactory sources, DetectorFactory detectors, std::optional<PlanMemory> plans = {},
             std::optional<StoreFolder> stores = {});
    ~Exporter();

    using Progress = std::function<void(const ExportProgress &)>;
    /// Called once. Blocks until done, failed or cancelled. Progress is reported on the calling thread, at most 10
    /// times a second and once at the end.
    Result<ExportSummary> run(const ExportRequest &request, const Progress &progress);

    /// Any thread. Ends the recording of a live source well, as nothing else would; interrupts any other export, or
    /// the same by a second call: run() then yields an Error, and wasCancelled() is true, unless the files were whole
    /// already. What was done is kept.
    void stop();
    /// Any thread: the same for good, and nothing is kept.
    void cancel();
    bool wasCancelled() const;
    /// Any thread, at any time: halts the work before its next frame, and goes on.
    void setPaused(bool paused);
    /// After run(): whether ExportRequest::resume would go on from what it has done.
    bool canGoOn() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sightglass

Q_DECLARE_METATYPE(sightglass::ExportProgress)
