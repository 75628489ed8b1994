// SPDX-License-Identifier: Apache-2.0
#include "ui/tuninghistory.h"

#include <chrono>
#include <set>

namespace sightglass
{

namespace
{

constexpr std::chrono::seconds together{1};

/// Which single thing differs: a field, or the rule of one class; nothing when several do.
std::optional<int> changedThing(const Thresholds &a, const Thresholds &b)
{
    std::set<int> things;
    if (a.confidence != b.confidence)
        things.insert(-1);
    if (a.iou != b.iou)
        things.insert(-2);
    if (a.maxDetections != b.maxDetections)
        things.insert(-3);
    if (a.classAgnostic != b.classAgnostic)
        things.insert(-4);
    for (const auto *rules : {&a.classes, &b.classes}) {
        for (const auto &[id, rule] : *rules) {
            if (a.rule(id) != b.rule(id))
                things.insert(id);
        }
    }
    return things.size() == 1 ? std::optional(*things.begin()) : std::nullopt;
}

} // namespace

void TuningHistory::add(const Thresholds &before, const Thresholds &after, Clock::time_point now)
{
    if (before == after)
        return;
    const bool wasNewest = m_next == m_steps.size();
    m_steps.resize(m_next);
    if (wasNewest && !m_steps.empty()) {
        Step &last = m_steps.back();
        const auto thing = changedThing(before, after);
        if (now - last.when <= together && thing && thing == changedThing(last.before, last.after)) {
            last.after = after;
            last.when = now;
            return;
        }
    }
    m_steps.push_back({before, after, now});
    if (m_steps.size() > mostSteps)
        m_steps.erase(m_steps.begin());
    m_next = m_steps.size();
}

std::optional<Thresholds> TuningHistory::undo()
{
    if (!canUndo())
        return std::nullopt;
    return m_steps[--m_next].before;
}

std::optional<Thresholds> TuningHistory::redo()
{
    if (!canRedo())
        return std::nullopt;
    return m_steps[m_next++].after;
}

void TuningHistory::clear()
{
    m_steps.clear();
    m_next = 0;
}

} // namespace sightglass
