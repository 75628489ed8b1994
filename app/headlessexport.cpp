// SPDX-License-Identifier: Apache-2.0
#include "app/headlessexport.h"

#include "app/interruptwatch.h"
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
constexpr int exitIncomplete = 3;
constexpr int exitCancelled = 130; ///< As a shell says of what SIGINT ended.

void print(std::FILE *to, const QString &text)
{
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), to);
    std::fflush(to);
}

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
        text += QStringLiteral(", %1:%2 left").arg(left / 60).arg(left % 60, 2, 10, QLatin1Char('0'));
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
    const auto summary = exporter.run(request, [shows](const ExportProgress &progress) {
        if (shows)
            print(stderr, QLatin1String(clearLine) + progressText(progress));
    });
    interrupts.stop();
    if (shows)
        print(stderr, QLatin1String(clearLine));
    if (!summary) {
        print(stderr, QStringLiteral("sightglass: %1\n").arg(summary.error().toText()));
        return exporter.wasCancelled() ? exitCancelled : exitFailed;
    }
    print(stdout, options.summary == SummaryFormat::Json ? QString::fromUtf8(summary->toJson())
                                                         : summary->toText() + QLatin1Char('\n'));
    if (summary->trouble)
        print(stderr, QStringLiteral("sightglass: %1\n").arg(summary->trouble->toText()));
    return summary->isComplete() ? 0 : exitIncomplete;
}

} // namespace sightglass
