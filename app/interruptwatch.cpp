// SPDX-License-Identifier: Apache-2.0
#include "app/interruptwatch.h"

#include <array>
#include <cerrno>
#include <cstdint>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace sightglass
{

InterruptWatch::InterruptWatch()
{
    sigset_t watched;
    sigemptyset(&watched);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&watched, signal);
    pthread_sigmask(SIG_BLOCK, &watched, &m_before);
    m_signals = signalfd(-1, &watched, SFD_CLOEXEC);
    m_stop = eventfd(0, EFD_CLOEXEC);
}

InterruptWatch::~InterruptWatch()
{
    stop();
    ::close(m_signals);
    ::close(m_stop);
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void InterruptWatch::stop()
{
    const std::uint64_t one = 1;
    while (::write(m_stop, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
    if (m_thread.joinable())
        m_thread.join();
}

void InterruptWatch::start(Handler handler)
{
    m_thread = std::jthread([this, handler = std::move(handler)] { watch(handler); });
}

void InterruptWatch::watch(const Handler &handler) const
{
    for (int count = 0;;) {
        std::array<pollfd, 2> waited{{{m_signals, POLLIN, 0}, {m_stop, POLLIN, 0}}};
        if (::poll(waited.data(), waited.size(), -1) < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        if (waited[1].revents != 0)
            return;
        signalfd_siginfo info = {};
        if (::read(m_signals, &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info)))
            handler(++count);
    }
}

} // namespace sightglass
