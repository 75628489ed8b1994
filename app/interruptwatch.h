// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>

#include <signal.h>

namespace sightglass
{

/// Turns SIGINT, SIGTERM and SIGHUP into calls of a function, on a thread of its own, outside any signal handler.
///
/// Made before any other thread, which then inherits that these signals are blocked.
class InterruptWatch
{
public:
    /// Is told how many signals there have been, from 1.
    using Handler = std::function<void(int)>;

    InterruptWatch();
    /// Signals have their usual effect again.
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch &) = delete;
    InterruptWatch &operator=(const InterruptWatch &) = delete;

    /// Once. Signals that came before are told now.
    void start(Handler handler);
    /// When it returns, the handler is not called any more.
    void stop();

private:
    void watch(const Handler &handler) const;

    sigset_t m_before;
    int m_signals = -1; ///< Readable when a signal came.
    int m_stop = -1;    ///< Readable when watching is to end.
    std::jthread m_thread;
};

} // namespace sightglass
