// SPDX-License-Identifier: Apache-2.0
#include "core/inference/plantrial.h"

#include "core/inference/examplepicture.h"
#include "core/values/frame.h"
#include "core/values/words.h"

#include <QStringList>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

namespace sightglass
{

namespace
{

/// Of no model's own size, so that scaling is part of the work.
constexpr QSize trialPicture{640, 480};
/// Somebody may wait for an export to begin.
constexpr std::chrono::milliseconds timeOfAllTrials{900};

/// Pictures a second of one copy: from its second run on, as the first one prepares, unless there is time for no other.
double rateOf(Detector &copy, const cv::Mat &picture, Clock::time_point end, const GiveUp &giveUp)
{
    const auto start = Clock::now();
    if (!copy.detect({&picture, 1}))
        return 0.0;
    const auto begin = Clock::now();
    int runs = 0;
    auto now = begin;
    for (; now < end && !(giveUp && giveUp()) && copy.detect({&picture, 1}); ++runs)
        now = Clock::now();
    const auto perSecond = [](int count, auto time) { return count / std::chrono::duration<double>(time).count(); };
    return runs == 0 ? perSecond(1, begin - start) : perSecond(runs, now - begin);
}

std::optional<PlanTrial> tryPlan(const Detector &model, const WorkerPlan &plan, std::chrono::milliseconds patience,
                                 const GiveUp &giveUp)
{
    const auto end = Clock::now() + patience;
    std::vector<std::unique_ptr<Detector>> copies;
    for (int i = 0; i < plan.workers; ++i) {
        if (Clock::now() > end || (giveUp && giveUp()))
            return std::nullopt;
        auto copy = model.duplicate(plan.threads);
        if (!copy)
            return std::nullopt;
        copies.push_back(*std::move(copy));
    }
    const cv::Mat picture = examplePicture(trialPicture);
    std::vector<double> rates(copies.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < copies.size(); ++i)
            threads.emplace_back([&, i] {
                rates[i] = rateOf(*copies[i], picture, end, giveUp);
                copies[i].reset(); // As any detector, on the thread that used it.
            });
    }
    PlanTrial trial{plan, 0.0};
    for (const double rate : rates) {
        if (rate <= 0.0)
            return std::nullopt;
        trial.perSecond += rate;
    }
    return trial;
}

QString planText(const WorkerPlan &plan)
{
    return Words::tr("%1 of %2")
        .arg(plan.workers == 1 ? Words::tr("1 worker") : Words::tr("%1 workers").arg(plan.workers),
             plan.threads == 1 ? Words::tr("1 thread") : Words::tr("%1 threads").arg(plan.threads));
}

} // namespace

std::vector<WorkerPlan> plansToTry(int processors)
{
    if (processors < 2)
        return {{1, 1}};
    std::vector<WorkerPlan> plans{{processors, 1}, {1, processors}};
    if (processors >= 4)
        plans.push_back({processors / 2, 2});
    return plans;
}

std::vector<PlanTrial> tryPlans(const Detector &model, std::span<const WorkerPlan> plans,
                                std::chrono::milliseconds patience, const GiveUp &giveUp)
{
    const auto runs = 2 * static_cast<std::int64_t>(plans.size());
    if (model.descriptor().facts.oneRun * runs > patience)
        return {};
    std::vector<PlanTrial> trials;
    for (const WorkerPlan &plan : plans) {
        const auto trial = tryPlan(model, plan, patience / plans.size(), giveUp);
        if (!trial || (giveUp && giveUp()))
            return {};
        trials.push_back(*trial);
    }
    return trials;
}

const PlanTrial &quickest(std::span<const PlanTrial> trials)
{
    const auto slower = [](const PlanTrial &a, const PlanTrial &b) { return a.perSecond < b.perSecond; };
    const double good = std::max_element(trials.begin(), trials.end(), slower)->perSecond * 0.95;
    const PlanTrial *chosen = nullptr;
    for (const PlanTrial &trial : trials)
        if (trial.perSecond >= good && (!chosen || trial.plan.workers < chosen->plan.workers))
            chosen = &trial;
    return *chosen;
}

bool isPlanOpen(const ModelRequest &request)
{
    return request.workers == 0 && request.threads == 0 && request.device == QLatin1String("cpu") &&
           std::thread::hardware_concurrency() > 1;
}

std::optional<MeasuredPlan> measurePlan(const Detector &model, const ModelRequest &request, const PlanMemory &plans,
                                        const GiveUp &giveUp)
{
    const int processors = static_cast<int>(std::thread::hardware_concurrency());
    const auto trials = tryPlans(model, plansToTry(processors), timeOfAllTrials, giveUp);
    if (trials.empty())
        return std::nullopt;
    const MeasuredPlan plan{quickest(trials).plan, trials};
    plans.add(request, plan);
    return plan;
}

QString trialsText(std::span<const PlanTrial> trials)
{
    QStringList parts;
    for (const PlanTrial &trial : trials)
        parts << QStringLiteral("%1: %2%3")
                     .arg(planText(trial.plan), QString::number(trial.perSecond, 'f', 1),
                          parts.isEmpty() ? Words::tr(" pictures a second") : QString());
    return parts.join(QStringLiteral("; "));
}

} // namespace sightglass
