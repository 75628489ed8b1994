// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/frame.h"
#include "core/values/thresholds.h"

#include <optional>
#include <vector>

namespace sightglass
{

/// What was tuned, to go back and forth in. Changes of the same thing that follow each other within a second (a slider
/// under way) are one step. A value; of the UI's thread.
class TuningHistory
{
public:
    static constexpr std::size_t mostSteps = 200;

    /// A person has changed these to those at this moment. What was undone is forgotten.
    void add(const Thresholds &before, const Thresholds &after, Clock::time_point now = Clock::now());
    /// The thresholds to go back to; nothing: this is the first step.
    std::optional<Thresholds> undo();
    std::optional<Thresholds> redo();
    /// For another model, whose classes are others.
    void clear();

    bool canUndo() const { return m_next > 0; }
    bool canRedo() const { return m_next < m_steps.size(); }

private:
    struct Step
    {
        Thresholds before;
        Thresholds after;
        Clock::time_point when; ///< Of the newest change in it.
    };

    std::vector<Step> m_steps;
    std::size_t m_next = 0; ///< The step that redo() does; those before are done.
};

} // namespace sightglass
