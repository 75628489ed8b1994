// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

namespace sightglass
{

/// Receives the announcements on the receiver's thread: a child of it, moved and destroyed with it.
class Mailbox::Bell : public QObject
{
public:
    Bell(std::shared_ptr<Mailbox> mailbox, QObject *receiver)
        : QObject(receiver)
        , m_mailbox(std::move(mailbox))
    {}
    ~Bell() override { m_mailbox->detach(); }

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        const std::shared_ptr<Mailbox> mailbox = m_mailbox; // A task may be the end of the receiver and its bell.
        mailbox->open();
        return true;
    }

private:
    const std::shared_ptr<Mailbox> m_mailbox;
};

Mailbox::Mailbox(Task step)
    : m_step(std::move(step))
{}

std::shared_ptr<Mailbox> Mailbox::attach(QObject *receiver, Task step)
{
    const std::shared_ptr<Mailbox> mailbox(new Mailbox(std::move(step)));
    mailbox->m_bell = new Bell(mailbox, receiver);
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
    std::vector<Task> tasks; // What they hold goes outside the lock.
    const std::lock_guard lock(m_mutex);
    m_bell = nullptr;
    tasks.swap(m_tasks);
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
        tasks.swap(m_tasks);
    }
    tasks.push_back(m_step);
    for (const Task &task : tasks) {
        {
            // One before may have been the end.
            const std::lock_guard lock(m_mutex);
            if (!m_bell)
                return;
        }
        task();
    }
}

} // namespace sightglass
