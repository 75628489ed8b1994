// SPDX-License-Identifier: Apache-2.0
#include "app/headlessexport.h"

#include "app/exportbatchrun.h"
#include "app/exportreport.h"
#include "app/interruptwatch.h"
#include "app/terminal.h"
#include "core/export/exporter.h"
#include "core/values/visibletext.h"

#include <QDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include <unistd.h>

namespace sightglass
{

namespace
{

constexpr int exitFailed = 1;
constexpr int exitUsage = 2;
/// Exported, but for frames that did not come or could not be read, or inputs that failed.
constexpr int exitIncomplete = 3;
constexpr int exitCancelled = 130; ///< As a shell says of what SIGINT ended.

/// The built-in model where none was named; and of the processors as many as fall to each of the jobs.
void completeModel(ModelRequest &model, int jobs)
{
    if (const auto builtIn = builtInModels(); model.location.isEmpty() && !builtIn.isEmpty())
        model.location = builtIn.constFirst().id;
    if (jobs > 1 && model.workers == 0) {
        model.workers = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / jobs);
        model.threads = std::max(1, model.threads);
    }
}

/// Errors of one part, and what is missing in it.
void printProblems(const ExportBatchRun::Part &part, bool isMany)
{
    const QString name = isMany ? part.request.source.displayName() + QStringLiteral(": ") : QString();
    const auto tell = [&name](Error error) {
        error.message = name + error.message;
        printError(stderr, error);
    };
    if (part.error && (!isMany || part.fate == ExportBatchRun::Fate::Failed))
        tell(*part.error);
    if (part.summary && part.summary->trouble)
        tell(*part.summary->trouble);
    if (part.summary && !part.summary->unreadable.isEmpty())
        tell({part.summary->unreadableText(), {}, {}});
}

QString summaryText(const ExportBatchRun &run)
{
    using Fate = ExportBatchRun::Fate;
    QStringList counts;
    const auto add = [&](Fate fate, const QString &what) {
        if (const auto count = run.count(fate); count > 0 || fate == Fate::Whole)
            counts.append(QStringLiteral("%1 %2").arg(QString::number(count), what));
    };
    add(Fate::Whole, QStringLiteral("exported"));
    add(Fate::Incomplete, QStringLiteral("exported with frames missing"));
    add(Fate::Failed, QStringLiteral("failed"));
    add(Fate::Cancelled, QStringLiteral("cancelled"));
    add(Fate::PassedOver, QStringLiteral("there already"));
    return QStringLiteral("Inputs: %1\n").arg(counts.join(QLatin1String(", ")));
}

void printSummary(const ExportBatchRun &run, const ExportOptions &options)
{
    const bool isJson = options.summary == SummaryFormat::Json;
    if (options.batch) {
        print(stdout, isJson ? QString::fromUtf8(run.toJson()) : summaryText(run));
        return;
    }
    const ExportBatchRun::Part &only = run.parts().front();
    if (isJson)
        print(stdout, QString::fromUtf8(ExportBatchRun::partJson(only)));
    else if (only.summary)
        print(stdout, only.summary->toText() + QLatin1Char('\n'));
    else if (only.fate == ExportBatchRun::Fate::PassedOver)
        print(stdout, QStringLiteral("%1 is there already.\n")
                          .arg(visibleText(only.request.targets().join(QLatin1String(", ")))));
}

int statusOf(const ExportBatchRun &run)
{
    using Fate = ExportBatchRun::Fate;
    if (run.count(Fate::Cancelled) > 0)
        return exitCancelled;
    const std::size_t failed = run.count(Fate::Failed);
    if (failed > 0)
        return failed == run.parts().size() ? exitFailed : exitIncomplete;
    return run.count(Fate::Incomplete) > 0 ? exitIncomplete : 0;
}

} // namespace

int runHeadlessExport(const ExportOptions &options, InterruptWatch &interrupts)
{
    auto requests = options.batch ? planExports(*options.batch) : std::vector{options.request};
    if (!requests) {
        printError(stderr, requests.error());
        return exitUsage;
    }
    if (options.batch && !QDir().mkpath(options.batch->folder)) {
        printError(stderr, {QStringLiteral("The folder %1 cannot be made.").arg(options.batch->folder),
                            QStringLiteral("Choose a folder of your own."),
                            {}});
        return exitFailed;
    }
    for (ExportRequest &request : *requests)
        completeModel(request.model, options.jobs);
    ExportBatchRun run(*std::move(requests), [] {
        return std::make_unique<Exporter>(makeFrameSource, loadDetector, PlanMemory::ofUser(), StoreFolder::ofUser());
    });
    interrupts.start([&run](int count) {
        if (count >= 3)
            std::_Exit(exitCancelled);
        run.stop();
    });
    const bool isTerminal = ::isatty(STDERR_FILENO) == 1;
    Terminal terminal;
    ExportReport report(terminal.err(), isTerminal);
    run.run(options.jobs, [&](const auto &parts, const auto &changed) {
        if (!options.quiet)
            report.tell(parts, changed);
    });
    if (!options.quiet)
        report.clear();
    const QString said = terminal.release();
    interrupts.stop();
    for (ExportBatchRun::Part part : run.parts()) {
        if (part.error && part.fate == ExportBatchRun::Fate::Failed && !options.batch)
            part.error->detail = QString(part.error->detail + QLatin1Char('\n') + said).trimmed();
        printProblems(part, options.batch.has_value());
    }
    printSummary(run, options);
    return statusOf(run);
}

} // namespace sightglass
