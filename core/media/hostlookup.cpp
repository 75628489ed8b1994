// SPDX-License-Identifier: Apache-2.0
#include "core/media/hostlookup.h"

#include <netdb.h>

#include <chrono>
#include <future>
#include <thread>

namespace sightglass
{

HostLookup lookUpHost(const QString &host, Interruption &interruption)
{
    using namespace std::chrono_literals;
    std::promise<bool> promise;
    std::future<bool> answer = promise.get_future();
    // Left to itself when nobody waits any more: it owns all that it touches.
    std::thread([promise = std::move(promise), name = host.toStdString()]() mutable {
        addrinfo *addresses = nullptr;
        const bool found = ::getaddrinfo(name.c_str(), nullptr, nullptr, &addresses) == 0;
        if (found)
            ::freeaddrinfo(addresses);
        promise.set_value(found);
    }).detach();
    while (answer.wait_for(20ms) != std::future_status::ready) {
        if (interruption.shouldStop())
            return HostLookup::Stopped;
    }
    return answer.get() ? HostLookup::Found : HostLookup::NotFound;
}

} // namespace sightglass
