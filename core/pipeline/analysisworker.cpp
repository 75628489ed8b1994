// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/analysisworker.h"

#include "core/store/storekey.h"
#include "core/values/words.h"

#include <QFileInfo>

#include <algorithm>
#include <exception>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace sightglass
{

namespace
{

/// A store that is full is written once a second.
constexpr std::chrono::milliseconds fullInterval{100};

/// This thread, and those that decoders begin on it, get a third of a processor that others want whole. Not less: what
/// holds a lock that others wait for must come to its end soon.
void giveWay()
{
    constexpr int niceness = 5;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
}

} // namespace

AnalysisWorker::AnalysisWorker(FrameSourceFactory sources, std::shared_ptr<Mailbox> owner, Events events)
    : m_sources(std::move(sources))
    , m_mailbox(Mailbox::attach(this, [this] { step(); }))
    , m_owner(std::move(owner))
    , m_events(std::move(events))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(fullInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] { step(); });
}

AnalysisWorker::~AnalysisWorker()
{
    close();
}

void AnalysisWorker::begin(std::shared_ptr<AnalysisRun> run)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = run;
        if (m_source)
            m_source->abort();
    }
    m_mailbox->post([this, run = std::move(run)] { beginNow(run); });
}

void AnalysisWorker::beginNow(const std::shared_ptr<AnalysisRun> &run)
{
    close();
    if (!run)
        return;
    giveWay();
    std::shared_ptr<FrameSource> source = m_sources(run->task().source);
    {
        const std::lock_guard lock(m_mutex);
        if (m_wanted != run)
            return;
        m_source = std::move(source);
    }
    m_run = run;
    m_next = 0;
    m_place = 0;
    m_hasGained = false;
    m_settled.clear();
    if (const auto opened = open(); !opened)
        fail(opened.error());
}

Result<void> AnalysisWorker::open()
try {
    const AnalysisTask &task = m_run->task();
    const auto info = m_source->open();
    if (!info)
        return info.error();
    // What lies under this name now need not be what the lane has open.
    const auto source = sourceKey(task.source);
    const auto model = modelKey(task.model);
    const bool isSame = source && model &&
                        QFileInfo(task.store->path()).completeBaseName().toLatin1() == storeKey(*source, *model) &&
                        info->frameCount.value_or(task.frameCount) == task.frameCount;
    if (!isSame)
        return Error{Words::tr("%1 or the model's file has changed since it was opened.").arg(info->name),
                     Words::tr("Open both again, then analyse the clip."),
                     {}};
    return {};
} catch (const std::exception &exception) {
    return Error{Words::tr("Reading the source failed."), {}, QString::fromLocal8Bit(exception.what())};
}

void AnalysisWorker::step()
{
    if (!m_run)
        return;
    if (!keepResults()) {
        if (const Error problem = m_run->task().store->problem(); !problem.message.isEmpty())
            fail(problem);
        else if (!m_timer.isActive())
            m_timer.start();
        return;
    }
    if (!m_run->paused && m_run->frames().hasRoom())
        readOn();
}

/// Whether the store has taken all there is.
bool AnalysisWorker::keepResults()
{
    const AnalysisTask &task = m_run->task();
    while (m_unkept || (m_unkept = m_run->results().take())) {
        const InferredFrame &inferred = **m_unkept;
        const CandidatesPtr &candidates = inferred.results.front();
        const std::int64_t index = inferred.frame.id.index;
        if (!candidates)
            m_settled.add(index);
        else if (candidates->model == task.number || candidates->stored) {
            if (!task.store->has(index) &&
                !task.store->keep(candidates, {inferred.frame.image.cols, inferred.frame.image.rows}))
                return false;
            m_hasGained = true;
        }
        m_unkept->finish();
        m_unkept.reset();
    }
    return true;
}

void AnalysisWorker::readOn()
{
    const std::int64_t wanted = firstWanted(m_place);
    if (wanted >= m_run->task().frameCount) {
        if (m_run->isIdle())
            endRound();
        return; // The last result asks for the next step.
    }
    try {
        if (const auto done = read(wanted); !done) {
            fail(done.error());
            return;
        }
    } catch (const std::exception &exception) {
        fail({Words::tr("Reading the source failed."), {}, QString::fromLocal8Bit(exception.what())});
        return;
    }
    wake();
}

/// One picture: this one, or the next that decodes.
Result<void> AnalysisWorker::read(std::int64_t wanted)
{
    const std::int64_t end = m_run->task().frameCount;
    if (wanted != m_next) {
        if (auto sought = m_source->seek(wanted); !sought)
            return sought;
        m_next = wanted;
    }
    Frame frame;
    const auto status = m_source->read(frame);
    if (!status)
        return status.error();
    if (*status == FrameSource::ReadStatus::NoData)
        return {};
    // A seek to where nothing decodes any more yields the last picture that does.
    if (*status == FrameSource::ReadStatus::End || frame.id.index < wanted) {
        settleUnread(wanted, end);
        m_place = end;
        m_next = -1;
        return {};
    }
    const std::int64_t index = frame.id.index;
    settleUnread(wanted, std::min(index, end));
    m_next = index + 1;
    m_place = index + 1;
    if (index < end && !m_run->task().store->has(index))
        m_run->frames().push({std::move(frame), {}});
    return {};
}

std::int64_t AnalysisWorker::firstWanted(std::int64_t from) const
{
    for (;;) {
        const std::int64_t missing = m_run->task().store->firstMissing(from);
        from = m_settled.firstMissing(missing);
        if (from == missing)
            return from;
    }
}

/// What was kept may be gone: a store that was found damaged is begun anew.
void AnalysisWorker::endRound()
{
    m_place = 0;
    if (std::exchange(m_hasGained, false) && firstWanted(0) < m_run->task().frameCount) {
        wake();
        return;
    }
    m_owner->post([done = m_events.done, run = m_run] { done(run); });
    close();
}

void AnalysisWorker::settleUnread(std::int64_t from, std::int64_t end)
{
    for (std::int64_t index = from; index < end; ++index)
        if (!m_run->task().store->has(index) && m_settled.add(index))
            ++m_run->unreadable;
}

void AnalysisWorker::fail(const Error &error)
{
    m_owner->post([failed = m_events.failed, run = m_run, error] { failed(run, error); });
    close();
}

void AnalysisWorker::close()
{
    m_timer.stop();
    m_unkept.reset();
    m_run.reset();
    std::shared_ptr<FrameSource> closed; // Destroyed outside the lock.
    const std::lock_guard lock(m_mutex);
    closed.swap(m_source);
}

} // namespace sightglass
