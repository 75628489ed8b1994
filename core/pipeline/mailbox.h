// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace sightglass
{

/// How threads tell each other things, a worker's owner the worker and the worker its owner: tasks wait here under a
/// lock, and an empty event announces them.
///
/// At most one event is under way, however often is asked; its arrival runs the tasks in order, then one step of the
/// receiver. Nothing but the announcement passes through Qt's event queue, so that a race checker sees every hand-over.
///
/// Shared by all who may ask, and outlives the receiver: asking does nothing once that is gone.
class Mailbox : public std::enable_shared_from_this<Mailbox>
{
public:
    using Task = std::function<void()>;

    /// Tasks and `step` run on the thread that the receiver lives on then. Detached when the receiver is destroyed.
    static std::shared_ptr<Mailbox> attach(QObject *receiver, Task step);

    /// Any thread: asks for a step.
    void request();
    /// Any thread: asks for this task, then a step.
    void post(Task task);
    /// Any thread: from now on nothing is run that has not begun.
    void detach();

private:
    class Bell;

    explicit Mailbox(Task step);
    void ring();
    void open();

    const Task m_step;
    std::mutex m_mutex;
    Bell *m_bell = nullptr;
    std::vector<Task> m_tasks;
    bool m_announced = false;
};

} // namespace sightglass
