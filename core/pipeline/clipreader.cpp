// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/clipreader.h"

#include "core/values/frame.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace sightglass
{

namespace
{

/// How far NMS goes before newer wishes are looked at.
constexpr std::chrono::milliseconds slice(20);
constexpr int mostAtOnce = 256;

} // namespace

/// Where the store leaves what it has written, until the reader takes it.
class ClipReader::Inbox
{
public:
    explicit Inbox(std::function<void()> news)
        : m_news(std::move(news))
    {}

    void put(std::span<const FrameSurvivors> frames)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isFull = m_isFull || m_frames.size() + frames.size() > capacity;
            if (m_isFull)
                m_frames.clear();
            else
                m_frames.insert(m_frames.end(), frames.begin(), frames.end());
        }
        m_news();
    }

    /// And whether there was more.
    std::pair<std::vector<FrameSurvivors>, bool> take()
    {
        const std::lock_guard lock(m_mutex);
        return {std::exchange(m_frames, {}), std::exchange(m_isFull, false)};
    }

private:
    static constexpr std::size_t capacity = 10'000; // Some minutes of a clip, and megabytes.

    const std::function<void()> m_news;
    std::mutex m_mutex;
    std::vector<FrameSurvivors> m_frames;
    bool m_isFull = false;
};

ClipReader::ClipReader(std::shared_ptr<ClipStore> store, std::function<void()> news)
    : m_store(std::move(store))
    , m_inbox(std::make_shared<Inbox>(std::move(news)))
    , m_shown({ClipStore::keptSuppression()})
{
    // Before anything is read: what comes meanwhile is taken again, and nothing is missed.
    m_store->setObserver(this, [inbox = m_inbox](std::span<const FrameSurvivors> frames) { inbox->put(frames); });
}

ClipReader::~ClipReader()
{
    m_store->setObserver(this, {});
}

Result<void> ClipReader::step(const SurvivorBasis &basis, const Unwanted &unwanted)
{
    takeNews();
    if (m_making && m_making->basis != basis)
        m_making.reset();
    if (!m_making && (m_isOutdated || !isOf(basis))) {
        m_making = Made{basis};
        m_isOutdated = false;
    }
    Made &made = m_making ? *m_making : m_shown;
    const bool isShown = !m_making;
    Result<void> done;
    if (!made.isWhole)
        done = made.isKept() ? readKept(made, unwanted) : suppress(made, unwanted);
    else if (!made.missed.empty())
        done = suppressMissed(made, unwanted);
    else
        return done;
    if (!done) {
        made.isWhole = true;
        made.next = atEnd;
        made.missed.clear();
    }
    if (m_making && m_making->isWhole)
        m_shown = std::move(*std::exchange(m_making, std::nullopt));
    else if (!isShown)
        return done;
    ++m_changes;
    return done;
}

std::optional<double> ClipReader::progress() const
{
    if (!m_making || m_making->isKept())
        return std::nullopt;
    const auto all = static_cast<double>(std::max<std::int64_t>(1, m_store->count()));
    return std::min(1.0, static_cast<double>(m_making->clip.count()) / all);
}

void ClipReader::takeNews()
{
    const auto [frames, hasLost] = m_inbox->take();
    m_isOutdated = m_isOutdated || hasLost;
    if (hasLost)
        m_making.reset();
    for (const FrameSurvivors &frame : frames) {
        if (m_shown.isWhole)
            take(m_shown, frame);
        if (m_making)
            take(*m_making, frame);
    }
    if (!frames.empty() && m_shown.isWhole)
        ++m_changes;
}

void ClipReader::take(Made &made, const FrameSurvivors &frame) const
{
    if (made.isKept())
        made.clip.set(frame.index, frame.seconds, frame.items);
    else if (frame.index < made.next)
        made.missed.push_back(frame.index);
}

Result<void> ClipReader::readKept(Made &made, const Unwanted &unwanted) const
{
    bool isGivenUp = false;
    auto done = m_store->visitSurvivors([&](const FrameSurvivors &frame) {
        isGivenUp = unwanted();
        if (!isGivenUp)
            made.clip.set(frame.index, frame.seconds, frame.items);
        return !isGivenUp;
    });
    made.isWhole = !isGivenUp;
    return done;
}

Result<void> ClipReader::suppress(Made &made, const Unwanted &unwanted) const
{
    const auto end = Clock::now() + slice;
    int count = 0;
    bool isOver = false;
    auto done = m_store->visitCandidates({made.next, {}}, [&](const Candidates &candidates) {
        made.clip.set(candidates.frame.index, candidates.seconds, survivorsOf(candidates, made.basis));
        made.next = candidates.frame.index + 1;
        isOver = ++count == mostAtOnce || Clock::now() >= end || unwanted();
        return !isOver;
    });
    if (!isOver) {
        made.isWhole = true;
        made.next = atEnd;
    }
    return done;
}

/// The first ones of them that are in a row.
Result<void> ClipReader::suppressMissed(Made &made, const Unwanted &unwanted) const
{
    std::vector<std::int64_t> &missed = made.missed;
    std::sort(missed.begin(), missed.end());
    std::size_t count = 1;
    while (count < std::min<std::size_t>(mostAtOnce, missed.size()) && missed[count] <= missed[count - 1] + 1)
        ++count;
    const FrameRange range{missed.front(), missed[count - 1]};
    auto done = m_store->visitCandidates(range, [&](const Candidates &candidates) {
        made.clip.set(candidates.frame.index, candidates.seconds, survivorsOf(candidates, made.basis));
        return !unwanted();
    });
    missed.erase(missed.begin(), missed.begin() + static_cast<std::ptrdiff_t>(count));
    return done;
}

} // namespace sightglass
