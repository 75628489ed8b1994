// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/openingworker.h"

#include <exception>
#include <utility>

namespace sightglass
{

OpeningWorker::OpeningWorker(FrameSourceFactory sources, std::shared_ptr<Mailbox> owner, Events events)
    : m_sources(std::move(sources))
    , m_mailbox(Mailbox::attach(this, [this] { guard(&OpeningWorker::step); }))
    , m_owner(std::move(owner))
    , m_events(std::move(events))
{}

OpeningWorker::~OpeningWorker()
{
    closeNow();
}

void OpeningWorker::open(const SourceSpec &spec, std::uint64_t number)
{
    giveUp(number);
    m_mailbox->post([this, spec, number] { openNow(spec, number); });
}

void OpeningWorker::giveUp(std::uint64_t number)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = number;
        if (m_source)
            m_source->abort();
    }
    m_mailbox->request(); // Whoever rests is to close what was given up.
}

std::optional<OpenedSource> OpeningWorker::take(std::uint64_t number)
{
    std::optional<OpenedSource> taken;
    const std::lock_guard lock(m_mutex);
    if (number == m_wanted)
        taken.swap(m_ready);
    return taken;
}

std::optional<double> OpeningWorker::openingProgress()
{
    const std::lock_guard lock(m_mutex);
    return m_source ? m_source->openingProgress() : std::nullopt;
}

/// The worker's edge: no exception passes.
void OpeningWorker::guard(void (OpeningWorker::*action)())
{
    try {
        (this->*action)();
    } catch (const std::exception &exception) {
        fail({tr("Opening %1 failed unexpectedly.").arg(m_spec.displayName()), tr("Try it again."),
              QString::fromUtf8(exception.what())});
    }
}

bool OpeningWorker::isWanted()
{
    const std::lock_guard lock(m_mutex);
    return m_number == m_wanted;
}

void OpeningWorker::openNow(const SourceSpec &spec, std::uint64_t number)
{
    closeNow();
    m_spec = spec;
    m_number = number;
    guard(&OpeningWorker::connectSource);
}

void OpeningWorker::connectSource()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_number != m_wanted)
            return;
        m_source = m_sources(m_spec);
    }
    m_source->beginEarly();
    Result<SourceInfo> info = m_source->open();
    if (!info) {
        fail(info.error());
        return;
    }
    m_info = std::move(*info);
    if (m_info->spec.location.isEmpty())
        m_info->spec = m_spec;
}

void OpeningWorker::step()
{
    if (!isWanted()) {
        closeNow();
        return;
    }
    if (!m_info)
        return;
    OpenedSource opened;
    const auto begin = Clock::now();
    const Result<FrameSource::ReadStatus> status = m_source->read(opened.first);
    opened.readTime = Clock::now() - begin;
    if (!status)
        fail(status.error());
    else if (*status == FrameSource::ReadStatus::NoData)
        m_mailbox->request();
    else if (*status == FrameSource::ReadStatus::End)
        fail({tr("%1 ended before its first picture.").arg(m_spec.displayName()), tr("Open another source."), {}});
    else
        offer(std::move(opened));
}

void OpeningWorker::offer(OpenedSource opened)
{
    const SourceInfo info = *std::exchange(m_info, std::nullopt);
    opened.info = info;
    {
        const std::lock_guard lock(m_mutex);
        opened.source = std::exchange(m_source, nullptr);
        m_ready = std::move(opened);
    }
    m_owner->post([ready = m_events.ready, number = m_number, info] { ready(number, info); });
}

void OpeningWorker::closeNow()
{
    m_info.reset();
    std::shared_ptr<FrameSource> closing; // Destroyed outside the lock: closing a source may take its time.
    std::optional<OpenedSource> unused;
    const std::lock_guard lock(m_mutex);
    closing.swap(m_source);
    unused.swap(m_ready);
}

void OpeningWorker::fail(const Error &error)
{
    if (isWanted())
        m_owner->post([failed = m_events.failed, number = m_number, error] { failed(number, error); });
    closeNow();
}

} // namespace sightglass
