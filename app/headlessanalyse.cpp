// SPDX-License-Identifier: Apache-2.0
#include "app/headlessanalyse.h"

#include "app/interruptwatch.h"
#include "app/terminal.h"
#include "core/inference/planmemory.h"
#include "core/pipeline/loadworkers.h"
#include "core/pipeline/offlinerun.h"
#include "core/values/visibletext.h"

#include <QDeadlineTimer>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include <unistd.h>

namespace sightglass
{

namespace
{

constexpr int exitFailed = 1;
constexpr int exitIncomplete = 3; ///< Kept, but for frames that could not be read, or sources that failed.
constexpr int exitCancelled = 130;

/// The run that is under way, for whoever interrupts it.
class Current
{
public:
    void set(OfflineRun *run)
    {
        const std::lock_guard lock(m_mutex);
        m_run = run;
        if (m_run && m_cancelled)
            m_run->cancel();
    }
    void cancel()
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled = true;
        if (m_run)
            m_run->cancel();
    }
    bool isCancelled() const
    {
        const std::lock_guard lock(m_mutex);
        return m_cancelled;
    }

private:
    mutable std::mutex m_mutex;
    OfflineRun *m_run = nullptr;
    bool m_cancelled = false;
};

/// How far one source is, on a terminal all the time, else now and then.
class Progress
{
public:
    Progress(std::FILE *to, bool quiet, QString name)
        : m_to(to)
        , m_quiet(quiet)
        , m_isTerminal(::isatty(fileno(to)) == 1)
        , m_name(std::move(name))
    {}

    void begin(std::int64_t known, std::optional<std::int64_t> total)
    {
        m_known = known;
        m_total = total;
        m_begun = Clock::now();
    }
    void tell()
    {
        ++m_done;
        if (m_quiet || !m_next.hasExpired())
            return;
        m_next = QDeadlineTimer(m_isTerminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10000));
        QString text = QStringLiteral("%1: %2").arg(m_name, QString::number(m_known + m_done));
        if (m_total)
            text += QStringLiteral(" of %1").arg(*m_total);
        text += QStringLiteral(" frames, %1 a second").arg(rate(), 0, 'f', 1);
        if (m_total && rate() > 0.0) {
            const auto left =
                static_cast<qlonglong>(std::ceil(static_cast<double>(*m_total - m_known - m_done) / rate()));
            text += QStringLiteral(", %1:%2 left")
                        .arg(QString::number(left / 60), QStringLiteral("%1").arg(left % 60, 2, 10, QLatin1Char('0')));
        }
        print(m_to, m_isTerminal ? QLatin1String("\r\033[K") + text : text + QLatin1Char('\n'));
    }
    void end()
    {
        if (m_isTerminal && !m_quiet)
            print(m_to, QStringLiteral("\r\033[K"));
    }
    double rate() const
    {
        const std::chrono::duration<double> passed = Clock::now() - m_begun;
        return passed.count() > 0.0 ? static_cast<double>(m_done) / passed.count() : 0.0;
    }
    std::int64_t known() const { return m_known; }
    std::int64_t done() const { return m_done; }

private:
    std::FILE *const m_to;
    const bool m_quiet;
    const bool m_isTerminal;
    const QString m_name;
    std::int64_t m_known = 0;
    std::int64_t m_done = 0;
    std::optional<std::int64_t> m_total;
    Clock::time_point m_begun = Clock::now();
    QDeadlineTimer m_next{0};
};

/// What one source has come to; the exit status that it alone would give.
int analyse(const SourceSpec &source, const ModelRequest &model, bool quiet, Current &current)
{
    Terminal terminal;
    const QString name = visibleText(source.displayName());
    Progress progress(terminal.err(), quiet, name);
    const auto tell = [&](Error error) {
        const QString said = terminal.release();
        error.message = name + QStringLiteral(": ") + error.message;
        error.detail = QString(error.detail + QLatin1Char('\n') + said).trimmed();
        printError(stderr, error);
        return exitFailed;
    };
    auto workers = loadWorkers(loadDetector, model, PlanMemory::ofUser());
    if (!workers)
        return tell(workers.error());
    OfflineRun run(makeFrameSource(source), std::move(workers->copies));
    run.setStores(StoreFolder::ofUser(), source);
    run.setMissingAlone();
    current.set(&run);
    const auto ended = run.run(
        {},
        [&](const SourceInfo &info) -> Result<void> {
            if (const Error problem = run.storeProblem(); !problem.message.isEmpty())
                return problem;
            progress.begin(run.storedBefore(), info.frameCount);
            return {};
        },
        [&](const Frame &, const CandidatesPtr &) -> Result<void> {
            progress.tell();
            return {};
        });
    current.set(nullptr);
    progress.end();
    const bool isCancelled = current.isCancelled();
    if (!ended && !isCancelled)
        return tell(ended.error());
    if (const Error problem = run.storeProblem(); !problem.message.isEmpty())
        return tell(problem);
    terminal.release();
    QString text = QStringLiteral("%1: %2 frames analysed, %3 were before; %4 a second\n")
                       .arg(name, QString::number(progress.done()), QString::number(progress.known()),
                            QString::number(progress.rate(), 'f', 1));
    const UnreadableFrames unreadable = run.unreadable();
    if (!unreadable.isEmpty())
        text += QStringLiteral("%1: %2 frames could not be read, the first is frame %3\n")
                    .arg(name, QString::number(unreadable.count()), QString::number(*unreadable.first()));
    print(stdout, text);
    if (isCancelled)
        return exitCancelled;
    return unreadable.isEmpty() ? 0 : exitIncomplete;
}

} // namespace

int runHeadlessAnalyse(const AnalyseOptions &options, InterruptWatch &interrupts)
{
    Current current;
    interrupts.start([&current](int count) {
        if (count >= 3)
            std::_Exit(exitCancelled);
        current.cancel();
    });
    ModelRequest model = options.model;
    if (const auto builtIn = builtInModels(); model.location.isEmpty() && !builtIn.isEmpty())
        model.location = builtIn.constFirst().id;
    int failed = 0;
    int status = 0;
    for (const SourceSpec &source : options.sources) {
        const int one = analyse(source, model, options.quiet, current);
        failed += one == exitFailed ? 1 : 0;
        if (one == exitCancelled) {
            interrupts.stop();
            return one;
        }
        status = one == 0 ? status : exitIncomplete;
    }
    interrupts.stop();
    return failed == options.sources.size() ? exitFailed : status;
}

} // namespace sightglass
