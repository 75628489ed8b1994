// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDeadlineTimer>
#include <QObject>
#include <QThread>

#include <utility>

namespace sightglass
{

/// Waits for a thread to end, and deletes it. One that does not end in time is left behind, as it may not be destroyed
/// while it runs; it goes when it ends, if this thread still has an event loop then. Whether it ended.
inline bool finishThread(QThread *thread, const QDeadlineTimer &deadline)
{
    if (!thread->wait(deadline)) {
        QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
        return false;
    }
    delete thread;
    return true;
}

/// A worker and the thread it lives on; the worker is destroyed there, when the thread ends.
template <typename Worker>
class Station
{
public:
    template <typename... Arguments>
    explicit Station(const QString &name, Arguments &&...arguments)
        : m_thread(new QThread)
        , m_worker(new Worker(std::forward<Arguments>(arguments)...))
    {
        m_thread->setObjectName(name);
        m_worker->moveToThread(m_thread);
        QObject::connect(m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    }
    Station(const Station &) = delete;
    Station &operator=(const Station &) = delete;

    Worker *operator->() const { return m_worker; }
    Worker *get() const { return m_worker; }

    void start() { m_thread->start(); }
    /// The event loop ends after the event it is in.
    void quit() { m_thread->quit(); }
    /// Once: waits for the thread to end. One that does not is left behind with its worker.
    bool finish(const QDeadlineTimer &deadline) { return finishThread(std::exchange(m_thread, nullptr), deadline); }

private:
    QThread *m_thread;
    Worker *m_worker;
};

} // namespace sightglass
