// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/detectionengine.h"

#include "core/pipeline/backgroundshare.h"
#include "core/pipeline/infercandidates.h"
#include "core/pipeline/reorderbuffer.h"
#include "core/pipeline/station.h"

#include <QThread>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

namespace sightglass
{

namespace
{

/// Whether time has come for what waits in the background is looked at so often.
constexpr std::chrono::milliseconds lookInterval{50};

} // namespace

/// What the workers share, and keep alive where they are left behind.
class DetectionEngine::Shared
{
public:
    explicit Shared(Now now)
        : m_now(std::move(now))
    {}

    void add(std::shared_ptr<InferencePort> port, Priority priority);
    void remove(const InferencePort *port);
    void setModel(Model model, std::function<void()> adopted);
    void wake();
    void stop();
    void forgetPorts();
    void work(std::size_t worker);

private:
    using Lease = FrameQueue::Lease;

    struct Port
    {
        explicit Port(std::shared_ptr<InferencePort> thePort)
            : port(std::move(thePort))
        {}

        const std::shared_ptr<InferencePort> port;
        std::uint64_t taken = 0; ///< Guarded by the engine's mutex.
        std::atomic<std::size_t> underWay{0};
        /// Guards `order` and puts results one at a time. Taken before the mutexes of engines and queues, never after.
        std::mutex delivery;
        ReorderBuffer<Lease> order;
    };

    /// Ports that take turns.
    struct Group
    {
        std::vector<std::shared_ptr<Port>> ports;
        std::size_t turn = 0;    ///< The one that is asked first.
        std::size_t working = 0; ///< Workers that run frames of it.

        void remove(const InferencePort *port, std::vector<std::shared_ptr<Port>> &removed);
        bool hasFrames() const;
    };

    struct Job
    {
        std::shared_ptr<Port> port;
        std::uint64_t sequence;
        Lease lease;
    };

    /// A model on its way in.
    struct Arrival
    {
        Model model;
        std::function<void()> adopted;
    };

    /// What a worker has of the model in use.
    struct Place
    {
        bool isManned = false;
        std::unique_ptr<Detector> detector;
    };

    void adoptArrival(std::unique_lock<std::mutex> &lock);
    void leavePlace(std::size_t worker, std::unique_lock<std::mutex> &lock);
    std::size_t placesInBackground(std::size_t most) const;
    static std::vector<Job> takeJobs(Group &from, std::size_t most, std::vector<Lease> &stale);
    static std::optional<Job> takeJob(const std::shared_ptr<Port> &port, std::vector<Lease> &stale);
    static void run(Detector *detector, std::uint64_t number, std::vector<Job> &jobs);
    static void infer(Detector &detector, std::uint64_t number, std::span<Job *const> jobs);
    static void deliver(Job job);

    const Now m_now;
    std::mutex m_mutex; ///< Guards what follows; taken before a queue's own lock, never after.
    std::condition_variable m_wake;
    Group m_foreground;
    Group m_background;
    BackgroundShare m_share;
    std::vector<Place> m_places;
    std::size_t m_manned = 0;
    std::uint64_t m_number = 0;
    std::optional<Arrival> m_arrival;
    bool m_stopping = false;
};

void DetectionEngine::Shared::Group::remove(const InferencePort *port, std::vector<std::shared_ptr<Port>> &removed)
{
    const auto gone = std::stable_partition(ports.begin(), ports.end(),
                                            [port](const auto &each) { return each->port.get() != port; });
    removed.insert(removed.end(), std::make_move_iterator(gone), std::make_move_iterator(ports.end()));
    ports.erase(gone, ports.end());
}

bool DetectionEngine::Shared::Group::hasFrames() const
{
    return std::any_of(ports.begin(), ports.end(),
                       [](const auto &each) { return each->port->frames().counters().queued > 0; });
}

void DetectionEngine::Shared::add(std::shared_ptr<InferencePort> port, Priority priority)
{
    {
        const std::lock_guard lock(m_mutex);
        Group &group = priority == Priority::Foreground ? m_foreground : m_background;
        group.ports.push_back(std::make_shared<Port>(std::move(port)));
    }
    m_wake.notify_all();
}

void DetectionEngine::Shared::remove(const InferencePort *port)
{
    std::vector<std::shared_ptr<Port>> removed; // The leases of one that goes end outside the lock.
    const std::lock_guard lock(m_mutex);
    m_foreground.remove(port, removed);
    m_background.remove(port, removed);
}

void DetectionEngine::Shared::setModel(Model model, std::function<void()> adopted)
{
    if (model.copies.empty())
        model.copies.emplace_back();
    std::optional<Arrival> arrival{Arrival{std::move(model), std::move(adopted)}};
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping)
            return;
        m_places.resize(std::max(m_places.size(), arrival->model.copies.size()));
        m_arrival.swap(arrival); // A model that was never used is destroyed here, outside the lock.
    }
    m_wake.notify_all();
}

void DetectionEngine::Shared::wake()
{
    // Under the lock, so that no worker is between looking and waiting.
    {
        const std::lock_guard lock(m_mutex);
    }
    m_wake.notify_all();
}

void DetectionEngine::Shared::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
}

void DetectionEngine::Shared::forgetPorts()
{
    std::vector<std::shared_ptr<Port>> foreground; // Destroyed outside the lock.
    std::vector<std::shared_ptr<Port>> background;
    std::optional<Arrival> arrival;
    const std::lock_guard lock(m_mutex);
    foreground.swap(m_foreground.ports);
    background.swap(m_background.ports);
    arrival.swap(m_arrival);
}

void DetectionEngine::Shared::adoptArrival(std::unique_lock<std::mutex> &lock)
{
    Arrival arrival = *std::exchange(m_arrival, std::nullopt);
    m_number = arrival.model.number;
    m_manned = arrival.model.copies.size();
    for (std::size_t i = 0; i < m_manned; ++i)
        m_places[i] = {true, std::move(arrival.model.copies[i])};
    lock.unlock();
    m_wake.notify_all();
    if (arrival.adopted)
        arrival.adopted();
    lock.lock();
}

/// The worker's copy is destroyed on its own thread, outside the lock; only then the place counts as left.
void DetectionEngine::Shared::leavePlace(std::size_t worker, std::unique_lock<std::mutex> &lock)
{
    std::unique_ptr<Detector> leaving = std::move(m_places[worker].detector);
    m_places[worker].isManned = false;
    lock.unlock();
    leaving.reset();
    lock.lock();
    --m_manned;
}

void DetectionEngine::Shared::work(std::size_t worker)
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        if (m_arrival && m_places[worker].isManned)
            leavePlace(worker, lock);
        else if (m_arrival && m_manned == 0)
            adoptArrival(lock);
        else if (m_arrival || !m_places[worker].isManned)
            m_wake.wait(lock);
        else {
            // No other touches a place that is manned; m_places itself may grow meanwhile.
            Detector *const detector = m_places[worker].detector.get();
            const std::size_t most = detector ? static_cast<std::size_t>(detector->descriptor().batch) : 1;
            std::vector<Lease> stale;
            std::vector<Job> jobs = takeJobs(m_foreground, most, stale);
            const bool isWatched = !jobs.empty();
            if (jobs.empty() && stale.empty())
                jobs = takeJobs(m_background, placesInBackground(most), stale);
            if (jobs.empty() && stale.empty()) {
                // Its time comes without anybody telling.
                if (m_background.hasFrames())
                    m_wake.wait_for(lock, lookInterval);
                else
                    m_wake.wait(lock);
                continue;
            }
            const std::uint64_t number = m_number;
            Group &group = isWatched ? m_foreground : m_background;
            const std::size_t taken = jobs.size();
            const auto begun = m_now();
            ++group.working;
            for (std::size_t i = 0; isWatched && i < taken; ++i)
                m_share.takenInForeground(begun);
            lock.unlock();
            stale.clear();
            if (!jobs.empty())
                run(detector, number, jobs);
            for (Job &job : jobs)
                deliver(std::move(job));
            lock.lock();
            --group.working;
            const auto ended = m_now();
            if (isWatched)
                m_share.ranInForeground(ended - begun, ended);
            else if (taken > 0)
                m_share.ranInBackground(ended - begun, taken, ended);
            m_wake.notify_all(); // There may be room again.
        }
    }
    if (m_places[worker].isManned)
        leavePlace(worker, lock);
    m_wake.notify_all();
}

/// How many frames of the background may be taken now.
std::size_t DetectionEngine::Shared::placesInBackground(std::size_t most) const
{
    const auto now = m_now();
    if (m_foreground.working == 0 && !m_share.isWatched(now))
        return most;
    const bool isFree = m_background.working == 0 && !m_foreground.hasFrames() && m_share.hasTime(m_manned, now);
    return isFree ? 1 : 0;
}

/// Ends of leases tell others, engines among them: those of stale frames are left to the caller, who ends them outside
/// the lock.
std::vector<DetectionEngine::Shared::Job> DetectionEngine::Shared::takeJobs(Group &from, std::size_t most,
                                                                            std::vector<Lease> &stale)
{
    std::vector<Job> jobs;
    std::size_t idle = 0; // Ports in a row that had nothing.
    while (jobs.size() < most && idle < from.ports.size()) {
        from.turn = (from.turn + 1) % from.ports.size();
        if (auto job = takeJob(from.ports[from.turn], stale)) {
            jobs.push_back(*std::move(job));
            idle = 0;
        } else {
            ++idle;
        }
    }
    return jobs;
}

std::optional<DetectionEngine::Shared::Job> DetectionEngine::Shared::takeJob(const std::shared_ptr<Port> &port,
                                                                             std::vector<Lease> &stale)
{
    while (port->underWay < port->port->room()) {
        auto lease = port->port->frames().take();
        if (!lease)
            break;
        if (!port->port->isCurrent((*lease)->frame)) {
            stale.push_back(*std::move(lease));
            continue;
        }
        ++port->underWay;
        return Job{port, port->taken++, *std::move(lease)};
    }
    return std::nullopt;
}

void DetectionEngine::Shared::run(Detector *detector, std::uint64_t number, std::vector<Job> &jobs)
{
    std::vector<Job *> unknown;
    for (Job &job : jobs) {
        CandidatesPtr known = detector ? job.port->port->known(job.lease->frame, number) : nullptr;
        if (detector && !known)
            unknown.push_back(&job);
        else
            job.lease->results.push_back(std::move(known));
    }
    if (!unknown.empty())
        infer(*detector, number, unknown);
}

void DetectionEngine::Shared::infer(Detector &detector, std::uint64_t number, std::span<Job *const> jobs)
{
    std::vector<Frame> frames;
    for (Job *job : jobs)
        frames.push_back(job->lease->frame);
    auto inference = inferCandidates(detector, frames, number);
    if (!inference && jobs.size() > 1) {
        // One frame that a model fails on must not cost the others theirs.
        for (std::size_t i = 0; i < jobs.size(); ++i)
            infer(detector, number, jobs.subspan(i, 1));
        return;
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        InferencePort &port = *jobs[i]->port->port;
        CandidatesPtr candidates = inference ? inference->candidates[i] : nullptr;
        if (inference) {
            port.keep(frames[i], candidates);
            port.inferred(inference->times);
        } else {
            port.failed(inference.error());
        }
        jobs[i]->lease->results.push_back(std::move(candidates));
    }
}

void DetectionEngine::Shared::deliver(Job job)
{
    Port &port = *job.port;
    const std::lock_guard lock(port.delivery);
    const bool overtaking = port.port->frames().policy() == FlowPolicy::Latest;
    if (!port.order.put(job.sequence, std::move(job.lease))) {
        job.lease.giveWay();
        --port.underWay;
        return;
    }
    while (auto lease = overtaking ? port.order.takeAny() : port.order.take()) {
        if (port.port->isCurrent((*lease)->frame)) {
            port.port->put(std::move(**lease));
            lease->finish();
        } else {
            lease->discard();
        }
        --port.underWay;
    }
}

DetectionEngine::DetectionEngine(Now now)
    : m_shared(std::make_shared<Shared>(std::move(now)))
{
    setModel({});
}

DetectionEngine::~DetectionEngine()
{
    stop();
}

void DetectionEngine::add(std::shared_ptr<InferencePort> port, Priority priority)
{
    m_shared->add(std::move(port), priority);
}

void DetectionEngine::remove(const InferencePort *port)
{
    m_shared->remove(port);
}

void DetectionEngine::setModel(Model model, std::function<void()> adopted)
{
    const std::size_t workers = std::max<std::size_t>(model.copies.size(), 1);
    m_shared->setModel(std::move(model), std::move(adopted));
    while (m_threads.size() < workers) {
        const std::size_t worker = m_threads.size();
        m_threads.push_back(QThread::create([shared = m_shared, worker] { shared->work(worker); }));
        m_threads.back()->setObjectName(QStringLiteral("inference %1").arg(worker + 1));
        m_threads.back()->start();
    }
}

std::function<void()> DetectionEngine::waker() const
{
    return [shared = m_shared] { shared->wake(); };
}

bool DetectionEngine::stop(const QDeadlineTimer &deadline)
{
    m_shared->stop();
    bool ended = true;
    for (QThread *thread : std::exchange(m_threads, {}))
        ended = finishThread(thread, deadline) && ended;
    m_shared->forgetPorts();
    return ended;
}

} // namespace sightglass
