// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/pipeline/inferenceport.h"

#include <QDeadlineTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

class QThread;

namespace sightglass
{

/// One model on several threads, for the frames of any number of ports.
///
///     port 1 --frames--> \                                                / --reorder buffer--> port 1
///     port 2 --frames-->  +--> worker 1..N, each with a copy of the model + --reorder buffer--> port 2
///
/// A worker that is free takes the next frame, or as many as the model takes in one run, from the ports in turns: each
/// port that has frames gets an equal share. Results leave for each port in the order of its frames. No more are taken
/// of a port than it has room for, so that memory is bounded however slow one frame is. Without a model, frames pass
/// through one worker with a null result.
///
/// Ports in the background have what the others leave. As long as somebody watches, which is within a second of the
/// last frame for the foreground, theirs are taken one at a time, by one worker, while no frame for the foreground
/// waits, and as seldom as BackgroundShare says: where there are several workers, another is free for what comes, and
/// where there is one, what comes waits for half the time between two frames at most. So the foreground loses nothing
/// of its rate, and latency only where the machine is short of processors. When nobody watches, all workers run full
/// batches of the background, and the first frame that comes for the foreground waits for one such run.
///
/// Threads: every function may be called from any thread but a worker's, stop() from the owner's alone.
class DetectionEngine
{
public:
    /// Copies of one model, one for each worker; none: frames pass through. `number` is what Candidates::model says.
    struct Model
    {
        std::vector<std::unique_ptr<Detector>> copies;
        std::uint64_t number = 0;
    };

    enum class Priority
    {
        Foreground, ///< Somebody watches.
        Background, ///< It can wait.
    };

    using Now = std::function<std::chrono::steady_clock::time_point()>;

    /// With a clock of its own for tests.
    explicit DetectionEngine(Now now = std::chrono::steady_clock::now);
    /// Stops, however long that takes.
    ~DetectionEngine();
    DetectionEngine(const DetectionEngine &) = delete;
    DetectionEngine &operator=(const DetectionEngine &) = delete;

    void add(std::shared_ptr<InferencePort> port, Priority priority = Priority::Foreground);
    /// Results under way still go to the port.
    void remove(const InferencePort *port);

    /// Puts this model in place of the one before, as soon as every worker has ended the run it is in. `adopted` is
    /// then called by a worker, when the one before is gone; not for a model that yet another took the place of.
    void setModel(Model model, std::function<void()> adopted = {});

    /// Looks for work: to be called when a frame was pushed or room was made. The function outlives the engine.
    std::function<void()> waker() const;

    /// Ends the workers, each after the run that it is in; results that wait for an earlier one are dropped. A worker
    /// that does not end in time is left behind, with nothing of the engine's owner but the ports. Whether all ended.
    bool stop(const QDeadlineTimer &deadline = QDeadlineTimer(QDeadlineTimer::Forever));

private:
    class Shared;
    const std::shared_ptr<Shared> m_shared;
    std::vector<QThread *> m_threads;
};

} // namespace sightglass
