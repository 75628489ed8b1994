// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportqueue.h"

#include "core/export/exportjournal.h"
#include "core/inference/detector.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QSet>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sightglass
{

namespace
{

using Fate = QueuedExport::Fate;

constexpr qint64 largestStore = 64 << 20;

} // namespace

ExportQueue::ExportQueue(QObject *parent)
    : QObject(parent)
    , m_sources(makeFrameSource)
    , m_detectors(loadDetector)
    , m_stores(StoreFolder::ofUser())
{
    constexpr std::chrono::milliseconds storeDelay{200};
    m_storeTimer.setSingleShot(true);
    m_storeTimer.setInterval(storeDelay);
    connect(&m_storeTimer, &QTimer::timeout, this, &ExportQueue::write);
    m_storeWriter.setMaxThreadCount(1);
}

ExportQueue::~ExportQueue()
{
    if (m_storeTimer.isActive())
        write();
}

void ExportQueue::setBackends(FrameSourceFactory sources, DetectorFactory detectors, std::optional<StoreFolder> stores)
{
    m_sources = std::move(sources);
    m_detectors = std::move(detectors);
    m_stores = std::move(stores);
}

Result<void> ExportQueue::setStore(const QString &path)
{
    m_store = path;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    auto read = exportsFromJson(file.read(largestStore));
    if (!read)
        return Error{
            tr("The list of exports in %1 cannot be read; it begins anew.").arg(path), {}, read.error().detail};
    m_exports = *std::move(read);
    m_newest = static_cast<int>(m_exports.size());
    Q_EMIT listChanged();
    return {};
}

void ExportQueue::keep()
{
    if (!m_store.isEmpty() && !m_storeTimer.isActive())
        m_storeTimer.start();
}

/// In one step: the program may be killed. A list that cannot be kept costs no export.
void ExportQueue::write()
{
    m_storeTimer.stop();
    m_storeWriter.start([path = m_store, exports = m_exports] {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return;
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write(exportsToJson(exports));
        file.commit();
    });
}

const QueuedExport *ExportQueue::find(int id) const
{
    const auto found = std::lower_bound(m_exports.begin(), m_exports.end(), id,
                                        [](const QueuedExport &each, int wanted) { return each.id < wanted; });
    return found == m_exports.end() || found->id != id ? nullptr : &*found;
}

QueuedExport *ExportQueue::entry(int id)
{
    return const_cast<QueuedExport *>(std::as_const(*this).find(id));
}

Result<int> ExportQueue::add(const ExportRequest &request)
{
    const std::vector<Error> refused = addAll({request});
    return refused.empty() ? Result<int>(m_newest) : refused.front();
}

std::vector<Error> ExportQueue::addAll(const std::vector<ExportRequest> &requests)
{
    const QStringList before = targets();
    QSet<QString> taken(before.begin(), before.end());
    std::vector<Error> refused;
    for (const ExportRequest &request : requests) {
        const QStringList wanted = request.targets();
        const auto occupied = std::find_if(wanted.begin(), wanted.end(),
                                           [&taken](const QString &target) { return taken.contains(target); });
        if (occupied != wanted.end()) {
            refused.push_back({tr("%1 is the target of an export that has not ended.").arg(*occupied),
                               tr("Choose another name, or cancel that export first."),
                               {}});
            continue;
        }
        taken.unite(QSet<QString>(wanted.begin(), wanted.end()));
        QueuedExport queued;
        queued.id = ++m_newest;
        queued.request = request;
        m_exports.push_back(std::move(queued));
    }
    Q_EMIT listChanged();
    keep();
    startNext();
    return refused;
}

QStringList ExportQueue::targets() const
{
    QStringList targets;
    for (const QueuedExport &each : m_exports) {
        if (!each.hasEnded())
            targets += each.request.targets();
    }
    return targets;
}

int ExportQueue::pending() const
{
    return static_cast<int>(
        std::count_if(m_exports.begin(), m_exports.end(), [](const QueuedExport &each) { return !each.hasEnded(); }));
}

const QueuedExport *ExportQueue::active() const
{
    const QueuedExport *paused = nullptr;
    for (const QueuedExport &each : m_exports) {
        if (each.fate == Fate::Running)
            return &each;
        if (each.fate == Fate::Paused && !paused)
            paused = &each;
    }
    return paused;
}

void ExportQueue::startNext()
{
    if (m_isStopping)
        return;
    QueuedExport *next = nullptr;
    for (QueuedExport &each : m_exports) {
        if (each.fate == Fate::Running)
            return;
        if (each.fate == Fate::Waiting && !next)
            next = &each;
    }
    if (next)
        start(*next);
}

void ExportQueue::start(QueuedExport &queued)
{
    const int id = queued.id;
    queued.fate = Fate::Running;
    queued.progress = {};
    queued.outcome = {};
    const auto &job = m_jobs[id] = std::make_unique<ExportJob>(queued.request, m_sources, m_detectors, m_stores);
    connect(job.get(), &ExportJob::progressed, this, [this, id](const ExportProgress &progress) {
        if (QueuedExport *running = entry(id)) {
            running->progress = progress;
            Q_EMIT changed(id);
        }
    });
    connect(job.get(), &ExportJob::finished, this, [this, id](const ExportSummary &summary) {
        end(id, summary.isComplete() ? Fate::Whole : Fate::Incomplete, {outcomeText(summary), {}, {}});
        Q_EMIT finished(id, summary);
    });
    connect(job.get(), &ExportJob::failed, this, [this, id](const Error &error) {
        end(id, Fate::Failed, error);
        Q_EMIT failed(id, error);
    });
    connect(job.get(), &ExportJob::cancelled, this, [this, id] {
        end(id, Fate::Cancelled, {tr("Cancelled; nothing was written."), {}, {}});
        Q_EMIT cancelled(id);
    });
    job->start();
    Q_EMIT changed(id);
    keep();
}

void ExportQueue::end(int id, Fate fate, const Error &outcome)
{
    const auto job = m_jobs.extract(id);
    const bool canGoOn = job.mapped()->canGoOn();
    // It is still sending its signal.
    job.mapped().release()->deleteLater();
    QueuedExport &ended = *entry(id);
    ended.fate = fate;
    ended.outcome = outcome;
    ended.canGoOn = canGoOn;
    Q_EMIT changed(id);
    keep();
    startNext();
}

void ExportQueue::pause(int id)
{
    QueuedExport *queued = entry(id);
    if (!queued || queued->fate != Fate::Running)
        return;
    queued->fate = Fate::Paused;
    m_jobs.at(id)->setPaused(true);
    Q_EMIT changed(id);
    keep();
    startNext();
}

void ExportQueue::goOn(int id)
{
    QueuedExport *queued = entry(id);
    if (!queued || queued->fate != Fate::Paused)
        return;
    queued->fate = Fate::Running;
    m_jobs.at(id)->setPaused(false);
    Q_EMIT changed(id);
    keep();
}

void ExportQueue::cancel(int id)
{
    QueuedExport *queued = entry(id);
    if (!queued || queued->hasEnded())
        return;
    if (queued->isActive()) {
        m_jobs.at(id)->cancel();
        return;
    }
    queued->fate = Fate::Cancelled;
    queued->outcome = {tr("Cancelled before it began."), {}, {}};
    Q_EMIT changed(id);
    keep();
}

void ExportQueue::retry(int id)
{
    QueuedExport *queued = entry(id);
    if (!queued || !queued->isToDo())
        return;
    queued->fate = Fate::Waiting;
    queued->request.resume = queued->canGoOn;
    queued->outcome = {};
    Q_EMIT changed(id);
    keep();
    startNext();
}

void ExportQueue::remove(int id)
{
    const QueuedExport *queued = find(id);
    if (!queued || queued->isActive())
        return;
    // Nobody could ask for it any more.
    if (queued->canGoOn)
        QFile::remove(ExportJournal::pathFor(queued->request.targets().constFirst()));
    std::erase_if(m_exports, [id](const QueuedExport &each) { return each.id == id; });
    Q_EMIT listChanged();
    keep();
}

void ExportQueue::interrupt()
{
    m_isStopping = true;
    // As it stands: those that run are found interrupted.
    if (!m_store.isEmpty())
        write();
    m_store.clear();
    for (const auto &[id, job] : m_jobs) {
        disconnect(job.get(), nullptr, this, nullptr);
        job->stop();
        job->setPaused(false);
    }
}

bool ExportQueue::wait(const QDeadlineTimer &deadline)
{
    bool ended = true;
    for (const auto &[id, job] : m_jobs)
        ended = job->wait(deadline) && ended;
    return m_storeWriter.waitForDone(static_cast<int>(deadline.remainingTime())) && ended;
}

} // namespace sightglass
