// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"

#include "core/export/exportwork.h"
#include "core/log/categories.h"
#include "core/pipeline/loadworkers.h"
#include "core/values/words.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace sightglass
{

namespace
{

Error cancelledError()
{
    return {Words::tr("The export was cancelled; nothing was written."), {}, {}};
}

/// What must hold when every frame went the whole way.
Result<void> checkCounts(const ExportSummary &summary, bool withModel)
{
    const OfflineCounts &counts = summary.counts;
    if (counts.captured == summary.written && counts.delivered == summary.written && counts.dropped == 0 &&
        (!withModel || counts.inferred + counts.stored == summary.written))
        return {};
    return Error{Words::tr("Frames were lost on their way into the export."),
                 Words::tr("Please report this, with the text below."), summary.toText()};
}

} // namespace

class Exporter::Private
{
public:
    Result<ExportSummary> run(const ExportRequest &request, const Progress &progress);
    void interrupt(bool forGood);
    void setPaused(bool wanted);
    bool isCancelled() const
    {
        const std::lock_guard lock(mutex);
        return cancelled;
    }

    FrameSourceFactory sources;
    DetectorFactory detectors;
    std::optional<PlanMemory> plans;
    std::optional<StoreFolder> stores;
    mutable std::mutex mutex;      ///< Guards what follows.
    OfflineRun *current = nullptr; ///< While it runs.
    std::condition_variable wake;
    bool paused = false;
    bool cancelled = false;
    bool leavesJournal = false; ///< run() left something to go on from.
    bool whole = false;         ///< The files are; it is too late to cancel.
    bool abandoned = false;     ///< Cancelled by somebody who does not want it any more.
    bool endless = false;       ///< A live source is being recorded that nothing but a person ends.

private:
    Clock::duration waitWhilePaused();
    Result<Workers> load(const ExportRequest &request) const;
    Result<void> pump(OfflineRun &offline, const FrameRange &range, ExportWork &work);
    Result<ExportSummary> runWork(const ExportRequest &request, Workers workers, ExportWork &work);
};

void Exporter::Private::interrupt(bool forGood)
{
    const std::lock_guard lock(mutex);
    if (whole)
        return;
    cancelled = true;
    abandoned = abandoned || forGood;
    if (current)
        current->cancel();
    wake.notify_all();
}

void Exporter::Private::setPaused(bool wanted)
{
    const std::lock_guard lock(mutex);
    paused = wanted;
    wake.notify_all();
}

/// How long it was.
Clock::duration Exporter::Private::waitWhilePaused()
{
    std::unique_lock lock(mutex);
    if (!paused)
        return {};
    const auto begin = Clock::now();
    wake.wait(lock, [this] { return !paused || cancelled; });
    return Clock::now() - begin;
}

Result<Workers> Exporter::Private::load(const ExportRequest &request) const
{
    if (request.model.location.isEmpty()) {
        Workers none;
        none.copies.emplace_back(); // Pictures pass through.
        return none;
    }
    ModelRequest model = request.model;
    if (request.source.kind == SourceKind::Image)
        model.workers = 1;
    return loadWorkers(detectors, model, plans);
}

Result<void> Exporter::Private::pump(OfflineRun &offline, const FrameRange &range, ExportWork &work)
{
    const auto setCurrent = [this](OfflineRun *running) {
        const std::lock_guard lock(mutex);
        current = running;
        if (current && cancelled)
            current->cancel();
    };
    const auto forget = [&setCurrent](OfflineRun *) { setCurrent(nullptr); };
    setCurrent(&offline);
    const std::unique_ptr<OfflineRun, decltype(forget)> guard(&offline, forget);
    return offline.run(
        range,
        [&](const SourceInfo &info) {
            {
                const std::lock_guard lock(mutex);
                endless = info.live && !range.last;
            }
            return work.begin(info);
        },
        [&](const Frame &frame, const CandidatesPtr &candidates) {
            work.leaveOut(waitWhilePaused());
            return work.take(frame, candidates);
        });
}

Result<ExportSummary> Exporter::Private::run(const ExportRequest &request, const Progress &progress)
{
    if (auto checked = checkRequest(request); !checked)
        return checked.error();
    // Loading cannot be interrupted: a program that leaves meanwhile leaves no temporary file.
    auto workers = load(request);
    if (!workers)
        return workers.error();
    ExportWork work(request, progress);
    auto summary = runWork(request, *std::move(workers), work);
    const std::lock_guard lock(mutex);
    if (summary || abandoned)
        work.discardJournal();
    leavesJournal = !summary && !abandoned && work.leavesJournal();
    return summary;
}

Result<ExportSummary> Exporter::Private::runWork(const ExportRequest &request, Workers workers, ExportWork &work)
{
    if (auto prepared = work.prepareFiles(); !prepared)
        return prepared.error();
    const bool withModel = workers.copies.front() != nullptr;
    const auto count = static_cast<int>(workers.copies.size());
    if (auto set = work.setModel(withModel ? workers.copies.front()->descriptor() : ModelDescriptor{}, count); !set)
        return set.error();
    const auto range = work.openJournal();
    if (!range)
        return range.error();
    OfflineRun offline(sources(request.source), std::move(workers.copies));
    if (stores)
        offline.setStores(*stores, request.source);
    if (auto pumped = pump(offline, *range, work); !pumped)
        return pumped.error();
    if (auto finished = work.finishFiles(); !finished)
        return finished.error();
    ExportSummary summary = work.summary(offline.counts(), offline.unreadable());
    summary.missing = offline.missing();
    summary.trouble = offline.trouble();
    if (const Error problem = offline.storeProblem(); !problem.message.isEmpty())
        summary.notes.append(problem.message);
    if (auto complete = checkCounts(summary, withModel); !complete)
        return complete.error();
    if (auto described = work.describe(summary); !described)
        return described.error();
    {
        const std::lock_guard lock(mutex);
        if (cancelled)
            return cancelledError();
        whole = true;
    }
    if (auto committed = work.commit(); !committed)
        return committed.error();
    return summary;
}

Exporter::Exporter(FrameSourceFactory sources, DetectorFactory detectors, std::optional<PlanMemory> plans,
                   std::optional<StoreFolder> stores)
    : d(std::make_unique<Private>())
{
    d->sources = std::move(sources);
    d->detectors = std::move(detectors);
    d->plans = std::move(plans);
    d->stores = std::move(stores);
}

Exporter::~Exporter() = default;

Result<ExportSummary> Exporter::run(const ExportRequest &request, const Progress &progress)
{
    try {
        qCInfo(exportLog).noquote() << "exporting" << request.source.displayName();
        auto result = d->run(request, progress);
        if (result)
            qCInfo(exportLog) << "exported" << result->counts.delivered << "frames in" << result->seconds << "s";
        else
            qCInfo(exportLog).noquote() << "not exported:" << result.error().message;
        if (result)
            return result;
        // Whatever a cancelled export stumbled over, it was the cancelling.
        Error error = wasCancelled() ? cancelledError() : result.error();
        if (canGoOn())
            error.suggestion = QStringList{error.suggestion, Words::tr("What was done so far is kept: the same "
                                                                       "export goes on from there when it is "
                                                                       "resumed.")}
                                   .join(QLatin1Char(' '))
                                   .trimmed();
        return error;
    } catch (const std::exception &exception) {
        return Error{Words::tr("The export of %1 failed.").arg(request.source.displayName()),
                     {},
                     QString::fromLocal8Bit(exception.what())};
    }
}

void Exporter::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        if (d->current && std::exchange(d->endless, false)) {
            d->current->finish();
            return;
        }
    }
    d->interrupt(false);
}

void Exporter::cancel()
{
    d->interrupt(true);
}

void Exporter::setPaused(bool paused)
{
    d->setPaused(paused);
}

bool Exporter::canGoOn() const
{
    const std::lock_guard lock(d->mutex);
    return d->leavesJournal;
}

bool Exporter::wasCancelled() const
{
    return d->isCancelled();
}

} // namespace sightglass
