// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/core/pipeline/pipelinetest.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <semaphore>
#include <utility>

namespace sightglass::test
{

using Signal = std::shared_ptr<std::counting_semaphore<>>;

inline Signal makeSignal()
{
    return std::make_shared<std::counting_semaphore<>>(0);
}

inline SourceSpec named(const char *name)
{
    return {.location = QString::fromLatin1(name)};
}

/// Sources by their locations, counted.
struct Sources
{
    std::map<QString, SyntheticScript> scripts;
    std::shared_ptr<std::atomic<int>> alive = std::make_shared<std::atomic<int>>(0);
    std::shared_ptr<std::atomic<int>> mostAlive = std::make_shared<std::atomic<int>>(0);

    FrameSourceFactory factory() const
    {
        struct Counted : SyntheticSource
        {
            Counted(const SyntheticScript &script, std::shared_ptr<std::atomic<int>> theAlive, std::atomic<int> &most)
                : SyntheticSource(script)
                , alive(std::move(theAlive))
            {
                most = std::max<int>(most, ++*alive);
            }
            ~Counted() override { --*alive; }
            std::shared_ptr<std::atomic<int>> alive;
        };
        return [*this](const SourceSpec &spec) -> std::unique_ptr<FrameSource> {
            return std::make_unique<Counted>(scripts.at(spec.location), alive, *mostAlive);
        };
    }
};

/// A source "old" that goes on for ever and is open, or is opening, and the others.
struct TakeoverBench : Sources, Bench
{
    explicit TakeoverBench(std::map<QString, SyntheticScript> others)
        : Sources{withOld(std::move(others))}
        , Bench(Sources::factory())
    {
        const auto isOwn = [this] {
            const Presentation &p = lane.presentation();
            return p.isNull() || p.frame.image.cols == lane.sourceInfo().size.width();
        };
        QObject::connect(&lane, &SourceLane::presented, &lane, [this, isOwn] { consistent = consistent && isOwn(); });
        QObject::connect(&lane, &SourceLane::sourceOpened, &lane, [this, isOwn](const SourceInfo &info) {
            consistent = consistent && (opened.empty() || isOwn()) && info.name == lane.sourceInfo().name;
            opened.append(info.spec.location);
        });
        QObject::connect(&lane, &SourceLane::openFailed, &lane, [this](const SourceSpec &spec, const Error &error) {
            failed.append(spec.location);
            lastError = error;
        });
        QObject::connect(&lane, &SourceLane::openingChanged, &lane, [this] { ++openingChanges; });
    }

    /// "old" is on display and plays.
    bool playsOld()
    {
        lane.open(named("old"));
        return QTest::qWaitFor([this] { return shown.size() > 3 && phase() == SourceState::Phase::Playing; });
    }
    /// Pictures go on coming.
    bool goesOn()
    {
        const auto count = shown.size();
        return QTest::qWaitFor([this, count] { return shown.size() > count + 10; });
    }
    QString current() const { return lane.sourceInfo().spec.location; }

    bool consistent = true; ///< Pictures and names belonged together whenever somebody was told.
    QStringList opened;
    QStringList failed;
    Error lastError;
    int openingChanges = 0;

private:
    static std::map<QString, SyntheticScript> withOld(std::map<QString, SyntheticScript> scripts)
    {
        scripts.insert({QStringLiteral("old"), {.size = {64, 48}, .frames = 1000000, .frameRate = {500, 1}}});
        return scripts;
    }
};

inline const auto next = QStringLiteral("next");

inline bool isExact(const LaneStatistics &s)
{
    const auto exact = [](const FlowCounters &c) {
        return c.captured == c.processed + c.dropped + c.waiting() && c.overtaken + c.skipped <= c.dropped;
    };
    return exact(s.models.front().queue) && exact(s.displayQueue);
}

} // namespace sightglass::test
