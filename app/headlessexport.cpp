// SPDX-License-Identifier: Apache-2.0
#include "app/headlessexport.h"

#include "app/interruptwatch.h"
#include "app/terminal.h"
#include "core/export/exporter.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace sightglass
{

namespace
{

constexpr int exitFailed = 1;
constexpr int exitIncomplete = 3;  ///< Exported, but for frames that could not be read or did not come.
constexpr int exitCancelled = 130; ///< As a shell says of what SIGINT ended.

QString progressText(const ExportProgress &progress)
{
    QString text = QString::number(progress.written);
    if (progress.total)
        text += QStringLiteral(" of %1").arg(*progress.total);
    text += QStringLiteral(" frames");
    if (progress.total && *progress.total > 0)
        text += QStringLiteral(", %1 %").arg(100 * progress.written / static_cast<std::uint64_t>(*progress.total));
    if (progress.perSecond > 0.0)
        text += QStringLiteral(", %1 a second").arg(progress.perSecond, 0, 'f', 1);
    if (progress.secondsLeft) {
        const auto left = static_cast<qlonglong>(std::ceil(*progress.secondsLeft));
        text += QStringLiteral(", %1:%2 left")
                    .arg(QString::number(left / 60), QStringLiteral("%1").arg(left % 60, 2, 10, QLatin1Char('0')));
    }
    return text;
}

/// Takes the line with the progress away, on a terminal.
constexpr auto clearLine = "\r\033[K";

} // namespace

int runHeadlessExport(const ExportOptions &options, InterruptWatch &interrupts)
{
    ExportRequest request = options.request;
    if (const auto builtIn = builtInModels(); request.model.location.isEmpty() && !builtIn.isEmpty())
        request.model.location = builtIn.constFirst().id;

    Exporter exporter(makeFrameSource, loadDetector, PlanMemory::ofUser());
    interrupts.start([&exporter](int count) {
        if (count >= 3)
            std::_Exit(exitCancelled);
        exporter.stop();
    });
    const bool shows = !options.quiet && ::isatty(STDERR_FILENO) == 1;
    Terminal terminal;
    const auto summary = exporter.run(request, [shows, &terminal](const ExportProgress &progress) {
        if (shows)
            print(terminal.err(), QLatin1String(clearLine) + progressText(progress));
    });
    const QString said = terminal.release();
    interrupts.stop();
    if (shows)
        print(stderr, QLatin1String(clearLine));
    if (!summary) {
        Error error = summary.error();
        if (!exporter.wasCancelled())
            error.detail = QString(error.detail + QLatin1Char('\n') + said).trimmed();
        printError(stderr, error);
        return exporter.wasCancelled() ? exitCancelled : exitFailed;
    }
    print(stdout, options.summary == SummaryFormat::Json ? QString::fromUtf8(summary->toJson())
                                                         : summary->toText() + QLatin1Char('\n'));
    if (summary->trouble)
        printError(stderr, *summary->trouble);
    if (!summary->unreadable.isEmpty())
        printError(stderr, {summary->unreadableText(), {}, {}});
    return summary->isComplete() ? 0 : exitIncomplete;
}

} // namespace sightglass
