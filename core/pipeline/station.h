// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDeadlineTimer>
#include <QObject>
#include <QThread>

#include <utility>

namespace sightglass
{

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
    /// Waits for the thread to end. One that does not is left behind with its worker, as neither may be destroyed while
    /// it runs; they go when it ends, if this thread still has an event loop then.
    bool finish(const QDeadlineTimer &deadline)
    {
        if (!m_thread->wait(deadline)) {
            QObject::connect(m_thread, &QThread::finished, m_thread, &QObject::deleteLater);
            return false;
        }
        delete m_thread;
        m_thread = nullptr;
        return true;
    }

private:
    QThread *m_thread;
    Worker *m_worker;
};

} // namespace sightglass
