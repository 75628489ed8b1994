// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

namespace sightglass
{

/// Receives the announcements on the worker's thread: a child of the worker, moved and destroyed with it.
class Mailbox::Bell : public QObject
{
public:
    Bell(std::shared_ptr<Mailbox> mailbox, QObject *worker)
        : QObject(worker)
        , m_mailbox(std::move(mailbox))
    {}
    ~Bell() override { m_mailbox->detach(); }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        m_mailbox->open();
        return true;
    }

private:
    const std::shared_ptr<Mailbox> m_mailbox;
};

Mailbox::Mailbox(Task step)
    : m_step(std::move(step))
{}

std::shared_ptr<Mailbox> Mailbox::attach(QObject *worker, Task step)
{
    const std::shared_ptr<Mailbox> mailbox(new Mailbox(std::move(step)));
    mailbox->m_bell = new Bell(mailbox, worker);
    return mailbox;
}

void Mailbox::request()
{
    const std::lock_guard lock(m_mutex);
    ring();
}

void Mailbox::post(Task task)
{
    const std::lock_guard lock(m_mutex);
    if (!m_bell)
        return;
    m_tasks.push_back(std::move(task));
    ring();
}

void Mailbox::detach()
{
    const std::lock_guard lock(m_mutex);
    m_bell = nullptr;
}

/// With the lock held.
void Mailbox::ring()
{
    if (!m_bell || m_announced)
        return;
    m_announced = true;
    QCoreApplication::postEvent(m_bell, new QEvent(QEvent::User));
}

void Mailbox::open()
{
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(m_mutex);
        m_announced = false;
        if (!m_bell)
            return;
        tasks.swap(m_tasks);
    }
    for (const Task &task : tasks)
        task();
    m_step();
}

} // namespace sightglass
