// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/clipstore.h"
#include "core/store/clipsurvivors.h"
#include "core/store/survivorfilter.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace sightglass
{

/// What is left of the candidates that a store holds, under one basis after another: reads what is kept, and follows
/// what is added.
///
/// Survivors of the store's own suppression are read as they are kept, which is quick. For any other basis NMS is done
/// anew over all candidates, a piece at a time; what was there before stays until all of it is done.
///
/// Thread: one, but for the observer that it gives the store, which puts what is new into an inbox. Where that fills up
/// before it is looked into, it is emptied, and all is read again.
class ClipReader
{
public:
    /// `news` is called when something was put into the inbox, on whatever thread the store is written on.
    ClipReader(std::shared_ptr<ClipStore> store, std::function<void()> news);
    ~ClipReader();
    ClipReader(const ClipReader &) = delete;
    ClipReader &operator=(const ClipReader &) = delete;

    using Unwanted = std::function<bool()>;
    /// Does a piece of the work: all that can be read as it is kept, or some hundredths of a second of NMS. What it has
    /// not come to is left for another step when it is not wanted any more. Where the store cannot be read, what could
    /// be is taken for all.
    Result<void> step(const SurvivorBasis &basis, const Unwanted &unwanted);
    /// Whether there is something left to do.
    bool hasMore() const { return m_making || !m_shown.missed.empty(); }

    const ClipSurvivors &clip() const { return m_shown.clip; }
    /// Whether clip() is what this basis leaves.
    bool isOf(const SurvivorBasis &basis) const { return m_shown.isWhole && m_shown.basis == basis; }
    /// Rises whenever clip() changes.
    std::uint64_t changes() const { return m_changes; }
    /// Of NMS that is done anew, from 0 to 1.
    std::optional<double> progress() const;

private:
    class Inbox;

    /// What one basis leaves.
    struct Made
    {
        SurvivorBasis basis;
        ClipSurvivors clip = {};
        std::int64_t next = 0;                 ///< The first frame that has not been come to.
        std::vector<std::int64_t> missed = {}; ///< Frames before it that have been added since.
        bool isWhole = false;

        /// Whether it is what the store keeps.
        bool isKept() const { return basis == SurvivorBasis{ClipStore::keptSuppression()}; }
    };

    void takeNews();
    void take(Made &made, const FrameSurvivors &frame) const;
    Result<void> readKept(Made &made, const Unwanted &unwanted) const;
    Result<void> suppress(Made &made, const Unwanted &unwanted) const;
    Result<void> suppressMissed(Made &made, const Unwanted &unwanted) const;

    static constexpr std::int64_t atEnd = std::numeric_limits<std::int64_t>::max();

    const std::shared_ptr<ClipStore> m_store;
    const std::shared_ptr<Inbox> m_inbox;
    Made m_shown;
    std::optional<Made> m_making; ///< To be shown.
    bool m_isOutdated = false;    ///< Something that was added has been lost.
    std::uint64_t m_changes = 0;
};

} // namespace sightglass
